import { firstDay } from './phrasesEnglish.ts';
import {
  type Core,
  clockTime,
  cut,
  DAY_PARTS,
  type DayPart,
  dayOfYear,
  figuresDate,
  inQuarter,
  type Lasting,
  monthsOn,
  nextWeekdays,
  type Phrase,
  type PhraseContext,
  partTime,
  pickDay,
  pickDays,
  pickInMonth,
  quarter,
  realDay,
  ruleCore,
  single,
  type TimeOfDay,
  tidy,
  weekdayIn,
  workingDayOn,
} from './phrasesShared.ts';
import type { DayOfMonth } from './schedule.ts';
import { type Day, dateParts, dayFrom, weekdayOf } from './wall.ts';

const FIGURES = '一二三四五六七八九';
const NUMBER = '(?:\\d{1,4}|[一二两三四五六七八九十廿百零〇]{1,4})';
const WEEK = '(?:周|星期|礼拜)';
const DAY = '[一二三四五六日天]';
const WORKDAY = '(?:工作日|上班日)';

/** A number in figures or in Chinese up to 999: `十五`, `廿三`, `两`. NaN when it is none. */
function amount(text: string): number {
  if (/^\d+(?:\.\d)?$/.test(text)) return Number(text);
  const plain = text
    .replace(/两/g, '二')
    .replace(/^廿/, '二十')
    .replace(/[零〇]/g, '');
  const match = /^(?:([一二三四五六七八九])百)?(?:([一二三四五六七八九]?)十)?([一二三四五六七八九]?)$/.exec(plain);
  if (!match || plain === '') return /^[零〇]$/.test(text) ? 0 : Number.NaN;
  const digit = (figure: string | undefined) => (figure ? FIGURES.indexOf(figure) + 1 : 0);
  const tens = match[2] === undefined ? 0 : match[2] === '' ? 1 : digit(match[2]);
  return digit(match[1]) * 100 + tens * 10 + digit(match[3]);
}

const weekdayNumber = (figure: string) => (/[日天]/.test(figure) ? 7 : FIGURES.indexOf(figure) + 1);

/** `周一`, `周一和周四`, `一三五`, `一、三`, `一到五`, `周末` -> ISO weekdays. */
function weekdayList(text: string): number[] | undefined {
  if (new RegExp(`^(?:${WORKDAY}|平日)$`).test(text)) return [1, 2, 3, 4, 5];
  if (new RegExp(`^(?:${WEEK}?末)$`).test(text)) return [6, 7];
  const range = new RegExp(`^${WEEK}?(${DAY})(?:到|至|-)${WEEK}?(${DAY})$`).exec(text);
  if (range?.[1] && range[2]) {
    const [from, to] = [weekdayNumber(range[1]), weekdayNumber(range[2])];
    return from < to ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : undefined;
  }
  if (!new RegExp(`^${WEEK}?${DAY}(?:[、,和与及跟/]?${WEEK}?${DAY})*$`).test(text)) return undefined;
  const figures = text.replace(/星期|礼拜/g, '').match(new RegExp(DAY, 'g')) ?? [];
  return [...new Set(figures.map(weekdayNumber))].sort((a, b) => a - b);
}

/** `15号`, `最后一天`, `最后一个周五`, `第一个工作日`, `底` -> a day of the month. */
function monthDay(text: string): DayOfMonth | undefined {
  if (/^(?:月?底|月?末|最后一[天日])$/.test(text)) return { kind: 'day', nth: -1 };
  if (/^(?:月?初|第一天|首日)$/.test(text)) return { kind: 'day', nth: 1 };
  const date = new RegExp(`^(${NUMBER})[号日]$`).exec(text);
  if (date?.[1]) return dateOfMonth(amount(date[1]));
  const fromEnd = new RegExp(`^倒数第(${NUMBER})天$`).exec(text);
  if (fromEnd?.[1]) return dateOfMonth(-amount(fromEnd[1]));
  const nth = new RegExp(`^(?:(最后一|末)|首|(倒数)?第?(${NUMBER}))个?(?:(${WORKDAY})|${WEEK}(${DAY}))$`).exec(text);
  if (!nth) return undefined;
  const many = nth[1] ? -1 : nth[3] === undefined ? 1 : nth[2] ? -amount(nth[3]) : amount(nth[3]);
  if (!(Math.abs(many) >= 1 && Math.abs(many) <= (nth[4] ? 20 : 5))) return undefined;
  return nth[4] ? { kind: 'workday', nth: many } : { kind: 'weekday', nth: many, weekday: weekdayNumber(nth[5] ?? '一') };
}

