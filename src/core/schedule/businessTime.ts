import { RapportError } from '../../ground/errors.ts';
import type { WorkingDay } from './recurrence.ts';
import { type Day, isoOf, wallAt } from './wall.ts';
import { isZone, resolveWall, wallDate } from './zone.ts';

/**
 * Working time: minutes and days that count for a side, by its zone, its hours and its working days.
 *
 * An instant is cut to its minute, so that every result is a whole number of minutes, and consecutive intervals add up
 * to the whole interval exactly.
 *
 * On a working day, work starts when the local clock first shows the start of the hours or a later time, and ends when
 * it first shows their end or a later time. So work that starts inside a spring gap starts right after it. An hour that
 * autumn repeats during work counts twice. A clock that is set back after the end of work does not start work again.
 */

/** Local times of one day, `09:00` to `18:00`. `24:00` is the end of the day. */
interface Hours {
  readonly from: string;
  readonly to: string;
}

interface BusinessRules {
  /** IANA name. */
  readonly zone: string;
  /** The hours of every working day, make-up days included. */
  readonly hours: Hours;
  /** Holidays and make-up days included. */
  readonly isWorkingDay: WorkingDay;
}

/** Minutes since 1970-01-01T00:00Z. */
type Minute = number;
/** From `start` up to and without `end`. */
interface Span {
  readonly start: Minute;
  readonly end: Minute;
}

/** Working hours on working days in a zone. Make one per piece of work: it remembers the days it has looked up. */
export interface BusinessCalendar {
  readonly zone: string;
  /** The working hours of a local day; undefined on a day off. */
  readonly spanOf: (day: Day) => Span | undefined;
}

const MS_PER_MINUTE = 60_000;
const MS_PER_DAY = 86_400_000;
const DAYS_PER_YEAR = 366;
/** Ten years. More than that is a typing error, and would take long to compute. */
const MOST_MINUTES = 10 * DAYS_PER_YEAR * 24 * 60;
/**
 * A working day has this many equal parts. Floating-point numbers add multiples of 1/1024 without an error, which they
 * do not for tenths.
 */
const PARTS_PER_DAY = 1024;

const TIME = /^([01]\d|2[0-3]):[0-5]\d$/;

function minuteOf(instant: Date): Minute {
  const minute = Math.floor(instant.getTime() / MS_PER_MINUTE);
  if (Number.isNaN(minute)) throw new RapportError('invalid', 'not an instant');
  return minute;
}
const instantOf = (minute: Minute): Date => new Date(minute * MS_PER_MINUTE);

/** The first minute in which the local clock shows this wall date-time or a later one. */
function firstMinuteAt(wall: string, zone: string): Minute {
  const naive = Date.parse(`${wall}:00Z`);
  const shows = (minute: Minute): number => wallDate(instantOf(minute), zone).getTime();
  let reached = minuteOf(resolveWall(wall, zone));
  // In a gap, `resolveWall` is ahead by the gap's length, and the clock jumps somewhere between.
  let before = reached - (shows(reached) - naive) / MS_PER_MINUTE;
  while (reached - before > 1) {
    const middle = Math.floor((before + reached) / 2);
    if (shows(middle) >= naive) reached = middle;
    else before = middle;
  }
  return reached;
}

/**
 * The calendar of these rules.
 * @throws RapportError `invalid` for an unknown zone, and for hours that are no times of day or end before they start:
 * a shift over midnight is not supported.
 */
export function createBusinessCalendar({ zone, hours: { from, to }, isWorkingDay }: BusinessRules): BusinessCalendar {
  if (!isZone(zone)) throw new RapportError('invalid', `unknown time zone: ${zone}`);
  if (!TIME.test(from) || !(TIME.test(to) || to === '24:00') || from >= to)
    throw new RapportError('invalid', `not the hours of one day: ${from} to ${to}`);
  const spans = new Map<Day, Span | undefined>();
  return {
    zone,
    spanOf(day) {
      if (spans.has(day)) return spans.get(day);
      const span = isWorkingDay(isoOf(day))
        ? {
            start: firstMinuteAt(wallAt(day, from), zone),
            end: firstMinuteAt(to === '24:00' ? wallAt(day + 1, '00:00') : wallAt(day, to), zone),
          }
        : undefined;
      spans.set(day, span);
      return span;
    },
  };
}

/**
 * The work between two minutes, in order, each part with its day's whole hours. Without `until` it ends after a year
 * without work.
 */
function* workBetween(calendar: BusinessCalendar, from: Minute, until?: Minute): Generator<Span & { day: Span }> {
  const localDay = (minute: Minute): Day =>
    Math.floor(wallDate(instantOf(minute), calendar.zone).getTime() / MS_PER_DAY);
  const stop = until ?? Number.POSITIVE_INFINITY;
  const first = localDay(from);
  // A clock that was set back over midnight shows the day before again, although the next one has begun.
  let last = until === undefined ? first + DAYS_PER_YEAR : localDay(until) + 1;
  for (let day = first; day <= last; day += 1) {
    const span = calendar.spanOf(day);
    if (span === undefined) continue;
    const start = Math.max(span.start, from);
    const end = Math.min(span.end, stop);
    if (start >= end) continue;
    yield { start, end, day: span };
    if (until === undefined) last = day + DAYS_PER_YEAR;
  }
}

/**
 * The first instant at which that many working minutes have passed since `from`: a due time. It may be the end of a
 * working day. Undefined if a year passes without a working minute.
 * @throws RapportError `invalid` unless the minutes are a whole number from 0 to ten years.
 */
export function addWorkingMinutes(from: Date, minutes: number, calendar: BusinessCalendar): Date | undefined {
  if (!Number.isInteger(minutes) || minutes < 0 || minutes > MOST_MINUTES)
    throw new RapportError('invalid', `not a number of working minutes: ${minutes}`);
  if (minutes === 0) return new Date(from);
  let left = minutes;
  for (const { start, end } of workBetween(calendar, minuteOf(from))) {
    if (end - start >= left) return instantOf(start + left);
    left -= end - start;
  }
  return undefined;
}

/** The working minutes between two instants, a whole number; 0 if `until` is not after `from`. */
export function workingMinutesBetween(from: Date, until: Date, calendar: BusinessCalendar): number {
  let minutes = 0;
  for (const { start, end } of workBetween(calendar, minuteOf(from), minuteOf(until))) minutes += end - start;
  return minutes;
}

/**
 * The working days between two instants; 0 if `until` is not after `from`. A multiple of 1/1024, to be rounded only when
 * shown.
 *
 * A day counts by its share: the minutes, divided by the minutes of that day's hours. Counting a day wholly for the side
 * that has the turn in the evening would add up as well, but charge a whole day for an answer that took an hour. The
 * share at each minute of a day is rounded down to 1/1024. An interval counts the share at its end, minus the share at
 * its start. So the days of consecutive intervals add up to the days of the whole interval exactly, a whole day is
 * exactly 1, however long it is, and an interval is wrong by less than 1/1024 of a day at each end.
 */
export function workingDaysBetween(from: Date, until: Date, calendar: BusinessCalendar): number {
  let parts = 0;
  for (const { start, end, day } of workBetween(calendar, minuteOf(from), minuteOf(until))) {
    const partsAt = (minute: Minute) => Math.floor((PARTS_PER_DAY * (minute - day.start)) / (day.end - day.start));
    parts += partsAt(end) - partsAt(start);
  }
  return parts / PARTS_PER_DAY;
}
