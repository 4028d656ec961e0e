import { figuresDate, realDay } from './phraseDays.ts';
import {
  amount,
  MONTH,
  monthNumber,
  NUMBER,
  ORDINAL,
  ORDINALS,
  ordinal,
  WEEKDAY,
  WORKDAY,
  weekdayList,
  weekdayNumber,
} from './phrasesEnglishWords.ts';
import { type Core, cut, inQuarter, type PhraseContext, ruleCore, tidy } from './phrasesShared.ts';
import type { DayOfMonth } from './schedule.ts';
import { dateParts, weekdayOf } from './wall.ts';

/** `the 15th`, `last day`, `last friday`, `first working day` -> a day of the month. */
export function monthDay(text: string, figures: boolean): DayOfMonth | undefined {
  const plain = text.replace(/^(?:on )?(?:the )?/, '');
  if (figures && /^\d{1,2}$/.test(plain)) return dateOfMonth(Number(plain));
  const match = new RegExp(`^(${ORDINAL})(?: (day|${WORKDAY}|weekday|${WEEKDAY}))?$`).exec(plain);
  if (!match?.[1]) return undefined;
  const nth = ordinal(match[1]);
  const what = match[2];
  if (what === undefined) return nth > 0 && (figures || /\d/.test(match[1])) ? dateOfMonth(nth) : undefined;
  if (what === 'day') return dateOfMonth(nth);
  if (new RegExp(`^(?:${WORKDAY}|weekday)$`).test(what))
    return Math.abs(nth) <= 20 ? { kind: 'workday', nth } : undefined;
  return Math.abs(nth) <= 5 ? { kind: 'weekday', nth, weekday: weekdayNumber(what) } : undefined;
}

const dateOfMonth = (nth: number): DayOfMonth | undefined =>
  nth !== 0 && Math.abs(nth) <= 31 ? { kind: 'day', nth } : undefined;

const FIGURES = '\\d{1,2}(?:st|nd|rd|th)';
const SHARED = [FIGURES, ORDINALS.slice(1, 6).join('|')].map(
  (nth) =>
    new RegExp(`^(?:on )?(?:the )?((?:(?:${nth})\\s*(?:,|&|\\band\\b)\\s*(?:the )?)+)(${nth}) (${WEEKDAY})s?\\b`),
);
/**
 * "2nd and 4th Friday" are two Fridays: each ordinal gets the weekday. "The 3rd and the first Friday" are a date and a
 * Friday.
 */
function shared(text: string): string {
  const [found, others, last, day] = SHARED.map((pattern) => pattern.exec(text)).find((match) => match !== null) ?? [];
  if (found === undefined || others === undefined) return text;
  const all = [...others.split(/\s*(?:,|&|\band\b)\s*(?:the )?/).filter((one) => one !== ''), last];
  return `${all.map((nth) => `${nth} ${day}`).join(', ')}${text.slice(found.length)}`;
}

/** `1st and 15th`, `the first and the last Friday`. In calendar order, so that one set of days has one form. */
function monthDays(text: string, figures: boolean): DayOfMonth[] | undefined {
  const parts = shared(text)
    .replace(/ (?:of|in) (?:the|each|every) month$/, '')
    .split(/\s*(?:,|&|\band\b)\s*/)
    .filter((part) => part !== '');
  const picks = parts.map((part) => monthDay(part, figures));
  return picks.length > 0 && picks.every((pick) => pick !== undefined) ? picks : undefined;
}

/** `4 december`, `dec 4th`, `last friday of november`, `the first working day in march` -> month and day. */
export function yearDay(text: string): { month: number; pick: DayOfMonth } | undefined {
  const dayFirst = new RegExp(`^(?:the )?(\\d{1,2})(?:st|nd|rd|th)?(?: of)? (${MONTH})$`).exec(text);
  const monthFirst = new RegExp(`^(${MONTH})(?: the)? (\\d{1,2})(?:st|nd|rd|th)?$`).exec(text);
  const [date, month] = dayFirst ? [dayFirst[1], dayFirst[2]] : monthFirst ? [monthFirst[2], monthFirst[1]] : [];
  if (date !== undefined && month !== undefined) {
    // A leap year decides which dates exist, so 29 February does.
    return realDay(2024, monthNumber(month), Number(date)) === undefined
      ? undefined
      : { month: monthNumber(month), pick: { kind: 'day', nth: Number(date) } };
  }
  const nth = new RegExp(`^(.+) (?:of|in) (${MONTH})$`).exec(text);
  const pick = nth?.[1] === undefined ? undefined : monthDay(nth[1], false);
  return pick && nth?.[2] ? { month: monthNumber(nth[2]), pick } : undefined;
}