const dateOfMonth = (nth: number): DayOfMonth | undefined => (Math.abs(nth) >= 1 && Math.abs(nth) <= 31 ? { kind: 'day', nth } : undefined);

/** `1号和15号`, `1、15号`. */
function monthDays(text: string): DayOfMonth[] | undefined {
  const parts = text.split(/[、,和与及]/).filter((part) => part !== '');
  const ending = /[号日]$/.test(text);
  const picks = parts.map((part) => monthDay(ending && new RegExp(`^${NUMBER}$`).test(part) ? `${part}号` : part));
  return picks.length > 0 && picks.every((pick) => pick !== undefined) ? picks : undefined;
}

/** `3月1日`, `12月最后一个周五`, `2月底`. */
function yearDay(text: string): { month: number; pick: DayOfMonth } | undefined {
  if (/^年?[底末]$/.test(text)) return { month: 12, pick: { kind: 'day', nth: 31 } };
  const match = new RegExp(`^(${NUMBER})月份?的?(.+)$`).exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  const month = amount(match[1]);
  const pick = monthDay(match[2]) ?? (new RegExp(`^${NUMBER}$`).test(match[2]) ? monthDay(`${match[2]}号`) : undefined);
  if (!(month >= 1 && month <= 12) || pick === undefined) return undefined;
  // A leap year decides what exists: 29 February does, now and then.
  return pick.kind === 'day' && pick.nth > 0 && realDay(2024, month, pick.nth) === undefined ? undefined : { month, pick };
}

const EVERY = new RegExp(`^每(?:(隔)?(${NUMBER})|(隔)|(双)|逢|到)?个?(天|日|${WEEK}|季度?|月|年)`);

function ruleOf(given: string, context: PhraseContext): Core | undefined {
  const rule = plainRule(given, context);
  return rule && /季/.test(given) ? inQuarter(rule) : rule;
}

function plainRule(given: string, context: PhraseContext): Core | undefined {
  const text = given
    .replace(/一次$/, '')
    .replace(/^天天$/, '每天')
    .replace(/^隔/, '每隔一个')
    .replace(/^逢/, '每逢')
    .replace(/^每逢月/, '每月')
    .replace(/^(.+)每[天日]$/, '每$1')
    .replace(/^每每/, '每');
  const { month, date } = dateParts(context.today);
  const plain = weekdayList(text.replace(/^每(?:逢|个|一个)?/, ''));
  const every = text.startsWith('每');
  const daily = /^每一?[天日]$/.test(text);
  if (daily) return ruleCore({ frequency: 'daily', interval: 1 });
  if (plain && text !== '周末' && (every ? !/^每[一二三四五六日天]/.test(text) : plain.length > 1)) {
    return ruleCore({ frequency: 'weekly', interval: 1, weekdays: plain }, !every && !new RegExp(`${WORKDAY}|[到至-]`).test(text));
  }
  // By the calendar's week numbers, or simply every other week: the dates are shown.
  const parity = new RegExp(`^(每?单|双)周的?(?:${WEEK})?(${DAY})$`).exec(text);
  if (parity?.[2]) {
    const rule = ruleCore({ frequency: 'weekly', interval: 2, weekdays: [weekdayNumber(parity[2])] }, true);
    return rule.kind === 'rule' ? { ...rule, evenWeeks: parity[1] === '双' } : rule;
  }
  const beat = EVERY.exec(text);
  if (!beat) return undefined;
  const [head, apart, many, , twice, unit] = beat;
  const counted = many === undefined ? (beat[3] || twice ? 2 : 1) : amount(many);
  if (!(counted >= 1 && counted <= 300)) return undefined;
  // "每隔一天" leaves one day out; "每隔两周" is every second week to some and every third to others.
  const interval = apart && counted === 1 ? 2 : counted;
  const unsure = apart !== undefined && counted > 1;
  const rest = text.slice(head.length).replace(/^的/, '');
  if (unit === '天' || unit === '日') return rest === '' ? ruleCore({ frequency: 'daily', interval }, unsure) : undefined;
  if (unit === '季' || unit === '季度' || unit === '月') {
    const months = unit === '月' ? interval : 3 * interval;
    const on = rest === '' ? [{ kind: 'day' as const, nth: date }] : monthDays(rest);
    return on && ruleCore({ frequency: 'monthly', interval: months, on }, unsure || rest === '');
  }
  if (unit === '年') {
    const named = rest === '' ? { month, pick: { kind: 'day' as const, nth: date } } : yearDay(rest);
    return named && ruleCore({ frequency: 'yearly', interval, month: named.month, on: [named.pick] }, unsure || rest === '');
  }
  const weekdays = rest === '' ? [weekdayOf(context.today)] : weekdayList(rest);
  return weekdays && ruleCore({ frequency: 'weekly', interval, weekdays }, unsure || rest === '');
}

