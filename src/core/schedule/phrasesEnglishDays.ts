/** Days as English names them: from now on, relative to today, by date, by week of the year. */

import * as chrono from 'chrono-node/en';
import {
  dayOfYear,
  figuresDate,
  monthEnds,
  monthsOn,
  nextWeekdays,
  pickDay,
  pickDays,
  pickInMonth,
  quarter,
  realDay,
  weekdayIn,
  workingDayOn,
} from './phraseDays.ts';
import { monthDay, yearDay } from './phrasesEnglishRules.ts';
import { amount, MONTH, monthNumber, NUMBER, WEEKDAY, weekdayNumber } from './phrasesEnglishWords.ts';
import { type Core, type PhraseContext, single } from './phrasesShared.ts';
import { type Day, dateParts, dayFrom, weekdayOf } from './wall.ts';

const UNIT_MINUTES: Record<string, number> = { minute: 1, min: 1, m: 1, hour: 60, hr: 60, h: 60 };

/** `10 minutes`, `an hour and 30 minutes`, `half an hour`, `2 weeks` -> from now on. */
function fromNow(text: string, today: Day): Core | undefined {
  const plain = text.replace(/\bhalf an hour\b/, '30 minutes').replace(/\b(?:an|one) hour and a half\b/, '90 minutes');
  const decimal = /^(\d{1,2})\.(\d) ?(?:hours?|hrs?|h)$/.exec(plain) ?? /^(\d{1,2})h(\d{2})$/.exec(plain);
  if (decimal?.[1] && decimal[2])
    return { kind: 'in', minutes: 60 * Number(decimal[1]) + (decimal[2].length === 1 ? 6 : 1) * Number(decimal[2]) };
  const short = new RegExp(
    `^(${NUMBER}) ?(minute|min|m|hour|hr|h)s?(?:(?: and)? ?(${NUMBER}) ?(?:minute|min|m)s?)?$`,
  ).exec(plain);
  if (short?.[1] && short[2]) {
    const minutes = amount(short[1]) * (UNIT_MINUTES[short[2]] ?? 1) + (short[3] === undefined ? 0 : amount(short[3]));
    return { kind: 'in', minutes };
  }
  const long = new RegExp(`^(${NUMBER}) (day|week|fortnight|month|year)s?$`).exec(plain);
  if (!long?.[1] || !long[2]) return undefined;
  const many = amount(long[1]);
  if (long[2] === 'day') return single([today + many]);
  if (long[2] === 'week' || long[2] === 'fortnight') return single([today + (long[2] === 'week' ? 7 : 14) * many]);
  return single([monthsOn(today, long[2] === 'month' ? many : 12 * many)]);
}

/** `week 50 monday`, `friday of week 12`: ISO week numbers, in this year and the next. */
function inWeekOfYear(text: string, today: Day): Core | undefined {
  const found =
    new RegExp(`^(?:week|wk|cw|kw|w) ?(?<week>\\d{1,2})(?: on)? (?<day>${WEEKDAY})$`).exec(text) ??
    new RegExp(`^(?<day>${WEEKDAY})(?: of| in)? (?:week|wk|cw|kw|w) ?(?<week>\\d{1,2})$`).exec(text);
  const week = Number(found?.groups?.week);
  if (found?.groups?.day === undefined || !(week >= 1 && week <= 53)) return undefined;
  const weekday = weekdayNumber(found.groups.day);
  const { year } = dateParts(today);
  // The first week is the week of 4 January.
  return single([year, year + 1].map((candidate) => weekdayIn(dayFrom(candidate, 1, 4), weekday, week - 1)));
}

const NEAR: Record<string, number> = {
  yesterday: -1,
  today: 0,
  tomorrow: 1,
  tmr: 1,
  tmrw: 1,
  tomo: 1,
  'day after tomorrow': 2,
};

