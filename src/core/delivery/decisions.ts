import type { Clock } from '../../ground/clock.ts';
import type { Database, Update } from '../../store/collection.ts';
import { unleased } from '../claim.ts';
import { createBudgetKeeper } from './budgetKeeper.ts';
import { type Decision, OFFERED } from './decisionButtons.ts';
import { type Delivery, type DeliveryState, deliveries } from './outbox.ts';
import type { PlaceBudgetsOptions } from './placeBudget.ts';
import { budgetPlaceOf } from './settle.ts';

const DAY_MS = 86_400_000;
/** Postponed without a free day: asked again after this many days. */
const WAIT_DAYS = 7;

/**
 * The result of a decision. `decided`: another person was faster, or the question is outdated; `row` is the current
 * state.
 */
export type Decided =
  | { readonly outcome: 'done' | 'decided'; readonly row: Delivery }
  | { readonly outcome: 'missing' };

export interface Decisions {
  get(workspaceId: string, id: string): Promise<Delivery | undefined>;
  /**
   * Applies a person's decision about a delivery. Idempotent over people and presses. `round` is the round of the
   * question; the default is the current one. A delivery keeps its key through all rounds, so that a post which did
   * arrive is still found.
   */
  decide(
    workspaceId: string,
    decision: Decision,
    of: { readonly id: string; readonly round?: number | undefined },
  ): Promise<Decided>;
  /** Returns a dropped delivery to its former state; undefined when it is not dropped. */
  takeBackDrop(workspaceId: string, id: string, state: DeliveryState): Promise<Delivery | undefined>;
}

export function createDecisions({
  db,
  clock,
  directory,
}: {
  db: Database;
  clock: Clock;
  directory: PlaceBudgetsOptions['directory'];
}): Decisions {
  const rows = db.everywhere(deliveries);
  const budgetKeeper = createBudgetKeeper({ db, clock, directory });

  /** The update for a decision, including whether the delivery is settled. */
  function updateFor(decision: Decision, row: Delivery): Update {
    const now = clock.now();
    const round = (row.round ?? 0) + 1;
    const afresh = { state: 'waiting', round, attempts: 0, notBefore: now };
    const settled = { settledAt: '', reason: '', lease: '', target: '', rehearsalOf: '' };
    switch (decision) {
      // The person knows that it is late.
      case 'retry':
      case 'again':
        return { $set: afresh, $unset: { ...settled, until: '' } };
      case 'post':
        return { $set: { ...afresh, permitted: true }, $unset: { reason: '' } };
      case 'wait': {
        const from = row.notBefore > now ? row.notBefore : new Date(now.getTime() + WAIT_DAYS * DAY_MS);
        return { $set: { ...afresh, rides: true, notBefore: from }, $unset: { reason: '' } };
      }
      case 'drop':
        return { $set: { state: 'dropped', settledAt: now }, $unset: { lease: '' } };
      case 'there':
        return { $set: { state: 'sent', settledAt: now }, $unset: { lease: '' } };
    }
  }

  const get = (workspaceId: string, id: string) => rows.findOne({ _id: id, workspaceId });
  return {
    get,
    takeBackDrop: (workspaceId, id, state) =>
      rows.findOneAndUpdate({ _id: id, workspaceId, state: 'dropped' }, { $set: { state }, $unset: { settledAt: '' } }),
    async decide(workspaceId, decision, { id, round }) {
      const row = await get(workspaceId, id);
      if (row === undefined) return { outcome: 'missing' };
      const isAsked =
        OFFERED[row.state]?.includes(decision) === true && (round === undefined || round === (row.round ?? 0));
      if (!isAsked) return { outcome: 'decided', row };
      const unchanged = {
        _id: id,
        workspaceId,
        state: row.state,
        ...(row.round === undefined ? { round: { $exists: false } } : { round: row.round }),
      };
      // A leased delivery, such as an expiring one, cannot be decided at the same time.
      const after = await rows.findOneAndUpdate({ ...unchanged, ...unleased(db.now()) }, updateFor(decision, row));
      if (after === undefined) return { outcome: 'decided', row: (await get(workspaceId, id)) ?? row };
      if (decision === 'there') await budgetKeeper.riddenIn(row, budgetPlaceOf(row));
      return { outcome: 'done', row: after };
    },
  };
}
