import type { RequestListener } from 'node:http';
import { App, type Logger as BoltLogger, HTTPReceiver, LogLevel, type Receiver, type ReceiverEvent, SocketModeReceiver } from '@slack/bolt';
import type { Clock } from '../../src/core/clock.ts';
import { RapportError } from '../../src/core/errors.ts';
import type { Logger } from '../../src/core/log.ts';
import { guarded, MOST_BODY_BYTES } from './guard.ts';
import { within } from './people.ts';

/**
 * Takes a verified payload and gives its answer's body, if any: what Slack is told once this is done. When it rejects, Slack is told of a failure: an event is sent
 * again, a dialog stays open with what was typed.
 */
export type Take = (body: Readonly<Record<string, unknown>>) => Promise<Readonly<Record<string, unknown>> | undefined>;

export interface Entrance {
  /** For signed requests; undefined in Socket Mode. */
  readonly listener: RequestListener | undefined;
  /** From now on payloads are taken. @throws RapportError for operators when Slack refuses us. */
  open(take: Take): Promise<void>;
  /** Takes nothing new. */
  close(): Promise<void>;
}

export interface EntranceOptions {
  readonly receive: { readonly mode: 'socket'; readonly appToken: string } | { readonly mode: 'http'; readonly signingSecret: string };
  readonly apiUrl: string;
  /** The real time: signatures are measured by it. */
  readonly clock: Clock;
  readonly log: Logger;
}

/** Where Slack's requests go: one address for all of them. */
export const EVENTS_PATH = '/slack/events';
/** How long the start waits for Slack to take our connection; after that it is tried on behind. */
const CONNECT_WITHIN_MS = 20_000;
const FAREWELL_MS = 2_000;
const RECONNECT_MS = 3_000;

/** Bolt in front of one function: it verifies, parses and answers. None of its listeners is used, since each costs every request; our router is the only one. */
export function createEntrance(options: EntranceOptions): Entrance {
  let take: Take | undefined;
  const taking: Take = (body) => (take === undefined ? Promise.reject(new RapportError('unavailable', 'slack: not open yet')) : take(body));
  const logger = boltLogger(options.log);
  const { receive } = options;
  if (receive.mode === 'http') {
    const receiver = httpReceiver(receive.signingSecret, logger, options.log);
    createBolt(receiver, logger, taking, options.log);
    return {
      listener: guarded(receiver.requestListener, { path: EVENTS_PATH, clock: options.clock, isOpen: () => take !== undefined }),
      open: async (given) => {
        take = given;
      },
      close: async () => {
        take = undefined;
      },
    };
  }
  const receiver = new SocketModeReceiver({
    appToken: receive.appToken,
    logger,
    // Also how long the client waits before it connects anew, when Slack asks it to or the network failed: what happens meanwhile is refused to people.
    clientPingTimeout: RECONNECT_MS,
    // For as long as it takes: a network that is away for an hour must not leave us deaf.
    installerOptions: { clientOptions: { slackApiUrl: options.apiUrl, retryConfig: { forever: true, factor: 1.5, minTimeout: 500, maxTimeout: 30_000 } } },
  });
  createBolt(receiver, logger, taking, options.log);
  return {
    listener: undefined,
    async open(given) {
      take = given;
      let isStarting = true;
      const connecting = receiver.start().then(
        () => 'connected' as const,
        (error: unknown) =>
          Promise.reject(new RapportError('refused', `Slack refuses SLACK_APP_TOKEN: ${reasonOf(error)}. It needs the scope connections:write.`)),
      );
      // Until then whoever starts us is told.
      connecting.catch((error: unknown) => isStarting || options.log.error({ err: error }, 'slack: there is no connection'));
      if ((await within(connecting, CONNECT_WITHIN_MS)) === undefined) options.log.warn('slack: Socket Mode is not connected yet; it is tried on and on');
      isStarting = false;
    },
    async close() {
      take = undefined;
      await within(receiver.client.disconnect(), FAREWELL_MS);
    },
  };
}

function reasonOf(error: unknown): string {
  const data = typeof error === 'object' && error !== null && 'data' in error ? (error.data as { error?: unknown }) : undefined;
  return typeof data?.error === 'string' ? data.error : error instanceof Error ? error.message : String(error);
}

function createBolt(receiver: Receiver, logger: BoltLogger, take: Take, log: Logger): void {
  const bolt = new App({
    receiver: answeringOnce(receiver, log),
    logger,
    logLevel: LogLevel.WARN,
    // Tokens are looked up by whoever calls the API; what we said ourselves is told from what others say when it is read.
    authorize: async ({ teamId }) => (teamId === undefined ? {} : { teamId }),
    ignoreSelf: false,
    convoStore: false,
  });
  bolt.use(async (given) => {
    const { body, ack } = given as unknown as { body: Record<string, unknown>; ack?: (answer: unknown) => Promise<void> };
    const answer = await take(body);
    await ack?.(answer);
  });
  // The router has logged it; the receiver turns it into a failure.
  bolt.error(async (error) => {
    throw error;
  });
}

/**
 * Bolt acknowledges events as soon as they come. Here every answer waits until the event is kept, and a failure is a failure, or in Socket Mode no answer at all: then Slack
 * sends it again. What Bolt does not know is acknowledged.
 */
function answeringOnce(receiver: Receiver, log: Logger): Receiver {
  return {
    init(app) {
      const later: Pick<App, 'processEvent'> = {
        async processEvent(event: ReceiverEvent) {
          let body: Parameters<ReceiverEvent['ack']>[0];
          const ack = async (answer: typeof body) => {
            body = answer;
          };
          const { type, team_id: team } = event.body;
          // More than 30,000 events of a team's in an hour (docs.slack.dev/apis/events-api). Bolt does not know this word, and nobody else would tell.
          if (type === 'app_rate_limited') log.warn({ team }, 'slack: a team causes more events than Slack hands on; some are lost until it is quieter there');
          else await app.processEvent({ ...event, ack });
          await event.ack(body);
        },
      };
      receiver.init(later as App);
    },
    start: (...given) => receiver.start(...given),
    stop: (...given) => receiver.stop(...given),
  };
}

function httpReceiver(signingSecret: string, logger: BoltLogger, log: Logger): HTTPReceiver {
  return new HTTPReceiver({
    signingSecret,
    endpoints: EVENTS_PATH,
    logger,
    bodyLimit: MOST_BODY_BYTES,
    async processEventErrorHandler({ response }) {
      if (!response.headersSent) {
        response.writeHead(503);
        response.end();
      }
      return true;
    },
    unhandledRequestHandler({ response }) {
      log.warn('slack: a request was not answered within 3 seconds');
      if (response.headersSent) return;
      response.writeHead(503);
      response.end();
    },
  });
}

/** Bolt's own words: its details hold whole payloads, so they are left out. */
function boltLogger(log: Logger): BoltLogger {
  const write =
    (level: 'debug' | 'warn' | 'error') =>
    (...words: unknown[]) =>
      log[level]({ said: words.map(String).join(' ').slice(0, 500) }, 'slack: bolt');
  return {
    debug: () => undefined,
    info: write('debug'),
    warn: write('warn'),
    error: write('error'),
    setLevel: () => undefined,
    getLevel: () => LogLevel.WARN,
    setName: () => undefined,
  };
}
