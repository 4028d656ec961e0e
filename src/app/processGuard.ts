import type { Clock } from '../ground/clock.ts';
import { newId } from '../ground/ids.ts';
import type { Logger } from '../ground/log.ts';

/** What is listened to: `process`, or a stand-in for tests. */
export interface FaultSource {
  on(name: 'unhandledRejection' | 'uncaughtException', listener: (error: unknown) => void): unknown;
}

/** So many faults are told in a minute; of the others their number is, with the first one of the next minute. */
const MOST_TOLD = 20;
const MINUTE_MS = 60_000;
/** A connection that broke. It comes as an event of a socket's own, with none of our work on the stack. */
const BROKEN_CONNECTION: ReadonlySet<unknown> = new Set([
  ...[
    'ECONNRESET',
    'ECONNREFUSED',
    'ECONNABORTED',
    'EPIPE',
    'ETIMEDOUT',
    'EHOSTUNREACH',
    'ENETUNREACH',
    'ENETDOWN',
    'ENOTFOUND',
    'EAI_AGAIN',
    'ERR_STREAM_DESTROYED',
  ],
  ...['UND_ERR_SOCKET', 'UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT'],
]);
const isBrokenConnection = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'code' in error && BROKEN_CONNECTION.has(error.code);

/**
 * The last guard, behind those at the edges: what a library throws where none of them can catch it. Each fault is
 * logged once, with a reference.
 *
 * A rejection that nobody handled has left nothing half done: what we work on is in the database, under a lease, and is
 * taken up again. A broken connection is over by itself. Both go on. Any other exception has cut off whatever was on
 * the stack, perhaps in the middle of a library's own state; then `leave` ends the process as a signal would, so that a
 * fresh one takes over.
 */
export function guardProcess({
  source,
  clock,
  log,
  leave,
}: {
  source: FaultSource;
  clock: Clock;
  log: Logger;
  leave: () => void;
}): void {
  let minute = 0;
  let told = 0;
  let untold = 0;

  function tell(level: 'error' | 'fatal', error: unknown, what: string): void {
    const current = Math.floor(clock.now().getTime() / MINUTE_MS);
    if (current !== minute) {
      minute = current;
      told = 0;
    }
    if (told >= MOST_TOLD) {
      untold += 1;
      return;
    }
    told += 1;
    const more = untold === 0 ? {} : { untold };
    untold = 0;
    try {
      log[level]({ err: error, reference: newId().slice(-8), ...more }, what);
    } catch {
      // A log that cannot be written must not be the next fault.
    }
  }

  source.on('unhandledRejection', (error) => tell('error', error, 'nobody handled a rejection; going on'));
  source.on('uncaughtException', (error) => {
    if (isBrokenConnection(error)) return tell('error', error, 'nobody handled a broken connection; going on');
    tell('fatal', error, 'nobody caught an exception; leaving, as at a signal');
    leave();
  });
}
