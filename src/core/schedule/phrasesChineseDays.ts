/** Days as Chinese names them: from now on, relative to today, by date. */

import {
  dayOfYear,
  figuresDate,
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
import { minutesOf } from './phrasesChineseTime.ts';
import { amount, DAY, monthDay, NUMBER, WEEK, WORKDAY, weekdayNumber, yearDay } from './phrasesChineseWords.ts';
import { firstDay } from './phrasesEnglishDays.ts';
import { type Core, type PhraseContext, single } from './phrasesShared.ts';
import { type Day, dateParts, dayFrom, weekdayOf } from './wall.ts';

/** `两周后`, `一个半小时后`, `2小时30分钟后`, `半年后`, `过三天`. */
function fromNow(text: string, today: Day): Core | undefined {
  const later = /^(.+?)(?:之后|以后|过后|后)$/.exec(text) ?? /^(?:再)?过(.+)$/.exec(text);
  if (!later?.[1]) return undefined;
  const length = later[1].replace(/^(?:再)?过/, '').replace(/^在/, '');
  const special: Record<string, Core | undefined> = {
    半年: single([monthsOn(today, 6)]),
    半个月: single([today + 15]),
    半天: { kind: 'in', minutes: 720 },
  };
  if (special[length]) return special[length];
  const minutes = minutesOf(length);
  if (minutes !== undefined) return { kind: 'in', minutes };
  const calendar = new RegExp(`^(${NUMBER})个?(天|日|${WEEK}|月|年)$`).exec(length);
  if (!calendar?.[1]) return undefined;
  const many = amount(calendar[1]);
  if (Number.isNaN(many)) return undefined;
  const unit = calendar[2];
  if (unit === '天' || unit === '日') return single([today + many]);
  if (unit === '月') return single([monthsOn(today, many)]);
  return single([unit === '年' ? monthsOn(today, 12 * many) : today + 7 * many]);
}

const NEAR: Record<string, number> = {
  大前天: -3,
  前天: -2,
  昨天: -1,
  今天: 0,
  明天: 1,
  后天: 2,
  大后天: 3,
  大大后天: 4,
};

function relativeDay(text: string, context: PhraseContext): Core | undefined {
  const { today } = context;
  const near = NEAR[text];
  if (near !== undefined) return single([today + near]);
  const working = new RegExp(`^(?:下一?个${WORKDAY}|(${NUMBER})个${WORKDAY}(?:之后|以后|后))$`).exec(text);
  if (working) return single([workingDayOn(context, working[1] === undefined ? 1 : amount(working[1]))]);
  const weeksOn = new RegExp(`^(${NUMBER})个?${WEEK}(?:之后|以后|后)的?${WEEK}(${DAY})$`).exec(text);
  if (weeksOn?.[1] && weeksOn[2]) return single([weekdayIn(today, weekdayNumber(weeksOn[2]), amount(weeksOn[1]))]);
  const week = new RegExp(`^(上个?|这一?个?|本|下{1,4}个?)?${WEEK}(${DAY}|末)?$`).exec(text);
  if (week) {
    const [, which, weekday] = week;
    const away = which === undefined ? undefined : which.startsWith('上') ? -1 : which.replace(/[^下]/g, '').length;
    const number = weekday === undefined ? undefined : weekday === '末' ? 6 : weekdayNumber(weekday);
    if (number === undefined) return away === undefined || away <= 0 ? undefined : single([weekdayIn(today, 1, away)]);
    // 周末 may mean the two days of every week.
    return away === undefined
      ? single(nextWeekdays(today, number), weekday === '末')
      : single([weekdayIn(today, number, away)]);
  }
  return fromNow(text, today);
}

const YEARS: Record<string, number> = { 今年: 0, 明年: 1, 后年: 2 };
const NEXT_MONTHS: Record<string, number> = {
  这个月: 0,
  本月: 0,
  当月: 0,
  这月: 0,
  下个月: 1,
  下月: 1,
  下下个月: 2,
  下下月: 2,
};

/** 2030, 30 and 二〇三〇 -> 2030. */
function yearNumber(text: string): number {
  const number = Number(
    [...text]
      .map((figure) => ('〇零'.includes(figure) ? 0 : '一二三四五六七八九'.includes(figure) ? amount(figure) : figure))
      .join(''),
  );
  return number < 100 ? 2000 + number : number;
}

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
  const inYear = new RegExp(
    `^(?:(${Object.keys(YEARS).join('|')})|(\\d{4}|\\d{2}(?=年\\d{1,2}月)|[一二三四五六七八九〇零]{4})年)?(.*)$`,
  ).exec(text);
  if (!inYear || inYear[3] === undefined) return undefined;
  const namedYear =
    inYear[1] !== undefined
      ? year + (YEARS[inYear[1]] ?? 0)
      : inYear[2] !== undefined
        ? yearNumber(inYear[2])
        : undefined;
  if (namedYear !== undefined && (inYear[3] === '' || inYear[3] === '年初')) return single([realDay(namedYear, 1, 1)]);
  const named = yearDay(inYear[3]);
  if (named) {
    if (namedYear === undefined)
      return single(
        named.pick.kind === 'day' && named.pick.nth > 0
          ? dayOfYear(today, named.month, named.pick.nth)
          : pickInMonth(context, named.pick, named.month),
      );
    if (named.pick.kind === 'day' && named.pick.nth > 0)
      return single([realDay(namedYear, named.month, named.pick.nth)]);
    return single([pickDay(context, named.pick, (namedYear - year) * 12 + named.month - month)]);
  }
  // Without a month, 第一天 is the first day of another thing.
  const pick = namedYear === undefined && !/^(?:第一天|首日|最后一[天日])$/.test(text) ? monthDay(text) : undefined;
  return pick?.kind === 'day' || (pick && /^月[底末]/.test(text)) ? single(pickDays(context, pick)) : undefined;
}

/** A weekday beside a date: （周五） behind it, 周五， in front. */
const BESIDE = new RegExp(
  `^(?<date>.*[日号天\\d])(?:\\|?[,(]+)?${WEEK}(?<behind>${DAY})\\)?$|^(?<front>(?:这个?|本|下{1,2}个?)?${WEEK}${DAY})(?:\\|?[,、(]+)?(?<other>${NUMBER}月.*[日号\\d])\\)?$`,
);

/**
 * A single date in Chinese, or undefined. If the weekday beside it does not match, one of the two is wrong, and the
 * person is asked.
 */
export function chineseDay(text: string, context: PhraseContext): Core | undefined {
  const plain = text
    .replace(/^[|,]+|[|,]+$/g, '')
    .replace(/^[在于]/, '')
    .replace(/(?:之前|以前|前)$/, '');
  const { date, behind, front, other } = BESIDE.exec(plain)?.groups ?? {};
  const found = plainDay((date ?? other ?? plain).replace(/的$/, ''), context);
  const day = firstDay(found, context);
  if (found?.kind !== 'days' || day === undefined || (behind ?? front) === undefined) return found;
  // 下周五 beside a date is one certain Friday; 周五 is any.
  const isOneWeek = front !== undefined && !new RegExp(`^${WEEK}`).test(front);
  const isIts = isOneWeek
    ? firstDay(plainDay(front, context), context) === day
    : weekdayOf(day) === weekdayNumber((behind ?? front ?? '').slice(-1));
  return isIts ? found : { ...found, ambiguous: true };
}

const plainDay = (text: string, context: PhraseContext): Core | undefined =>
  relativeDay(text, context) ?? figuresDate(text, context) ?? calendarDay(text, context);
