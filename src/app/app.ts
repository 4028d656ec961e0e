import { schedule as cron } from 'node-cron';
import {
  completionsOf,
  createPlayground,
  PLAYGROUND_TENANT,
  type Playground,
  playgroundCollections,
} from '../../adapters/playground/index.ts';
import { type Config, isLoopback } from '../config/config.ts';
import type { Bot } from '../core/bot.ts';
import type { Reply } from '../core/command.ts';
import { endLeases } from '../core/coreCollections.ts';
import type { Edge } from '../core/edge.ts';
import type { FormPages } from '../core/pages.ts';
import type { InboundEvent } from '../core/platform.ts';
import { createRetention } from '../core/retention.ts';
import { startTicker, type Ticker } from '../core/ticker.ts';
import { type Clock, settledClock, shiftedClock } from '../ground/clock.ts';
import { RapportError } from '../ground/errors.ts';
import type { Logger } from '../ground/log.ts';
import { hasRealInstallation, installations } from '../records/workspaces/store.ts';
import type { Database } from '../store/collection.ts';
import { openDatabase } from '../store/database.ts';
import { migrate } from '../store/migrations.ts';
import { refuseUnknown } from '../store/newer.ts';
import { createMetrics, type Metrics } from '../web/metrics.ts';
import {
  createFilesRouter,
  createFileTickets,
  createPagesRouter,
  createTickets,
  pagesSlice,
} from '../web/pages/index.ts';
import { startWeb } from '../web/server.ts';
import { type Composition, compose } from './composition.ts';
import { edgeCollections, knownData } from './knownData.ts';
import { startEmpty, startWithSample } from './sample.ts';

const RECOVER_EVERY_MS = 60_000;
/** The scheduler looks every second. After this long without a look, it has stopped. */
const LOOK_OVERDUE_MS = 10_000;

export interface AppOptions {
  readonly config: Config;
  readonly log: Logger;
  /** The playground's initial data. */
  readonly start: 'sample' | 'empty';
  /** Real time for the process in place of this machine's clock, also for the embedded database: for tests. */
  readonly realTime?: Clock;
}

export interface App {
  readonly url: string;
  /** Whether the playground is available. */
  readonly playground: boolean;
  /** The ids of the configured platforms. */
  readonly platforms: readonly string[];
  /** Finishes or releases leased work; takes no new work meanwhile. */
  stop(): Promise<void>;
}

/**
 * Starts everything. @throws RapportError with a text for operators when a part cannot start; started parts are stopped
 * again.
 */
export async function startApp({ config, log, ...options }: AppOptions): Promise<App> {
  const db = await openDatabase(
    config.mongodbUri === undefined
      ? { folder: config.dataFolder, log, clock: options.realTime }
      : { uri: config.mongodbUri, log },
  );
  try {
    return await startOver(db, { config, log, ...options });
  } catch (error) {
    await db.close();
    throw error;
  }
}

