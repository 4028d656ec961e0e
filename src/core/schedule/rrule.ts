import { RapportError } from '../../ground/errors.ts';
import { checkRecurrence, mondayToFriday, nextSlot } from './recurrence.ts';
import type { DayOfMonth, Recurrence } from './schedule.ts';
import { dateParts, dayOf, isoOf, isWall, timeOf, wallAt, weekdayOf } from './wall.ts';
import { isZone, resolveWall, wallOf } from './zone.ts';

/** Our own small mapping to iCalendar (RFC 5545, 3.3.10 and 3.8.5): only rules that a Recurrence can express. */

const DAYS = ['MO', 'TU', 'WE', 'TH', 'FR', 'SA', 'SU'];
const WEEK = [1, 2, 3, 4, 5, 6, 7];
const WORKWEEK = 'MO,TU,WE,TH,FR';
const FREQUENCIES = { DAILY: 'daily', WEEKLY: 'weekly', MONTHLY: 'monthly', YEARLY: 'yearly' } as const;

function unsupported(what: string): RapportError {
  return new RapportError('invalid', `recurrence rule not supported: ${what}`, {
    forPeople: {
      en: `I cannot keep this repetition rule (${what}). Please describe it in words.`,
      'zh-CN': `暂不支持该重复规则（${what}），请用文字描述。`,
    },
  });
}

/** `20261130T090000` of a wall. */
const compact = (wall: string) => `${wall.replace(/[-:]/g, '')}00`;

function daysPart(on: readonly DayOfMonth[]): string[] {
  const kinds = new Set(on.map(({ kind }) => kind));
  if (kinds.size !== 1) throw unsupported('dates and weekdays in one rule');
  const kind = on[0]?.kind;
  if (kind === 'day') return [`BYMONTHDAY=${on.map(({ nth }) => nth).join(',')}`];
  if (kind === 'workday') return [`BYDAY=${WORKWEEK}`, `BYSETPOS=${on.map(({ nth }) => nth).join(',')}`];
  return [`BYDAY=${on.map(({ nth, weekday }) => `${nth}${DAYS[(weekday ?? 1) - 1]}`).join(',')}`];
}

/**
 * A rule as iCalendar lines: DTSTART in its zone, RRULE unless it is a single time, EXDATE for skipped slots. DTSTART
 * is the first slot, since iCalendar counts it as one. Working days become Monday to Friday: iCalendar knows no
 * holidays.
 * @throws RapportError `invalid` for a rule that iCalendar cannot express, or one without any slot.
 */
export function toRRule(rule: Recurrence): string {
  checkRecurrence(rule);
  const { zone } = rule;
  const first = nextSlot(
    { ...rule, except: [] },
    new Date(resolveWall(rule.anchor, zone).getTime() - 1),
    mondayToFriday,
  );
  if (first === undefined) throw new RapportError('invalid', 'recurrence has no slot');
  const stamp = (wall: string) => (zone === 'UTC' ? `:${compact(wall)}Z` : `;TZID=${zone}:${compact(wall)}`);
  const lines = [`DTSTART${stamp(first.wall)}`];
  if (rule.frequency !== 'once') {
    const anchor = dayOf(rule.anchor);
    const parts = [`FREQ=${rule.workdays === true ? 'WEEKLY' : rule.frequency.toUpperCase()}`];
    if (rule.interval > 1) parts.push(`INTERVAL=${rule.interval}`);
    const weekdays =
      rule.workdays === true
        ? (rule.weekdays ?? WEEK).filter((weekday) => weekday <= 5)
        : (rule.weekdays ?? [weekdayOf(anchor)]);
    if (rule.frequency === 'weekly' || rule.workdays === true)
      parts.push(`BYDAY=${weekdays.map((weekday) => DAYS[weekday - 1]).join(',')}`);
    if (rule.frequency === 'yearly') parts.push(`BYMONTH=${rule.month ?? dateParts(anchor).month}`);
    if (rule.frequency === 'monthly' || rule.frequency === 'yearly')
      parts.push(...daysPart(rule.on ?? [{ kind: 'day', nth: dateParts(anchor).date }]));
    if (rule.until !== undefined && rule.count !== undefined)
      throw unsupported('an end date together with a number of times');
    if (rule.count !== undefined) parts.push(`COUNT=${rule.count}`);
    // With a zone, the end is an instant in UTC: the last moment at which a slot may be.
    if (rule.until !== undefined)
      parts.push(
        `UNTIL=${compact(
          resolveWall(wallAt(dayOf(rule.until), timeOf(rule.anchor)), zone)
            .toISOString()
            .slice(0, 16),
        )}Z`,
      );
    lines.push(`RRULE:${parts.join(';')}`);
  }
  for (const left of rule.except ?? [])
    lines.push(`EXDATE${stamp(left.length > 10 ? left : wallAt(dayOf(left), timeOf(rule.anchor)))}`);
  return lines.join('\n');
}

