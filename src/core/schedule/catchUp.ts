import type { Slot } from './job.ts';
import { type Plan, placedSlots, type ReaderTime } from './placed.ts';
import type { Schedule } from './schedule.ts';

const MS_PER_DAY = 86_400_000;
const MS_PER_MINUTE = 60_000;
const GRACE_MINUTES = 10;
/** The limit of the policy `all` after a very long downtime: the latest slots up to this number. */
const MOST_AT_ONCE = 500;

/** The work for a due schedule: the slots to run, and the next slot to wait for. */
export interface CatchUp {
  readonly run: readonly Slot[];
  /** Undefined once the rule has ended. */
  readonly next: Slot | undefined;
}

/**
 * Catches up after downtime (or a jump of the clock) by the schedule's policy. `latest`: of all missed slots, the
 * latest runs once: nine weekly prompts in a row are no help. `all`: each runs in order. `skip`: the latest runs if it
 * is within the grace.
 * @throws RapportError `invalid` when the rule cannot be computed.
 */
export function catchUp(
  schedule: Plan & Pick<Schedule, 'catchUp' | 'graceMinutes'>,
  due: Slot,
  { now, reader }: { now: Date; reader: ReaderTime },
): CatchUp {
  if (schedule.catchUp === 'all') return everySlot(schedule, due, { now, reader });
  const found = latestOnce(schedule, due, { now, reader });
  const isTooLate = schedule.catchUp === 'skip' && found.run.every((slot) => isLate(slot, schedule, now));
  return isTooLate ? { ...found, run: [] } : found;
}

/** Whether a slot runs later than its schedule's grace allows. */
export function isLate(
  slot: Slot,
  { graceMinutes = GRACE_MINUTES }: Pick<Schedule, 'graceMinutes'>,
  now: Date,
): boolean {
  return now.getTime() - slot.at.getTime() > graceMinutes * MS_PER_MINUTE;
}

function everySlot(plan: Plan, due: Slot, { now, reader }: { now: Date; reader: ReaderTime }): CatchUp {
  const run = [due];
  for (const slot of placedSlots(plan, due.at, reader)) {
    if (slot.at > now) return { run: run.slice(-MOST_AT_ONCE), next: slot };
    run.push(slot);
  }
  return { run: run.slice(-MOST_AT_ONCE), next: undefined };
}

/** Looks back from now in growing steps, so that years of missed slots cost little more than a few. */
function latestOnce(plan: Plan, due: Slot, { now, reader }: { now: Date; reader: ReaderTime }): CatchUp {
  for (let days = 2; ; days *= 8) {
    const since = Math.max(now.getTime() - days * MS_PER_DAY, due.at.getTime());
    let latest: Slot | undefined;
    let next: Slot | undefined;
    for (const slot of placedSlots(plan, new Date(since), reader)) {
      if (slot.at > now) {
        next = slot;
        break;
      }
      latest = slot;
    }
    if (latest !== undefined) return { run: [latest], next };
    if (since === due.at.getTime()) return { run: [due], next };
  }
}
