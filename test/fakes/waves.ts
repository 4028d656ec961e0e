/**
 * A pool has a hundred connections, and a call waits three seconds for one: more concurrent calls fail on a busy
 * machine.
 */
const AT_ONCE = 50;

/** Runs work `count` times, fifty at once; the results are in order. */
export async function inWaves<T>(count: number, work: (index: number) => Promise<T>): Promise<T[]> {
  const results: T[] = [];
  for (let start = 0; start < count; start += AT_ONCE) {
    const wave = Array.from({ length: Math.min(AT_ONCE, count - start) }, (_, index) => work(start + index));
    results.push(...(await Promise.all(wave)));
  }
  return results;
}
