/** Nested more deeply than a recursive reader could follow. */
export const nested = `${'['.repeat(50_000)}${']'.repeat(50_000)}`;

/** The uncaught errors of this process during `work`. */
export async function uncaughtDuring(work: () => Promise<void>): Promise<unknown[]> {
  const uncaught: unknown[] = [];
  const note = (error: unknown) => uncaught.push(error);
  const others = (['unhandledRejection', 'uncaughtException'] as const).map((name) => ({
    name,
    listeners: process.listeners(name as 'uncaughtException'),
  }));
  for (const { name } of others) process.removeAllListeners(name).on(name, note);
  try {
    await work();
    // Node reports rejections after their tick.
    await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    for (const { name, listeners } of others) {
      process.removeAllListeners(name);
      for (const listener of listeners) process.on(name as 'uncaughtException', listener);
    }
  }
  return uncaught;
}

/** The same value with each of its parts replaced in turn. */
export function* spoilt(value: unknown): Generator<unknown> {
  yield* [null, [], 7, 'x', {}];
  if (typeof value !== 'object' || value === null) return;
  for (const key of Object.keys(value)) {
    for (const part of spoilt((value as Record<string, unknown>)[key]))
      yield Array.isArray(value) ? value.with(Number(key), part) : { ...value, [key]: part };
  }
}