function relativeDay(text: string, context: PhraseContext): Core | undefined {
  const { today } = context;
  const near = NEAR[text.replace(/^the /, '')];
  if (near !== undefined) return single([today + near]);
  const later = /^(?:in|after|within) (.+)$/.exec(text) ?? /^(.+) (?:from now|later)$/.exec(text);
  const relative = later?.[1] === undefined ? undefined : fromNow(later[1], today);
  if (relative) return relative;

  const working = new RegExp(
    `^(?:the )?next (?:working|business|work) ?day$|^(?:in|after) (${NUMBER}) (?:working|business|work) ?days?$|^(${NUMBER}) (?:working|business|work) ?days? (?:from now|later)$`,
  ).exec(text);
  if (working) return single([workingDayOn(context, amount(working[1] ?? working[2] ?? 'a'))]);
  const weekOn =
    new RegExp(`^(${WEEKDAY}|today|tomorrow) (week|fortnight)$`).exec(text) ??
    new RegExp(`^a (?<unit>week|fortnight) (?:on )?(${WEEKDAY}|today|tomorrow)$`).exec(text);
  if (weekOn) {
    const [word, unit] = weekOn.groups?.unit === undefined ? [weekOn[1], weekOn[2]] : [weekOn[2], weekOn.groups.unit];
    const base = relativeDay(word ?? '', context);
    return base?.kind === 'days'
      ? single([...base.days.map((day) => day + (unit === 'week' ? 7 : 14))].slice(0, 1), true)
      : undefined;
  }
  const afterNext = new RegExp(`^(?:the )?(${WEEKDAY}) after next$`).exec(text);
  if (afterNext?.[1]) return single([weekdayIn(today, weekdayNumber(afterNext[1]), 2)], true);

  const ago = new RegExp(`^(${NUMBER}) (day|week)s? ago$`).exec(text);
  if (ago?.[1]) return single([today - amount(ago[1]) * (ago[2] === 'week' ? 7 : 1)]);
  const apart = new RegExp(`^(${NUMBER}) (day|week)s? (?:from|after) (.+)$`).exec(text);
  if (apart?.[1] && apart[3]) {
    const base = relativeDay(apart[3], context);
    const days = amount(apart[1]) * (apart[2] === 'week' ? 7 : 1);
    return base?.kind === 'days' ? { ...base, days: base.days.map((day) => day + days) } : undefined;
  }

  const week = inWeekOfYear(text, today);
  if (week) return week;
  const inWeeks = new RegExp(`^(${WEEKDAY}) in (${NUMBER}) weeks?$`).exec(text);
  const onDay = new RegExp(`^in (${NUMBER}) weeks?(?: time)?,? on (${WEEKDAY})$`).exec(text);
  if (onDay?.[1] && onDay[2]) return single([weekdayIn(today, weekdayNumber(onDay[2]), amount(onDay[1]))]);
  if (inWeeks?.[1] && inWeeks[2]) return single([weekdayIn(today, weekdayNumber(inWeeks[1]), amount(inWeeks[2]))]);
  const weekday = new RegExp(`^(?:(last|this|next|coming|this coming) )?(${WEEKDAY})$`).exec(text);
  if (weekday?.[2]) {
    const number = weekdayNumber(weekday[2]);
    // Most speakers mean the day of next week. If this week's day is still to come, the other readers would be wrong by
    // a week, so the person is asked.
    if (weekday[1] === 'next') return single([weekdayIn(today, number, 1)], number > weekdayOf(today));
    if (weekday[1] === 'last') return single([weekdayIn(today, number, -1)]);
    if (weekday[1] === 'this') return single([weekdayIn(today, number, 0)]);
    return single(nextWeekdays(today, number));
  }
  const inWeek =
    new RegExp(`^(this week|next week|(?:the )?week after next)(?: on)?(?: (${WEEKDAY}))?$`).exec(text) ??
    new RegExp(`^(?:(?<day>${WEEKDAY})(?: of)?) (this week|next week|(?:the )?week after next)$`).exec(text);
  if (inWeek) {
    const day = inWeek.groups?.day ?? inWeek[2];
    const week = inWeek.groups?.day === undefined ? inWeek[1] : inWeek[2];
    const away = week === 'this week' ? 0 : week === 'next week' ? 1 : 2;
    if (day === undefined && away === 0) return undefined;
    return single([weekdayIn(today, day === undefined ? 1 : weekdayNumber(day), away)]);
  }
  if (/^(?:this |the )?weekend$/.test(text)) return single(nextWeekdays(today, 6));
  if (text === 'next weekend') return single([weekdayIn(today, 6, 1)], true);
  return undefined;
}

function spanEnd(text: string, context: PhraseContext): Core | undefined {
  const { today } = context;
  const { year, month } = dateParts(today);
  const short: Record<string, string> = {
    eom: 'end of month',
    eow: 'end of week',
    eoy: 'end of year',
    'month end': 'end of month',
    'month-end': 'end of month',
  };
  const match =
    /^(?:the )?(end|last day|start|beginning|first day)(?: of)?(?: (the|this|next))? (week|month|quarter|year)$/.exec(
      short[text] ?? text,
    );
  const bare = /^next (month|quarter|year)$/.exec(text);
  const [edge, which, unit] = match ? [match[1], match[2], match[3]] : bare ? ['start', 'next', bare[1]] : [];
  if (unit === undefined) return undefined;
  const isEnd = edge === 'end' || edge === 'last day';
  const away = which === 'next' ? 1 : 0;
  // A period that has begun already does not begin again: its next start is meant, unless "this" is written.
  const starts = away === 1 || which === 'this' ? [away] : [0, 1];
  if (unit === 'week')
    return single(
      isEnd
        ? [weekdayIn(today, 5, away), ...(away ? [] : [weekdayIn(today, 5, 1)])]
        : starts.map((week) => weekdayIn(today, 1, week)),
    );
  if (unit === 'month')
    return single(
      isEnd
        ? [pickDay(context, { kind: 'day', nth: -1 }, away)]
        : starts.map((later) => dayFrom(year, month + later, 1)),
    );
  if (unit === 'quarter')
    return single(isEnd ? [quarter(today, away).last] : starts.map((later) => quarter(today, later).first));
  return single(isEnd ? [dayFrom(year + away, 12, 31)] : starts.map((later) => dayFrom(year + later, 1, 1)));
}

