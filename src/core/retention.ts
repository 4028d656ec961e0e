import type { Clock } from '../ground/clock.ts';
import type { Collection, Database, Entity, Filter } from '../store/collection.ts';
import type { AnyKeptCollection, Keep } from './kept.ts';

const DAY_MS = 86_400_000;
const BATCH = 500;
/**
 * The batches of one collection in one sweep. The next sweep takes the rest, so that posting never waits long for the
 * database.
 */
const MOST_BATCHES = 40;

/**
 * Deletes documents in bounded batches, the oldest first. `filter` and `by`, the date of their age, share an index, so
 * that a sweep costs only what it deletes. Returns how many.
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
    // The filter applies again, because a row that changed meanwhile may have to stay. The range ends with this batch;
    // otherwise each batch would walk the index over all remaining rows.
    gone += await rows.deleteMany({ ...filter, [by]: { $lte: last[by] }, _id: { $in: old.map(({ _id }) => _id) } });
    if (old.length < BATCH) break;
  }
  return gone;
}

/**
 * Deletes old rows by each collection's rule. Call it every hour; any number of instances may. `collections`: those
 * that the database is prepared with.
 */
export function createRetention({
  db,
  clock,
  keep,
  collections,
}: {
  db: Database;
  clock: Clock;
  keep: Keep;
  collections: readonly AnyKeptCollection[];
}) {
  return {
    /** The number of deleted rows by the collection's name, without zeros. */
    async sweep(): Promise<Readonly<Record<string, number>>> {
      const gone: Record<string, number> = {};
      for (const collection of collections) {
        const { retention } = collection;
        if (!('by' in retention)) continue;
        const days = typeof retention.days === 'number' ? retention.days : keep[retention.days];
        // An operator's 0 keeps everything; 0 days of a fixed rule mean that a row expires at its date.
        if (typeof retention.days === 'string' && days === 0) continue;
        const old = { [retention.by]: { $lt: new Date(clock.now().getTime() - days * DAY_MS) } };
        for (const where of retention.where ?? [{}]) {
          const count = await sweepBatches<Entity>(
            db.housekeeping(collection),
            { ...where, ...old },
            retention.by as keyof Entity,
          );
          if (count > 0) gone[collection.name] = (gone[collection.name] ?? 0) + count;
        }
      }
      return gone;
    },
  };
}
