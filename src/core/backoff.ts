/**
 * The pause before the next try, in milliseconds: exponential with full jitter (a random instant between now and the
 * bound), so that simultaneous failures do not retry together. After M. Brooker, "Exponential Backoff and Jitter", AWS
 * Architecture Blog, 2015.
 * @param attempt the number of failures so far, from 1
 * @param random a number in [0, 1)
 */
export function backoff(
  attempt: number,
  { baseMs, capMs, random = Math.random }: { baseMs: number; capMs: number; random?: () => number },
): number {
  const bound = Math.min(capMs, baseMs * 2 ** Math.min(attempt - 1, 30));
  return Math.ceil(random() * bound);
}
