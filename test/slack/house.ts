/** The house under test in Slack: the real server, adapter and store behind emulators of Slack. */
import { Router } from 'express';
import { expect } from 'vitest';
import { createSlackCall } from '../../adapters/slack/api.ts';
import { createSlack, slackCollections } from '../../adapters/slack/index.ts';
import { createSlackInstallations } from '../../adapters/slack/installations.ts';
import { createSecrets } from '../../adapters/slack/secrets.ts';
import type { SlackWaits } from '../../adapters/slack/waits.ts';
import { type Composition, compose } from '../../src/app/composition.ts';
import type { SlackConfig } from '../../src/config/slack.ts';
import type { Bot } from '../../src/core/bot.ts';
import { stoppedClock, systemClock } from '../../src/ground/clock.ts';
import { type Logger, silentLogger } from '../../src/ground/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import {
  createFilesRouter,
  createFileTickets,
  createPagesRouter,
  createTickets,
  pageCollections,
} from '../../src/web/pages/index.ts';
import { startWeb } from '../../src/web/server.ts';
import { settling } from '../fakes/settling.ts';
import { startFront } from '../fakes/slack/front.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/world.ts';
import { ACME, NORTH, SOUTH, settle } from './agency.ts';
import { createClients } from './client.ts';
import { createDelivery, type Mode, SECRET } from './delivery.ts';
import { createScreen } from './screen.ts';

/** Far longer than anything takes: a slow machine changes no answer. */
export const PATIENT: SlackWaits = {
  beforeAck: 60_000,
  afterAck: 60_000,
  ack: 60_000,
  trigger: 60_000,
  loading: 60_000,
  saving: 60_000,
  farewell: 60_000,
};
export const KEYS = [{ id: 'k1', key: Buffer.alloc(32, 7) }];

export interface HouseOptions {
  readonly mode?: Mode;
  /** Our side's slash command. */
  readonly command?: string;
  /** Installs South by OAuth, as a second installation beside the environment's. */
  readonly south?: boolean;
  readonly log?: Logger;
  /** Whether files are available at our address; otherwise only Slack delivers them. */
  readonly isReachable?: boolean;
  /** The scopes of the bot's token; default: all. */
  readonly scopes?: readonly string[];
  /** Shorter times, for a test about one of them. */
  readonly waits?: Partial<SlackWaits>;
  /** How long a test waits for an acknowledgement over the socket, in milliseconds; shorter where none may come. */
  readonly socketMs?: number;
  /** Wraps the bot, to make it slow or fail. */
  readonly between?: (bot: Bot) => Bot;
  /** Additional people. */
  readonly people?: readonly string[];
  readonly channels?: readonly string[];
  readonly privateChannels?: readonly string[];
  /** Replaces Mei's agency in North. */
  readonly agency?: (parts: Composition, slack: FakeSlack) => Promise<void>;
}

/**
 * The whole of Rapport in Slack: the real web server, Bolt and adapter, and the real house behind them over an
 * in-memory database; in front of them emulators of Slack. Mei manages ACME (client channel #acme, internal
 * #acme-internal), Tom is a member, Root the admin; Ana of Acme is in #acme from another team.
 */
