import { realDay } from './phraseDays.ts';
import type { DayOfMonth } from './schedule.ts';

const FIGURES = '一二三四五六七八九';
/** The source of a pattern for whole numbers, in figures or in characters. */
export const NUMBER = '(?:\\d{1,4}|[一二两三四五六七八九十廿卅百零〇]{1,4})';
export const WEEK = '(?:周|星期|礼拜)';
export const DAY = '[一二三四五六日天]';
export const WORKDAY = '(?:工作日|上班日)';

/** A number in figures or in Chinese up to 999: `十五`, `廿三`, `两`. NaN if the text is none. */
export function amount(text: string): number {
  if (/^\d+(?:\.\d)?$/.test(text)) return Number(text);
  const plain = text
    .replace(/两/g, '二')
    .replace(/^廿/, '二十')
    .replace(/^卅/, '三十')
    .replace(/[零〇]/g, '');
  const match = /^(?:([一二三四五六七八九])百)?(?:([一二三四五六七八九]?)十)?([一二三四五六七八九]?)$/.exec(plain);
  if (!match || plain === '') return /^[零〇]$/.test(text) ? 0 : Number.NaN;
  const digit = (figure: string | undefined) => (figure ? FIGURES.indexOf(figure) + 1 : 0);
  const tens = match[2] === undefined ? 0 : match[2] === '' ? 1 : digit(match[2]);
  return digit(match[1]) * 100 + tens * 10 + digit(match[3]);
}

export const weekdayNumber = (figure: string) => (/[日天]/.test(figure) ? 7 : FIGURES.indexOf(figure) + 1);

/** `周一`, `周一和周四`, `一三五`, `一、三`, `一到五`, `周末` -> ISO weekdays. */
export function weekdayList(text: string): number[] | undefined {
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
export function monthDay(text: string): DayOfMonth | undefined {
  if (/^(?:月?底|月?末|最后一[天日])$/.test(text)) return { kind: 'day', nth: -1 };
  if (/^(?:月?初|第一天|首日)$/.test(text)) return { kind: 'day', nth: 1 };
  const date = new RegExp(`^(${NUMBER})[号日]$`).exec(text);
  if (date?.[1]) return dateOfMonth(amount(date[1]));
  const fromEnd = new RegExp(`^倒数第(${NUMBER})天$`).exec(text);
  if (fromEnd?.[1]) return dateOfMonth(-amount(fromEnd[1]));
  // 月底最后一个工作日 names the end of the month twice.
  const nth = new RegExp(
    `^(?:月[底末]的?)?(?:(最后一|末)|首|(倒数)?第?(${NUMBER}))个?(?:(${WORKDAY})|${WEEK}(${DAY}))$`,
  ).exec(text);
  if (!nth || (/^月[底末]/.test(text) && !nth[1] && !nth[2])) return undefined;
  const many = nth[1] ? -1 : nth[3] === undefined ? 1 : nth[2] ? -amount(nth[3]) : amount(nth[3]);
  if (!(Math.abs(many) >= 1 && Math.abs(many) <= (nth[4] ? 20 : 5))) return undefined;
  return nth[4]
    ? { kind: 'workday', nth: many }
    : { kind: 'weekday', nth: many, weekday: weekdayNumber(nth[5] ?? '一') };
}

const dateOfMonth = (nth: number): DayOfMonth | undefined =>
  Math.abs(nth) >= 1 && Math.abs(nth) <= 31 ? { kind: 'day', nth } : undefined;

/** `1号和15号`, `1、15号`. */
export function monthDays(text: string): DayOfMonth[] | undefined {
  const parts = text.split(/[、,和与及]/).filter((part) => part !== '');
  const ending = /[号日]$/.test(text);
  const picks = parts.map((part) => monthDay(ending && new RegExp(`^${NUMBER}$`).test(part) ? `${part}号` : part));
  return picks.length > 0 && picks.every((pick) => pick !== undefined) ? picks : undefined;
}

/** `3月1日`, `12月最后一个周五`, `2月底`. */
export function yearDay(text: string): { month: number; pick: DayOfMonth } | undefined {
  if (/^年?[底末]$/.test(text)) return { month: 12, pick: { kind: 'day', nth: 31 } };
  const match = new RegExp(`^(${NUMBER})月份?的?(.+)$`).exec(text);
  if (!match?.[1] || !match[2]) return undefined;
  const month = amount(match[1]);
  const pick = monthDay(match[2]) ?? (new RegExp(`^${NUMBER}$`).test(match[2]) ? monthDay(`${match[2]}号`) : undefined);
  if (!(month >= 1 && month <= 12) || pick === undefined) return undefined;
  // A leap year decides which dates exist, so 29 February does.
  return pick.kind === 'day' && pick.nth > 0 && realDay(2024, month, pick.nth) === undefined
    ? undefined
    : { month, pick };
}
