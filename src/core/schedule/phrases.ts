import { CALENDAR_RULE, readCalendarRule } from './calendarRule.ts';
import { dayByName } from './chineseHolidays.ts';
import { oftenIn } from './doubtEnglish.ts';
import type { Slot } from './job.ts';
import { readChinese } from './phrasesChinese.ts';
import { readEnglish } from './phrasesEnglish.ts';
import { type Core, lastDayOf, type Phrase, type Shape, type TimeOfDay } from './phrasesShared.ts';
import { takeZone } from './phraseZone.ts';
import { mondayToFriday, nextSlot, slotsAfter } from './recurrence.ts';
import type { Recurrence } from './schedule.ts';
import { simplified } from './simplified.ts';
import { type Day, dateParts, dayFrom, dayOf, isoOf, timeOf, wallAt, wallBefore, weekOfYear } from './wall.ts';
import type { When, WhenContext } from './when.ts';
import { isZone, resolveWall, wallOf } from './zone.ts';

export { describeRecurrence } from './describe.ts';

const notUnderstood: When = { ok: false, problem: { code: 'notUnderstood' } };
const inThePast: When = { ok: false, problem: { code: 'inThePast' } };

/** The default for a phrase without a time: the start of the working day. The reader is asked. */
const DEFAULT_TIME: TimeOfDay = { time: '09:00', nextDay: false, ambiguous: true };
const MAX_LENGTH = 400;
const MS_PER_MINUTE = 60_000;

/**
 * Converts full-width forms to plain ones, traditional characters to simplified ones, and to lower case; reduces runs
 * of blanks to single spaces and removes a final full stop.
 */
function normalise(text: string): string {
  return simplified(text.normalize('NFKC'))
    .toLowerCase()
    .replace(/[‐-―~〜]/g, '-')
    .replace(/[。!?;；.\s]+$/u, '')
    .replace(/\s+/g, ' ')
    .trim();
}

/**
 * Reads a phrase for a time: `tomorrow 3pm`, `every other Wed 15:00`, `每月最后一个工作日 9点`; also text copied from calendars
 * (calendarRule.ts). A single time is a recurrence with frequency `once`. The default time of day is 09:00, marked
 * ambiguous. The whole text must be understood. Never throws: an unreadable text is returned as a problem.
 */
export function readWhen(text: string, context: WhenContext): When {
  if (!isZone(context.zone) || Number.isNaN(context.now.getTime()))
    return { ok: false, problem: { code: 'unknownZone' } };
  if (text.length > MAX_LENGTH) return notUnderstood;
  if (CALENDAR_RULE.test(text)) return readCalendarRule(text, context);
  const { words, zone, unsure = false } = takeZone(normalise(text), context);
  if (words === '') return notUnderstood;
  if (oftenIn(words) !== undefined) return { ok: false, problem: { code: 'tooOften' } };
  try {
    const today = dayOf(wallOf(context.now, zone));
    const isChinese = /\p{Script=Han}/u.test(words);
    const about = { today, locale: context.locale, isWorkingDay: context.isWorkingDay ?? mondayToFriday };
    const phrase = isChinese ? readChinese(inOneLanguage(words), about) : readEnglish(words, about);
    if (phrase === undefined) {
      const named = isChinese ? dayByName(words) : undefined;
      const isDay = named !== undefined && readChinese(named.dated, about) !== undefined;
      return isDay ? { ok: false, problem: { code: 'unknownDay', parameters: { name: named.name } } } : notUnderstood;
    }
    const when = inOwnZone(build(phrase, { ...context, zone }, today), context);
    // The date differs between the two zones, so "tomorrow", or the first week of an interval, is ambiguous.
    const isOneDay = when.ok && (when.recurrence.frequency === 'once' || when.recurrence.interval > 1);
    const isOtherDate = zone !== context.zone && isOneDay && today !== dayOf(wallOf(context.now, context.zone));
    return when.ok && (isOtherDate || unsure) ? { ...when, ambiguous: true } : when;
  } catch {
    // A date beyond the calendar or a rule without any slot (30 February) cannot be meant.
    return notUnderstood;
  }
}