/** A date. If the weekday beside it does not match, one of the two is wrong, and the person is asked. */
function dateOf(text: string, context: PhraseContext): Core | undefined {
  const named = new RegExp(`^(${WEEKDAY}),? (?=\\d|the \\d|${MONTH}\\b)`).exec(text);
  const found = plainDate(named === null ? text : text.slice(named[0].length), context);
  const day = firstDay(found, context);
  const isOther =
    found?.kind === 'days' &&
    named?.[1] !== undefined &&
    day !== undefined &&
    weekdayOf(day) !== weekdayNumber(named[1]);
  return isOther ? { ...found, ambiguous: true } : found;
}

function plainDate(plain: string, context: PhraseContext): Core | undefined {
  const { today } = context;
  const inFigures = figuresDate(plain, context);
  if (inFigures) return inFigures;
  const ends = new RegExp(`^(?:the )?(?:end|last day) of (${MONTH})(?:,? (\\d{4}))?$`).exec(plain);
  if (ends?.[1])
    return single(monthEnds(context, monthNumber(ends[1]), ends[2] === undefined ? undefined : Number(ends[2])));
  const middle = new RegExp(`^(?:the )?(?:mid|middle)[ -](?:of )?(?:(?:the )?month|(${MONTH}))$`).exec(plain);
  if (middle)
    return single(
      middle[1] === undefined
        ? pickDays(context, { kind: 'day', nth: 15 })
        : dayOfYear(today, monthNumber(middle[1]), 15),
      true,
    );
  const withYear = /^(.+?),? (\d{4})$/.exec(plain);
  const named = yearDay(withYear?.[1] ?? plain);
  if (named) {
    if (withYear)
      return named.pick.kind === 'day'
        ? single([realDay(Number(withYear[2]), named.month, named.pick.nth)])
        : undefined;
    return single(
      named.pick.kind === 'day'
        ? dayOfYear(today, named.month, named.pick.nth)
        : pickInMonth(context, named.pick, named.month),
    );
  }
  const inMonth =
    /^(.+?)(?: of)? (this|next|the) month$/.exec(plain) ?? /^(?<month>this|next) month(?: on)? (.+)$/.exec(plain);
  if (inMonth) {
    const which = inMonth.groups?.month ?? inMonth[2];
    const pick = monthDay((inMonth.groups?.month === undefined ? inMonth[1] : inMonth[2]) ?? '', false);
    if (pick)
      return single(which === 'the' ? pickDays(context, pick) : [pickDay(context, pick, which === 'next' ? 1 : 0)]);
  }
  const bare = /^(?:the )?\d{1,2}(?:st|nd|rd|th)$/.test(plain) ? monthDay(plain, false) : undefined;
  return bare ? single(pickDays(context, bare)) : undefined;
}

/**
 * A single date as chrono-node reads it. It counts in the process's own local time: it gets noon of the speaker's today
 * in that zone (no zone shifts at noon), and only its calendar date is used.
 */
function chronoDay(text: string, today: Day): Core | undefined {
  if (text.split(' ').length > 6 || !/[a-z]/.test(text) || text.includes('+')) return undefined;
  const { year, month, date } = dateParts(today);
  const results = chrono.strict.parse(text, new Date(year, month - 1, date, 12), { forwardDate: true });
  const found = results[0];
  if (
    results.length !== 1 ||
    found === undefined ||
    found.index !== 0 ||
    found.text.length !== text.length ||
    found.end
  )
    return undefined;
  const { start } = found;
  if (start.isCertain('hour') || !(start.isCertain('day') || start.isCertain('weekday'))) return undefined;
  const [y, m, d] = [start.get('year'), start.get('month'), start.get('day')];
  return y === null || m === null || d === null ? undefined : single([realDay(y, m, d)]);
}

/** A single date, or undefined. */
export function englishDay(text: string, context: PhraseContext): Core | undefined {
  const plain = text.replace(/^(?:on|by|before|due) /, '');
  return (
    relativeDay(plain, context) ?? spanEnd(plain, context) ?? dateOf(plain, context) ?? chronoDay(plain, context.today)
  );
}

/**
 * The day that a clause means: the first one that is not over; otherwise (a rule may have begun long ago) the one that
 * is named.
 */
export function firstDay(core: Core | undefined, context: PhraseContext): Day | undefined {
  return core?.kind === 'days' ? (core.days.find((day) => day >= context.today) ?? core.days[0]) : undefined;
}
