import { CALENDAR_RULE, readCalendarRule } from './calendarRule.ts';
import { dayByName } from './chineseHolidays.ts';
import { oftenIn } from './doubtEnglish.ts';
import type { Slot } from './job.ts';
import { readChinese } from './phrasesChinese.ts';
import { amount, NUMBER } from './phrasesChineseWords.ts';
import { readEnglish } from './phrasesEnglish.ts';
import { type Core, lastDayOf, type Phrase, type Shape, type TimeOfDay } from './phrasesShared.ts';
import { mondayToFriday, nextSlot, slotsAfter } from './recurrence.ts';
import type { Recurrence } from './schedule.ts';
import { simplified } from './simplified.ts';
import { type Day, dayOf, isoOf, timeOf, wallAt, wallBefore, weekOfYear } from './wall.ts';
import type { When, WhenContext } from './when.ts';
import { isZone, resolveWall, wallOf } from './zone.ts';
import { ZONE_LETTERS, zoneByLetters, zoneByName, zoneByOffset } from './zoneNames.ts';

export { describeRecurrence } from './describe.ts';

const notUnderstood: When = { ok: false, problem: { code: 'notUnderstood' } };
const inThePast: When = { ok: false, problem: { code: 'inThePast' } };

/** Said without a time, this is meant: start of the working day. The reader is asked. */
const DEFAULT_TIME: TimeOfDay = { time: '09:00', nextDay: false, ambiguous: true };
const MAX_LENGTH = 400;
const MS_PER_MINUTE = 60_000;

/**
 * Full-width forms to plain ones, traditional characters to simplified ones, lower case, single spaces, no full stop at
 * the end.
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
 * Reads a phrase for a time: `tomorrow 3pm`, `every other Wed 15:00`, `每月最后一个工作日 9点`; also what calendars copy
 * (calendarRule.ts). A single time is a recurrence with frequency `once`. Without a time of day it is 09:00, marked
 * ambiguous. The whole text must be understood. Never throws: what does not fit is a problem.
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
    // It is another date there: whose tomorrow is meant, and whose week is the first of two?
    const isOneDay = when.ok && (when.recurrence.frequency === 'once' || when.recurrence.interval > 1);
    const isOtherDate = zone !== context.zone && isOneDay && today !== dayOf(wallOf(context.now, context.zone));
    return when.ok && (isOtherDate || unsure) ? { ...when, ambiguous: true } : when;
  } catch {
    // A date beyond the calendar or a rule without any slot (30 February): nothing that anybody can have meant.
    return notUnderstood;
  }
}

/** English words that stand between Chinese ones, as people who speak both write: 明天 EOD, 周五 morning, tomorrow 下午3点. */
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

const WITH_LETTERS = new RegExp(
  `^(.*(?:\\d(?: ?[ap]\\.?m\\.?)?|noon|midnight|[点半刻分整])) ?\\(?(${ZONE_LETTERS})\\)?(?![\\p{L}\\d])(.*)$`,
  'u',
);

/**
 * `09:00 GMT+1`, `9am UTC-5`, `T09:00:00+08:00`, `T09:00Z`: a minus without letters only behind an instant as machines
 * write it, since 9:00-10:00 is a span.
 */
const WITH_OFFSET =
  /^(.*(?:\d(?: ?[ap]\.?m\.?)?|noon|midnight|[点半刻分整])) ?\(?(?:(?:gmt|utc) ?([+-]\d{1,2}(?::?\d{2})?)|(?<=\d:\d{2}|[ap]\.?m\.?|[点半刻分整]) ?(\+\d{1,2}(?::?\d{2})?)|(?<=t\d{2}:\d{2}(?::\d{2})?)(-\d{2}:?\d{2}|z))\)?(?![\p{L}\d:])(.*)$/u;
