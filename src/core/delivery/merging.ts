import type { Clock } from '../../ground/clock.ts';
import type { Database, Filter } from '../../store/collection.ts';
import { type Claimed, unleased } from '../claim.ts';
import { COUNTED, type CountedKind, judge, type Spent } from './budget.ts';
import { readMessage } from './compose.ts';
import type { Ledger } from './ledger.ts';
import { type Delivery, deliveries } from './outbox.ts';
import { type BudgetPlace, countedKindOf, ledgerOf, type PlaceBudget } from './placeBudget.ts';

/** A post with its riders stays within the platforms' limits (Slack: 50 blocks), with room for marks. */
const MOST_BLOCKS = 40;
const MOST_RIDERS = 8;

export interface MergingOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly ledger: Pick<Ledger, 'giveBack' | 'note' | 'spent'>;
  readonly budgetOf: (row: Delivery, place: BudgetPlace) => Promise<PlaceBudget>;
}

/** Deliveries to be merged into another one and not posted yet. */
const aboard = (key: string) => ({ mergedInto: key, state: 'merged', settledAt: { $exists: false } });

/** The size of a message, to see whether it fits into one post with the others. */
function sizeOf(row: Pick<Delivery, 'message'>): number {
  return (readMessage(row.message)?.blocks.length ?? 0) + 1;
}

/** Whether a waiting delivery is to be merged: it waits for that, or it is due and would be over the budget. */
function isToMerge(
  other: Delivery,
  kind: CountedKind,
  { budget, spent, present }: { budget: PlaceBudget; spent: readonly Spent[]; present: Date },
): boolean {
  if (other.permitted === true || other.to.thread !== undefined) return false;
  if (other.until !== undefined && other.until <= present) return false;
  if (other.state === 'held' || other.rides === true) return true;
  const isDue = other.state === 'waiting' && other.notBefore <= present;
  const { profile, reader, today, isWorkingDay } = budget;
  return isDue && !judge({ profile, reader, kind, about: other.about, spent, today, isWorkingDay }).allowed;
}

/**
 * Merges deliveries into one that is posted: marks its riders before the post, settles them after it, or releases them.
 * The mark stands on the riders, so a crash leaves no doubt.
 */
export function createMerging({ db, clock, ledger, budgetOf }: MergingOptions) {
  const rows = db.everywhere(deliveries);

  /** Releases merged deliveries, all or those of a filter, to wait again; posted ones stay. */
  async function free(row: Delivery, place: BudgetPlace, which: Filter = {}): Promise<void> {
    const filter = { ...which, ...aboard(row.key) };
    const riders = await rows.find(filter);
    for (const { key } of riders) await ledger.giveBack(ledgerOf(row, place), key);
    if (riders.length > 0) await rows.updateMany(filter, { $set: { state: 'waiting' }, $unset: { mergedInto: '' } });
  }

  return {
    /**
     * Marks the deliveries to merge into one that is about to be posted: those waiting for a merge, and due ones that
     * would be over the budget after it. `mayShare` asks the gate whether a delivery may go to the same place.
     */
    async takeAlong(
      row: Claimed<Delivery>,
      place: BudgetPlace,
      mayShare: (other: Delivery) => Promise<boolean>,
    ): Promise<void> {
      const budget = await budgetOf(row, place);
      const present = clock.now();
      // A delivery that an earlier attempt marked, and that has expired since, ends on its own.
      await free(row, place, { until: { $lte: present } });
      const waiting = await rows.find(
        {
          'to.conversation': row.to.conversation,
          'to.tenant': row.to.tenant,
          'to.platform': row.to.platform,
          'to.audience': row.to.audience,
          workspaceId: row.workspaceId,
          state: { $in: ['waiting', 'held'] },
          noise: { $in: [...COUNTED] },
          _id: { $ne: row._id },
        },
        { sort: { priority: 1, enqueuedAt: 1, _id: 1 }, limit: 50 },
      );
      const isFree = { $or: [...(unleased(db.now()).$or as object[]), { 'lease.token': row.lease.token }] };
      const spent = await ledger.spent(budget.ledger);
      // Deliveries that an earlier attempt marked are still merged.
      const before = await rows.find(aboard(row.key));
      let size = before.reduce((sum, other) => sum + sizeOf(other), sizeOf(row));
      let taken = before.length;
      for (const other of waiting) {
        const kind = countedKindOf(other);
        if (kind === undefined || !isToMerge(other, kind, { budget, spent, present })) continue;
        if (taken >= MOST_RIDERS || size + sizeOf(other) > MOST_BLOCKS || readMessage(other.message) === undefined)
          continue;
        if (!(await mayShare(other))) continue;
        const mark = { $set: { state: 'merged', mergedInto: row.key }, $unset: { lease: '' } };
        const marked = await rows.findOneAndUpdate({ _id: other._id, state: other.state, ...isFree }, mark);
        if (marked === undefined) continue;
        await ledger.note(budget.ledger, row.workspaceId, {
          key: other.key,
          kind,
          about: other.about,
          date: budget.today,
        });
        taken += 1;
        size += sizeOf(other);
      }
    },

    /** The deliveries merged into one, in order. */
    riders: (key: string): Promise<Delivery[]> =>
      rows.find({ mergedInto: key, state: 'merged' }, { sort: { enqueuedAt: 1, _id: 1 } }),

    /** The post happened, with all its riders; those marked too late to be in it wait again. Idempotent. */
    async riddenIn(row: Delivery, place: BudgetPlace): Promise<void> {
      const carried = row.carries === undefined ? {} : { key: { $in: row.carries } };
      await rows.updateMany({ ...carried, ...aboard(row.key) }, { $set: { settledAt: clock.now() } });
      await free(row, place);
    },

    /** A worker that lost its lease releases what it marked too late for the new holder's post. */
    async freeLate(row: Delivery, place: BudgetPlace): Promise<void> {
      const present = await rows.findOne({ _id: row._id });
      // Not being posted yet: the next worker finds the marks.
      if (present?.state === 'waiting') return;
      const isPosted = present?.state === 'sending' || present?.state === 'sent' || present?.state === 'unknown';
      await free(row, place, isPosted ? { key: { $nin: present.carries ?? [] } } : {});
    },

    /** The post did not happen: its riders wait again. Idempotent. */
    freeRiders: (row: Delivery, place: BudgetPlace): Promise<void> => free(row, place),
  };
}