/** `两周后`, `一个半小时后`, `2小时30分钟后`, `半年后`, `过三天`. */
function fromNow(text: string, today: Day): Core | undefined {
  const later = /^(.+?)(?:之后|以后|过后|后)$/.exec(text) ?? /^(?:再)?过(.+)$/.exec(text);
  if (!later?.[1]) return undefined;
  const said = later[1].replace(/^(?:再)?过/, '').replace(/^在/, '');
  const special: Record<string, Core | undefined> = {
    半年: single([monthsOn(today, 6)]),
    半个月: single([today + 15]),
    半天: { kind: 'in', minutes: 720 },
    半个钟头: { kind: 'in', minutes: 30 },
    半小时: { kind: 'in', minutes: 30 },
    半个小时: { kind: 'in', minutes: 30 },
  };
  if (special[said]) return special[said];
  const clock = new RegExp(`^(?:(\\d{1,2}\\.\\d|${NUMBER})个?(半)?(?:小时|钟头))?(?:零?(${NUMBER})(分钟?|刻钟))?$`).exec(said);
  if (clock && (clock[1] ?? clock[3])) {
    const hours = clock[1] === undefined ? 0 : amount(clock[1]) + (clock[2] ? 0.5 : 0);
    const minutes = clock[3] === undefined ? 0 : amount(clock[3]) * (clock[4] === '刻钟' ? 15 : 1);
    const total = hours * 60 + minutes;
    return Number.isNaN(total) ? undefined : { kind: 'in', minutes: total };
  }
  const calendar = new RegExp(`^(${NUMBER})个?(天|日|${WEEK}|月|年)$`).exec(said);
  if (!calendar?.[1]) return undefined;
  const many = amount(calendar[1]);
  if (Number.isNaN(many)) return undefined;
  const unit = calendar[2];
  if (unit === '天' || unit === '日') return single([today + many]);
  if (unit === '月') return single([monthsOn(today, many)]);
  return single([unit === '年' ? monthsOn(today, 12 * many) : today + 7 * many]);
}

const NEAR: Record<string, number> = { 前天: -2, 昨天: -1, 今天: 0, 明天: 1, 后天: 2, 大后天: 3 };

