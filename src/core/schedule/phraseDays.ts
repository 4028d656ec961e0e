/** Calendar days that phrases of both languages name: ends of months, weekdays, dates in figures. */

import { type Core, type PhraseContext, single } from './phrasesShared.ts';
import { dayInMonth } from './recurrence.ts';
import type { DayOfMonth } from './schedule.ts';
import { type Day, dateParts, dayFrom, daysInMonth, isoOf, weekdayOf } from './wall.ts';

/** A date that exists, or undefined. */
export function realDay(year: number, month: number, date: number): Day | undefined {
  if (month < 1 || month > 12 || date < 1 || year < 1970 || year > 9999) return undefined;
  return date > daysInMonth(year, month) ? undefined : dayFrom(year, month, date);
}

/** The date in this year and in later years; 29 February waits for a leap year. */
export function dayOfYear(today: Day, month: number, date: number): (Day | undefined)[] {
  const { year } = dateParts(today);
  return Array.from({ length: 9 }, (_, later) => realDay(year + later, month, date));
}

/** The picked day in the month `away` months from today's. */
export function pickDay(context: PhraseContext, pick: DayOfMonth, away: number): Day | undefined {
  const { year, month } = dateParts(dayFrom(dateParts(context.today).year, dateParts(context.today).month + away, 1));
  return dayInMonth(pick, year, month, context.isWorkingDay);
}

/** The picked day of this month and of the next months. */
export function pickDays(context: PhraseContext, pick: DayOfMonth): (Day | undefined)[] {
  return [0, 1, 2, 3].map((away) => pickDay(context, pick, away));
}

/** The nth working day after today. */
export function workingDayOn({ today, isWorkingDay }: PhraseContext, nth: number): Day | undefined {
  if (!(nth >= 1 && nth <= 60)) return undefined;
  let left = nth;
  for (let day = today + 1; day < today + 366; day += 1) {
    if (isWorkingDay(isoOf(day))) left -= 1;
    if (left === 0) return day;
  }
  return undefined;
}

/** The last day of a month in this year and the next; or in the named year. */
export const monthEnds = ({ today }: PhraseContext, month: number, year?: number): (Day | undefined)[] =>
  (year === undefined ? [dateParts(today).year, dateParts(today).year + 1] : [year]).map((candidate) =>
    realDay(candidate, month, daysInMonth(candidate, month)),
  );

/** The picked day in a named month of this year or the next. */
export function pickInMonth(context: PhraseContext, pick: DayOfMonth, month: number): (Day | undefined)[] {
  const { year } = dateParts(context.today);
  return [year, year + 1].map((candidate) => dayInMonth(pick, candidate, month, context.isWorkingDay));
}

/** A weekday of the ISO week `away` weeks from this one. */
export function weekdayIn(today: Day, weekday: number, away: number): Day {
  return today - weekdayOf(today) + weekday + 7 * away;
}

/** The next such weekday, today included, and the one a week later. */
export function nextWeekdays(today: Day, weekday: number): Day[] {
  const first = today + ((weekday - weekdayOf(today) + 7) % 7);
  return [first, first + 7];
}

/** The day some months later; the last day in a shorter month. */
export function monthsOn(today: Day, months: number): Day {
  const { year, month, date } = dateParts(today);
  const first = dayFrom(year, month + months, 1);
  const to = dateParts(first);
  return first + Math.min(date, daysInMonth(to.year, to.month)) - 1;
}

/** The first and the last day of the quarter `away` quarters from today's. */
export function quarter(today: Day, away: number): { first: Day; last: Day } {
  const { year, month } = dateParts(today);
  const start = Math.floor((month - 1) / 3) * 3 + 1 + 3 * away;
  return { first: dayFrom(year, start, 1), last: dayFrom(year, start + 3, 1) - 1 };
}

/**
 * Dates in figures: `2026-12-04`, `2026/12/4`, `4.12.2026`, and with slashes in the language's order. Undefined: no
 * date; `ambiguous`: both orders fit.
 */
export function figuresDate(text: string, context: PhraseContext): Core | undefined {
  const iso = /^(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})$/.exec(text);
  if (iso) return single([realDay(Number(iso[1]), Number(iso[2]), Number(iso[3]))]);
  // A year of two figures; in Chinese the year would stand in front.
  const short = context.locale === 'zh-CN' ? '' : '|\\d{2}';
  const dotted = new RegExp(`^(\\d{1,2})\\.(\\d{1,2})\\.(\\d{4}${short})?$`).exec(text);
  if (dotted) return dated(context, Number(dotted[2]), Number(dotted[1]), dotted[3]);
  const slashed = new RegExp(`^(\\d{1,2})[/-](\\d{1,2})(?:[/-](\\d{4}${short}))?$`).exec(text);
  if (!slashed) return undefined;
  const [first, second] = [Number(slashed[1]), Number(slashed[2])];
  const monthFirst = dated(context, first, second, slashed[3]);
  if (context.locale === 'zh-CN' || first === second) return monthFirst ?? dated(context, second, first, slashed[3]);
  const dayFirst = dated(context, second, first, slashed[3]);
  // Most people mean "round the clock".
  if (dayFirst?.kind === 'days' && text === '24/7') return { ...dayFirst, ambiguous: true };
  if (dayFirst?.kind === 'days' && monthFirst?.kind === 'days') return { ...dayFirst, ambiguous: true };
  return dayFirst ?? monthFirst;
}

function dated(context: PhraseContext, month: number, date: number, year: string | undefined): Core | undefined {
  return single(
    year === undefined
      ? dayOfYear(context.today, month, date)
      : [realDay(year.length === 2 ? 2000 + Number(year) : Number(year), month, date)],
  );
}