/** `5/5`, `25.12.`: a day of each year, in the order of the speaker's language. */
function yearDayInFigures(
  text: string,
  context: PhraseContext,
): { month: number; pick: DayOfMonth; ambiguous?: true } | undefined {
  const found = /^\d{1,2}[/.-]\d{1,2}\.?$/.test(text) ? figuresDate(text, context) : undefined;
  const first = found?.kind === 'days' ? found.days[0] : undefined;
  if (found?.kind !== 'days' || first === undefined) return undefined;
  const { month, date } = dateParts(first);
  return { month, pick: { kind: 'day', nth: date }, ...(found.ambiguous === true ? { ambiguous: true as const } : {}) };
}

type Unit = 'day' | 'week' | 'month' | 'year';
const ADVERBS: Record<string, readonly [Unit, number]> = {
  daily: ['day', 1],
  weekly: ['week', 1],
  biweekly: ['week', 2],
  'bi-weekly': ['week', 2],
  fortnightly: ['week', 2],
  monthly: ['month', 1],
  quarterly: ['month', 3],
  yearly: ['year', 1],
  annually: ['year', 1],
};
const ADVERB = Object.keys(ADVERBS).join('|');
const EVERY_UNIT = new RegExp(
  `(?:every|each)(?: (other|second|2nd|third|3rd|${NUMBER}))? (day|week|fortnight|month|quarter|year)s?`,
);

/** The unit and interval of a rule (`every 2 weeks`, `monthly`), and the remaining words. */
function beat(text: string): { unit: Unit; interval: number; rest: string } | undefined {
  for (const at of [`^(?:${EVERY_UNIT.source}|(${ADVERB}))\\b`, `\\b(?:${EVERY_UNIT.source}|(${ADVERB}))$`]) {
    const found = cut(text, new RegExp(at));
    if (!found) continue;
    const [, many, unit, adverb] = found.match;
    const rest = tidy(found.rest.replace(/^(?:on|in|the|at)\b|\b(?:of|in|on)$/g, ''));
    if (adverb !== undefined) {
      const [known, interval] = ADVERBS[adverb] ?? (['day', 1] as const);
      return { unit: known, interval, rest };
    }
    const times =
      many === undefined
        ? 1
        : many === 'other' || many === 'second' || many === '2nd'
          ? 2
          : many === 'third' || many === '3rd'
            ? 3
            : amount(many);
    if (!(times >= 1 && times <= 300)) return undefined;
    if (unit === 'fortnight') return { unit: 'week', interval: 2 * times, rest };
    if (unit === 'quarter') return { unit: 'month', interval: 3 * times, rest };
    return { unit: unit as Unit, interval: times, rest };
  }
  return undefined;
}

/**
 * A rule in English (`every other wed`, `the last friday of every month`), or undefined. The text holds neither a time
 * nor clauses.
 */
export function englishRule(text: string, context: PhraseContext): Core | undefined {
  const rule = plainRule(text, context);
  return rule && /\bquarter(?:s|ly)?\b/.test(text) ? inQuarter(rule) : rule;
}

