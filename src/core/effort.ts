/** Effort: working time in minutes, read and written in days, hours and minutes. */

import type { Locale } from '../ground/i18n.ts';

/** The length of a working day in minutes, if a field names no other. */
export const DAY_MINUTES = 480;

const NUMERALS: Readonly<Record<string, number>> = {
  ...{ 半: 0.5, 一: 1, 两: 2, 二: 2, 三: 3, 四: 4, 五: 5, 六: 6, 七: 7, 八: 8, 九: 9, 十: 10 },
};
/** The units in the order in which they are written. */
const UNITS = ['day', 'hour', 'minute'] as const;
/**
 * A number and its unit: `1.5 d`, `1,000 h`, `2天`, `一个半小时`, `两天半`. Three figures behind a single point could be thousands
 * as well as decimals.
 */
const PART = new RegExp(
  `^(?<number>[1-9]\\d{0,2}(?:,\\d{3})+(?:\\.\\d{1,2})?|\\d{1,6}(?:[.,]\\d{1,2})?|[${Object.keys(NUMERALS).join('')}]) *(?<half>个半)?个? *` +
    '(?:(?<day>days?|d|天|工作日)|(?<hour>hours?|hrs?|h|小时|钟头)|(?<minute>minutes?|mins?|m|分钟?))' +
    '(?![a-z])(?<more>半)?[ ,、]*(?:and |零|又)? *',
);
/** The minutes of `2h30`. */
const REST = /^[0-5]\d$/;

/**
 * Reads working time as whole minutes: `2h`, `90m`, `1.5 d`, `2天`, `3小时30分`, `half a day`. `dayMinutes`: the length of a
 * working day. Undefined for anything else, such as a number without a unit.
 */
export function readEffort(words: string, dayMinutes: number): number | undefined {
  const minutesOf = { day: dayMinutes, hour: 60, minute: 1 };
  let rest = words
    .normalize('NFKC')
    .toLowerCase()
    .trim()
    .replace(/^half an? /, '0.5 ')
    .replace(/^an? /, '1 ');
  let [minutes, last] = [0, -1];
  while (rest !== '') {
    if (last === UNITS.indexOf('hour') && REST.test(rest)) return Math.round(minutes + Number(rest));
    const match = PART.exec(rest);
    const found = match?.groups;
    const unit = UNITS.findIndex((name) => found?.[name] !== undefined);
    // Each unit once, the largest first.
    if (match === null || found === undefined || unit <= last) return undefined;
    const { number = '', half, more } = found;
    const amount = NUMERALS[number] ?? Number(number.replace(/,(?=\d{3})/g, '').replace(',', '.'));
    const halves = [half, more].filter((word) => word !== undefined).length * 0.5;
    minutes += (amount + halves) * minutesOf[UNITS[unit] ?? 'minute'];
    rest = rest.slice(match[0].length);
    last = unit;
  }
  return last < 0 ? undefined : Math.round(minutes);
}

/** The parts of an effort that are not zero; minutes for none. */
function partsOf(
  minutes: number,
  dayMinutes: number,
): { readonly unit: (typeof UNITS)[number]; readonly count: number }[] {
  const rest = minutes % dayMinutes;
  const counts = { day: Math.floor(minutes / dayMinutes), hour: Math.floor(rest / 60), minute: rest % 60 };
  const parts = UNITS.map((unit) => ({ unit, count: counts[unit] })).filter(({ count }) => count > 0);
  return parts.length === 0 ? [{ unit: 'minute', count: 0 }] : parts;
}

const SHORT: Readonly<Record<Locale, Readonly<Record<(typeof UNITS)[number], string>>>> = {
  en: { day: 'd', hour: 'h', minute: 'm' },
  'zh-CN': { day: '天', hour: '小时', minute: '分钟' },
};

/** `1d 4h 30m`, `1天4小时30分钟`: `readEffort` with the same day reads it as the same minutes. */
export const typedEffort = (minutes: number, { locale, dayMinutes }: { locale: Locale; dayMinutes: number }): string =>
  partsOf(minutes, dayMinutes)
    .map(({ unit, count }) => `${count}${SHORT[locale][unit]}`)
    .join(locale === 'en' ? ' ' : '');

/** `1 day 4 hr 30 min`, `1天4小时30分钟`. */
export const formatEffort = (minutes: number, { locale, dayMinutes }: { locale: Locale; dayMinutes: number }): string =>
  partsOf(minutes, dayMinutes)
    .map(({ unit, count }) => new Intl.NumberFormat(locale, { style: 'unit', unit }).format(count))
    .join(locale === 'en' ? ' ' : '');
