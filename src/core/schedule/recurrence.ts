import { RapportError } from '../../ground/errors.ts';
import type { Slot } from './job.ts';
import type { DayOffPolicy, DayOfMonth, Recurrence } from './schedule.ts';
import {
  type Day,
  dateParts,
  dayFrom,
  dayOf,
  daysInMonth,
  isIsoDate,
  isoOf,
  isWall,
  timeOf,
  wallAt,
  weekdayOf,
} from './wall.ts';
import { isZone, resolveWall } from './zone.ts';

/** Whether a local date, `2026-11-30`, is a working day. */
export type WorkingDay = (date: string) => boolean;

/** Monday to Friday: the working days without a calendar. */
export const mondayToFriday: WorkingDay = (date) => weekdayOf(dayOf(date)) <= 5;

/**
 * In years. A rule that should have slots but has none for this long is broken: 30 February, working days in a calendar
 * without any.
 */
const PATIENCE = 100;
const DAYS_PER_YEAR = 366;
const MS_PER_DAY = 86_400_000;
const FURTHEST_BEHIND = 16 * 3_600_000;

function broken(rule: Recurrence, why: string): RapportError {
  return new RapportError('invalid', `recurrence cannot be computed: ${why} (${JSON.stringify(rule)})`);
}

/**
 * Refuses rules that fit the model but not the calendar: an unknown zone, an anchor or end that is no date, a zeroth
 * day, an empty list.
 * @throws RapportError `invalid`
 */
export function checkRecurrence(rule: Recurrence): void {
  if (!isZone(rule.zone)) throw broken(rule, `unknown time zone ${rule.zone}`);
  if (!isWall(rule.anchor)) throw broken(rule, `no such anchor ${rule.anchor}`);
  if (!Number.isInteger(rule.interval) || rule.interval < 1)
    throw broken(rule, 'the interval is not a positive whole number');
  if (rule.until !== undefined && !isIsoDate(rule.until)) throw broken(rule, `no such last date ${rule.until}`);
  if (rule.workdays === true && ((rule.frequency !== 'daily' && rule.frequency !== 'weekly') || rule.interval !== 1))
    throw broken(rule, 'working days are those of every day or week');
  if (rule.weekdays?.length === 0 || rule.on?.length === 0) throw broken(rule, 'an empty list of days');
  for (const { kind, nth, weekday } of rule.on ?? []) {
    if (nth === 0) throw broken(rule, 'there is no zeroth day');
    if ((kind === 'weekday') !== (weekday !== undefined))
      throw broken(rule, 'a weekday belongs to the nth weekday, and only to it');
  }
}

/** The day that `pick` means in a month; undefined if the month lacks it. */
export function dayInMonth(pick: DayOfMonth, year: number, month: number, isWorkingDay: WorkingDay): Day | undefined {
  const first = dayFrom(year, month, 1);
  const length = daysInMonth(year, month);
  const last = first + length - 1;
  if (pick.kind === 'day') {
    const day = pick.nth > 0 ? first + pick.nth - 1 : last + pick.nth + 1;
    return day >= first && day <= last ? day : undefined;
  }
  if (pick.kind === 'weekday') {
    const weekday = pick.weekday ?? 1;
    const day =
      pick.nth > 0
        ? first + ((weekday - weekdayOf(first) + 7) % 7) + (pick.nth - 1) * 7
        : last - ((weekdayOf(last) - weekday + 7) % 7) + (pick.nth + 1) * 7;
    return day >= first && day <= last ? day : undefined;
  }
  const step = pick.nth > 0 ? 1 : -1;
  let left = Math.abs(pick.nth);
  for (let day = step > 0 ? first : last; day >= first && day <= last; day += step) {
    if (isWorkingDay(isoOf(day))) left -= 1;
    if (left === 0) return day;
  }
  return undefined;
}

/** The shortest length of each period, in days. */
const SHORTEST = { once: 1, daily: 1, weekly: 7, monthly: 28, yearly: 365 } as const;

/** A rule as a sequence of periods (days, weeks, months, years), each with its days in order. */
interface Periods {
  /** The days of the k-th period from the anchor's (k = 0), in order, without duplicates. */
  days(k: number): readonly Day[];
  /** The index of a period that is not after the one with this day. */
  at(day: Day): number;
  /** The number of days in each period, if it is the same for all. */
  readonly size: number | undefined;
}

const sorted = (days: readonly (Day | undefined)[]): Day[] =>
  [...new Set(days.filter((day) => day !== undefined))].sort((a, b) => a - b);