function plainRule(text: string, context: PhraseContext): Core | undefined {
  const { month, date } = dateParts(context.today);
  if (
    new RegExp(
      `^(?:(?:every|each) (?:single )?(?:${WORKDAY})|(?:on )?(?:workdays|(?:working|business|work) days))$`,
    ).test(text)
  )
    return ruleCore({ frequency: 'daily', interval: 1, workdays: true });
  const regular = beat(text);
  if (regular) {
    const { unit, interval } = regular;
    const rest = regular.rest.replace(/^on /, '');
    const dayNames = unit === 'day' && interval === 1 ? weekdayList(rest) : undefined;
    if (dayNames) return ruleCore({ frequency: 'weekly', interval, weekdays: dayNames });
    if (unit === 'day') return rest === '' ? ruleCore({ frequency: 'daily', interval }) : undefined;
    if (unit === 'week') {
      const weekdays = rest === '' ? [weekdayOf(context.today)] : weekdayList(rest);
      return weekdays && ruleCore({ frequency: 'weekly', interval, weekdays }, rest === '');
    }
    if (unit === 'month') {
      const on =
        rest === ''
          ? [{ kind: 'day' as const, nth: date }]
          : /^(?:at the )?end$/.test(rest)
            ? [{ kind: 'day' as const, nth: -1 }]
            : monthDays(rest, true);
      return on && ruleCore({ frequency: 'monthly', interval, on }, rest === '');
    }
    if (rest === '') return ruleCore({ frequency: 'yearly', interval, month, on: [{ kind: 'day', nth: date }] }, true);
    const named = yearDay(rest);
    return named && ruleCore({ frequency: 'yearly', interval, month: named.month, on: [named.pick] });
  }
  const every = /^(?:every|each)( other)? (.+)$/.exec(text);
  if (every?.[2]) {
    const weekdays = weekdayList(every[2]);
    if (weekdays) return ruleCore({ frequency: 'weekly', interval: every[1] ? 2 : 1, weekdays });
    if (every[1]) return undefined;
    // "Every second Tuesday" means every other Tuesday to most people, and the second one of a month to some.
    const second = new RegExp(`^(?:second|2nd) (${WEEKDAY})$`).exec(every[2]);
    if (second?.[1]) return ruleCore({ frequency: 'weekly', interval: 2, weekdays: [weekdayNumber(second[1])] }, true);
    if (/^(?:month ?end|end of (?:the )?month)$/.test(every[2]))
      return ruleCore({ frequency: 'monthly', interval: 1, on: [{ kind: 'day', nth: -1 }] });
    const on = monthDays(every[2], false);
    if (on) return ruleCore({ frequency: 'monthly', interval: 1, on });
    const named = yearDay(every[2]) ?? yearDayInFigures(every[2], context);
    return (
      named &&
      ruleCore({ frequency: 'yearly', interval: 1, month: named.month, on: [named.pick] }, 'ambiguous' in named)
    );
  }
  if (
    /^(?:on )?(?:weekdays|weekends|workdays|working days|business days|mon-fri)$/.test(text) ||
    new RegExp(`^(?:on )?(?:(?:${WEEKDAY})s\\b.*|.*\\b(?:${WEEKDAY})s)$`).test(text)
  ) {
    const weekdays = weekdayList(text.replace(/^on /, ''));
    // "Thurs" and "weds" are short forms, not plurals.
    if (weekdays && !/^(?:on )?(?:tues|weds|thurs)$/.test(text))
      return ruleCore({ frequency: 'weekly', interval: 1, weekdays });
  }
  const several = weekdayList(text.replace(/^on /, ''));
  if (several && several.length > 1 && !/weekend$/.test(text))
    return ruleCore({ frequency: 'weekly', interval: 1, weekdays: several }, !/^(?:on )?mon-fri$/.test(text));
  // "1st and 15th" may mean this month or each month: each is assumed, and the person is asked.
  const dates = /(?:st|nd|rd|th)$/.test(text) ? monthDays(text, false) : undefined;
  if (dates !== undefined && dates.length > 1) return ruleCore({ frequency: 'monthly', interval: 1, on: dates }, true);
  // "The first working day of the month" may mean once or each month: each is assumed, and the person is asked.
  const ofMonth = /^(.+) of the month$/.exec(text);
  const pick = ofMonth?.[1] === undefined ? undefined : monthDay(ofMonth[1], false);
  return pick && pick.kind !== 'day' ? ruleCore({ frequency: 'monthly', interval: 1, on: [pick] }, true) : undefined;
}
