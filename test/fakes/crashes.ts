import type { Entries } from '../../src/records/entries/store.ts';

/** Runs the work in a process that ends right after each write of this kind: the write is stored, its answer is lost. */
export async function crashingAfter<R>(entries: Entries, write: 'add' | 'change', work: () => Promise<R>): Promise<R> {
  const own = entries[write] as (...given: readonly unknown[]) => Promise<unknown>;
  Object.assign(entries, {
    [write]: async (...given: readonly unknown[]) => {
      await own(...given);
      throw new Error('the process ended');
    },
  });
  try {
    return await work();
  } finally {
    Object.assign(entries, { [write]: own });
  }
}