/** 东八区 is an offset as well, and Chinese says it first. */
const BAND = new RegExp(`([东西])(${NUMBER})区(?:时间)?`, 'u');
const OFFSET_FIRST = /^\(?(?:gmt|utc) ?([+-]\d{1,2}(?::?\d{2})?)\)?(?:时间)?[ ,]*(?=[^\d:])(.*)$/u;
/** A place behind a time of day: "9am Eastern", "Monday at 9 in Tokyo". */
const BEHIND_CLOCK = /^(.*(?:\d(?: ?[ap]\.?m\.?)?|noon|midnight)) (in )?([a-z][a-z .'-]*)$/;
/** Regions of America whose names are no places beside a time. */
const REGION = /^(?:eastern|central|mountain|pacific)$/;

/** 沙特阿拉伯, 北美太平洋 */
const LONGEST_PLACE = 6;

/** Takes the zone out of a phrase: `9:00 New York time`, `3pm PST`, `tomorrow 9:00 (Europe/Berlin)`, `纽约时间明天9点`. */
function takeZone(
  given: string,
  { zone: fallback, locale }: WhenContext,
): { words: string; zone: string; unsure?: boolean } {
  const text = given
    .replace(BAND, (_, side: string, hours: string) => ` gmt${side === '东' ? '+' : '-'}${amount(hours)} `)
    .trim();
  const first = OFFSET_FIRST.exec(text);
  const ahead = first === null ? undefined : zoneByOffset(first[1] ?? '');
  if (ahead !== undefined) return { words: first?.[2] ?? '', zone: ahead };
  const offset = WITH_OFFSET.exec(text.replace(/(?<=t\d{2}:\d{2}:\d{2})\.\d{1,6}/, ''));
  if (offset !== null) {
    const zone = zoneByOffset((offset[2] ?? offset[3] ?? offset[4] ?? '').replace('z', '+0'));
    return zone === undefined ? { words: '', zone: fallback } : { words: `${offset[1]}${offset[5]}`.trim(), zone };
  }
  const lettered = WITH_LETTERS.exec(text);
  const meant = lettered === null ? undefined : zoneByLetters(lettered[2] ?? '', locale);
  if (lettered !== null && meant !== undefined)
    return { words: `${lettered[1]}${(lettered[3] ?? '').replace(/^ time/, '')}`.trim(), ...meant };
  const named = /^(.*?)[ ,(]*\(?(?:in )?([a-z_]+\/[a-z\d_/+-]+|utc)(?: ?time| ?时间)?\)?$/.exec(text);
  const zone = named?.[2] === undefined ? undefined : zoneByName(named[2]);
  if (zone) return { words: (named?.[1] ?? '').trim(), zone };
  // A city is the longest run of words, or of characters, before "time" that is one.
  const english = /^(.*?)([a-z][a-z .'-]*?)(?: time\b| ?时间)\)?(.*)$/.exec(text);
  const words = (english?.[2] ?? '').split(' ');
  for (let start = 0; english && start < words.length; start += 1) {
    const found = zoneByName(words.slice(start).join(' '));
    if (found)
      return {
        words:
          `${`${english[1]}${words.slice(0, start).join(' ')}`.replace(/(?:[\s,(]|\bin$)+$/, '')}${english[3]}`.trim(),
        zone: found,
      };
  }
  const behind = BEHIND_CLOCK.exec(text);
  const place = behind === null ? undefined : zoneByName(behind[3] ?? '');
  // A place may be where it happens, and no zone.
  if (behind !== null && place !== undefined)
    return { words: behind[1] ?? '', zone: place, unsure: !REGION.test(behind[3] ?? '') };
  for (const chinese of text.matchAll(/(?<=\p{Script=Han}{2})(?:标准|夏令|冬令|当地)?时间\)?/gu)) {
    for (let length = LONGEST_PLACE; length >= 2; length -= 1) {
      const from = Math.max(0, chinese.index - length);
      const found = zoneByName(text.slice(from, chinese.index));
      if (found)
        return {
          words:
            `${text.slice(0, from).replace(/[\s,(]+$/, '')} ${text.slice(chinese.index + chinese[0].length)}`.trim(),
          zone: found,
        };
    }
  }
  return { words: text, zone: fallback };
}

/** A single time that was said with an offset, as the speaker's own clock has it. */
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

  const days = core?.days ?? [today, today + 1];
  const time = phrase.time ?? DEFAULT_TIME;
  for (const day of days) {
    const wall = wallBefore(wallAt(day + (time.nextDay ? 1 : 0), time.time), phrase.ahead ?? 0);
    // The afternoon that is over, or too late for being told of it ahead: not simply tomorrow's.
    const isLate = core === undefined && day !== today && (time.isPart === true || phrase.ahead !== undefined);
    const ambiguous = time.ambiguous || core?.ambiguous === true || isLate;
    if (resolveWall(wall, context.zone) > context.now)
      return once(wall, context.zone, { ambiguous, timed: phrase.time !== undefined });
  }
  // "Today", said after nine: the next full hour is offered.
  const nextHour = wallOf(new Date(context.now.getTime() + 60 * MS_PER_MINUTE), context.zone).slice(0, 13);
  if (phrase.time === undefined && days.at(-1) === today && nextHour.startsWith(isoOf(today)))
    return once(`${nextHour}:00`, context.zone, { ambiguous: true, timed: false });
  return inThePast;
}

function once(wall: string, zone: string, { ambiguous, timed }: { ambiguous: boolean; timed: boolean }): When {
  return { ok: true, ambiguous, timed, recurrence: { frequency: 'once', interval: 1, anchor: wall, zone } };
}

const EXACT = { ambiguous: false, timed: true };

/**
 * To the nearest minute. In the second pass of an autumn overlap the wall would mean the first: then the instant is
 * kept in UTC.
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

/** A rule by days or weekdays without some weekdays; undefined where that is no such rule, or nothing is left of it. */
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

/** So many minutes earlier on the same day; undefined where it would be the day before. */
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
  // The anchor is the rule's own first day: the words give the days, the interval counts from the first of them.
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