async function startOver(db: Database, { config, log, start, realTime }: AppOptions): Promise<App> {
  const known = await knownData();
  await migrate(db, known.steps, { log });
  const real = realTime ?? realClock(db, log);
  const clock = shiftedClock(real);
  const playground = await openPlayground(db, clock, { config, log });
  // Prepared for all edges, configured or not: their data about a person must be erasable later as well.
  await db.prepare(edgeCollections);
  const tickets = createTickets({ db, clock, publicUrl: config.publicUrl });
  const files = createFileTickets({ db, clock, publicUrl: config.publicUrl });
  const edges = await openEdges({ config, db, clock, real, log, pages: tickets });
  const answerLate = async (event: InboundEvent, reply: Reply): Promise<void> => {
    if (event.installation.platform === 'playground') await playground?.answerLate(event, reply);
    else await edges.find((edge) => edge.platform.id === event.installation.platform)?.answerLate(event, reply);
  };
  const parts = await compose({
    db,
    clock,
    log,
    platforms: [...(playground === undefined ? [] : [playground.platform]), ...edges.map((edge) => edge.platform)],
    answerLate,
    fileLinks: files,
    edgeCollections,
    edgeSlices: ({ people }) => [pagesSlice({ people, tickets, files })],
    slackCommand: config.slack?.command,
  });
  // Before any post: this version would lose or break data that it does not know.
  refuseUnknown(await db.stored(), known);
  // Only one process uses the embedded engine, so the holders of older leases are gone.
  if (db.engine === 'embedded') await endLeases(db);

  const metrics = createMetrics({
    deliveries: async () => ({ ...(await parts.watch.figures()) }),
    sinceLook: () => parts.scheduler.sinceLook() / 1_000,
  });
  const ticker = startTicker({ scheduler: parts.scheduler, sender: parts.sender, log });
  const retention = createRetention({ db, clock, keep: config.retention, collections: parts.collections });
  const forget = async () => {
    await parts.bot.sweep(config.retention.events);
    await retention.sweep();
    await tickets.sweep();
    await files.sweep();
  };
  const recovery = startRecovery(parts, { forget, log });
  let stopWeb = async () => {};
  let address: string | undefined;
  const stopParts = async () => {
    // Posting stops first: a post that begins during shutdown would need more time than the shutdown has.
    parts.scheduler.stop();
    const resting = Promise.all([ticker.stop(), recovery.stop()]);
    await stopWeb();
    for (const edge of edges) await edge.close();
    await resting;
  };
  try {
    const bot = measured(parts.bot, metrics);
    if (playground !== undefined)
      await connectPlayground(playground, parts, { ticker, clock, start, bot, log, address: () => address });
    const routes = edges.flatMap((edge) => edge.routes);
    const ready = async () => {
      await db.ping();
      const since = parts.scheduler.sinceLook();
      if (since > LOOK_OVERDUE_MS)
        throw new RapportError('unavailable', `the last look for due work was ${Math.round(since / 1_000)} s ago`);
    };
    const pages = {
      form: createPagesRouter({ tickets, bot, registry: parts.registry, answerLate, clock, log }),
      file: createFilesRouter({ tickets: files, clock }),
    };
    const web = await startWeb({
      host: config.host,
      port: config.port,
      log,
      metrics,
      ready,
      routes,
      pages,
      playground: playground?.router,
    });
    stopWeb = () => web.close();
    address = web.url;
    for (const edge of edges) await edge.connect(bot);
    return {
      url: web.url,
      playground: playground !== undefined,
      platforms: edges.map((edge) => edge.platform.id),
      stop: async () => {
        playground?.close();
        await stopParts();
        await db.close();
      },
    };
  } catch (error) {
    await stopParts();
    throw error;
  }
}

/**
 * The clock for due work: the database's, so that all instances agree; with the embedded engine, this machine's without
 * its steps.
 */
function realClock(db: Database, log: Logger): Clock {
  if (db.engine === 'mongodb') return db;
  return settledClock({
    followed: (milliseconds) =>
      log.warn(
        { seconds: Math.round(milliseconds / 1_000) },
        'the clock of this machine was changed; the bot follows it',
      ),
  });
}

/** The adapters of the configured platforms; each is loaded only when needed. */
async function openEdges({
  config,
  db,
  clock,
  real,
  log,
  pages,
}: Pick<AppOptions, 'config' | 'log'> & { db: Database; clock: Clock; real: Clock; pages: FormPages }): Promise<
  readonly Edge[]
> {
  const edges: Edge[] = [];
  if (config.slack !== undefined) {
    const { createSlack, slackCollections } = await import('../../adapters/slack/index.ts');
    await db.prepare(slackCollections);
    edges.push(createSlack({ config: config.slack, db, clock: real, log, pages }));
  }
  if (config.teams !== undefined) {
    const { createTeams, teamsCollections } = await import('../../adapters/teams/index.ts');
    await db.prepare(teamsCollections);
    edges.push(createTeams({ config: config.teams, db, clock, log }));
  }
  return edges;
}

