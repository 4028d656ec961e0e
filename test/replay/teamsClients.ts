/** The agency in Teams: its accounts and channels, and the signed activities that its people's clients send. */
import { systemClock } from '../../src/ground/clock.ts';
import { WORLD } from '../teams/agentsPlayground.ts';
import { activity, channel, own, tell, type Where } from '../teams/client.ts';
import { type FakeConnector, startFakeConnector } from '../teams/fakeConnector.ts';
import { teamsHouse } from '../teams/house.ts';
import { ownCredentials, startSigner } from '../teams/signing.ts';
import { CHANNELS, PEOPLE, settleAgency, WHO } from './agency.ts';
import type { Channel, Who } from './scenario.ts';

type Fields = Readonly<Record<string, unknown>>;
const APP = '11111111-2222-3333-4444-555555555555';
const OUTSIDE = '00000000-0000-0000-0000-0000000000099';
export const TEAM = 'team-north';
export const CHANNEL_NAMES = Object.keys(CHANNELS) as Channel[];
export const conversationOf = (name: Channel) => `19:${name}`;
export const whereIs = (name: Channel) => channel(conversationOf(name));
export const BOT = { id: WORLD.bot.id };

/** A member of a roster, as Teams lists them. */
export const entry = (who: Who) => ({
  id: who,
  name: PEOPLE[who].name,
  tenantId: PEOPLE[who].isOurs ? WORLD.tenant : OUTSIDE,
  userRole: 'user' as const,
});
function furnish(fake: FakeConnector): void {
  fake.everybody.push(...WHO.map(entry));
  for (const name of CHANNEL_NAMES) {
    fake.rosters.set(conversationOf(name), CHANNELS[name].map(entry));
    fake.channels.set(conversationOf(name), name);
  }
  fake.channels.set(TEAM, undefined);
}

/**
 * Mentions as Teams' clients send them: people by a tag and an entity. A bot cannot be sent channel mentions, so
 * channel names stay text.
 */
export function tagged(text: string, withBot: boolean): Fields {
  const mentions = [
    ...(withBot ? [{ id: WORLD.bot.id, name: WORLD.bot.name.replace('&', '&amp;') }] : []),
    ...WHO.filter((who) => text.includes(`@${PEOPLE[who].name}`)).map((who) => ({ id: who, name: PEOPLE[who].name })),
  ];
  const tag = (name: string) => `<at>${name}</at>`;
  const words = mentions.reduce(
    (all, { name }) => all.replaceAll(`@${name}`, tag(name)),
    withBot ? `@${mentions[0]?.name} ${text}` : text,
  );
  return {
    ...{ text: words, textFormat: 'plain' },
    entities: mentions.map(({ id, name }) => ({ type: 'mention', mentioned: { id, name }, text: tag(name) })),
  };
}

/** Starts Rapport beside a test connector, with the agency's people and channels known to it. */
export async function startTeamsClients(start: string, targeted: boolean) {
  const fake = await startFakeConnector();
  const signer = await startSigner();
  const app = { type: 'SingleTenant' as const, appId: APP, password: 'never-used-0123456789', tenantId: WORLD.tenant };
  const rehearsal = { openIdMetadataUrl: signer.openIdMetadataUrl, credentials: ownCredentials(APP) };
  const house = await teamsHouse({ start, config: { app, targeted }, rehearsal });
  await settleAgency(house, {
    platform: 'teams',
    tenant: WORLD.tenant,
    outside: OUTSIDE,
    user: (who) => who,
    channel: conversationOf,
  });
  const expires = Math.floor(systemClock.now().getTime() / 1_000) + 3_600;
  const token = signer.token({
    iss: 'https://api.botframework.com',
    aud: APP,
    exp: expires,
    serviceurl: fake.serviceUrl,
  });
  furnish(fake);

  /** Sends an activity of a person's client. @throws Error for any answer but 200. */
  async function send(who: Who, where: Where, more: Fields): Promise<{ status: number; json: Fields | undefined }> {
    const { locale, zone } = PEOPLE[who];
    const tag = { locale: locale === 'en' ? 'en-GB' : locale, localTimezone: zone };
    const { entities = [], ...rest } = more as { entities?: readonly Fields[] };
    const sent = activity(fake.serviceUrl, who, where, {
      ...tag,
      ...rest,
      entities: [...entities, { type: 'clientInfo', locale: tag.locale, timezone: zone }],
    });
    const heard = await tell(house.endpoint, sent, { Authorization: `Bearer ${token}` });
    if (heard.status !== 200)
      throw new Error(`${String(more.type)} ${String(more.name ?? '')} was answered with ${heard.status}`);
    return { status: heard.status, json: heard.json as Fields | undefined };
  }
  for (const name of ['acme', 'acme-internal'] as const)
    await send('root', whereIs(name), { type: 'conversationUpdate', membersAdded: [BOT] });
  for (const who of WHO) await send(who, own(who), { type: 'conversationUpdate', membersAdded: [BOT] });

  async function end(): Promise<void> {
    await house.close();
    await house.db.close();
    await fake.stop();
    await signer.stop();
  }
  return { house, fake, send, end };
}

export type TeamsClients = Awaited<ReturnType<typeof startTeamsClients>>;