export async function slackHouse({
  mode = 'http',
  command = '/rapport',
  south = false,
  log = silentLogger,
  isReachable = true,
  scopes,
  waits,
  socketMs = 60_000,
  between = (bot) => bot,
  people = [],
  channels = [],
  privateChannels = [],
  agency,
}: HouseOptions = {}) {
  const seed = {
    people: ['mei', 'tom', 'root', 'ana', 'gus', ...people],
    channels: ['acme', 'acme-internal', 'blue', ...channels],
    privateChannels: ['without-us', ...privateChannels],
    ...(scopes === undefined ? {} : { scopes }),
  };
  const slack = await startSlack({
    teams: [{ ...seed, id: NORTH, name: 'North' }, ...(south ? [{ ...seed, id: SOUTH, name: 'South' }] : [])],
  });
  const front = await startFront(slack);
  for (const id of south ? [NORTH, SOUTH] : [NORTH]) {
    const team = slack.team(id);
    team.traits.set(team.person('ana'), { team_id: ACME, is_stranger: true });
    team.traits.set(team.person('gus'), { is_restricted: true });
    team.traits.set(team.person('tom'), { locale: 'zh-CN', tz: 'Asia/Shanghai' });
    team.traits.set(team.person('mei'), { locale: 'en-US', tz: 'Europe/Berlin', real_name: 'Mei Chen' });
  }
  const oauth = { clientId: '1.2', clientSecret: SECRET, publicUrl: 'https://rapport.example.com', keys: KEYS };
  const config: SlackConfig = {
    receive: mode === 'http' ? { mode, signingSecret: SECRET } : { mode, appToken: front.appToken },
    botToken: slack.team(NORTH).bot.token,
    oauth: south ? oauth : undefined,
    command,
    apiUrl: front.apiUrl,
  };
  const db = await openDatabase({ memory: true });
  await db.prepare([...slackCollections, ...pageCollections]);
  if (south) {
    const { bot } = slack.team(SOUTH);
    const installations = createSlackInstallations({
      ...{ db, call: createSlackCall({ apiUrl: front.apiUrl }), botToken: undefined, log },
      oauth: { ...oauth, secrets: createSecrets(KEYS) },
    });
    await installations.save({
      team: SOUTH,
      name: 'South',
      app: 'A0RAPPORT',
      scopes: [...bot.scopes],
      by: slack.team(SOUTH).person('root'),
      token: bot.token,
    });
  }
  const clock = stoppedClock('2026-11-23T09:00:00Z');
  let tickets: ReturnType<typeof createTickets> | undefined;
  let files: ReturnType<typeof createFileTickets> | undefined;
  const edge = createSlack({
    config,
    db,
    log,
    waits: { ...PATIENT, ...waits },
    pages: { link: async (event, form) => tickets?.link(event, form) },
  });
  const made = await compose({
    db,
    clock,
    log,
    platforms: [edge.platform],
    answerLate: (event, reply) => edge.answerLate(event, reply),
    fileLinks: { link: async (file, whose) => files?.link(file, whose) },
    slackCommand: command,
  });
  const parts = { ...made, bot: settling(made) };
  const metrics = createMetrics({ deliveries: async () => ({}) });
  const pages = { form: Router(), file: Router() };
  const web = await startWeb({
    pages,
    host: '127.0.0.1',
    port: 0,
    log,
    metrics,
    ready: () => db.ping(),
    routes: edge.routes,
    playground: undefined,
  });
  tickets = createTickets({ db, clock, publicUrl: web.url });
  files = createFileTickets({ db, clock, publicUrl: isReachable ? web.url : undefined });
  pages.file.use(createFilesRouter({ tickets: files, clock }));
  pages.form.use(
    createPagesRouter({
      tickets,
      bot: parts.bot,
      registry: parts.registry,
      answerLate: (event, reply) => edge.answerLate(event, reply),
      clock,
      log,
    }),
  );
  const url = `${web.url}/slack/events`;
  const projects = new Map<string, Awaited<ReturnType<typeof settle>>>();
  if (agency !== undefined) await agency(parts, slack);
  else for (const id of south ? [NORTH, SOUTH] : [NORTH]) projects.set(id, await settle(parts, id, slack));
  await edge.connect(between(parts.bot));

  let count = 0;
  const fresh = (what: string) => `${what}.${++count}.${Math.random().toString(36).slice(2)}`;
  const delivery = createDelivery({ mode, front, url, socketMs });
  const screen = createScreen({ front, fresh, send: () => parts.sender.tick() });
  const as = createClients({ slack, front, command, fresh, deliver: delivery.deliver });

  return {
    ...parts,
    ...{ slack, front, db, clock, edge, web, url, deliver: delivery.deliver, as, projects, mode },
    ...{ next: screen.next, seenOf: screen.seenOf, window: screen.window, lookAway: screen.lookAway },
    /** Waits until all running work has been shown. */
    async quiet(): Promise<void> {
      await edge.close();
      await edge.connect(between(parts.bot));
    },
    /** Checks that nothing becomes visible after all work is done. */
    async nothing(): Promise<void> {
      await edge.close();
      expect(screen.unseen()).toEqual([]);
    },
    /** Moves the clock of the house and processes due work. */
    async at(instant: string) {
      clock.moveTo(new Date(instant));
      for (let round = 0; round < 8; round++)
        if ((await parts.scheduler.tick()) + (await parts.sender.tick()) === 0) break;
    },
    /** Ends everything, and checks that no payload of the whole test broke a limit of Slack's. */
    async close() {
      await web.close();
      await edge.close();
      await parts.sender.stop();
      const problems = [...slack.problems(), ...front.problems(), ...delivery.problems()];
      await front.close();
      await slack.close();
      await db.close();
      expect(problems).toEqual([]);
    },
  };
}
export type SlackHouse = Awaited<ReturnType<typeof slackHouse>>;

export const now = () => Math.floor(systemClock.now().getTime() / 1000);

/** The person's name in Slack. */
export async function nameOf({ team, user }: ReturnType<SlackHouse['as']>): Promise<{ name: string }> {
  const told = (await team.ask('users.info', { user })).user as { name: string; real_name?: string };
  return { name: told.real_name ?? told.name };
}
