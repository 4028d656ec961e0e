import fc from 'fast-check';
import { Temporal } from 'temporal-polyfill';
import { describe, expect, test, vi } from 'vitest';
import { slotsAfter } from '../../src/core/schedule/recurrence.ts';
import type { DayOfMonth, Recurrence } from '../../src/core/schedule/schedule.ts';
import { resolveWall, wallOf } from '../../src/core/schedule/zone.ts';
import { runs, sample } from '../fakes/soak.ts';

/**
 * The same slots, computed in the simplest way: every date of seven years is tested against the rule, and Temporal
 * resolves the local times.
 */

const FROM = '2024-01-01';
const TO = '2031-01-01';

/**
 * Large and small shifts, both hemispheres, midnight gaps, zones without seasons, Ramadan pauses, half hours, the date
 * line.
 */
const ZONES = [
  ...[
    'UTC',
    'Africa/Cairo',
    'Africa/Casablanca',
    'Africa/Lagos',
    'America/Asuncion',
    'America/Bogota',
    'America/Chicago',
    'America/Havana',
    'America/Los_Angeles',
  ],
  ...[
    'America/Mexico_City',
    'America/New_York',
    'America/Nuuk',
    'America/Santiago',
    'America/Scoresbysund',
    'America/Sao_Paulo',
    'America/St_Johns',
  ],
  ...[
    'Antarctica/Troll',
    'Asia/Beirut',
    'Asia/Gaza',
    'Asia/Jerusalem',
    'Asia/Kathmandu',
    'Asia/Kolkata',
    'Asia/Shanghai',
    'Asia/Tehran',
    'Asia/Tokyo',
  ],
  ...[
    'Atlantic/Azores',
    'Australia/Adelaide',
    'Australia/Lord_Howe',
    'Australia/Sydney',
    'Europe/Berlin',
    'Europe/Dublin',
    'Europe/Lisbon',
    'Europe/London',
  ],
  ...['Pacific/Apia', 'Pacific/Auckland', 'Pacific/Chatham', 'Pacific/Kiritimati', 'Pacific/Easter'],
];

type Rule = Omit<Recurrence, 'zone'>;
const day = (nth: number): DayOfMonth => ({ kind: 'day', nth });
const nth = (number: number, weekday: number): DayOfMonth => ({ kind: 'weekday', nth: number, weekday });
const workday = (number: number): DayOfMonth => ({ kind: 'workday', nth: number });