/** English words between Chinese ones, as bilingual people write them: 明天 EOD, 周五 morning, tomorrow 下午3点. */
const IN_CHINESE: readonly (readonly [RegExp, string])[] = [
  [/\b(?:eod|cob)\b/g, '下班前'],
  [/\btoday\b/g, '今天'],
  [/\b(?:tomorrow|tmr)\b/g, '明天'],
  [/\bmorning\b/g, '上午'],
  [/\bafternoon\b/g, '下午'],
  [/\bnoon\b/g, '中午'],
  [/\b(?:at|on|by)\b/g, ''],
  ...[
    'mon(?:day)?',
    'tue(?:s(?:day)?)?',
    'wed(?:nesday)?',
    'thu(?:rs(?:day)?)?',
    'fri(?:day)?',
    'sat(?:urday)?',
    'sun(?:day)?',
  ].map((name, index) => [new RegExp(`\\b${name}\\b`, 'g'), `周${'一二三四五六日'.charAt(index)}`] as const),
];
const inOneLanguage = (words: string) =>
  IN_CHINESE.reduce((text, [english, chinese]) => text.replace(english, chinese), words);

/** A single time with an explicit offset, converted to the speaker's own zone. */
function inOwnZone(when: When, { zone }: WhenContext): When {
  if (!when.ok || when.recurrence.frequency !== 'once' || !when.recurrence.zone.startsWith('Etc/')) return when;
  const at = resolveWall(when.recurrence.anchor, when.recurrence.zone);
  const wall = wallOf(at, zone);
  return resolveWall(wall, zone).getTime() === at.getTime()
    ? { ...when, recurrence: { ...when.recurrence, anchor: wall, zone } }
    : when;
}

function build(phrase: Phrase, context: WhenContext, today: Day): When {
  const { core } = phrase;
  if (core?.kind === 'rule') return buildRule(phrase, core, context, today);
  if (
    phrase.count !== undefined ||
    phrase.lasts !== undefined ||
    phrase.from !== undefined ||
    phrase.until !== undefined
  )
    return notUnderstood;
  if (phrase.except !== undefined || phrase.exceptWeekdays !== undefined) return notUnderstood;
  if (core?.kind === 'in')
    return phrase.time === undefined && phrase.ahead === undefined ? buildIn(core.minutes, context) : notUnderstood;
  if (core === undefined && phrase.time === undefined) return notUnderstood;

  const time = phrase.time ?? DEFAULT_TIME;
  const past = context.isPast === true && core !== undefined ? pastDay(core.days, today) : undefined;
  if (past !== undefined) {
    const found = once(wallAt(past, time.time), context.zone, { ambiguous: true, timed: phrase.time !== undefined });
    return core?.ambiguous === true ? { ...found, isDayUnsure: true } : found;
  }
  const days = core?.days ?? [today, today + 1];
  for (const day of days) {
    const wall = wallBefore(wallAt(day + (time.nextDay ? 1 : 0), time.time), phrase.ahead ?? 0);
    // This afternoon is over, or too near for a notice ahead: tomorrow's is not a safe guess.
    const isLate = core === undefined && day !== today && (time.isPart === true || phrase.ahead !== undefined);
    const isDayUnsure = core?.ambiguous === true;
    const ambiguous = time.ambiguous || isDayUnsure || isLate;
    if (resolveWall(wall, context.zone) > context.now) {
      const found = once(wall, context.zone, { ambiguous, timed: phrase.time !== undefined });
      return isDayUnsure ? { ...found, isDayUnsure } : found;
    }
  }
  // "Today" after nine: the next full hour is offered.
  const nextHour = wallOf(new Date(context.now.getTime() + 60 * MS_PER_MINUTE), context.zone).slice(0, 13);
  if (phrase.time === undefined && days.at(-1) === today && nextHour.startsWith(isoOf(today)))
    return once(`${nextHour}:00`, context.zone, { ambiguous: true, timed: false });
  return inThePast;
}

/**
 * The day of something that has happened. Of several days the next ones are named: a weekday is then the last one, a date
 * that of last year if it is nearer. Undefined: the day has not come.
 */
function pastDay(days: readonly Day[], today: Day): Day | undefined {
  const over = days.findLast((day) => day <= today);
  const [next, second] = days;
  if (over !== undefined || next === undefined || second === undefined) return over;
  if (second - next === 7) return next - 7;
  const { year, month, date } = dateParts(next);
  const before = dayFrom(year - 1, month, date);
  return second - next >= 365 && today - before < next - today ? before : undefined;
}