interface Line {
  readonly name: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly value: string;
}

function readLine(text: string): Line {
  const colon = text.indexOf(':');
  // Many tools copy a bare rule without its property name.
  if (colon < 0 || /^FREQ=/i.test(text)) return { name: 'RRULE', parameters: new Map(), value: text.toUpperCase() };
  const [name = '', ...parameters] = text.slice(0, colon).split(';');
  const pairs = parameters.map((parameter): [string, string] => {
    const equals = parameter.indexOf('=');
    return [parameter.slice(0, equals).toUpperCase(), parameter.slice(equals + 1).replace(/^"|"$/g, '')];
  });
  return { name: name.toUpperCase(), parameters: new Map(pairs), value: text.slice(colon + 1).toUpperCase() };
}

/** `20261130T090000` in the line's zone, `...Z`, or a date alone (at `time`) -> a wall in `zone`. */
function wallFrom(value: string, from: string, zone: string, time: string): string {
  const match = /^(\d{4})(\d{2})(\d{2})(?:T(\d{2})(\d{2})\d{2}(Z)?)?$/.exec(value);
  if (!match) throw unsupported(value);
  const date = `${match[1]}-${match[2]}-${match[3]}`;
  const wall = match[4] === undefined ? `${date}T${time}` : `${date}T${match[4]}:${match[5]}`;
  if (!isWall(wall)) throw unsupported(value);
  const ownZone = match[6] ? 'UTC' : from;
  return match[4] === undefined || ownZone === zone ? wall : wallOf(resolveWall(wall, ownZone), zone);
}

const wholeNumbers = (text: string, what: string) =>
  text.split(',').map((part) => {
    if (!/^[+-]?\d{1,4}$/.test(part)) throw unsupported(`${what}=${text}`);
    return Number(part);
  });

