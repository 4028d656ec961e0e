/** Rapport in the playground, with the agency's people and channels, on a port of this machine. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';
import { createPlayground, playgroundCollections } from '../../adapters/playground/index.ts';
import { BOT_USER, OUTSIDE_TENANT, PLAYGROUND_TENANT } from '../../adapters/playground/world.ts';
import { compose } from '../../src/app/composition.ts';
import { shiftedClock, stoppedClock } from '../../src/ground/clock.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { begunDatabase } from '../fakes/begun.ts';
import { settling } from '../fakes/settling.ts';
import { CHANNELS, PEOPLE, settleAgency, WHO } from './agency.ts';
import type { Channel, Who } from './scenario.ts';

export const conversationOf = (channel: Channel) => `C-${channel}`;
export const userOf = (who: Who | 'rapport') => (who === 'rapport' ? BOT_USER : `U-${who}`);

/** Adds the accounts and channels to the playground's world. */
async function furnish(world: Awaited<ReturnType<typeof createPlayground>>['world']): Promise<void> {
  for (const who of WHO) {
    const { name, isOurs, locale, zone } = PEOPLE[who];
    await world.addUser({
      user: userOf(who),
      name,
      outsider: !isOurs,
      locale,
      zone,
      side: isOurs ? 'ours' : 'client',
    });
  }
  for (const [name, members] of Object.entries(CHANNELS) as [Channel, readonly Who[]][]) {
    await world.addChannel({
      conversation: conversationOf(name),
      name,
      members: members.map(userOf),
      bot: name !== 'launch',
    });
  }
}

export async function startPlaygroundAgency(start: string) {
  const { db, begin } = await begunDatabase(`replay ${start}`);
  await db.prepare([...playgroundCollections]);
  const clock = shiftedClock(stoppedClock(start));
  const playground = await createPlayground({
    db,
    clock,
    log: silentLogger,
    host: '127.0.0.1',
    realInstallation: async () => false,
  });
  const made = await compose({
    db,
    clock,
    log: silentLogger,
    platforms: [playground.platform],
    answerLate: playground.answerLate,
  });
  const parts = { ...made, bot: settling(made) };
  await begin(async () => {
    await furnish(playground.world);
    await settleAgency(parts, {
      platform: 'playground',
      tenant: PLAYGROUND_TENANT,
      outside: OUTSIDE_TENANT,
      user: userOf,
      channel: conversationOf,
    });
    await parts.histories.settled();
  });
  playground.connect(parts.bot, {
    completions: () => [],
    address: () => 'http://127.0.0.1:3000',
    runDueNow: async () => undefined,
    nextDue: async () => undefined,
    zoneOf: async () => undefined,
  });
  const app = express();
  app.use('/playground', playground.router);
  const server = createServer(app);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  async function end(): Promise<void> {
    playground.close();
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await parts.sender.stop();
    await db.close();
  }
  const { port } = server.address() as AddressInfo;
  return { parts, clock, world: playground.world, base: `http://127.0.0.1:${port}/playground`, end };
}
