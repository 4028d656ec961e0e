import { timeOf } from '../schedule/wall.ts';
import { resolveWall, wallOf } from '../schedule/zone.ts';
import { isLimited, judge, type RecipientKind, type Refusal } from './budget.ts';
import { createLedger } from './ledger.ts';
import { createMerging } from './merging.ts';
import type { Delivery } from './outbox.ts';
import {
  type BudgetPlace,
  countedKindOf,
  createPlaceBudgets,
  ledgerOf,
  type PlaceBudgetsOptions,
} from './placeBudget.ts';

const DAY_MS = 86_400_000;
/**
 * How long a message over the budget waits to be merged into another post: a week, so that the weekly report can carry
 * it. Then the manager is asked, or our side gets it alone.
 */
const PATIENCE_DAYS: Record<RecipientKind, number> = { clientChannel: 7, clientPerson: 0, ours: 1 };

export type Admission =
  | { readonly verdict: 'go'; readonly carries: boolean }
  /** It is merged into the next post that may go, or goes alone from then on. */
  | { readonly verdict: 'ride'; readonly from: Date }
  /** Only a person can decide; `freeAt` is when it could go by itself. */
  | { readonly verdict: 'ask'; readonly why: Refusal; readonly freeAt: Date | undefined };

export type BudgetKeeper = ReturnType<typeof createBudgetKeeper>;

/** Over the budget: whose decision it waits for, and how long. It may go at the same time of day on another date. */
function over(
  row: Delivery,
  reader: RecipientKind,
  { why, freeOn, now }: { why: Refusal; freeOn: string | undefined; now: Date },
): Admission {
  const freeAt = freeOn === undefined ? undefined : resolveWall(`${freeOn}T${timeOf(wallOf(now, row.zone))}`, row.zone);
  const inTime = freeAt !== undefined && (row.until === undefined || freeAt < row.until);
  // A day off is no reason to ask: it only waits.
  if (why === 'dayOff' && inTime) return { verdict: 'ride', from: freeAt };
  const patient = new Date(now.getTime() + PATIENCE_DAYS[reader] * DAY_MS);
  // Our side is not asked: it gets the message the next day.
  if (reader === 'ours') return { verdict: 'ride', from: freeAt ?? patient };
  if (
    why === 'alone' &&
    row.rides !== true &&
    PATIENCE_DAYS[reader] > 0 &&
    (row.until === undefined || patient < row.until)
  ) {
    return { verdict: 'ride', from: patient };
  }
  return { verdict: 'ask', why, freeAt: inTime ? freeAt : undefined };
}

/** Applies the noise budget: decides which deliveries go now, and which are merged into them. */
export function createBudgetKeeper(options: PlaceBudgetsOptions) {
  const { db, clock } = options;
  const ledger = createLedger({ db, clock });
  const budgetOf = createPlaceBudgets(options);

  return {
    ...createMerging({ db, clock, ledger, budgetOf }),

    /** Whether a leased delivery may go now; an allowed one is counted before it is posted. */
    async admit(row: Delivery, place: BudgetPlace): Promise<Admission> {
      const kind = countedKindOf(row);
      if (kind === undefined) return { verdict: 'go', carries: false };
      const budget = await budgetOf(row, place);
      const { profile, reader, today, isWorkingDay } = budget;
      if (!isLimited(profile, reader, kind)) return { verdict: 'go', carries: false };
      const { about, key, workspaceId } = row;
      const judgement = await ledger.take({
        id: budget.ledger,
        workspaceId,
        entry: { key, kind, about, date: today },
        judge: (spent) => {
          const answer = judge({ profile, reader, kind, about, spent, today, isWorkingDay });
          // Permitted by the manager, or our side's wait is over: it goes alone.
          const isWaved =
            row.permitted === true ||
            (reader === 'ours' && row.rides === true && !answer.allowed && answer.why === 'alone');
          return isWaved ? { allowed: true } : answer;
        },
      });
      return judgement.allowed
        ? { verdict: 'go', carries: true }
        : over(row, reader, { ...judgement, now: clock.now() });
    },

    /** The post did not happen: releases its place in the budget. */
    async giveBack(row: Delivery, place: BudgetPlace): Promise<void> {
      if (countedKindOf(row) !== undefined) await ledger.giveBack(ledgerOf(row, place), row.key);
    },
  };
}