function once(wall: string, zone: string, { ambiguous, timed }: { ambiguous: boolean; timed: boolean }) {
  return {
    ok: true as const,
    ambiguous,
    timed,
    recurrence: { frequency: 'once' as const, interval: 1, anchor: wall, zone },
  };
}

const EXACT = { ambiguous: false, timed: true };

/**
 * Rounds to the nearest minute. In the second pass of an autumn overlap the wall would mean the first pass, so the
 * instant is kept in UTC.
 */
function buildIn(minutes: number, { now, zone }: WhenContext): When {
  if (!(minutes > 0)) return notUnderstood;
  const exact = now.getTime() + minutes * MS_PER_MINUTE;
  const at = new Date(Math.round(exact / MS_PER_MINUTE) * MS_PER_MINUTE);
  const wall = wallOf(at, zone);
  return resolveWall(wall, zone).getTime() === at.getTime()
    ? once(wall, zone, EXACT)
    : once(wallOf(at, 'UTC'), 'UTC', EXACT);
}

/** A rule by days or weekdays without some weekdays. Undefined if it is another kind of rule, or if no day is left. */
function without(shape: Shape, left: readonly number[]): Shape | undefined {
  const all =
    shape.frequency === 'daily' && shape.interval === 1
      ? [1, 2, 3, 4, 5, 6, 7]
      : shape.frequency === 'weekly'
        ? shape.weekdays
        : undefined;
  const weekdays = all?.filter((weekday) => !left.includes(weekday)) ?? [];
  return weekdays.length === 0 ? undefined : { ...shape, frequency: 'weekly', weekdays };
}

/** The time some minutes earlier on the same day; undefined if that is on the day before. */
function earlier(time: TimeOfDay, minutes: number): TimeOfDay | undefined {
  const wall = wallBefore(`2000-01-02T${time.time}`, minutes);
  return wall.startsWith('2000-01-02') ? { ...time, time: timeOf(wall) } : undefined;
}

function buildRule(phrase: Phrase, core: Core & { kind: 'rule' }, context: WhenContext, today: Day): When {
  const time = earlier(phrase.time ?? DEFAULT_TIME, phrase.ahead ?? 0);
  if (time === undefined) return notUnderstood;
  const isWorkingDay = context.isWorkingDay ?? mondayToFriday;
  const zone = context.zone;
  const shape = phrase.exceptWeekdays === undefined ? core.shape : without(core.shape, phrase.exceptWeekdays);
  if (shape === undefined) return notUnderstood;
  const start = wallAt(phrase.from ?? today, time.time);
  // The anchor is the first day of the rule: the words give the days, and the interval counts from the first of them.
  const after = phrase.from === undefined ? context.now : new Date(resolveWall(start, zone).getTime() - 1);
  const candidates = slotsAfter({ ...shape, interval: 1, anchor: start, zone }, after, isWorkingDay);
  const isStart = ({ wall }: Slot) =>
    (core.monthOfQuarter === undefined || (Number(wall.slice(5, 7)) - core.monthOfQuarter) % 3 === 0) &&
    (core.evenWeeks === undefined || (weekOfYear(dayOf(wall)) % 2 === 0) === core.evenWeeks);
  let first = candidates.next();
  while (!first.done && !isStart(first.value)) first = candidates.next();
  if (first.done) return notUnderstood;
  if (phrase.lasts !== undefined && (phrase.until !== undefined || !(phrase.lasts.amount >= 1))) return notUnderstood;
  const until = phrase.lasts === undefined ? phrase.until : lastDayOf(phrase.lasts, dayOf(first.value.wall));
  const recurrence: Recurrence = {
    ...shape,
    ...(until === undefined ? {} : { until: isoOf(until) }),
    ...(phrase.count === undefined ? {} : { count: phrase.count }),
    ...(phrase.except === undefined ? {} : { except: phrase.except.map(isoOf) }),
    anchor: first.value.wall,
    zone,
  };
  if (recurrence.count !== undefined && (recurrence.count < 1 || recurrence.count > 9999)) return notUnderstood;
  if (nextSlot(recurrence, context.now, isWorkingDay) === undefined) return inThePast;
  return {
    ok: true,
    recurrence,
    ambiguous: time.ambiguous || time.nextDay || core.ambiguous === true,
    timed: phrase.time !== undefined,
  };
}