function relativeDay(text: string, context: PhraseContext): Core | undefined {
  const { today } = context;
  const near = NEAR[text];
  if (near !== undefined) return single([today + near]);
  const working = new RegExp(`^(?:下一?个${WORKDAY}|(${NUMBER})个${WORKDAY}(?:之后|以后|后))$`).exec(text);
  if (working) return single([workingDayOn(context, working[1] === undefined ? 1 : amount(working[1]))]);
  const weeksOn = new RegExp(`^(${NUMBER})个?${WEEK}(?:之后|以后|后)的?${WEEK}(${DAY})$`).exec(text);
  if (weeksOn?.[1] && weeksOn[2]) return single([weekdayIn(today, weekdayNumber(weeksOn[2]), amount(weeksOn[1]))]);
  const week = new RegExp(`^(上个?|这个?|本|下下个?|下个?)?${WEEK}(${DAY}|末)?$`).exec(text);
  if (week) {
    const away = week[1] === undefined ? undefined : /^下下/.test(week[1]) ? 2 : /^下/.test(week[1]) ? 1 : /^上/.test(week[1]) ? -1 : 0;
    const number = week[2] === undefined ? undefined : week[2] === '末' ? 6 : weekdayNumber(week[2]);
    if (number === undefined) return away === undefined || away <= 0 ? undefined : single([weekdayIn(today, 1, away)]);
    return single(away === undefined ? nextWeekdays(today, number) : [weekdayIn(today, number, away)]);
  }
  return fromNow(text, today);
}

const YEARS: Record<string, number> = { 今年: 0, 明年: 1, 后年: 2 };
const NEXT_MONTHS: Record<string, number> = { 这个月: 0, 本月: 0, 当月: 0, 这月: 0, 下个月: 1, 下月: 1, 下下个月: 2, 下下月: 2 };
const QUARTERS: Record<string, number> = { 本季度: 0, 这个季度: 0, 本季: 0, 下个季度: 1, 下季度: 1, 下季: 1 };

function calendarDay(text: string, context: PhraseContext): Core | undefined {
  const { today } = context;
  const { year, month } = dateParts(today);
  const inQuarter = new RegExp(`^(${Object.keys(QUARTERS).join('|')}|季度?)?(末|底|初)?$`).exec(text);
  if (inQuarter?.[1] && (inQuarter[2] || QUARTERS[inQuarter[1]] === 1)) {
    const span = quarter(today, QUARTERS[inQuarter[1]] ?? 0);
    return single([inQuarter[2] === '末' || inQuarter[2] === '底' ? span.last : span.first]);
  }
  if (text === '月中') return single(pickDays(context, { kind: 'day', nth: 15 }), true);
  if (/^(?:月底|月末)$/.test(text)) return single(pickDays(context, { kind: 'day', nth: -1 }));
  if (text === '月初') return single(pickDays(context, { kind: 'day', nth: 1 }));
  const inMonth = new RegExp(`^(${Object.keys(NEXT_MONTHS).join('|')})(?:的)?(.*)$`).exec(text);
  if (inMonth?.[1] !== undefined) {
    const away = NEXT_MONTHS[inMonth[1]] ?? 0;
    if (inMonth[2] === '') return away === 0 ? undefined : single([dayFrom(year, month + away, 1)]);
    const pick = monthDay(inMonth[2] ?? '');
    return pick && single([pickDay(context, pick, away)]);
  }
  const inYear = new RegExp(`^(?:(${Object.keys(YEARS).join('|')})|(\\d{4})年)?(.*)$`).exec(text);
  if (!inYear || inYear[3] === undefined) return undefined;
  const said = inYear[1] !== undefined ? year + (YEARS[inYear[1]] ?? 0) : inYear[2] !== undefined ? Number(inYear[2]) : undefined;
  if (said !== undefined && (inYear[3] === '' || inYear[3] === '年初')) return single([realDay(said, 1, 1)]);
  const named = yearDay(inYear[3]);
  if (named) {
    if (said === undefined)
      return single(
        named.pick.kind === 'day' && named.pick.nth > 0 ? dayOfYear(today, named.month, named.pick.nth) : pickInMonth(context, named.pick, named.month),
      );
    if (named.pick.kind === 'day' && named.pick.nth > 0) return single([realDay(said, named.month, named.pick.nth)]);
    return single([pickDay(context, named.pick, (said - year) * 12 + named.month - month)]);
  }
  const pick = said === undefined ? monthDay(text) : undefined;
  return pick?.kind === 'day' ? single(pickDays(context, pick)) : undefined;
}

