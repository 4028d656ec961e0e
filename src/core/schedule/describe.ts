import type { Locale } from '../../ground/i18n.ts';
import { formatDay, formatWall, monthName, weekdayName } from '../format.ts';
import { mondayToFriday, nextSlot } from './recurrence.ts';
import type { DayOfMonth, Recurrence } from './schedule.ts';
import { dateParts, dayOf, timeOf, wallAt, weekdayOf } from './wall.ts';
import { wallOf } from './zone.ts';
import { zoneName } from './zoneNames.ts';

const ORDINALS = ['', 'first', 'second', 'third', 'fourth', 'fifth'];

const CHINESE_NUMBERS = ['', '一', '二', '三', '四', '五', '六', '七', '八', '九', '十'];

function englishDate(nth: number): string {
  const tail = nth % 100 >= 11 && nth % 100 <= 13 ? 'th' : (['th', 'st', 'nd', 'rd'][nth % 10] ?? 'th');
  return `${nth}${tail}`;
}

function englishNth(nth: number): string {
  if (nth === -1) return 'last';
  const word = ORDINALS[Math.abs(nth)] ?? englishDate(Math.abs(nth));
  return nth < 0 ? `${word} to last` : word;
}

function englishPick({ kind, nth, weekday }: DayOfMonth): string {
  if (kind === 'workday') return `${englishNth(nth)} working day`;
  if (kind === 'weekday') return `${englishNth(nth)} ${weekdayName(weekday ?? 1, 'en')}`;
  return nth > 0 ? englishDate(nth) : `${englishNth(nth)} day`;
}

function chinesePick({ kind, nth, weekday }: DayOfMonth): string {
  if (kind === 'day') return nth > 0 ? `${nth}号` : nth === -1 ? '最后一天' : `倒数第${-nth}天`;
  const number = CHINESE_NUMBERS[Math.abs(nth)] ?? String(Math.abs(nth));
  const which = nth === -1 ? '最后一个' : `${nth < 0 ? '倒数' : ''}第${number}个`;
  return `${which}${kind === 'workday' ? '工作日' : weekdayName(weekday ?? 1, 'zh-CN')}`;
}

function listed(items: readonly string[], locale: Locale): string {
  if (locale === 'zh-CN') return items.join('、');
  return items.length < 2 ? items.join('') : `${items.slice(0, -1).join(', ')} and ${items.at(-1)}`;
}

const ALL_WEEK = [1, 2, 3, 4, 5, 6, 7];
const isWorkweek = (weekdays: readonly number[]) => weekdays.join() === '1,2,3,4,5';

/** The days of a rule, without time, start and end: `every other Wed`, `每两周周三`. */
function beatInWords(rule: Recurrence, locale: Locale): string {
  const { interval } = rule;
  const anchor = dayOf(rule.anchor);
  const on = rule.on ?? [{ kind: 'day' as const, nth: dateParts(anchor).date }];
  const weekdays = [...(rule.weekdays ?? [weekdayOf(anchor)])].sort((a, b) => a - b);
  const month = rule.month ?? dateParts(anchor).month;
  if (rule.workdays === true) return locale === 'en' ? 'every working day' : '每个工作日';
  if (locale === 'en') {
    const every = (unit: string) => (interval === 1 ? `every ${unit}` : `every ${interval} ${unit}s`);
    if (rule.frequency === 'daily') return every('day');
    if (rule.frequency === 'weekly') {
      const days = isWorkweek(weekdays)
        ? 'weekdays'
        : listed(
            weekdays.map((weekday) => weekdayName(weekday, 'en')),
            'en',
          );
      if (interval === 1) return isWorkweek(weekdays) ? 'every weekday' : `every ${days}`;
      return interval === 2 && !isWorkweek(weekdays) ? `every other ${days}` : `${every('week')} on ${days}`;
    }
    const days = listed(on.map(englishPick), 'en');
    if (rule.frequency === 'monthly') return `on the ${days} of ${interval === 1 ? 'every month' : every('month')}`;
    const first = on[0];
    const date =
      on.length === 1 && first?.kind === 'day' && first.nth > 0
        ? `${first.nth} ${monthName(month, 'en')}`
        : `the ${days} of ${monthName(month, 'en')}`;
    return `${every('year')} on ${date}`;
  }
  const count = interval === 2 ? '两' : String(interval);
  if (rule.frequency === 'daily') return interval === 1 ? '每天' : `每${count}天`;
  if (rule.frequency === 'weekly') {
    const days = isWorkweek(weekdays)
      ? '工作日'
      : listed(
          weekdays.map((weekday) => weekdayName(weekday, 'zh-CN')),
          'zh-CN',
        );
    // 每个工作日 would be read as the reader's working days.
    return interval === 1
      ? isWorkweek(weekdays)
        ? '每周一到周五'
        : `每${days}`
      : `每${count}周${isWorkweek(weekdays) ? '的' : ''}${days}`;
  }
  const days = listed(on.map(chinesePick), 'zh-CN');
  if (rule.frequency === 'monthly') return interval === 1 ? `每月${days}` : `每${count}个月的${days}`;
  const first = on[0];
  const date =
    on.length === 1 && first?.kind === 'day' && first.nth > 0 ? `${month}月${first.nth}日` : `${month}月${days}`;
  return interval === 1 ? `每年${date}` : `每${count}年的${date}`;
}

