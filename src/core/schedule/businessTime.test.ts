import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../test/fakes/soak.ts';
import { daysIn, workingMinutes } from '../../../test/fakes/workingMinutes.ts';
import {
  addWorkingMinutes,
  createBusinessCalendar,
  workingDaysBetween,
  workingMinutesBetween,
} from './businessTime.ts';
import { mondayToFriday, type WorkingDay } from './recurrence.ts';

const NINE_TO_SIX = { from: '09:00', to: '18:00' };
const berlin = createBusinessCalendar({ zone: 'Europe/Berlin', hours: NINE_TO_SIX, isWorkingDay: mondayToFriday });
const at = (iso: string) => new Date(iso);
const everyDay: WorkingDay = () => true;

describe('a due time', () => {
  test('on Friday evening moves on to Monday, in the local time there', () => {
    expect(addWorkingMinutes(at('2026-11-27T16:00Z'), 120, berlin)).toEqual(at('2026-11-30T09:00Z'));
  });

  test('may be the end of a working day', () => {
    expect(addWorkingMinutes(at('2026-11-27T16:00Z'), 60, berlin)).toEqual(at('2026-11-27T17:00Z'));
    expect(addWorkingMinutes(at('2026-11-27T16:59:30Z'), 1, berlin)).toEqual(at('2026-11-27T17:00Z'));
  });

  test('without minutes is the instant itself, to the millisecond', () => {
    expect(addWorkingMinutes(at('2026-11-28T16:00:01.5Z'), 0, berlin)).toEqual(at('2026-11-28T16:00:01.5Z'));
  });

  test('on a make-up Saturday has the usual hours, and on a holiday none', () => {
    const isWorkingDay: WorkingDay = (date) => date === '2026-10-10' || (date !== '2026-10-09' && mondayToFriday(date));
    const shanghai = createBusinessCalendar({ zone: 'Asia/Shanghai', hours: NINE_TO_SIX, isWorkingDay });
    expect(addWorkingMinutes(at('2026-10-08T10:00Z'), 60, shanghai)).toEqual(at('2026-10-10T02:00Z'));
    expect(workingDaysBetween(at('2026-10-08T10:00Z'), at('2026-10-12T01:00Z'), shanghai)).toBe(1);
  });

  test('is undefined in a calendar that has no working day', () => {
    const empty = createBusinessCalendar({ zone: 'UTC', hours: NINE_TO_SIX, isWorkingDay: () => false });
    expect(addWorkingMinutes(at('2026-11-27T16:00Z'), 1, empty)).toBeUndefined();
    expect(workingDaysBetween(at('2026-11-27T16:00Z'), at('2027-11-27T16:00Z'), empty)).toBe(0);
  });

  test('waits for the only working day of a year', () => {
    const newYear: WorkingDay = (date) => date.endsWith('-01-01');
    const yearly = createBusinessCalendar({
      zone: 'UTC',
      hours: { from: '00:00', to: '24:00' },
      isWorkingDay: newYear,
    });
    expect(addWorkingMinutes(at('2026-01-01T12:00Z'), 721, yearly)).toEqual(at('2027-01-01T00:01Z'));
    expect(addWorkingMinutes(at('2026-01-01T12:00Z'), 720 + 3 * 1440 + 1, yearly)).toEqual(at('2030-01-01T00:01Z'));
    expect(workingDaysBetween(at('2020-01-01T00:00Z'), at('2028-01-01T00:00Z'), yearly)).toBe(8);
  });
});

describe('working time', () => {
  test('between an instant and an earlier one is none', () => {
    expect(workingMinutesBetween(at('2026-11-30T09:00Z'), at('2026-11-27T09:00Z'), berlin)).toBe(0);
    expect(workingDaysBetween(at('2026-11-30T09:00Z'), at('2026-11-27T09:00Z'), berlin)).toBe(0);
  });

  test('around the clock follows the day of 23 hours and that of 25, and each is one day', () => {
    const always = createBusinessCalendar({
      zone: 'Europe/Berlin',
      hours: { from: '00:00', to: '24:00' },
      isWorkingDay: everyDay,
    });
    const spring = [at('2026-03-28T23:00Z'), at('2026-03-29T22:00Z')] as const;
    const autumn = [at('2026-10-24T22:00Z'), at('2026-10-25T23:00Z')] as const;
    expect([spring, autumn].map(([from, until]) => workingMinutesBetween(from, until, always) / 60)).toEqual([23, 25]);
    expect([spring, autumn].map(([from, until]) => workingDaysBetween(from, until, always))).toEqual([1, 1]);
  });

  test.each([
    ['starts right after a gap that swallowed its start', '2026-03-29', { from: '02:30', to: '05:00' }, 120],
    ['ends at a gap that swallowed its end', '2026-03-29', { from: '01:00', to: '02:30' }, 60],
    ['is empty where a gap swallowed all of it', '2026-03-29', { from: '02:10', to: '02:50' }, 0],
    ['goes on through an hour that is repeated', '2026-10-25', { from: '02:30', to: '05:00' }, 210],
    ['is over when it ends before the repetition', '2026-10-25', { from: '01:00', to: '02:30' }, 90],
  ])('at night %s', (_, date, hours, minutes) => {
    const night = createBusinessCalendar({ zone: 'Europe/Berlin', hours, isWorkingDay: everyDay });
    const day = [at(`${date}T00:00:00+02:00`), at(`${date}T23:00:00+01:00`)] as const;
    expect(workingMinutesBetween(...day, night)).toBe(minutes);
    expect(workingDaysBetween(...day, night)).toBe(minutes === 0 ? 0 : 1);
  });

  test('goes on in a day that has begun, when the clock is set back to the day before', () => {
    // In 2009, St John's showed 23:01 on 31 October again, after the first minute of 1 November.
    const hours = { from: '00:00', to: '24:00' };
    const isWorkingDay: WorkingDay = (date) => date === '2009-11-01';
    const november = createBusinessCalendar({ zone: 'America/St_Johns', hours, isWorkingDay });
    const repeated = at('2009-11-01T03:00Z');
    expect(workingMinutesBetween(at('2009-11-01T02:00Z'), repeated, november)).toBe(30);
    expect(workingMinutesBetween(repeated, at('2009-11-02T12:00Z'), november)).toBe(25 * 60 - 30);
    expect(addWorkingMinutes(repeated, 25 * 60 - 30, november)).toEqual(at('2009-11-02T03:30Z'));
  });
});

