import type { Locale } from '../../ground/i18n.ts';
import type { WorkingDay } from './recurrence.ts';
import type { Recurrence } from './schedule.ts';
import { type Day, dateParts, dayFrom, daysInMonth } from './wall.ts';

/** The facts about the speaker's present that a language's reader needs. */
export interface PhraseContext {
  /** The present wall date in the meant zone. */
  readonly today: Day;
  /** Decides the order in `4/12`: day first or month first. */
  readonly locale: Locale;
  readonly isWorkingDay: WorkingDay;
}

/** A rule without zone, time and start. */
export type Shape = Pick<Recurrence, 'frequency' | 'interval' | 'weekdays' | 'workdays' | 'on' | 'month'>;

/** The meaning of a phrase's words besides time of day and clauses. */
export type Core =
  /** One day. With several, the first one that is not over is meant (this Friday, otherwise the next). */
  | { readonly kind: 'days'; readonly days: readonly Day[]; readonly ambiguous?: boolean }
  /** That many minutes from now. */
  | { readonly kind: 'in'; readonly minutes: number }
  | {
      readonly kind: 'rule';
      readonly shape: Shape;
      readonly ambiguous?: boolean;
      readonly monthOfQuarter?: number;
      readonly evenWeeks?: boolean;
    };

/** A time of day; 24:00 is `00:00` with `nextDay`. `ambiguous`: it could be twelve hours off. */
export interface TimeOfDay {
  readonly time: string;
  readonly nextDay: boolean;
  readonly ambiguous: boolean;
  /** A part of the day without an hour. Without a day it is today's; once that is over, the person is asked. */
  readonly isPart?: boolean;
}

/** A length of time on the calendar. */
export interface Lasting {
  readonly amount: number;
  readonly unit: 'day' | 'week' | 'month' | 'year';
}

/** The last day of a span that begins on this day: a month from 31 January ends with February. */
export function lastDayOf({ amount, unit }: Lasting, first: Day): Day {
  if (unit === 'day' || unit === 'week') return first + amount * (unit === 'week' ? 7 : 1) - 1;
  const { year, month, date } = dateParts(first);
  const months = month - 1 + amount * (unit === 'year' ? 12 : 1);
  const [inYear, inMonth] = [year + Math.floor(months / 12), (months % 12) + 1];
  const most = daysInMonth(inYear, inMonth);
  return dayFrom(inYear, inMonth, Math.min(date, most)) - (date > most ? 0 : 1);
}

/** A phrase in its parts. */
export interface Phrase {
  /** Undefined: the phrase is only a time of day. */
  readonly core: Core | undefined;
  readonly time: TimeOfDay | undefined;
  readonly from?: Day | undefined;
  readonly until?: Day | undefined;
  /** Minutes before the named time: 提前20分钟. */
  readonly ahead?: number | undefined;
  readonly count?: number | undefined;
  /** The duration of a rule from its first day: for two weeks. */
  readonly lasts?: Lasting | undefined;
  readonly except?: readonly Day[] | undefined;
  /** ISO weekdays that a rule always leaves out: every day except Sundays. */
  readonly exceptWeekdays?: readonly number[] | undefined;
}

/** Part of the day -> its default hour, and the half of the day for a bare hour beside it. */
export const DAY_PARTS = {
  dawn: { time: '06:00', half: 'am' },
  morning: { time: '09:00', half: 'am' },
  noon: { time: '12:00', half: 'noon' },
  afternoon: { time: '14:00', half: 'pm' },
  endOfDay: { time: '18:00', half: 'pm' },
  evening: { time: '18:00', half: 'pm' },
  night: { time: '20:00', half: 'night' },
  midnight: { time: '24:00', half: 'night' },
} as const satisfies Record<string, { time: string; half: 'am' | 'noon' | 'pm' | 'night' }>;
export type DayPart = keyof typeof DAY_PARTS;

const two = (value: number) => String(value).padStart(2, '0');

/**
 * A clock time from its hour, minute and half of the day. A bare hour from 1 to 6 is read as the afternoon and marked
 * ambiguous: few people want a message at 3 in the night. Undefined if there is no such time.
 */
export function clockTime(said: {
  hour: number;
  minute: number;
  half: 'am' | 'noon' | 'pm' | 'night' | undefined;
  bare: boolean;
}): TimeOfDay | undefined {
  const { minute, half, bare } = said;
  let { hour } = said;
  if (!(hour >= 0 && hour <= 24 && minute >= 0 && minute <= 59) || (hour === 24 && minute > 0)) return undefined;
  let ambiguous = false;
  if (half === 'am' && hour === 12) hour = 0;
  else if (half === 'noon' && hour < 6) hour += 12;
  else if (half === 'pm' && hour < 12) hour += 12;
  else if (half === 'night') {
    if (hour === 12) hour = 24;
    else if (hour >= 5 && hour < 12) hour += 12;
  } else if (half === undefined && bare && hour >= 1 && hour <= 6) {
    hour += 12;
    ambiguous = true;
  }
  if (hour === 24)
    return minute > 0
      ? { time: `00:${two(minute)}`, nextDay: true, ambiguous }
      : { time: '00:00', nextDay: true, ambiguous };
  return { time: `${two(hour)}:${two(minute)}`, nextDay: false, ambiguous };
}

/** The default time of a part of the day. */
export function partTime(part: DayPart): TimeOfDay {
  const { time } = DAY_PARTS[part];
  return time === '24:00'
    ? { time: '00:00', nextDay: true, ambiguous: false }
    : { time, nextDay: false, ambiguous: false };
}

/** Cuts the first match out of a text. */
export function cut(text: string, pattern: RegExp): { match: RegExpExecArray; rest: string } | undefined {
  const match = pattern.exec(text);
  if (match === null) return undefined;
  const rest = `${text.slice(0, match.index)} ${text.slice(match.index + match[0].length)}`;
  return { match, rest: tidy(rest) };
}

/** Reduces blanks to one space between words; removes them, and commas, at the ends. */
export function tidy(text: string): string {
  return text.replace(/\s+/g, ' ').replace(/^[\s,]+|[\s,]+$/g, '');
}

/** Days -> a single date, when there are any. */
export function single(days: readonly (Day | undefined)[], ambiguous = false): Core | undefined {
  const there = days.filter((day) => day !== undefined);
  return there.length === 0 ? undefined : { kind: 'days', days: there, ambiguous };
}

export function ruleCore(shape: Shape, ambiguous = false): Core {
  return { kind: 'rule', shape, ambiguous };
}

/** A quarterly rule begins in the first month of a quarter, or in its last one if it counts from the end. */
export function inQuarter(rule: Core): Core {
  if (rule.kind !== 'rule' || rule.shape.frequency !== 'monthly') return rule;
  const fromEnd = rule.shape.on?.every(({ nth }) => nth < 0) === true;
  return { ...rule, monthOfQuarter: fromEnd ? 3 : 1 };
}
