import type { Clock } from '../../ground/clock.ts';
import type { Database, Filter } from '../../store/collection.ts';
import { type Claimed, unleased } from '../claim.ts';
import type { Routes } from '../directory.ts';
import { mondayToFriday, type WorkingDay } from '../schedule/recurrence.ts';
import { timeOf } from '../schedule/wall.ts';
import { resolveWall, wallOf } from '../schedule/zone.ts';
import {
  COUNTED,
  type CountedKind,
  isCounted,
  isLimited,
  judge,
  type Profile,
  type RecipientKind,
  type Refusal,
} from './budget.ts';
import { readMessage } from './compose.ts';
import { createLedger } from './ledger.ts';
import { type Delivery, deliveries } from './outbox.ts';
import { createProfiles } from './profiles.ts';

const DAY_MS = 86_400_000;
/**
 * How long a message over the budget waits to be merged into another post: a week, so that the weekly report can carry
 * it. Then the manager is asked, or our side gets it alone.
 */
const PATIENCE_DAYS: Record<RecipientKind, number> = { clientChannel: 7, clientPerson: 0, ours: 1 };
/** A post with its riders stays within the platforms' limits (Slack: 50 blocks), with room for marks. */
const MOST_BLOCKS = 40;
const MOST_RIDERS = 8;
const URGENT = 0;

/** The place of a post as its readers see it: in a rehearsal, the original place. */
export interface BudgetPlace {
  readonly conversation: string;
  readonly isRehearsal: boolean;
}
export type Admission =
  | { readonly verdict: 'go'; readonly carries: boolean }
  /** It is merged into the next post that may go, or goes alone from then on. */
  | { readonly verdict: 'ride'; readonly from: Date }
  /** Only a person can decide; `freeAt` is when it could go by itself. */
  | { readonly verdict: 'ask'; readonly why: Refusal; readonly freeAt: Date | undefined };

export interface BudgetKeeperOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly directory: Pick<Routes, 'reachChannel'>;
  /** The working days that count; default Monday to Friday. */
  readonly workingDay?: ((row: Pick<Delivery, 'workspaceId' | 'projectId'>) => Promise<WorkingDay>) | undefined;
}

export type BudgetKeeper = ReturnType<typeof createBudgetKeeper>;
interface Asked {
  readonly profile: Profile;
  readonly reader: RecipientKind;
  readonly ledger: string;
  readonly today: string;
  readonly isWorkingDay: WorkingDay;
}