const RULES: readonly Rule[] = [
  { frequency: 'once', interval: 1, anchor: '2026-03-29T02:30' },
  { frequency: 'daily', interval: 1, anchor: '2024-02-28T02:30' },
  { frequency: 'daily', interval: 3, anchor: '2024-01-31T00:30' },
  { frequency: 'daily', interval: 10, anchor: '2023-12-30T09:00', until: '2027-06-30' },
  { frequency: 'daily', interval: 2, anchor: '2024-03-01T01:30', count: 500 },
  { frequency: 'weekly', interval: 1, weekdays: [1, 2, 3, 4, 5], anchor: '2024-01-03T09:00' },
  { frequency: 'weekly', interval: 1, weekdays: [7], anchor: '2024-01-01T02:30' },
  { frequency: 'weekly', interval: 1, weekdays: [6, 7], anchor: '2024-01-01T23:30' },
  { frequency: 'weekly', interval: 2, weekdays: [3], anchor: '2024-01-10T15:00' },
  { frequency: 'weekly', interval: 2, weekdays: [1, 5], anchor: '2024-01-04T09:00', count: 40 },
  {
    frequency: 'weekly',
    interval: 5,
    weekdays: [2, 7],
    anchor: '2024-02-29T02:00',
    except: ['2024-04-07', '2024-05-07T02:00'],
  },
  { frequency: 'weekly', interval: 1, anchor: '2024-03-31T01:00' },
  { frequency: 'monthly', interval: 1, on: [day(15)], anchor: '2024-01-01T10:00' },
  { frequency: 'monthly', interval: 1, on: [day(31)], anchor: '2024-01-31T02:30' },
  { frequency: 'monthly', interval: 1, on: [day(-1)], anchor: '2024-02-01T18:00' },
  { frequency: 'monthly', interval: 1, on: [day(1), day(15)], anchor: '2024-01-08T09:00' },
  { frequency: 'monthly', interval: 3, on: [day(29), day(30)], anchor: '2024-02-01T09:00', count: 12 },
  { frequency: 'monthly', interval: 1, anchor: '2024-01-30T09:00' },
  { frequency: 'monthly', interval: 1, on: [nth(1, 1)], anchor: '2024-01-01T09:00' },
  { frequency: 'monthly', interval: 1, on: [nth(2, 7)], anchor: '2024-01-01T02:30' },
  { frequency: 'monthly', interval: 1, on: [nth(5, 4)], anchor: '2024-01-01T09:00' },
  { frequency: 'monthly', interval: 1, on: [nth(-1, 7)], anchor: '2024-01-01T02:30' },
  { frequency: 'monthly', interval: 2, on: [nth(-2, 5)], anchor: '2024-01-20T16:00', until: '2029-12-31' },
  { frequency: 'monthly', interval: 1, on: [workday(1)], anchor: '2024-01-01T09:00' },
  { frequency: 'monthly', interval: 1, on: [workday(-1)], anchor: '2024-01-01T17:00' },
  { frequency: 'monthly', interval: 3, on: [workday(-2), workday(10)], anchor: '2024-01-01T17:00' },
  { frequency: 'yearly', interval: 1, month: 2, on: [day(29)], anchor: '2024-01-01T09:00' },
  { frequency: 'yearly', interval: 1, month: 12, on: [day(4)], anchor: '2024-06-01T09:00' },
  { frequency: 'yearly', interval: 1, month: 3, on: [nth(-1, 7)], anchor: '2024-01-01T02:30' },
  { frequency: 'yearly', interval: 2, month: 11, on: [workday(1)], anchor: '2024-06-01T01:30', count: 3 },
  { frequency: 'yearly', interval: 1, anchor: '2024-10-27T02:30' },
];

const daysBetween = (from: Temporal.PlainDate, to: Temporal.PlainDate) => from.until(to).days;
const monthsBetween = (from: Temporal.PlainDate, to: Temporal.PlainDate) =>
  (to.year - from.year) * 12 + to.month - from.month;

const chosenDays = new Map<string, number | undefined>();

/** The picked day of the date's month, found by testing each day once. */
function chosenDay(date: Temporal.PlainDate, pick: DayOfMonth): number | undefined {
  const key = `${date.year}-${date.month} ${JSON.stringify(pick)}`;
  if (!chosenDays.has(key)) {
    const all = Array.from({ length: date.daysInMonth }, (_, index) => date.with({ day: index + 1 }));
    const fitting = all.filter(({ dayOfWeek }) =>
      pick.kind === 'day' ? true : pick.kind === 'weekday' ? dayOfWeek === pick.weekday : dayOfWeek < 6,
    );
    chosenDays.set(key, fitting.at(pick.nth > 0 ? pick.nth - 1 : pick.nth)?.day);
  }
  return chosenDays.get(key);
}
const meansInMonth = (date: Temporal.PlainDate, pick: DayOfMonth) => chosenDay(date, pick) === date.day;

function means(rule: Rule, anchor: Temporal.PlainDate, date: Temporal.PlainDate): boolean {
  if (rule.frequency === 'once') return date.equals(anchor);
  if (rule.frequency === 'daily') return daysBetween(anchor, date) % rule.interval === 0;
  if (rule.frequency === 'weekly') {
    const weeks =
      daysBetween(anchor.subtract({ days: anchor.dayOfWeek - 1 }), date.subtract({ days: date.dayOfWeek - 1 })) / 7;
    return weeks % rule.interval === 0 && (rule.weekdays ?? [anchor.dayOfWeek]).includes(date.dayOfWeek);
  }
  const on = rule.on ?? [day(anchor.day)];
  if (rule.frequency === 'monthly')
    return monthsBetween(anchor, date) % rule.interval === 0 && on.some((pick) => meansInMonth(date, pick));
  return (
    (date.year - anchor.year) % rule.interval === 0 &&
    date.month === (rule.month ?? anchor.month) &&
    on.some((pick) => meansInMonth(date, pick))
  );
}

