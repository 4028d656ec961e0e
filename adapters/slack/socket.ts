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

/** How long the start waits for Slack to take our connection; after that it is tried on behind. */
const CONNECT_WITHIN_MS = 20_000;
const FAREWELL_MS = 2_000;
/** A pong that is longer away means that the connection is dead. */
const PONG_WITHIN_MS = 3_000;
/** Between two tries for a connection: what happens meanwhile is refused to people. */
const RETRY = { baseMs: 500, capMs: 30_000 };
/** A connection that lasted so long was a good one: the next is tried for at once. */
const GOOD_AFTER_MS = 10_000;

/**
 * Bolt's client as we use it: it has its connection and its heartbeat, and we have the rest. `send` is private in its
 * types, and what its own acknowledgements call.
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
 * Socket Mode. The client's own reader of frames is asked about its handshake alone: it throws, where nobody can catch
 * it, at an event that is not there, and emits under whatever name a frame gives. Its own way to connect anew ends with
 * the first refusal, and nobody would hear of it; so that is done here.
 */
export function createSocket({ appToken, apiUrl, take, clock, log }: SocketOptions) {
  const client = new SocketModeReceiver({
    appToken,
    logger: boltLogger(log),
    clientPingTimeout: PONG_WITHIN_MS,
    autoReconnectEnabled: false,
    // For as long as it takes: a network that is away for an hour must not leave us deaf.
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
      log.error({ err: error }, 'slack: a frame could not be taken; Slack sends it again'),
    );
  });
  /** Ends the loop that stays connected. */
  let leave: (() => void) | undefined;

  async function onFrame(data: unknown, isBinary: unknown): Promise<void> {
    const { type, envelope_id: envelope, payload } = frameIn(data);
    if (type === 'hello' || type === 'disconnect') {
      await handshake?.(data, isBinary);
      return;
    }
    if (typeof envelope !== 'string' || envelope === '') {
      log.warn('slack: a frame is no envelope; it is left alone');
      return;
    }
    let answer: object | undefined;
    try {
      answer = await take(payload);
    } catch {
      // The router has logged it. Without an acknowledgement Slack sends it again, or keeps the dialog open.
      return;
    }
    await client.send(envelope, answer);
  }

  /** One connection after the other; `connected` hears of the first, and of the refusal of the first. */
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
        if (failures === 0) log.error({ err: error }, 'slack: there is no connection; it is tried on and on');
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
      // A refusal that comes later than the start waits.
      connecting.catch((error: unknown) => log.error({ err: error }, 'slack: there is no connection'));
      if ((await within(connecting, CONNECT_WITHIN_MS)) === undefined)
        log.warn('slack: Socket Mode is not connected yet; it is tried on and on');
    },
    /** Takes nothing new and ends the connection. */
    async close(): Promise<void> {
      leave?.();
      await within(working, FAREWELL_MS);
    },
  };
}

/** What a frame says; nothing when it is no object. */
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

/** Slack's word for refusing us, which trying again does not change; undefined for a fault on the way. */
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

/** Bolt's own words: its details hold whole payloads, so they are left out. */
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