function weekdayPart(text: string): { nth: number | undefined; weekday: number } {
  const match = /^([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)$/.exec(text);
  if (!match?.[2]) throw unsupported(`BYDAY=${text}`);
  return { nth: match[1] === undefined ? undefined : Number(match[1]), weekday: DAYS.indexOf(match[2]) + 1 };
}

/** The days of the month that BYMONTHDAY, BYDAY and BYSETPOS mean together. */
function daysOfMonth(parts: ReadonlyMap<string, string>): DayOfMonth[] | undefined {
  const [dates, days, positions] = [parts.get('BYMONTHDAY'), parts.get('BYDAY'), parts.get('BYSETPOS')];
  if (dates !== undefined) {
    if (days !== undefined || positions !== undefined) throw unsupported('BYMONTHDAY together with BYDAY or BYSETPOS');
    return wholeNumbers(dates, 'BYMONTHDAY').map((nth) => ({ kind: 'day', nth }));
  }
  if (days === undefined) {
    if (positions !== undefined) throw unsupported('BYSETPOS alone');
    return undefined;
  }
  const named = days.split(',').map(weekdayPart);
  if (positions === undefined) {
    return named.map(({ nth, weekday }) => {
      if (nth === undefined) throw unsupported(`BYDAY=${days} in a month`);
      return { kind: 'weekday', nth, weekday };
    });
  }
  const set = named.map(({ nth, weekday }) => (nth === undefined ? weekday : 0)).sort((a, b) => a - b);
  const places = wholeNumbers(positions, 'BYSETPOS');
  if (set.join() === '1,2,3,4,5') return places.map((nth) => ({ kind: 'workday', nth }));
  const [weekday] = set;
  if (set.length !== 1 || !weekday) throw unsupported(`BYDAY=${days};BYSETPOS=${positions}`);
  return places.map((nth) => ({ kind: 'weekday', nth, weekday }));
}

const KNOWN = new Set(['FREQ', 'INTERVAL', 'COUNT', 'UNTIL', 'BYDAY', 'BYMONTHDAY', 'BYMONTH', 'BYSETPOS', 'WKST']);

/**
 * Reads iCalendar lines (DTSTART, RRULE, EXDATE; or a bare `FREQ=...`) as a rule. `zone` and `anchor` are the defaults
 * for a missing or floating DTSTART.
 * @throws RapportError `invalid`, with a text for people, for anything that a Recurrence cannot express: no part is
 * dropped silently.
 */
export function fromRRule(text: string, defaults: { zone: string; anchor: string }): Recurrence {
  const unfolded = text.replace(/\r?\n[ \t]/g, '');
  const lines = unfolded.split(/\r?\n/).map((line) => line.trim());
  const read = lines.filter((line) => line !== '').map(readLine);
  const unknown = read.find(({ name }) => !['DTSTART', 'RRULE', 'EXDATE'].includes(name));
  if (unknown) throw unsupported(unknown.name);
  const rules = read.filter(({ name }) => name === 'RRULE');
  if (rules.length > 1) throw unsupported('several rules at once');
  const start = read.find(({ name }) => name === 'DTSTART');
  const zone =
    start === undefined
      ? defaults.zone
      : (start.parameters.get('TZID') ?? (start.value.endsWith('Z') ? 'UTC' : defaults.zone));
  if (!isZone(zone)) throw unsupported(`TZID=${zone}`);
  const anchor = start === undefined ? defaults.anchor : wallFrom(start.value, zone, zone, timeOf(defaults.anchor));
  const except = read.flatMap(({ name, parameters, value }) =>
    name === 'EXDATE'
      ? value.split(',').map((one) => wallFrom(one, parameters.get('TZID') ?? zone, zone, timeOf(anchor)))
      : [],
  );
  const exceptions = except.length === 0 ? {} : { except };

  const rule = rules[0];
  if (rule === undefined) {
    if (start === undefined) throw unsupported('neither RRULE nor DTSTART');
    return { frequency: 'once', interval: 1, anchor, zone, ...exceptions };
  }
  const pairs = rule.value
    .split(';')
    .map((part): [string, string] => [part.slice(0, part.indexOf('=')), part.slice(part.indexOf('=') + 1)]);
  const strange = pairs.find(([name]) => !KNOWN.has(name));
  if (strange) throw unsupported(strange.join('='));
  const parts = new Map(pairs);
  const number = (name: string) => (parts.has(name) ? wholeNumbers(parts.get(name) ?? '', name)[0] : undefined);
  const frequency = FREQUENCIES[parts.get('FREQ') as keyof typeof FREQUENCIES];
  if (frequency === undefined) throw unsupported(`FREQ=${parts.get('FREQ')}`);
  const interval = number('INTERVAL') ?? 1;
  const count = number('COUNT');
  const until = untilDate(parts.get('UNTIL'), anchor, zone);
  if (parts.has('WKST') && parts.get('WKST') !== 'MO' && frequency === 'weekly' && interval > 1)
    throw unsupported(`WKST=${parts.get('WKST')}`);
  const ends = { ...(until === undefined ? {} : { until }), ...(count === undefined ? {} : { count }), ...exceptions };
  const made = { ...shapeOf(frequency, interval, parts, anchor), ...ends, anchor, zone };
  checkRecurrence(made);
  return made;
}

function shapeOf(
  frequency: (typeof FREQUENCIES)[keyof typeof FREQUENCIES],
  interval: number,
  parts: ReadonlyMap<string, string>,
  anchor: string,
): Pick<Recurrence, 'frequency' | 'interval' | 'weekdays' | 'on' | 'month'> {
  const refuse = (...names: string[]) => {
    const found = names.find((name) => parts.has(name));
    if (found) throw unsupported(`${found} with FREQ=${frequency.toUpperCase()}`);
  };
  if (frequency === 'daily' || frequency === 'weekly') {
    refuse('BYMONTHDAY', 'BYMONTH', 'BYSETPOS');
    const named = parts.get('BYDAY')?.split(',').map(weekdayPart);
    if (named?.some(({ nth }) => nth !== undefined)) throw unsupported(`BYDAY=${parts.get('BYDAY')}`);
    const weekdays = named?.map(({ weekday }) => weekday).sort((a, b) => a - b);
    if (frequency === 'weekly') return { frequency, interval, weekdays: weekdays ?? [weekdayOf(dayOf(anchor))] };
    if (weekdays && interval > 1) throw unsupported('BYDAY with every n-th day');
    return weekdays ? { frequency: 'weekly', interval: 1, weekdays } : { frequency, interval };
  }
  const { month, date } = dateParts(dayOf(anchor));
  const on = daysOfMonth(parts);
  if (frequency === 'monthly') {
    refuse('BYMONTH');
    return { frequency, interval, on: on ?? [{ kind: 'day', nth: date }] };
  }
  const months = parts.has('BYMONTH') ? wholeNumbers(parts.get('BYMONTH') ?? '', 'BYMONTH') : [month];
  if (months.length !== 1) throw unsupported('several months');
  // Without a month, iCalendar counts weekdays and dates over the whole year.
  if (on && !parts.has('BYMONTH')) throw unsupported('days of the year without BYMONTH');
  return { frequency, interval, month: months[0] ?? month, on: on ?? [{ kind: 'day', nth: date }] };
}

/** The last local date on which a slot may be: an end before the slot's time of day excludes that day. */
function untilDate(value: string | undefined, anchor: string, zone: string): string | undefined {
  if (value === undefined) return undefined;
  const wall = wallFrom(value, zone, zone, '23:59');
  const day = dayOf(wall);
  return isoOf(timeOf(wall) < timeOf(anchor) ? day - 1 : day);
}