function periodsOf(rule: Recurrence, anchor: Day, isWorkingDay: WorkingDay): Periods {
  const { interval } = rule;
  if (rule.frequency === 'daily' && rule.workdays === true) {
    return {
      days: (k) => (isWorkingDay(isoOf(anchor + k)) ? [anchor + k] : []),
      at: (day) => day - anchor,
      size: undefined,
    };
  }
  if (rule.frequency === 'daily') {
    return { days: (k) => [anchor + k * interval], at: (day) => Math.floor((day - anchor) / interval), size: 1 };
  }
  if (rule.frequency === 'weekly') {
    const monday = anchor - weekdayOf(anchor) + 1;
    const weekdays = sorted(rule.weekdays ?? [weekdayOf(anchor)]);
    return {
      days: (k) =>
        weekdays
          .map((weekday) => monday + k * 7 * interval + weekday - 1)
          .filter((day) => rule.workdays !== true || isWorkingDay(isoOf(day))),
      at: (day) => Math.floor((day - monday) / (7 * interval)),
      size: rule.workdays === true ? undefined : weekdays.length,
    };
  }
  const { year, month, date } = dateParts(anchor);
  const picks: readonly DayOfMonth[] = rule.on ?? [{ kind: 'day', nth: date }];
  const step = rule.frequency === 'monthly' ? interval : 12 * interval;
  const start = year * 12 + (rule.frequency === 'monthly' ? month : (rule.month ?? month)) - 1;
  return {
    days: (k) => {
      const index = start + k * step;
      return sorted(picks.map((pick) => dayInMonth(pick, Math.floor(index / 12), (index % 12) + 1, isWorkingDay)));
    },
    at: (day) => {
      const parts = dateParts(day);
      return Math.floor((parts.year * 12 + parts.month - 1 - start) / step);
    },
    size: undefined,
  };
}

/** Lists the local days of a rule from `from` on, in order; ends with `until` and `count`, otherwise never. */
function* daysFrom(rule: Recurrence, from: Day, isWorkingDay: WorkingDay): Generator<Day> {
  const anchor = dayOf(rule.anchor);
  const until = rule.until === undefined ? Number.POSITIVE_INFINITY : dayOf(rule.until);
  const count = rule.frequency === 'once' ? 1 : (rule.count ?? Number.POSITIVE_INFINITY);
  if (rule.frequency === 'once') {
    if (anchor >= from && anchor <= until) yield anchor;
    return;
  }
  const periods = periodsOf(rule, anchor, isWorkingDay);
  const beforeAnchor = periods.days(0).filter((day) => day < anchor).length;
  // The first periods are walked only where their days must be counted and differ in number: months and years, a few
  // hundred steps at most.
  const skipped =
    rule.count !== undefined && periods.size === undefined ? 0 : Math.max(0, periods.at(Math.max(from, anchor)));
  let made = rule.count === undefined || skipped === 0 ? 0 : skipped * (periods.size ?? 0) - beforeAnchor;
  let lastSeen = Math.max(from, anchor);
  for (let k = skipped; ; k += 1) {
    const days = periods.days(k);
    for (const day of days) {
      if (day < anchor) continue;
      made += 1;
      if (made > count || day > until) return;
      if (day < from) continue;
      lastSeen = day;
      yield day;
    }
    const reached = days.at(-1) ?? anchor + k * rule.interval * SHORTEST[rule.frequency];
    if (reached > until) return;
    if (reached - lastSeen > PATIENCE * DAYS_PER_YEAR)
      throw broken(rule, `no day within ${PATIENCE} years of ${isoOf(lastSeen)}`);
  }
}

/**
 * The slots of a rule strictly after an instant, lazily and in order. The local dates come from the rule alone; then
 * each is resolved in its zone (zone.ts). So a slot never drifts, and its name depends on neither the process nor the
 * time of the computation. `isWorkingDay` matters only to rules on working days.
 * @throws RapportError `invalid`, at the first step, when the rule cannot be computed, or has no slot for a century
 * although it should have.
 */
export function* slotsAfter(rule: Recurrence, after: Date, isWorkingDay: WorkingDay = mondayToFriday): Generator<Slot> {
  checkRecurrence(rule);
  const time = timeOf(rule.anchor);
  const left = new Set(rule.except);
  // No zone was ever further behind UTC: a wall earlier than this, read as UTC, is over everywhere and need not be
  // resolved.
  const earliest = after.getTime() - FURTHEST_BEHIND;
  const from = Math.floor(earliest / MS_PER_DAY);
  let last = after;
  for (const day of daysFrom(rule, from, isWorkingDay)) {
    const wall = wallAt(day, time);
    if (Date.parse(`${wall}:00Z`) <= earliest) continue;
    if (left.has(wall) || left.has(wall.slice(0, 10))) continue;
    const at = resolveWall(wall, rule.zone);
    // Strictly later than the last slot: a date that a zone skipped gives the same instant as the next date, and that
    // is one slot.
    if (at <= last) continue;
    last = at;
    yield { wall, at };
  }
}

/**
 * The first slot after an instant; undefined once the rule has ended. @throws as slotsAfter: a broken rule is never
 * silently empty.
 */
export function nextSlot(rule: Recurrence, after: Date, isWorkingDay: WorkingDay = mondayToFriday): Slot | undefined {
  for (const slot of slotsAfter(rule, after, isWorkingDay)) return slot;
  return undefined;
}

/**
 * The wall of a slot under a holiday policy: its own, another one, or undefined if it is skipped. The slot keeps its
 * name; only the time of running moves.
 * @throws RapportError `invalid` when there is no working day within a year to move to.
 */
export function placeSlot(wall: string, policy: DayOffPolicy, isWorkingDay: WorkingDay): string | undefined {
  const date = wall.slice(0, 10);
  if (policy === 'keep' || isWorkingDay(date)) return wall;
  if (policy === 'skip') return undefined;
  const step = policy === 'next' ? 1 : -1;
  const start = dayOf(date);
  for (let moved = 1; moved <= DAYS_PER_YEAR; moved += 1) {
    const day = start + step * moved;
    if (isWorkingDay(isoOf(day))) return wallAt(day, timeOf(wall));
  }
  throw new RapportError('invalid', `no working day within a year of ${wall}`);
}
