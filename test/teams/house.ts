import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTeams, teamsCollections } from '../../adapters/teams/index.ts';
import { compose } from '../../src/app/composition.ts';
import { systemScope } from '../../src/core/access.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { createLogger, silentLogger } from '../../src/ground/log.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { settling } from '../fakes/settling.ts';
import { WORLD } from './agentsPlayground.ts';
import { activity, channel, own, tell, type Where, words } from './client.ts';
import type { FakeConnector } from './fakeConnector.ts';

type TeamsOptions = Parameters<typeof createTeams>[0];

/** The adapter's log lines, for debugging a test: TEAMS_LOG=1. */
const log =
  process.env.TEAMS_LOG === undefined
    ? silentLogger
    : createLogger({ level: 'debug', write: (line) => console.log(line) });

/** Far longer than any work takes: a slow machine changes no answer. Milliseconds. */
const PATIENT_MS = 60_000;

/**
 * The whole house with Teams as its only platform, listening on its own port. The scheduler and the sender run when a
 * test calls them.
 */
export async function teamsHouse(
  options: { start?: string; db?: Database } & Partial<
    Pick<TeamsOptions, 'config' | 'rehearsal' | 'limitMs' | 'waitMs'>
  > = {},
) {
  const {
    start = '2026-11-23T09:00:00Z',
    db = await openDatabase({ memory: true }),
    config = { app: undefined, targeted: false },
    rehearsal,
    limitMs,
    waitMs = PATIENT_MS,
  } = options;
  await db.prepare(teamsCollections);
  const clock = stoppedClock(start);
  const edge = createTeams({
    config,
    db,
    clock,
    log,
    ...(rehearsal === undefined ? {} : { rehearsal }),
    ...(limitMs === undefined ? {} : { limitMs }),
    waitMs,
    farewellMs: PATIENT_MS,
  });
  const made = await compose({
    db,
    clock,
    log,
    platforms: [edge.platform],
    answerLate: (event, reply) => edge.answerLate(event, reply),
    fileLinks: { link: async () => 'https://rapport.example.com/file/secret' },
    // A test that moves the database's clock moves pauses and pace as well.
    pacingClock: db,
  });
  const parts = { ...made, bot: settling(made) };
  const server = createServer((request, response) => edge.routes[0]?.listener(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  await edge.connect(parts.bot);
  return {
    ...parts,
    ...{ db, clock, edge, url, endpoint: `${url}/api/messages` },
    /** Moves the clock and processes due work. */
    async at(instant: string) {
      clock.moveTo(new Date(instant));
      for (let round = 0; round < 5; round++)
        if ((await parts.scheduler.tick()) + (await parts.sender.tick()) === 0) break;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
      await edge.close();
      await parts.sender.stop();
      if (options.db === undefined) await db.close();
    },
  };
}
export type TeamsHouse = Awaited<ReturnType<typeof teamsHouse>>;

/**
 * Our agency in Teams: Mei manages ACME for Acme, whose channel is `acme`; Tom is a member who reads Chinese, Root the
 * admin; at Acme, Ana approves and Li, who reads Chinese, contributes. Zoe has no role.
 */
export async function settled(house: TeamsHouse, { tenant = WORLD.tenant, channel = WORLD.channel as string } = {}) {
  const { workspaces, people, clients, projects } = house;
  const user = (id: string, home = tenant) => ({ platform: 'teams' as const, tenant: home, user: id, via: tenant });
  const { workspace } = await workspaces.create({
    name: 'North',
    zone: 'Europe/Berlin',
    admin: { name: 'Root', identities: [user('root')] },
  });
  const scope = systemScope(workspace._id);
  await workspaces.attach(scope, { platform: 'teams', tenant });
  const mei = await people.add(scope, {
    name: 'Mei Chen',
    side: { kind: 'ours', role: 'manager' },
    identities: [user('mei')],
    locale: 'en',
    zone: 'Europe/Berlin',
  });
  const tom = await people.add(scope, {
    name: 'Tom Berg',
    side: { kind: 'ours', role: 'member' },
    identities: [user('tom')],
    locale: 'zh-CN',
    zone: 'Asia/Shanghai',
  });
  const acme = await clients.add(scope, { name: 'Acme', locale: 'en' });
  const ana = await people.add(scope, {
    name: 'Ana Lima',
    side: { kind: 'client', clientId: acme._id, role: 'approver' },
    identities: [user('ana')],
    locale: 'en',
  });
  const li = await people.add(scope, {
    name: '李文静',
    side: { kind: 'client', clientId: acme._id, role: 'contributor' },
    identities: [user('li')],
    locale: 'zh-CN',
  });
  const project = await projects.add(scope, {
    name: 'Acme shop',
    key: 'ACME',
    clientId: acme._id,
    managerId: mei._id,
    locale: 'en',
    zone: 'Europe/Berlin',
    state: 'active',
  });
  await projects.link(scope, {
    platform: 'teams',
    tenant,
    conversation: channel,
    name: 'acme',
    projectId: project._id,
    audience: 'client',
  });
  return { workspace, scope, mei, tom, acme, ana, li, project };
}

/** The house beside a test connector, with Rapport installed in Acme's channel and in the chats of the named people. */
export async function houseBeside(
  fake: FakeConnector,
  options: Parameters<typeof teamsHouse>[0] & { chats?: readonly string[]; headers?: Record<string, string> } = {},
) {
  const house = await teamsHouse(options);
  const agency = await settled(house);
  fake.everybody.push(
    ...Object.entries(WORLD.people).map(([id, name]) => ({
      id,
      name,
      tenantId: WORLD.tenant,
      userRole: 'user' as const,
    })),
  );
  fake.channels.set('team-north', undefined).set(WORLD.channel, 'acme');
  const said = (sent: unknown) => tell(house.endpoint, sent, options.headers);
  const brought = { type: 'conversationUpdate', membersAdded: [{ id: WORLD.bot.id }] };
  await said(activity(fake.serviceUrl, 'root', channel(WORLD.channel), brought));
  for (const user of options.chats ?? ['mei', 'tom', 'ana', 'li'])
    await said(activity(fake.serviceUrl, user, own(user), brought));
  await house.edge.close();
  await house.edge.connect(house.bot);
  return {
    ...house,
    ...agency,
    said,
    /** Types a text. */
    type: (user: string, text: string, where: Where = own(user), more: Record<string, unknown> = {}) =>
      said(activity(fake.serviceUrl, user, where, { ...words(text, where), ...more })),
    /** Presses a button whose answer is the card's next state. */
    execute: (user: string, where: Where, message: string, data: unknown) =>
      said(
        activity(fake.serviceUrl, user, where, {
          type: 'invoke',
          name: 'adaptiveCard/action',
          replyToId: message,
          value: { action: { type: 'Action.Execute', verb: 'rapport', data }, trigger: 'manual' },
        }),
      ),
    /** Waits until all running work has arrived. */
    async quiet() {
      await house.edge.close();
      await house.edge.connect(house.bot);
    },
  };
}
export type HouseBeside = Awaited<ReturnType<typeof houseBeside>>;