/** Whether the words without a start date would be read as this same rule. */
function startsByItself(rule: Recurrence, now: Date): boolean {
  const today = wallOf(now, rule.zone);
  const { until: _until, count: _count, ...shape } = rule;
  const implied = nextSlot(
    { ...shape, except: [], interval: 1, anchor: wallAt(dayOf(today), timeOf(rule.anchor)) },
    now,
    mondayToFriday,
  );
  return implied?.wall === rule.anchor;
}

/**
 * A rule in words that `readWhen` reads as the same rule (at the same `now`): `every other Wed at 15:00, from Wed 2
 * Dec`, `每两周周三 15:00`. The words name the start only where it matters: the interval or the number of slots is counted
 * from it, or it lies in the future. Times are in the rule's own zone, which is named if it is not the reader's
 * (`zone`). `isWorkingDay` is not needed: the words describe the rule, not its dates.
 */
export function describeRecurrence(rule: Recurrence, options: { locale: Locale; now: Date; zone: string }): string {
  const { locale, now, zone } = options;
  const nowWall = wallOf(now, rule.zone);
  const inZone =
    rule.zone === zone
      ? ''
      : locale === 'en'
        ? ` (${zoneName(rule.zone, 'en')})`
        : `（${zoneName(rule.zone, 'zh-CN')}）`;
  if (rule.frequency === 'once') return `${formatWall(rule.anchor, { locale, nowWall })}${inZone}`;

  // A past date of this year would be read as next year's, so the year is added.
  const day = (date: string) =>
    formatDay(date, {
      locale,
      thisYear: date.slice(0, 10) >= nowWall.slice(0, 10) ? Number(nowWall.slice(0, 4)) : undefined,
    });
  const counted = rule.interval > 1 || rule.count !== undefined;
  const hasBegun = rule.anchor <= nowWall;
  const from = (hasBegun && !counted) || startsByItself(rule, now) ? undefined : day(rule.anchor);
  const until = rule.until === undefined ? undefined : day(rule.until);
  // A rule on working days names the weekdays that it leaves out.
  const [free, left] = [
    rule.workdays === true && rule.weekdays !== undefined
      ? ALL_WEEK.filter((weekday) => !rule.weekdays?.includes(weekday))
      : [],
    rule.except ?? [],
  ];
  const except =
    free.length + left.length > 0
      ? listed([...free.map((weekday) => weekdayName(weekday, locale)), ...left.map(day)], locale)
      : undefined;
  const time = timeOf(rule.anchor);
  if (locale === 'en') {
    const times = rule.count === undefined ? '' : rule.count === 1 ? ', once' : `, ${rule.count} times`;
    return `${beatInWords(rule, 'en')} at ${time}${times}${from ? `, from ${from}` : ''}${until ? `, until ${until}` : ''}${except ? `, except ${except}` : ''}${inZone}`;
  }
  const times = rule.count === undefined ? '' : `，共${rule.count}次`;
  return `${beatInWords(rule, 'zh-CN')} ${time}${times}${from ? `，从${from}开始` : ''}${until ? `，到${until}为止` : ''}${except ? `，除${except}外` : ''}${inZone}`;
}
