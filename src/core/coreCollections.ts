import type { Database } from '../store/collection.ts';
import { ledgers, noiseProfiles } from './delivery/ledger.ts';
import { deliveries } from './delivery/outbox.ts';
import { pauses } from './delivery/pauses.ts';
import { LOOK_AFTER_MS } from './delivery/platformCalls.ts';
import { posts } from './delivery/post.ts';
import { inboxRows } from './inboxRow.ts';
import type { AnyKeptCollection } from './kept.ts';
import { shownLists } from './lists/list.ts';
import { schedules } from './schedule/schedule.ts';
import { undoRows } from './undo.ts';

/** The collections of schedules, deliveries and events; prepared together with those of the slices. */
export const workCollections: readonly AnyKeptCollection[] = [
  schedules,
  deliveries,
  posts,
  inboxRows,
  pauses,
  ledgers,
  noiseProfiles,
  shownLists,
  undoRows,
];

/**
 * Ends all leases at once: their holders are gone. Runs at the start over the embedded engine, which only one process
 * can open: a restart then continues without waiting for leases to expire. A running post keeps its lease: it is looked
 * up once it must have arrived, if it ever does. Never call it with other instances alive: leased work would be done
 * twice.
 */
export async function endLeases(db: Database): Promise<void> {
  const [held, over] = [{ 'lease.until': { $exists: true } }, { $set: { 'lease.until': new Date(0) } }];
  await db.everywhere(schedules).updateMany(held, over);
  // A post in progress may still arrive, unless the platform lives in this database.
  const onItsWay = { state: 'sending', 'to.platform': { $ne: 'playground' } };
  await db
    .everywhere(deliveries)
    .updateMany({ ...held, ...onItsWay }, { $min: { 'lease.until': new Date(db.now().getTime() + LOOK_AFTER_MS) } });
  await db.everywhere(deliveries).updateMany({ ...held, $nor: [onItsWay] }, over);
  await db.everywhere(posts).updateMany(held, over);
  await db.everywhere(inboxRows).updateMany(held, over);
}
