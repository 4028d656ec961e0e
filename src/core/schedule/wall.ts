import { RapportError } from '../../ground/errors.ts';

/**
 * Calendar arithmetic without zones. A day is a whole number: days since 1970-01-01 in the Gregorian calendar. A wall
 * is `2026-11-30T09:00`, the date and time that a clock on the wall shows. Everything is computed in UTC, so that
 * neither the process's zone nor the season matters.
 */
export type Day = number;

const MS_PER_DAY = 86_400_000;
const WALL = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

/**
 * The day of a year, month (1-12) and date. Overflow carries on: month 13 is the next January, date 0 the last day of
 * the month before.
 */
export function dayFrom(year: number, month: number, date: number): Day {
  return Math.floor(new Date(0).setUTCFullYear(year, month - 1, date) / MS_PER_DAY);
}

/** Year, month (1-12) and date of a day. */
export function dateParts(day: Day): { year: number; month: number; date: number } {
  const moment = new Date(day * MS_PER_DAY);
  return { year: moment.getUTCFullYear(), month: moment.getUTCMonth() + 1, date: moment.getUTCDate() };
}

/** ISO weekday, 1 = Monday. 1970-01-01 was a Thursday. */
export function weekdayOf(day: Day): number {
  return ((((day + 3) % 7) + 7) % 7) + 1;
}

/** The number of days in a month. */
export function daysInMonth(year: number, month: number): number {
  return dayFrom(year, month + 1, 1) - dayFrom(year, month, 1);
}

/** The ISO week of a day, 1 to 53: that of its Thursday. */
export function weekOfYear(day: Day): number {
  const thursday = day - weekdayOf(day) + 4;
  return Math.floor((thursday - dayFrom(dateParts(thursday).year, 1, 1)) / 7) + 1;
}

/** `2026-11-30`. @throws RapportError `invalid` beyond the year 9999. */
export function isoOf(day: Day): string {
  const iso = new Date(day * MS_PER_DAY).toISOString();
  if (iso.length !== 24) throw new RapportError('invalid', `day ${day} lies beyond the year 9999`);
  return iso.slice(0, 10);
}

/** The day of `2026-11-30`; undefined for a text that is no existing date. */
function dayIn(text: string): Day | undefined {
  if (!DATE.test(text)) return undefined;
  const month = Number(text.slice(5, 7));
  const date = Number(text.slice(8));
  const moment = new Date(0);
  moment.setUTCFullYear(Number(text.slice(0, 4)), month - 1, date);
  // A date that overflowed into the next month does not exist.
  return moment.getUTCMonth() === month - 1 && moment.getUTCDate() === date
    ? Math.floor(moment.getTime() / MS_PER_DAY)
    : undefined;
}

/** Whether a text is a date that exists, `2026-11-30`. */
export function isIsoDate(text: string): boolean {
  return dayIn(text) !== undefined;
}

/** Whether a text is a wall date-time on a date that exists. */
export function isWall(text: string): boolean {
  return WALL.test(text) && isIsoDate(text.slice(0, 10));
}

/** The day of `2026-11-30` or of a wall. @throws RapportError `invalid` when there is no such date. */
export function dayOf(dateOrWall: string): Day {
  const day = dayIn(dateOrWall.slice(0, 10));
  if (day === undefined) throw new RapportError('invalid', `not a date: ${dateOrWall}`);
  return day;
}

/** `09:00` of a wall. */
export function timeOf(wall: string): string {
  return wall.slice(11, 16);
}

/** The wall at a time of day, `09:00`, on a day. */
export function wallAt(day: Day, time: string): string {
  return `${isoOf(day)}T${time}`;
}

/** The wall date-time that many minutes earlier. */
export function wallBefore(wall: string, minutes: number): string {
  return new Date(Date.parse(`${wall}:00Z`) - minutes * 60_000).toISOString().slice(0, 16);
}