/** A single date in Chinese, or undefined. */
function chineseDay(text: string, context: PhraseContext): Core | undefined {
  const plain = text
    .replace(/^[在于]/, '')
    .replace(/(?:之前|以前|前)$/, '')
    .replace(new RegExp(`^(.*[日号\\d])[,(]*${WEEK}[一二三四五六日天]\\)?$`), '$1')
    .replace(/的$/, '');
  return relativeDay(plain, context) ?? figuresDate(plain, context) ?? calendarDay(plain, context);
}

const PARTS: Readonly<Record<string, DayPart>> = {
  凌晨: 'dawn',
  清晨: 'dawn',
  早上: 'morning',
  早晨: 'morning',
  上午: 'morning',
  中午: 'noon',
  正午: 'noon',
  午后: 'afternoon',
  下午: 'afternoon',
  下班: 'endOfDay',
  下班前: 'endOfDay',
  傍晚: 'evening',
  晚上: 'night',
  晚间: 'night',
  夜里: 'night',
  夜间: 'night',
  深夜: 'night',
  半夜: 'midnight',
  午夜: 'midnight',
  零点: 'midnight',
};
const HOUR = '(?:\\d{1,2}|二十[一二三四]?|十[一二三四五六七八九]?|[零〇一二两三四五六七八九])';
const MINUTE = '(?:\\d{1,2}|[二三四五]?十[一二三四五六七八九]?|[零〇][一二三四五六七八九]|[一二三四五六七八九])';
const PART = Object.keys(PARTS)
  .sort((a, b) => b.length - a.length)
  .join('|');

/** Takes the time of day out of a text. `undefined`: it names one that does not exist. */
function chineseTime(text: string): { time: TimeOfDay | undefined; rest: string } | undefined {
  const exact = cut(text, /(?<![\d:])(\d{1,2}):(\d{2})(?::\d{2})?(?: ?([ap])m)?(?![\d:])(?:之前|以前|前)?/);
  const meridiem = exact ? undefined : cut(text, /(?<![\d:.-])(\d{1,2}) ?([ap])m/);
  const spoken =
    exact || meridiem
      ? undefined
      : cut(
          text,
          new RegExp(
            `(?<!${WEEK}|\\d)(${HOUR}) ?(?:点钟?|时(?![间候])) ?(?:(半)|([一三])刻|整|(${MINUTE})(?:分(?!钟)|(?![\\d号日月年天个小周点时分次]))(?:钟)?)?(?:之前|以前|前)?`,
          ),
        );
  const found = exact ?? meridiem ?? spoken;
  const named = cut(found?.rest ?? text, new RegExp(`(${PART})(?:的|之前|以前|前)?`));
  const rest = named?.rest ?? found?.rest ?? text;
  const part = named ? PARTS[named.match[1] ?? ''] : undefined;
  if (!found) return { time: part === undefined ? undefined : partTime(part), rest };
  const { match } = found;
  const half = part === undefined ? undefined : DAY_PARTS[part].half;
  if (exact || meridiem) {
    const marked = (exact ? match[3] : match[2]) === undefined ? half : (exact ? match[3] : match[2]) === 'p' ? 'pm' : 'am';
    const time = clockTime({ hour: Number(match[1]), minute: exact ? Number(match[2]) : 0, half: marked, bare: false });
    return time && { time, rest };
  }
  const minute = match[2] ? 30 : match[3] ? (match[3] === '一' ? 15 : 45) : match[4] ? amount(match[4]) : 0;
  const time = clockTime({ hour: amount(match[1] ?? ''), minute, half, bare: true });
  return time && { time, rest };
}

/** Everyday short forms, written out. */
const WRITTEN_OUT: readonly (readonly [RegExp, string])[] = [
  [/昨[日儿]/g, '昨天'],
  [/今[日儿]/g, '今天'],
  [/明[日儿]/g, '明天'],
  [/后[日儿]/g, '后天'],
  [/每(?=[早晚])/g, '每天'],
  [/([今明])(?=[早晚])/g, '$1天'],
  [/(?<!周|星期|礼拜)一大?早(?!上)|大?清早/g, '早上'],
  // 早点 and 晚些 are no times of day.
  [/早(?![上晨点些])/g, '早上'],
  [/(?<!傍)晚(?![上间点些])/g, '晚上'],
  [/零点整?/g, '0点'],
  [/元旦(?:节|当天)?/g, '1月1日'],
];