/** The walls of a rule up to the end of the span. */
function oracleWalls(rule: Rule): string[] {
  const anchor = Temporal.PlainDate.from(rule.anchor);
  const walls: string[] = [];
  let made = 0;
  for (let date = anchor; Temporal.PlainDate.compare(date, TO) < 0; date = date.add({ days: 1 })) {
    if (rule.until !== undefined && date.toString() > rule.until) break;
    if (!means(rule, anchor, date)) continue;
    made += 1;
    if (made > (rule.count ?? Number.POSITIVE_INFINITY)) break;
    const wall = `${date}${rule.anchor.slice(10)}`;
    if (!rule.except?.includes(wall) && !rule.except?.includes(wall.slice(0, 10))) walls.push(wall);
  }
  return walls;
}

const resolved = new Map<string, number>();
function oracleInstant(wall: string, zone: string): number {
  const key = `${wall}[${zone}]`;
  const known = resolved.get(key);
  if (known !== undefined) return known;
  const instant = Temporal.PlainDateTime.from(wall).toZonedDateTime(zone, {
    disambiguation: 'compatible',
  }).epochMilliseconds;
  resolved.set(key, instant);
  return instant;
}

function ourSlots(rule: Rule, zone: string, compute = slotsAfter): [string, number][] {
  const slots: [string, number][] = [];
  for (const { wall, at } of compute({ ...rule, zone }, new Date(`${FROM}T00:00:00Z`))) {
    if (wall >= TO) break;
    slots.push([wall, at.getTime()]);
  }
  return slots;
}

function oracleSlots(rule: Rule, zone: string, walls = oracleWalls(rule)): [string, number][] {
  const start = Date.parse(`${FROM}T00:00:00Z`);
  return walls.map((wall): [string, number] => [wall, oracleInstant(wall, zone)]).filter(([, at]) => at > start);
}

/**
 * In `npm test` every rule is tested in two zones, and every zone with one or two rules; in the project `soak` all
 * combinations are.
 */
const STEP = runs(20, 1);

describe('rules in all zones over seven years have the slots that Temporal gives', () => {
  const walls = RULES.map((rule) => oracleWalls(rule));

  test.each(ZONES)('%s', (zone) => {
    for (const [index, rule] of RULES.entries()) {
      if ((index + ZONES.indexOf(zone)) % STEP !== 0) continue;
      expect(ourSlots(rule, zone), JSON.stringify(rule)).toEqual(oracleSlots(rule, zone, walls[index]));
    }
  });
});

test('around every change of the clocks, walls are resolved as Temporal does', () => {
  for (const zone of sample(ZONES, 8)) {
    let change = Temporal.ZonedDateTime.from(`${FROM}T00:00[${zone}]`).getTimeZoneTransition('next');
    while (change && change.year < 2031) {
      const before = change.subtract({ nanoseconds: 1 }).toPlainDateTime().round('minute');
      for (let minutes = -210; minutes <= 210; minutes += 30) {
        const wall = before.add({ minutes }).toString({ smallestUnit: 'minute' });
        expect(resolveWall(wall, zone).getTime(), `${wall} ${zone}`).toBe(oracleInstant(wall, zone));
      }
      change = change.getTimeZoneTransition('next');
    }
  }
});

const pick = fc.oneof(
  fc.constantFrom(-2, -1, 1, 2, 15, 28, 29, 30, 31).map(day),
  fc
    .tuple(fc.constantFrom(-2, -1, 1, 2, 3, 4), fc.integer({ min: 1, max: 7 }))
    .map(([number, weekday]) => nth(number, weekday)),
  fc.constantFrom(-3, -1, 1, 2, 10).map(workday),
);
const anchor = fc
  .tuple(
    fc.integer({ min: 0, max: 1500 }),
    fc.constantFrom('00:00', '00:30', '01:30', '02:30', '03:00', '09:00', '23:30'),
  )
  .map(([days, time]) => `${Temporal.PlainDate.from(FROM).add({ days })}T${time}`);