async function openPlayground(
  db: Database,
  clock: ReturnType<typeof shiftedClock>,
  { config, log }: Pick<AppOptions, 'config' | 'log'>,
): Promise<Playground | undefined> {
  if (!config.playground) return undefined;
  if (!isLoopback(config.host)) {
    log.warn(
      { host: config.host },
      'the playground is left out: it lets one be anybody, so it needs HOST to be a loopback address',
    );
    return undefined;
  }
  await db.prepare([...playgroundCollections, installations]);
  return createPlayground({ db, clock, log, host: config.host, realInstallation: () => hasRealInstallation(db) });
}

async function connectPlayground(
  playground: Playground,
  parts: Composition,
  {
    ticker,
    clock,
    start,
    bot,
    log,
    address,
  }: {
    ticker: Ticker;
    clock: Clock;
    start: AppOptions['start'];
    bot: Bot;
    log: Logger;
    address: () => string | undefined;
  },
): Promise<void> {
  const { registry, directory, workspaces, watch } = parts;
  if (start === 'sample') await startWithSample(parts, playground.world, clock);
  else if (!(await startEmpty(parts, playground.world))) {
    log.warn(
      '--empty changes nothing: a workspace is kept here already. To begin without one, remove the data folder or name another one in DATA_FOLDER',
    );
  }
  playground.connect(bot, {
    completions: completionsOf(registry),
    address,
    runDueNow: () => ticker.runDueNow(),
    nextDue: () => watch.nextDue(),
    zoneOf: async (conversation) => {
      const home = await workspaces.byInstallation({ platform: 'playground', tenant: PLAYGROUND_TENANT });
      const reach = home === undefined ? undefined : await directory.reachChannel(home.workspaceId, conversation);
      return reach === undefined || 'unreachable' in reach ? undefined : reach.zone;
    },
  });
}

/** Counts and times every event. */
function measured(bot: Bot, metrics: Metrics): Bot {
  return {
    accept: (event) => bot.accept(event),
    handle: (event) => {
      const begun = process.hrtime.bigint();
      const work = bot.handle(event);
      void Promise.all([work.kept.catch(() => 'fault' as const), work.reply]).then(([kept]) => {
        const outcome = kept === 'new' ? 'ok' : kept;
        metrics.eventHandled(event.kind, outcome, Number(process.hrtime.bigint() - begun) / 1e9);
      });
      return work;
    },
  };
}

/**
 * Recovers events of platforms and subjects from dead workers every minute, and runs retention every hour, away from
 * the full hour, at which most reminders are sent.
 */
function startRecovery(
  { bot, histories }: Composition,
  { forget, log }: { forget: () => Promise<void>; log: Logger },
): { stop(): Promise<void> } {
  let stopping = false;
  let underWay: Promise<unknown> = Promise.resolve();
  const failed = (what: string) => (error: unknown) =>
    log.error({ err: error }, `${what} could not be processed; retrying`);
  const recover = () => {
    underWay = Promise.all([
      underWay,
      bot.recover(() => stopping).catch(failed('the inbox')),
      histories.recover(() => stopping).catch(failed('pending events')),
    ]);
  };
  recover();
  // Uses the monotonic clock, like all waiting.
  const minutely = setInterval(recover, RECOVER_EVERY_MS);
  const hourly = cron(
    '17 23 * * * *',
    () => void forget().catch((error: unknown) => log.error({ err: error }, 'old rows could not be deleted; retrying')),
    { name: 'sweep', suppressMissedWarning: true },
  );
  return {
    stop: async () => {
      stopping = true;
      clearInterval(minutely);
      await hourly.destroy();
      await underWay;
      await histories.settled();
    },
  };
}