const CLAUSE = '[^从自截除共直]+?';

/** Weekdays that are left out for good; the one of a certain week (下周五) is a date. */
const NAMES_WEEKDAYS = new RegExp(`^(?:每个?)?(?:${WEEK}|${WORKDAY})`);

/** 七天, 2周, 三个月 */
function spanOf(text: string | undefined): Lasting | undefined {
  const [, many = '', unit = ''] = new RegExp(`^(${NUMBER})个?(.+)$`).exec(text ?? '') ?? [];
  const named = { 天: 'day', 日: 'day', 月: 'month', 年: 'year' } as const;
  return many === '' ? undefined : { amount: amount(many), unit: named[unit as keyof typeof named] ?? 'week' };
}

/** Takes a Chinese phrase apart; undefined when any part of it is not understood. The text is lower-case, with plain punctuation. */
export function readChinese(text: string, context: PhraseContext): Phrase | undefined {
  let words = text.replace(/(\d{4}-\d{1,2}-\d{1,2})t(?=\d)/g, '$1 ');
  for (const [short, long] of WRITTEN_OUT) words = words.replace(short, long);
  const clock = chineseTime(words);
  if (!clock) return undefined;
  let rest = clock.rest.replace(/(?<=\d) (?=\d)/g, ',').replace(/\s/g, '');
  const take = (pattern: string): string | undefined => {
    const found = cut(rest, new RegExp(`,?${pattern}`));
    if (found) rest = found.rest.replace(/\s/g, '');
    return found?.match.slice(1).find((group) => group !== undefined);
  };
  const said = {
    except: take(`(?:[,(]+([^,(]+?)除外\\)?|(?:除了?|不含|不包括|跳过)(${CLAUSE})(?:之外|以外|外|$))`),
    count: take(`(?:一?共|总共|重复|连续|(?<=,))(${NUMBER})次`),
    lasts: take(`(?:连续|持续|连着|为期)(${NUMBER}(?:天|日|周|个?(?:星期|礼拜)|个月|年))`),
    from: take(`(?:(?:从|自)(${CLAUSE})|^([^从自每]{2,8}?))(?:开始|起)`),
    // 到年底 and 到3月31日 end a rule; 周一到周五 and 1号到5号 are none of it.
    until: take(
      `(?:(?:一?直到|截至|截止到?)(${CLAUSE})(?:为止|止|$|(?=,))|(?:到|至)([^到至]+?)(?:为止|止|结束)|(?:到|至)([^到至周期拜]*[年月][^到至周期拜]*)$)`,
    ),
  };
  const day = (part: string | undefined) => (part === undefined ? undefined : firstDay(chineseDay(part, context), context));
  const from = day(said.from);
  // 直到3月 reaches to its end.
  const until = day(said.until?.replace(/月份?$/, '月底'));
  const left = said.except?.split(/[、,和与及]/).map((part) => (NAMES_WEEKDAYS.test(part) ? weekdayList(part.replace(/^每个?/, '')) : undefined) ?? day(part));
  const count = said.count === undefined ? undefined : amount(said.count);
  if ((said.from && from === undefined) || (said.until && until === undefined) || Number.isNaN(count)) return undefined;
  if (left !== undefined && !left.every((one) => one !== undefined)) return undefined;
  const [days, weekdays] = [left?.filter((one) => typeof one === 'number') ?? [], left?.filter((one) => typeof one !== 'number').flat() ?? []];
  const except = { ...(days.length > 0 ? { except: days } : {}), ...(weekdays.length > 0 ? { exceptWeekdays: weekdays } : {}) };
  const plain = tidy(rest)
    .replace(/^[在于]/, '')
    .replace(/(?:的|之前|以前|前)$/, '');
  const core = plain === '' ? undefined : (ruleOf(plain, context) ?? chineseDay(plain, context));
  if (plain !== '' && core === undefined) return undefined;
  return { core, time: clock.time, count, lasts: spanOf(said.lasts), from, until, ...except };
}