test.each<[string, Partial<Parameters<typeof createBusinessCalendar>[0]>]>([
  ['a shift over midnight', { hours: { from: '22:00', to: '06:00' } }],
  ['hours without length', { hours: { from: '09:00', to: '09:00' } }],
  ['a time that no clock shows', { hours: { from: '09:00', to: '24:30' } }],
  ['a time without its zero', { hours: { from: '9:00', to: '18:00' } }],
  ['an unknown zone', { zone: 'Mars/Olympus' }],
])('%s is refused', (_, wrong) => {
  const rules = { zone: 'UTC', hours: NINE_TO_SIX, isWorkingDay: mondayToFriday };
  expect(() => createBusinessCalendar({ ...rules, ...wrong })).toThrow(expect.objectContaining({ code: 'invalid' }));
});

test('impossible minutes and invalid dates are refused', () => {
  for (const minutes of [-1, 0.5, Number.NaN, 1e9])
    expect(() => addWorkingMinutes(at('2026-11-27T16:00Z'), minutes, berlin)).toThrow(/not a number of working min/);
  expect(() => workingMinutesBetween(at('nonsense'), at('2026-11-27T16:00Z'), berlin)).toThrow(/not an instant/);
});

/**
 * Nine days each: with a gap and a repetition by day, at midnight and over midnight, of half an hour and of a whole day
 * (Apia had no 30 December), and without any.
 */
const NIGHTS = [
  ['Europe/Berlin', '2026-03-25'],
  ['Europe/Berlin', '2026-10-21'],
  ['America/New_York', '2026-03-04'],
  ['America/New_York', '2026-10-28'],
  ['Australia/Lord_Howe', '2026-03-31'],
  ['Australia/Lord_Howe', '2026-09-30'],
  ['Africa/Cairo', '2026-04-21'],
  ['America/Havana', '2026-10-28'],
  ['America/St_Johns', '2009-10-28'],
  ['America/Nuuk', '2026-03-25'],
  ['Pacific/Apia', '2011-12-26'],
  ['Asia/Kathmandu', '2026-05-01'],
] as const;
const DAYS = 9;
const MINUTES = DAYS * 1440;

const timeOfDay = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
const hours = fc
  .uniqueArray(fc.oneof(fc.constantFrom(0, 120, 150, 1440), fc.integer({ min: 0, max: 1440 })), {
    minLength: 2,
    maxLength: 2,
  })
  .map((pair) => {
    const [from = 0, to = 0] = pair.sort((a, b) => a - b);
    return { from: timeOfDay(from), to: timeOfDay(to) };
  });
const instant = fc.integer({ min: 2 * 1440, max: MINUTES - 2 * 1440 });
const rules = fc.record({
  night: fc.constantFrom(...NIGHTS),
  hours,
  off: fc.array(fc.integer({ min: 1, max: 31 }), { maxLength: 8 }),
  ends: fc.tuple(instant, instant, instant),
  seconds: fc.integer({ min: 0, max: 59_999 }),
});

test('each agrees with looking at every minute', () => {
  fc.assert(
    fc.property(rules, ({ night: [zone, date], hours, off, ends, seconds }) => {
      const isWorkingDay: WorkingDay = (day) => !off.includes(Number(day.slice(8)));
      const start = at(`${date}T00:00Z`).getTime();
      const instantAt = (minute: number) => new Date(start + minute * 60_000);
      const [from, middle, until] = ends
        .toSorted((a, b) => a - b)
        .map((one) => new Date(instantAt(one).getTime() + seconds)) as [Date, Date, Date];
      const calendar = createBusinessCalendar({ zone, hours, isWorkingDay });
      const hoursOf = (day: string) => (isWorkingDay(day) ? hours : undefined);
      const all = workingMinutes({ zone, hoursOf }, instantAt(0), instantAt(MINUTES));
      const within = (a: Date, b: Date) =>
        all.filter(({ at }) => at > a.getTime() - 60_000 && at <= b.getTime() - 60_000);

      const worked = within(from, until);
      expect(workingMinutesBetween(from, until, calendar)).toBe(worked.length);
      expect(workingDaysBetween(from, until, calendar)).toBe(daysIn(worked));
      expect(workingDaysBetween(from, middle, calendar) + workingDaysBetween(middle, until, calendar)).toBe(
        workingDaysBetween(from, until, calendar),
      );
      const last = worked.at(-1);
      if (last !== undefined)
        expect(addWorkingMinutes(from, worked.length, calendar)?.getTime()).toBe(last.at + 60_000);
    }),
    { numRuns: runs(40, 1500) },
  );
});
