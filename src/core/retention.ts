import type { Clock } from '../ground/clock.ts';
import type { Collection, Database, Entity, Filter } from '../store/collection.ts';
import { auditEntries } from './auditLog.ts';
import { LOOKS_BACK_DAYS } from './delivery/budget.ts';
import { ledgers } from './delivery/ledger.ts';
import { type DeliveryState, deliveries } from './delivery/outbox.ts';
import { posts } from './delivery/post.ts';
import { shownLists } from './lists/list.ts';
import { UNDO_MS, undoRows } from './undo.ts';

const DAY_MS = 86_400_000;
const BATCH = 500;
/**
 * So many batches of one kind in one sweep: what is left goes in the next, and posting never waits long for the
 * database.
 */
const MOST_BATCHES = 40;
/** Done with; `dead`, `unknown` and `held` wait for somebody's word and are kept until they have it. */
const DONE: readonly DeliveryState[] = ['sent', 'merged', 'expired', 'dropped'];

/**
 * A message that shows a list can be pressed for so long and is drawn again; after that the answer stands beside it.
 */
const LIST_DAYS = 60;

/** How many days what is done with is kept; 0 keeps it for ever. */
export interface Keep {
  readonly deliveries: number;
  readonly posts: number;
  readonly audit: number;
}

/**
 * Removes documents in bounded batches, the oldest first. `filter` and `by`, the field that says how old they are,
 * belong to one index, so that a sweep costs what it removes. Returns how many.
 */
export async function sweepBatches<T extends Entity>(
  rows: Collection<T>,
  filter: Filter,
  by: keyof T & string,
): Promise<number> {
  let gone = 0;
  for (let batch = 0; batch < MOST_BATCHES; batch++) {
    const old = await rows.find(filter, { sort: { [by]: 1 }, limit: BATCH });
    const last = old.at(-1);
    if (last === undefined) break;
    // The filter again: what somebody took up meanwhile is not done with any more. Only as far as this batch goes, or
    // each would walk the index over all that is left.
    gone += await rows.deleteMany({ ...filter, [by]: { $lte: last[by] }, _id: { $in: old.map(({ _id }) => _id) } });
    if (old.length < BATCH) break;
  }
  return gone;
}

/** Forgets what is done with and older than it has to be kept. To be called every hour; any number of instances may. */
export function createRetention({ db, clock, keep }: { db: Database; clock: Clock; keep: Keep }) {
  const before = (days: number) => ({ $lt: new Date(clock.now().getTime() - days * DAY_MS) });
  return {
    /** How many of each kind are gone. */
    async sweep(): Promise<{
      deliveries: number;
      posts: number;
      ledgers: number;
      audit: number;
      lists: number;
      undos: number;
    }> {
      const gone = { deliveries: 0, posts: 0, ledgers: 0, audit: 0, lists: 0, undos: 0 };
      if (keep.deliveries > 0) {
        const rows = db.everywhere(deliveries);
        for (const state of DONE)
          gone.deliveries += await sweepBatches(rows, { state, settledAt: before(keep.deliveries) }, 'settledAt');
      }
      if (keep.posts > 0)
        gone.posts = await sweepBatches(
          db.everywhere(posts),
          { postedAt: before(keep.posts), editDue: { $exists: false } },
          'postedAt',
        );
      gone.ledgers = await sweepBatches(db.everywhere(ledgers), { touchedAt: before(LOOKS_BACK_DAYS) }, 'touchedAt');
      gone.lists = await sweepBatches(db.housekeeping(shownLists), { shownAt: before(LIST_DAYS) }, 'shownAt');
      gone.undos = await sweepBatches(db.housekeeping(undoRows), { at: before(UNDO_MS / DAY_MS) }, 'at');
      if (keep.audit > 0)
        gone.audit = await sweepBatches(db.housekeeping(auditEntries), { at: before(keep.audit) }, 'at');
      return gone;
    },
  };
}
