import type { Slot } from './job.ts';
import { placeSlot, slotsAfter, type WorkingDay } from './recurrence.ts';
import type { Schedule } from './schedule.ts';
import { resolveWall } from './zone.ts';

/** A rule and what it does on days off. */
export type Plan = Pick<Schedule, 'recurrence' | 'dayOff'>;

const MS_PER_DAY = 86_400_000;
/** No run of days off is longer, anywhere: how far back a slot can have been that is acted on only now. */
const LONGEST_BREAK_MS = 45 * MS_PER_DAY;

/**
 * The slots of a rule strictly after an instant, with days off taken into account: a slot keeps its own name (its wall), its instant is when it is acted on.
 * Slots that move to the same instant become one, the last of them: a daily slot after a week off comes once. @throws as slotsAfter and placeSlot.
 */
export function* placedSlots({ recurrence, dayOff = 'keep' }: Plan, after: Date, isWorkingDay: WorkingDay): Generator<Slot> {
  if (dayOff === 'keep') {
    yield* slotsAfter(recurrence, after, isWorkingDay);
    return;
  }
  const since = dayOff === 'next' ? new Date(after.getTime() - LONGEST_BREAK_MS) : after;
  let held: Slot | undefined;
  for (const slot of slotsAfter(recurrence, since, isWorkingDay)) {
    const wall = placeSlot(slot.wall, dayOff, isWorkingDay);
    if (wall === undefined) continue;
    const placed = { wall: slot.wall, at: wall === slot.wall ? slot.at : resolveWall(wall, recurrence.zone) };
    if (placed.at <= after) continue;
    if (held !== undefined && held.at.getTime() !== placed.at.getTime()) yield held;
    held = placed;
  }
  if (held !== undefined) yield held;
}

/** The first of them; undefined once the rule has ended. */
export function nextPlaced(plan: Plan, after: Date, isWorkingDay: WorkingDay): Slot | undefined {
  for (const slot of placedSlots(plan, after, isWorkingDay)) return slot;
  return undefined;
}

/** Whose working days count: asked once per piece of work. */
export type WorkingDays = (workspaceId: string, projectId: string | undefined) => Promise<WorkingDay>;
