import { createHash, randomBytes } from 'node:crypto';
import { systemClock } from './clock.ts';

const randomMaximum = 2 ** 48;
let lastMillisecond = 0;
let lastRandom = 0;

/**
 * A new id: 24 lower-case hex digits, 12 of milliseconds and 12 random, so that ids sort by age. Within one millisecond
 * a process counts up from its first id, also when the clock steps back.
 */
export function newId(): string {
  const now = systemClock.now().getTime();
  if (now > lastMillisecond) {
    lastMillisecond = now;
    lastRandom = randomBytes(6).readUIntBE(0, 6);
  } else if (++lastRandom >= randomMaximum) {
    lastMillisecond++;
    lastRandom = randomBytes(6).readUIntBE(0, 6);
  }
  return lastMillisecond.toString(16).padStart(12, '0') + lastRandom.toString(16).padStart(12, '0');
}

/** Whether a text has the form of `newId` and `idFrom`. */
export const isId = (text: string): boolean => /^[0-9a-f]{24}$/.test(text);

/**
 * The id of a thing that a request creates: the same for every retry of the request. `what` distinguishes several
 * things of one request.
 */
export function idFrom(requestId: string, what: string): string {
  return createHash('sha256').update(`${requestId}\n${what}`).digest('hex').slice(0, 24);
}
