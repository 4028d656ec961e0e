import { LogLevel, SocketModeReceiver } from '@slack/bolt';
import { backoff } from '../../src/core/backoff.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import { within } from './people.ts';
import type { TakeAny } from './take.ts';

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl: string;
  readonly take: TakeAny;
  readonly clock: Clock;
  readonly log: Logger;
}

/** How long the start waits for a connection. After that, connecting goes on in the background. */
const CONNECT_WITHIN_MS = 20_000;
const FAREWELL_MS = 2_000;
/** A connection whose pong takes longer counts as dead. */
const PONG_WITHIN_MS = 3_000;
/** The pause between connection attempts. Meanwhile Slack shows people an error. */
const RETRY = { baseMs: 500, capMs: 30_000 };
/** A connection that lasted this long was stable: reconnect at once. */
const GOOD_AFTER_MS = 10_000;

/**
 * Bolt's client as used here, for its connection and heartbeat. `send` is private in its types; its own
 * acknowledgements call it.
 */
interface Client {
  start(): Promise<unknown>;
  disconnect(): Promise<unknown>;
  send(envelope: string, body?: object): Promise<unknown>;
  listeners(name: 'ws_message'): unknown[];
  removeAllListeners(name: 'ws_message'): unknown;
  on(name: 'ws_message', listener: FrameListener): unknown;
  once(name: 'disconnected', listener: () => void): unknown;
}
type FrameListener = (data: unknown, isBinary: unknown) => unknown;

/**
 * Socket Mode. The client's own frame reader handles the handshake alone: for a missing event it throws uncaught, and
 * it emits under any name that a frame gives. Its own reconnecting ends silently at the first refusal, so that is done
 * here too.
 */
export function createSocket({ appToken, apiUrl, take, clock, log }: SocketOptions) {
  const client = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    clientPingTimeout: PONG_WITHIN_MS,
    autoReconnectEnabled: false,
    // Unlimited retries: an hour without network must not leave Rapport disconnected.
    installerOptions: {
      clientOptions: {
        slackApiUrl: apiUrl,
        retryConfig: { forever: true, factor: 1.5, minTimeout: 500, maxTimeout: 30_000 },
      },
    },
  }).client as unknown as Client;
  const [handshake] = client.listeners('ws_message') as FrameListener[];
  client.removeAllListeners('ws_message');
  client.on('ws_message', (data, isBinary) => {
    onFrame(data, isBinary).catch((error: unknown) =>
      log.error({ err: error }, 'slack: a frame could not be handled; Slack sends it again'),
    );
  });
  /** Ends the connection loop. */
  let leave: (() => void) | undefined;

  async function onFrame(data: unknown, isBinary: unknown): Promise<void> {
    const { type, envelope_id: envelope, payload } = frameIn(data);
    if (type === 'hello' || type === 'disconnect') {
      await handshake?.(data, isBinary);
      return;
    }
    if (typeof envelope !== 'string' || envelope === '') {
      log.warn('slack: a frame is no envelope; it is ignored');
      return;
    }
    let answer: object | undefined;
    try {
      answer = await take(payload);
    } catch {
      // The router has logged the failure. Without an acknowledgement Slack retries, or keeps the dialog open.
      return;
    }
    await client.send(envelope, answer);
  }

  /** Keeps one connection after the other. `connected` gets the first connection, or the first refusal. */
  async function stayConnected(
    connected: { resolve(): void; reject(error: unknown): void },
    left: Promise<void>,
  ): Promise<void> {
    let isFirst = true;
    let isOpen = true;
    let failures = 0;
    left.then(() => {
      isOpen = false;
    });
    while (isOpen) {
      const gone = new Promise<void>((resolve) => client.once('disconnected', resolve));
      let lastedMs = 0;
      try {
        await Promise.race([client.start(), left]);
        const since = clock.now().getTime();
        if (failures > 0) log.info('slack: Socket Mode is connected again');
        isFirst = false;
        connected.resolve();
        await Promise.race([gone, left]);
        lastedMs = clock.now().getTime() - since;
      } catch (error) {
        if (isFirst && refusalIn(error) !== undefined) return connected.reject(error);
        if (failures === 0) log.error({ err: error }, 'slack: there is no connection; it is retried without limit');
      }
      failures = lastedMs > GOOD_AFTER_MS ? 0 : failures + 1;
      if (isOpen && failures > 0) await Promise.race([pause(backoff(failures, RETRY)), left]);
    }
    await client.disconnect();
  }

  let working: Promise<void> = Promise.resolve();
  return {
    /**
     * Settles with the connection, or after some time without one. @throws RapportError for operators when Slack
     * refuses us.
     */
    async open(): Promise<void> {
      const left = new Promise<void>((resolve) => {
        leave = resolve;
      });
      const connecting = new Promise<'connected'>((resolve, reject) => {
        working = stayConnected({ resolve: () => resolve('connected'), reject }, left).catch((error: unknown) =>
          log.error({ err: error }, 'slack: Socket Mode ended'),
        );
      }).catch((error: unknown) => {
        throw new RapportError(
          'refused',
          `Slack refuses SLACK_APP_TOKEN: ${refusalIn(error)}. It needs the scope connections:write.`,
        );
      });
      // A refusal after the start has stopped waiting is logged.
      connecting.catch((error: unknown) => log.error({ err: error }, 'slack: there is no connection'));
      if ((await within(connecting, CONNECT_WITHIN_MS)) === undefined)
        log.warn('slack: Socket Mode is not connected yet; it is retried without limit');
    },
    /** Stops taking payloads and ends the connection. */
    async close(): Promise<void> {
      leave?.();
      await within(working, FAREWELL_MS);
    },
  };
}

/** The content of a frame; empty when it is not an object. */
function frameIn(data: unknown): {
  readonly type?: unknown;
  readonly envelope_id?: unknown;
  readonly payload?: unknown;
} {
  if (typeof data !== 'string') return {};
  try {
    const frame: unknown = JSON.parse(data);
    return typeof frame === 'object' && frame !== null ? frame : {};
  } catch {
    return {};
  }
}

/** Slack's code for a permanent refusal; undefined for a network error. */
function refusalIn(error: unknown): string | undefined {
  const data =
    typeof error === 'object' && error !== null && 'data' in error
      ? (error.data as { error?: unknown } | undefined)
      : undefined;
  const word = typeof data?.error === 'string' ? data.error : undefined;
  return word === undefined || PASSING.has(word) ? undefined : word;
}
const PASSING: ReadonlySet<string> = new Set([
  'internal_error',
  'fatal_error',
  'service_unavailable',
  'ratelimited',
  'request_timeout',
]);

const pause = (milliseconds: number) => new Promise<void>((resolve) => setTimeout(resolve, milliseconds).unref());

/** Bolt's log messages without their details, which hold whole payloads. */
function boltLogger(log: Logger) {
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
