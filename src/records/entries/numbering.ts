import type { Scope } from '../../core/access.ts';
import { isError } from '../../ground/errors.ts';
import type { Collection } from '../../store/collection.ts';
import type { Entry } from './model.ts';

/** The most numbers that are tried while others take them. */
const MOST_TRIES = 200;

/** How entries get their numbers: from the insert itself, so that a repeat of a request leaves no gap. */
export function createNumbering(rows: (scope: Scope) => Collection<Entry>) {
  /** The number after the last one of a kind in a project. */
  async function nextNumber(
    scope: Scope,
    { projectId, kind }: { projectId: string; kind: string },
    field: 'number' | 'clientNumber',
  ): Promise<number> {
    const given = field === 'number' ? {} : { clientNumber: { $exists: true } };
    const last = await rows(scope).findOne({ projectId, kind, ...given }, { sort: { [field]: -1 } });
    return (last?.[field] ?? 0) + 1;
  }

  /** Runs work that takes a number, and repeats it while another request takes the same number. */
  async function numbered<R>(work: () => Promise<R>, isThere: () => Promise<R | undefined>): Promise<R> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await work();
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
        const there = await isThere();
        if (there !== undefined) return there;
        if (attempt === MOST_TRIES) throw error;
      }
    }
  }

  return { nextNumber, numbered };
}
