import type { Slot } from './job.ts';
import { type Plan, placedSlots } from './placed.ts';
import type { WorkingDay } from './recurrence.ts';
import type { Schedule } from './schedule.ts';

const MS_PER_DAY = 86_400_000;
/** How late a slot may be and still count as on time, under the policy `skip`: a restart, a slow minute. */
export const GRACE_MS = 10 * 60_000;
/** The policy `all` after a very long downtime: the latest so many. */
const MOST_AT_ONCE = 500;

/** What is to be done for a schedule that came due: which slots run, and which one it waits for afterwards. */
export interface CatchUp {
  readonly run: readonly Slot[];
  /** Undefined once the rule has ended. */
  readonly next: Slot | undefined;
}

/**
 * Catches up after downtime (or a jump of the clock) by the schedule's policy. `latest`: of all slots that passed, the latest runs once; nobody wants nine weekly
 * prompts in a row. `all`: each in its turn. `skip`: the latest, and only when it is not later than the grace.
 * @throws RapportError `invalid` when the rule cannot be computed.
 */
export function catchUp(schedule: Plan & Pick<Schedule, 'catchUp'>, due: Slot, { now, isWorkingDay }: { now: Date; isWorkingDay: WorkingDay }): CatchUp {
  if (schedule.catchUp === 'all') return everySlot(schedule, due, { now, isWorkingDay });
  const found = latestOnce(schedule, due, { now, isWorkingDay });
  const isTooLate = schedule.catchUp === 'skip' && found.run.every((slot) => now.getTime() - slot.at.getTime() > GRACE_MS);
  return isTooLate ? { ...found, run: [] } : found;
}

function everySlot(plan: Plan, due: Slot, { now, isWorkingDay }: { now: Date; isWorkingDay: WorkingDay }): CatchUp {
  const run = [due];
  for (const slot of placedSlots(plan, due.at, isWorkingDay)) {
    if (slot.at > now) return { run: run.slice(-MOST_AT_ONCE), next: slot };
    run.push(slot);
  }
  return { run: run.slice(-MOST_AT_ONCE), next: undefined };
}

/** Looks back from now in growing steps, so that years of missed slots cost no more than a few. */
function latestOnce(plan: Plan, due: Slot, { now, isWorkingDay }: { now: Date; isWorkingDay: WorkingDay }): CatchUp {
  for (let days = 2; ; days *= 8) {
    const since = Math.max(now.getTime() - days * MS_PER_DAY, due.at.getTime());
    let latest: Slot | undefined;
    let next: Slot | undefined;
    for (const slot of placedSlots(plan, new Date(since), isWorkingDay)) {
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
