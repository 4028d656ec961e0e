import type { Clock } from '../../ground/clock.ts';
import type { Collection } from '../../store/collection.ts';
import type { Post } from './post.ts';

/**
 * Other instances show their own edits at once. What one of them left behind is seen within this time, in milliseconds
 * of the steady clock.
 */
const AGAIN_MS = 10_000;

/** Knows when the next edit is due, so that an idle second asks nothing about edits. */
export interface EditLook {
  isDue(): Promise<boolean>;
  /** An edit of this process was stored or moved: look afresh. */
  changed(): void;
}

export function createEditLook({
  rows,
  clock,
  steady,
}: {
  rows: Collection<Post>;
  clock: Clock;
  steady: Clock;
}): EditLook {
  let known: { readonly next: Date | undefined; readonly at: number } | undefined;
  let changes = 0;
  const isPast = (due: Date | undefined) => due !== undefined && due <= clock.now();
  return {
    async isDue() {
      const present = steady.now().getTime();
      if (known !== undefined && present - known.at < AGAIN_MS && !isPast(known.next)) return false;
      const before = changes;
      const first = await rows.findOne({ editDue: { $exists: true } }, { sort: { editDue: 1 } });
      // Changes during this read may be missing from it.
      known = before === changes ? { next: first?.editDue, at: present } : undefined;
      return isPast(first?.editDue);
    },
    changed: () => {
      changes += 1;
      known = undefined;
    },
  };
}