/** Applies the noise budget: decides which deliveries go now, and which are merged into them. */
export function createBudgetKeeper({
  db,
  clock,
  directory,
  workingDay = async () => mondayToFriday,
}: BudgetKeeperOptions) {
  const rows = db.everywhere(deliveries);
  const ledger = createLedger({ db, clock });
  const profiles = createProfiles({ db });

  const ledgerOf = ({ to }: Pick<Delivery, 'to'>, place: BudgetPlace) =>
    `${to.platform}/${to.tenant}/${place.conversation}${place.isRehearsal ? '/rehearsal' : ''}`;
  const todayIn = (zone: string) => wallOf(clock.now(), zone).slice(0, 10);
  const countedKind = (row: Delivery): CountedKind | undefined =>
    row.priority !== URGENT && isCounted(row.noise) ? row.noise : undefined;

  async function readerOf(row: Delivery, place: BudgetPlace): Promise<RecipientKind> {
    if (row.to.audience === 'internal') return 'ours';
    const reach = await directory.reachChannel(row.workspaceId, place.conversation);
    return 'unreachable' in reach && reach.unreachable === 'unknown' ? 'clientPerson' : 'clientChannel';
  }
  async function askedAbout(row: Delivery, place: BudgetPlace): Promise<Asked> {
    const reader = await readerOf(row, place);
    const [profile, isWorkingDay] = await Promise.all([
      profiles.of(row.workspaceId, { projectId: row.projectId, conversation: place.conversation }),
      workingDay(row),
    ]);
    return { profile, reader, ledger: ledgerOf(row, place), today: todayIn(row.zone), isWorkingDay };
  }

  /** The same time of day on another date. */
  const atOn = (date: string, zone: string) => resolveWall(`${date}T${timeOf(wallOf(clock.now(), zone))}`, zone);

  /** Over the budget: whose decision it waits for, and how long. */
  function over(
    row: Delivery,
    reader: RecipientKind,
    { why, freeOn }: { why: Refusal; freeOn: string | undefined },
  ): Admission {
    const freeAt = freeOn === undefined ? undefined : atOn(freeOn, row.zone);
    const inTime = freeAt !== undefined && (row.until === undefined || freeAt < row.until);
    // A day off is no reason to ask: it only waits.
    if (why === 'dayOff' && inTime) return { verdict: 'ride', from: freeAt };
    const patient = new Date(clock.now().getTime() + PATIENCE_DAYS[reader] * DAY_MS);
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

  /** Deliveries to be merged into another one and not posted yet. */
  const aboard = (key: string) => ({ mergedInto: key, state: 'merged', settledAt: { $exists: false } });

  /** Releases merged deliveries, all or those of a filter, to wait again; posted ones stay. */
  async function free(row: Delivery, place: BudgetPlace, which: Filter = {}): Promise<void> {
    const filter = { ...which, ...aboard(row.key) };
    const riders = await rows.find(filter);
    for (const { key } of riders) await ledger.giveBack(ledgerOf(row, place), key);
    if (riders.length > 0) await rows.updateMany(filter, { $set: { state: 'waiting' }, $unset: { mergedInto: '' } });
  }

  /** The size of a message, to see whether it fits into one post with the others. */
  function sizeOf(row: Pick<Delivery, 'message'>): number {
    return (readMessage(row.message)?.blocks.length ?? 0) + 1;
  }

  return {
    /** Whether a leased delivery may go now; an allowed one is counted before it is posted. */
    async admit(row: Delivery, place: BudgetPlace): Promise<Admission> {
      const kind = countedKind(row);
      if (kind === undefined) return { verdict: 'go', carries: false };
      const asked = await askedAbout(row, place);
      const { profile, reader, today, isWorkingDay } = asked;
      if (!isLimited(profile, reader, kind)) return { verdict: 'go', carries: false };
      const { about, key, workspaceId } = row;
      const judgement = await ledger.take({
        id: asked.ledger,
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
      return judgement.allowed ? { verdict: 'go', carries: true } : over(row, reader, judgement);
    },

    /** The post did not happen: releases its place in the budget. */
    async giveBack(row: Delivery, place: BudgetPlace): Promise<void> {
      if (countedKind(row) !== undefined) await ledger.giveBack(ledgerOf(row, place), row.key);
    },

    /**
     * Marks the deliveries to merge into one that is about to be posted: those waiting for a merge, and due ones that
     * would be over the budget after it. `mayShare` asks the gate whether a delivery may go to the same place. The mark
     * stands on the merged ones, so a crash leaves no doubt.
     */
    async takeAlong(
      row: Claimed<Delivery>,
      place: BudgetPlace,
      mayShare: (other: Delivery) => Promise<boolean>,
    ): Promise<void> {
      const { profile, reader, ledger: id, today, isWorkingDay } = await askedAbout(row, place);
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
      const spent = await ledger.spent(id);
      // Deliveries that an earlier attempt marked are still merged.
      const before = await rows.find(aboard(row.key));
      let size = before.reduce((sum, other) => sum + sizeOf(other), sizeOf(row));
      let taken = before.length;
      for (const other of waiting) {
        const kind = countedKind(other);
        if (
          kind === undefined ||
          other.permitted === true ||
          other.to.thread !== undefined ||
          (other.until !== undefined && other.until <= present)
        )
          continue;
        const isDue = other.state === 'waiting' && other.notBefore <= present;
        const isOver =
          isDue && !judge({ profile, reader, kind, about: other.about, spent, today, isWorkingDay }).allowed;
        if (other.state !== 'held' && other.rides !== true && !isOver) continue;
        if (taken >= MOST_RIDERS || size + sizeOf(other) > MOST_BLOCKS || readMessage(other.message) === undefined)
          continue;
        if (!(await mayShare(other))) continue;
        const mark = { $set: { state: 'merged', mergedInto: row.key }, $unset: { lease: '' } };
        const marked = await rows.findOneAndUpdate({ _id: other._id, state: other.state, ...isFree }, mark);
        if (marked === undefined) continue;
        await ledger.note(id, row.workspaceId, { key: other.key, kind, about: other.about, date: today });
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
