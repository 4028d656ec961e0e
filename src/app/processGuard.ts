import type { Clock } from '../ground/clock.ts';
import { newId } from '../ground/ids.ts';
import type { Logger } from '../ground/log.ts';

/** The source of faults: `process`, or a fake in tests. */
export interface FaultSource {
  on(name: 'unhandledRejection' | 'uncaughtException', listener: (error: unknown) => void): unknown;
}

/** The most faults logged per minute; the next minute's first entry gives the number of the others. */
const MOST_TOLD = 20;
const MINUTE_MS = 60_000;
/** Errors of a broken connection. They come as events of a socket, with none of our code on the stack. */
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
 * The last guard, behind those at the edges: for errors that a library throws where no edge can catch them. Each is
 * logged once, with a reference.
 *
 * An unhandled rejection leaves no work half done: work is in the database under a lease and is recovered. A broken
 * connection has ended by itself. The process continues after both. Any other exception has interrupted the code on the
 * stack, perhaps with a library's state half changed; then `leave` ends the process as a signal would, so that a fresh
 * one takes over.
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
      // A failing log must not be the next fault.
    }
  }

  source.on('unhandledRejection', (error) => tell('error', error, 'nobody handled a rejection; going on'));
  source.on('uncaughtException', (error) => {
    if (isBrokenConnection(error)) return tell('error', error, 'nobody handled a broken connection; going on');
    tell('fatal', error, 'nobody caught an exception; leaving, as at a signal');
    leave();
  });
}
