import { describe, expect, test } from 'vitest';
import { firstOf } from '../../../test/unit/firstOf.ts';
import { isError } from '../../ground/errors.ts';
import { nextSlot, placeSlot, slotsAfter } from './recurrence.ts';
import { type Recurrence, recurrence } from './schedule.ts';

const weekly: Recurrence = {
  frequency: 'weekly',
  interval: 1,
  weekdays: [1],
  anchor: '2026-03-02T09:00',
  zone: 'Europe/Berlin',
};
const after = new Date('2026-03-20T00:00:00Z');
const walls = (rule: Recurrence, count = 3, from = after) =>
  firstOf(slotsAfter(rule, from), count).map(({ wall }) => wall);

test('a weekly rule keeps its local time through a change of the clocks', () => {
  const slots = firstOf(slotsAfter(weekly, after), 2);

  expect(slots).toEqual([
    { wall: '2026-03-23T09:00', at: new Date('2026-03-23T08:00:00Z') },
    { wall: '2026-03-30T09:00', at: new Date('2026-03-30T07:00:00Z') },
  ]);
});

test('a slot in a gap is shifted forward and keeps its name; one in an overlap comes once, the first time', () => {
  const nightly: Recurrence = { frequency: 'daily', interval: 1, anchor: '2026-01-01T02:30', zone: 'Europe/Berlin' };

  expect(nextSlot(nightly, new Date('2026-03-28T12:00:00Z'))).toEqual({
    wall: '2026-03-29T02:30',
    at: new Date('2026-03-29T01:30:00Z'),
  });
  const autumn = firstOf(slotsAfter(nightly, new Date('2026-10-24T12:00:00Z')), 2);
  expect(autumn.map(({ at }) => at.toISOString())).toEqual(['2026-10-25T00:30:00.000Z', '2026-10-26T01:30:00.000Z']);
});

test('a day of the month that does not exist is skipped; the last day never is', () => {
  const monthly = { ...weekly, frequency: 'monthly' as const, anchor: '2026-01-01T09:00' };

  expect(walls({ ...monthly, on: [{ kind: 'day', nth: 31 }] })).toEqual([
    '2026-03-31T09:00',
    '2026-05-31T09:00',
    '2026-07-31T09:00',
  ]);
  expect(walls({ ...monthly, on: [{ kind: 'day', nth: -1 }] })).toEqual([
    '2026-03-31T09:00',
    '2026-04-30T09:00',
    '2026-05-31T09:00',
  ]);
});

test('a date that a zone skipped gives no second slot at the same instant', () => {
  const apia: Recurrence = { frequency: 'daily', interval: 1, anchor: '2011-12-28T09:00', zone: 'Pacific/Apia' };

  expect(walls(apia, 3, new Date('2011-12-28T20:00:00Z'))).toEqual([
    '2011-12-29T09:00',
    '2011-12-30T09:00',
    '2012-01-01T09:00',
  ]);
});

test('working days come from the calendar that is passed in', () => {
  const first: Recurrence = {
    ...weekly,
    frequency: 'monthly',
    on: [{ kind: 'workday', nth: 1 }],
    anchor: '2026-12-15T09:00',
  };
  const holidays = new Set(['2027-01-01']);
  const isWorkingDay = (date: string) =>
    !holidays.has(date) && ![0, 6].includes(new Date(`${date}T00:00:00Z`).getUTCDay());

  expect(nextSlot(first, new Date('2026-12-20T00:00:00Z'))?.wall).toBe('2027-01-01T09:00');
  expect(nextSlot(first, new Date('2026-12-20T00:00:00Z'), isWorkingDay)?.wall).toBe('2027-01-04T09:00');
});

test('a rule ends after its count, skipped slots included, and after its last date', () => {
  const three = { ...weekly, count: 3, except: ['2026-03-09'] };

  expect(walls(three, 9, new Date('2026-03-01T00:00:00Z'))).toEqual(['2026-03-02T09:00', '2026-03-16T09:00']);
  expect(nextSlot(three, new Date('2026-03-16T08:00:00Z'))).toBeUndefined();
  expect(walls({ ...weekly, until: '2026-03-30' }, 9)).toEqual(['2026-03-23T09:00', '2026-03-30T09:00']);
});

test('a slot is strictly after the given instant', () => {
  const at = new Date('2026-03-23T08:00:00Z');

  expect(nextSlot(weekly, at)?.wall).toBe('2026-03-30T09:00');
  expect(nextSlot(weekly, new Date(at.getTime() - 1))?.wall).toBe('2026-03-23T09:00');
});

test('an anchor decades ago needs no loop over the years', () => {
  const old: Recurrence = { frequency: 'daily', interval: 3, anchor: '1975-01-01T09:00', zone: 'UTC', count: 9999 };
  let asked = 0;
  const counting = (date: string) => {
    asked += 1;
    return date !== '';
  };

  expect(nextSlot(old, after)?.wall).toBe('2026-03-22T09:00');
  nextSlot(
    { ...old, frequency: 'monthly', on: [{ kind: 'workday', nth: 1 }], count: undefined } as Recurrence,
    after,
    counting,
  );
  expect(asked).toBeLessThan(20);
});

describe('a rule that cannot be computed throws', () => {
  const bad: Record<string, Partial<Recurrence>> = {
    'an unknown zone': { zone: 'Mars/Olympus' },
    'an offset for a zone': { zone: '+08:00' },
    'an anchor on no date': { anchor: '2026-02-30T09:00' },
    'an end on no date': { until: '2026-02-30' },
    'no weekday at all': { weekdays: [] },
    'a zeroth day': { frequency: 'monthly', on: [{ kind: 'day', nth: 0 }] },
    'a day that never comes': { frequency: 'yearly', month: 2, on: [{ kind: 'day', nth: 30 }] },
    'a month without its day, for ever': {
      frequency: 'monthly',
      interval: 12,
      anchor: '2026-02-01T09:00',
      on: [{ kind: 'day', nth: 31 }],
    },
  };

  test.each(Object.entries(bad))('%s', (_name, change) => {
    let error: unknown;
    try {
      nextSlot({ ...weekly, ...change }, after);
    } catch (thrown) {
      error = thrown;
    }

    expect(isError(error, 'invalid')).toBe(true);
  });
});

describe('a slot on a day off', () => {
  const holiday = (date: string) => !['2026-04-03', '2026-04-04', '2026-04-05', '2026-04-06'].includes(date);

  test.each([
    ['keep', '2026-04-03T15:00'],
    ['skip', undefined],
    ['next', '2026-04-07T15:00'],
    ['previous', '2026-04-02T15:00'],
  ] as const)('%s', (policy, expected) => {
    expect(placeSlot('2026-04-03T15:00', policy, holiday)).toBe(expected);
    expect(placeSlot('2026-04-07T15:00', policy, holiday)).toBe('2026-04-07T15:00');
  });

  test('without a working day to move to, it is an error', () => {
    expect(() => placeSlot('2026-04-03T15:00', 'next', () => false)).toThrow(/no working day/);
  });
});

test('the model refuses invalid rules', () => {
  expect(recurrence.safeParse(weekly).success).toBe(true);
  expect(recurrence.safeParse({ ...weekly, interval: 0 }).success).toBe(false);
  expect(recurrence.safeParse({ ...weekly, hourly: true }).success).toBe(false);
});
