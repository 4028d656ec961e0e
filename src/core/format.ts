import type { Locale } from '../ground/i18n.ts';
import { defineTexts, plural } from '../ground/i18n.ts';
import { dateParts, dayOf, timeOf, weekdayOf } from './schedule/wall.ts';
import { wallOf } from './schedule/zone.ts';

/** The shown part of a moment. */
export type DateStyle = 'date' | 'time' | 'dateTime';

const EN_WEEKDAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'] as const;
const ZH_WEEKDAYS = ['周一', '周二', '周三', '周四', '周五', '周六', '周日'] as const;
const EN_MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'] as const;

/** Yesterday, today and tomorrow, by their distance in days. */
const NEAR_DAYS: Record<Locale, Readonly<Record<number, string>>> = {
  en: { '-1': 'yesterday', 0: 'today', 1: 'tomorrow' },
  'zh-CN': { '-1': '昨天', 0: '今天', 1: '明天' },
};

/** A weekday's short name; 1 = Monday. */
export function weekdayName(weekday: number, locale: Locale): string {
  return (locale === 'en' ? EN_WEEKDAYS : ZH_WEEKDAYS)[weekday - 1] ?? '';
}

/** A month's short name; 1 = January. */
export function monthName(month: number, locale: Locale): string {
  return locale === 'en' ? (EN_MONTHS[month - 1] ?? '') : `${month}月`;
}

/** `Fri 4 Dec`, `12月4日（周五）`; with the year unless it is `thisYear`. Takes a date or a wall. */
export function formatDay(dateOrWall: string, options: { locale: Locale; thisYear?: number | undefined }): string {
  const day = dayOf(dateOrWall);
  return formatDayParts({ ...dateParts(day), weekday: weekdayOf(day) }, options);
}

/** Like `formatDay`, from a day's parts; 1 = January, 1 = Monday. */
export function formatDayParts(
  { year, month, date, weekday: number }: { year: number; month: number; date: number; weekday: number },
  options: { locale: Locale; thisYear?: number | undefined },
): string {
  const withYear = year !== options.thisYear;
  const weekday = weekdayName(number, options.locale);
  if (options.locale === 'en') return `${weekday} ${date} ${monthName(month, 'en')}${withYear ? ` ${year}` : ''}`;
  return `${withYear ? `${year}年` : ''}${month}月${date}日（${weekday}）`;
}

/**
 * A local wall date-time in everyday words, relative to `nowWall` of the same zone: `today 15:00`, `Fri 4 Dec 15:00`,
 * `12月4日（周五）15:00`; the year only if it differs.
 */
export function formatWall(wall: string, options: { locale: Locale; nowWall: string; style?: DateStyle }): string {
  const { locale, nowWall, style = 'dateTime' } = options;
  if (style === 'time') return timeOf(wall);
  const near = NEAR_DAYS[locale][dayOf(wall) - dayOf(nowWall)];
  const thisYear = Number(nowWall.slice(0, 4));
  if (style === 'date') return near ?? formatDay(wall, { locale, thisYear });
  return near === undefined ? formatDatedWall(wall, { locale, thisYear }) : `${near} ${timeOf(wall)}`;
}

/** Like `formatWall`, but always with the date: beside another zone's day, "tomorrow" would be ambiguous. */
export function formatDatedWall(wall: string, options: { locale: Locale; thisYear: number }): string {
  return `${formatDay(wall, options)}${options.locale === 'zh-CN' ? '' : ' '}${timeOf(wall)}`;
}

/**
 * An instant in everyday words of a reader in `zone`. `now` decides about today, tomorrow and the year. @throws
 * RapportError `invalid` for an unknown zone.
 */
export function formatInstant(
  date: Date,
  options: { locale: Locale; zone: string; now: Date; style?: DateStyle },
): string {
  const { locale, zone, now, style } = options;
  return formatWall(wallOf(date, zone), {
    locale,
    nowWall: wallOf(now, zone),
    ...(style === undefined ? {} : { style }),
  });
}

const durationTexts = defineTexts({
  en: {
    days: plural('count', { one: '{count} day', other: '{count} days' }),
    hours: plural('count', { one: '{count} hour', other: '{count} hours' }),
    minutes: plural('count', { one: '{count} minute', other: '{count} minutes' }),
    lessThanAMinute: 'less than a minute',
  },
  'zh-CN': { days: '{count}天', hours: '{count}小时', minutes: '{count}分钟', lessThanAMinute: '不到1分钟' },
});

/**
 * A duration in words, by its two largest units; the rest is cut off: `2 hours 5 minutes`, `2小时5分钟`. Milliseconds, of
 * either sign.
 */
export function formatDuration(milliseconds: number, locale: Locale): string {
  const texts = durationTexts(locale);
  const minutes = Math.floor(Math.abs(milliseconds) / 60_000);
  const [days, hours, rest] = [Math.floor(minutes / 1440), Math.floor(minutes / 60) % 24, minutes % 60];
  const parts = [
    days > 0 ? texts.days({ count: days }) : '',
    hours > 0 ? texts.hours({ count: hours }) : '',
    rest > 0 ? texts.minutes({ count: rest }) : '',
  ];
  const first = parts.findIndex((part) => part !== '');
  if (first < 0) return texts.lessThanAMinute();
  return parts
    .slice(first, first + 2)
    .filter((part) => part !== '')
    .join(locale === 'en' ? ' ' : '');
}