const ends = fc.record(
  {
    count: fc.integer({ min: 1, max: 60 }),
    until: fc
      .integer({ min: 0, max: 900 })
      .map((days) => Temporal.PlainDate.from('2028-03-01').add({ days }).toString()),
  },
  { requiredKeys: [] },
);
const weekdays = fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1, maxLength: 4 });
const interval = fc.integer({ min: 1, max: 7 });
const anyRule: fc.Arbitrary<Rule> = fc
  .oneof(
    fc.record({ frequency: fc.constant('daily' as const), interval }),
    fc.record({ frequency: fc.constant('weekly' as const), interval, weekdays }),
    fc.record({
      frequency: fc.constant('monthly' as const),
      interval,
      on: fc.array(pick, { minLength: 1, maxLength: 3 }),
    }),
    fc.record({
      frequency: fc.constant('yearly' as const),
      interval: fc.constant(1),
      month: fc.constantFrom(1, 3, 4, 10, 12),
      on: fc.array(pick, { minLength: 1, maxLength: 2 }),
    }),
  )
  .chain((shape) => fc.tuple(anchor, ends).map(([start, end]) => ({ ...shape, ...end, anchor: start })));

test('random rules have the slots that Temporal gives, from any start', () => {
  fc.assert(
    fc.property(anyRule, fc.constantFrom(...ZONES), fc.integer({ min: 0, max: 2000 }), (rule, zone, days) => {
      const after = new Date(Date.parse(`${FROM}T00:00:00Z`) + days * 86_400_000);
      const expected = oracleSlots(rule, zone).filter(([, at]) => at > after.getTime());
      const ours: [string, number][] = [];
      for (const { wall, at } of slotsAfter({ ...rule, zone }, after)) {
        if (wall >= TO) break;
        ours.push([wall, at.getTime()]);
      }
      expect(ours).toEqual(expected);
    }),
    { numRuns: runs(6, 30), seed: 20261123 },
  );
});

describe('neither the zone of the process nor the season in which it runs matters', () => {
  const zones = ['Europe/Berlin', 'America/New_York', 'America/Nuuk', 'America/Havana'];
  const rules = RULES.slice(0, 3).map((rule): Rule => ({ ...rule, until: '2025-12-31' }));
  const expected = zones.flatMap((zone) => rules.flatMap((rule) => oracleSlots(rule, zone)));

  test.each(
    ['UTC', 'America/St_Johns', 'Pacific/Auckland'].flatMap((process) => [
      `${process} in 2027-01-15`,
      `${process} in 2027-07-15`,
    ]),
  )('%s', async (name) => {
    const [zone = '', , start = ''] = name.split(' ');
    const usual = process.env.TZ;
    process.env.TZ = zone;
    vi.useFakeTimers({ now: new Date(`${start}T12:00:00Z`), toFake: ['Date'] });
    try {
      const hasChanged =
        new Date(2027, 0, 15, 12).getTime() ===
        Temporal.ZonedDateTime.from(`2027-01-15T12:00[${zone}]`).epochMilliseconds;
      // A new module, as in a new process: nothing is cached.
      vi.resetModules();
      const fresh = await import('../../src/core/schedule/recurrence.ts');

      const slots = zones.flatMap((where) => rules.flatMap((rule) => ourSlots(rule, where, fresh.slotsAfter)));

      expect(hasChanged).toBe(true);
      expect(slots).toEqual(expected);
    } finally {
      vi.useRealTimers();
      if (usual === undefined) delete process.env.TZ;
      else process.env.TZ = usual;
    }
  });
});

test('the wall of an instant matches Temporal’s', () => {
  for (const zone of sample(ZONES, 6)) {
    for (let hours = 0; hours < 24 * 366; hours += 67) {
      const at = Date.parse('2026-01-01T00:00:00Z') + hours * 3_600_000;
      const wall = wallOf(new Date(at), zone);
      expect(wall).toBe(
        Temporal.Instant.fromEpochMilliseconds(at)
          .toZonedDateTimeISO(zone)
          .toPlainDateTime()
          .toString({ smallestUnit: 'minute' }),
      );
    }
  }
});
