import type { Slot } from './job.ts';
import { mondayToFriday, placeSlot, slotsAfter, type WorkingDay } from './recurrence.ts';
import type { Schedule } from './schedule.ts';
import { dayOf, timeOf, wallAt } from './wall.ts';
import { resolveWall, wallOf } from './zone.ts';

/** A rule, and its policies for days off and quiet hours. */
export type Plan = Pick<Schedule, 'recurrence' | 'dayOff' | 'quiet'>;

/** A reader's working days, and their working hours as local times, `09:00`, in the reader's zone. */
export interface ReaderTime {
  readonly isWorkingDay: WorkingDay;
  /** Unset if unknown: then there are no quiet hours. */
  readonly hours?: { readonly from: string; readonly to: string; readonly zone: string };
}
/** The reader of a schedule's posts: a project's channel, or a person. */
export type ReaderOf = Pick<Schedule, 'workspaceId' | 'projectId' | 'readerId'>;
/** Looks up a reader's time; called once per piece of work. */
export type ReaderTimes = (reader: ReaderOf) => Promise<ReaderTime>;

/** The time of a reader without a calendar and hours: Monday to Friday, at any hour. */
export const anyTime: ReaderTimes = async () => ({ isWorkingDay: mondayToFriday });

const MS_PER_DAY = 86_400_000;
/** Longer than any run of days off. A slot that runs only now can lie this far back. */
const LONGEST_BREAK_MS = 45 * MS_PER_DAY;
/** Longer than a night, even over a change of the clocks. */
const LONGEST_NIGHT_MS = 2 * MS_PER_DAY;

/**
 * The slots of a rule strictly after an instant, with days off and quiet hours applied. A slot keeps its own name (its
 * wall); its instant is when it runs. Slots that move to the same instant become one, the last of them: a daily slot
 * after a week off runs once. @throws as slotsAfter and placeSlot.
 */
export function* placedSlots(plan: Plan, after: Date, reader: ReaderTime): Generator<Slot> {
  const { recurrence, dayOff = 'keep', quiet = 'keep' } = plan;
  if (dayOff === 'keep' && quiet === 'keep') {
    yield* slotsAfter(recurrence, after, reader.isWorkingDay);
    return;
  }
  const back = dayOff === 'next' ? LONGEST_BREAK_MS : quiet === 'wait' ? LONGEST_NIGHT_MS : 0;
  let held: Slot | undefined;
  for (const slot of slotsAfter(recurrence, new Date(after.getTime() - back), reader.isWorkingDay)) {
    const at = instantOf(slot, plan, reader);
    if (at === undefined || at <= after) continue;
    if (held !== undefined && held.at.getTime() !== at.getTime()) yield held;
    held = { wall: slot.wall, at };
  }
  if (held !== undefined) yield held;
}

/** The instant at which a slot runs; undefined if it is skipped. */
function instantOf(
  slot: Slot,
  { recurrence, dayOff = 'keep', quiet = 'keep' }: Plan,
  { isWorkingDay, hours }: ReaderTime,
): Date | undefined {
  const wall = placeSlot(slot.wall, dayOff, isWorkingDay);
  if (wall === undefined) return undefined;
  const at = wall === slot.wall ? slot.at : resolveWall(wall, recurrence.zone);
  if (quiet === 'keep' || hours === undefined) return at;
  const there = wallOf(at, hours.zone);
  const time = timeOf(there);
  if (time >= hours.from && time <= hours.to) return at;
  if (quiet === 'skip') return undefined;
  const morning = wallAt(dayOf(there) + (time < hours.from ? 0 : 1), hours.from);
  // The next morning may be a day off; a plan that moves to working days skips that too.
  return resolveWall(dayOff === 'next' ? (placeSlot(morning, 'next', isWorkingDay) as string) : morning, hours.zone);
}

/**
 * The local time of day, `04:00`, at which a slot would wake its reader: outside of their hours. Undefined if it
 * would not, or if the hours are unknown.
 */
export function wakesAt(
  slot: Slot,
  { recurrence, dayOff = 'keep' }: Plan,
  { isWorkingDay, hours }: ReaderTime,
): string | undefined {
  const wall = placeSlot(slot.wall, dayOff, isWorkingDay);
  if (hours === undefined || wall === undefined) return undefined;
  const time = timeOf(wallOf(resolveWall(wall, recurrence.zone), hours.zone));
  return time >= hours.from && time <= hours.to ? undefined : time;
}

/** The first `count` placed slots. */
export function firstPlaced(plan: Plan, after: Date, reader: ReaderTime, count: number): Slot[] {
  const slots: Slot[] = [];
  if (count < 1) return slots;
  for (const slot of placedSlots(plan, after, reader)) {
    slots.push(slot);
    if (slots.length >= count) break;
  }
  return slots;
}

/** The first placed slot; undefined once the rule has ended. */
export function nextPlaced(plan: Plan, after: Date, reader: ReaderTime): Slot | undefined {
  for (const slot of placedSlots(plan, after, reader)) return slot;
  return undefined;
}
