import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { runs } from '../../../test/fakes/soak.ts';
import { daysIn, workingMinutes } from '../../../test/fakes/workingMinutes.ts';
import { createBusinessCalendar, workingDaysBetween, workingMinutesBetween } from '../../core/schedule/businessTime.ts';
import { dayKind } from '../projects/calendar.ts';
import { waited } from './waiting.ts';

const HOURS = { from: '09:00', to: '18:00' };
const AROUND_THE_CLOCK = { from: '00:00', to: '24:00' };
const at = (iso: string) => new Date(iso);

/** The working days of a country by our own tables, Monday to Friday besides. */
const workingDaysOf = (country: string) => (date: string) => dayKind(date, { days: [1, 2, 3, 4, 5], country }).working;
const calendarOf = (zone: string, country: string, hours = HOURS) =>
  createBusinessCalendar({ zone, hours, isWorkingDay: workingDaysOf(country) });
const shanghai = calendarOf('Asia/Shanghai', 'CN');
const berlin = calendarOf('Europe/Berlin', 'DE');

describe('the days that an entry waited', () => {
  test('are counted for each side by its own calendar: Golden Week is no delay of ours', () => {
    const turns = [
      { at: at('2026-09-28T01:00Z'), turn: 'client' },
      { at: at('2026-09-30T07:00Z'), turn: 'ours' },
    ] as const;
    expect(waited(turns, at('2026-10-08T10:00Z'), { ours: shanghai, client: berlin })).toEqual({
      // A third of Wednesday, rounded up to 1/1024, and Thursday 8 October.
      ours: { minutes: 180 + 540, days: 1 + 342 / 1024 },
      // Monday and Tuesday, and nothing before nine on Wednesday in Berlin.
      client: { minutes: 2 * 540, days: 2 },
      since: at('2026-09-30T07:00Z'),
    });
  });

  test('include a make-up Saturday', () => {
    const turns = [{ at: at('2026-10-09T10:00Z'), turn: 'ours' }] as const;
    const { ours } = waited(turns, at('2026-10-12T01:00Z'), { ours: shanghai, client: berlin });
    expect(ours).toEqual({ minutes: 540, days: 1 });
  });

  test('are none while it is nobody’s turn, and start when the turn begins, not when it is said again', () => {
    const turns = [
      { at: at('2026-11-23T08:00Z'), turn: 'client' },
      { at: at('2026-11-24T08:00Z'), turn: 'nobody' },
      { at: at('2026-11-26T08:00Z'), turn: 'client' },
      { at: at('2026-11-27T08:00Z'), turn: 'client' },
    ] as const;
    expect(waited(turns, at('2026-11-28T08:00Z'), { ours: berlin, client: berlin })).toEqual({
      ours: { minutes: 0, days: 0 },
      client: { minutes: 3 * 540, days: 3 },
      since: at('2026-11-26T08:00Z'),
    });
  });

  test('are none before the first change, and changes after the instant are still to come', () => {
    const none = { minutes: 0, days: 0 };
    const calendars = { ours: berlin, client: berlin };
    expect(waited([], at('2026-11-28T08:00Z'), calendars)).toEqual({ ours: none, client: none, since: undefined });
    const tomorrow = [{ at: at('2026-11-29T08:00Z'), turn: 'ours' }] as const;
    expect(waited(tomorrow, at('2026-11-28T08:00Z'), calendars)).toEqual({
      ours: none,
      client: none,
      since: undefined,
    });
  });

  test('are not counted twice when the clock was set back between two changes', () => {
    const turns = [
      { at: at('2026-11-24T08:00Z'), turn: 'ours' },
      { at: at('2026-11-23T08:00Z'), turn: 'client' },
    ] as const;
    expect(waited(turns, at('2026-11-25T08:00Z'), { ours: berlin, client: berlin })).toEqual({
      ours: { minutes: 0, days: 0 },
      client: { minutes: 540, days: 1 },
      since: at('2026-11-24T08:00Z'),
    });
  });
});

/** Golden Week and the make-up days around it; both changes of the clocks in New York and in Berlin. */
const TIMES = [
  ['Asia/Shanghai', 'CN', HOURS, '2026-09-17', '2026-10-13'],
  ['America/New_York', 'US', AROUND_THE_CLOCK, '2026-03-04', '2026-03-12'],
  ['America/New_York', 'US', HOURS, '2026-10-28', '2026-11-05'],
  ['Europe/Berlin', 'DE', HOURS, '2026-03-25', '2026-04-08'],
  ['Europe/Berlin', 'DE', AROUND_THE_CLOCK, '2026-10-21', '2026-10-29'],
] as const;

/** Around the clock, weekends are worked too: both changes of the clocks are at night on a Sunday. */
const rulesOf = ([zone, country, hours]: (typeof TIMES)[number]) => ({
  zone,
  hours,
  isWorkingDay: hours === AROUND_THE_CLOCK ? () => true : workingDaysOf(country),
});

const turn = fc.constantFrom('ours' as const, 'client' as const, 'nobody' as const);
/** Instants as shares of the whole time; two days at each end stay out, so that every day that counts is whole. */
const change = fc.record({ share: fc.integer({ min: 0, max: 1_000_000 }), turn });
const histories = fc.record({
  time: fc.constantFrom(...TIMES),
  changes: fc.array(change, { minLength: 1, maxLength: 30 }),
});

test('by one calendar, the waiting of both sides adds up to the elapsed working time, minute by minute', () => {
  fc.assert(
    fc.property(histories, ({ time, changes }) => {
      const rules = rulesOf(time);
      const calendar = createBusinessCalendar(rules);
      const [start, end] = [at(`${time[3]}T00:00Z`), at(`${time[4]}T00:00Z`)];
      const [first, until] = [start.getTime() + 2 * 86_400_000, end.getTime() - 2 * 86_400_000];
      const turns = changes
        .map(({ share, turn }) => ({ at: new Date(first + Math.floor(((until - first) * share) / 1_000_000)), turn }))
        .toSorted((a, b) => a.at.getTime() - b.at.getTime());
      const opened = turns[0]?.at ?? start;

      const result = waited(turns, new Date(until), { ours: calendar, client: calendar });

      // Who has the turn at the end of a minute, waits for all of it.
      const holderOf = (minute: number) => turns.findLast((one) => one.at.getTime() < minute + 60_000)?.turn;
      const hoursOf = (date: string) => (rules.isWorkingDay(date) ? rules.hours : undefined);
      const minutes = workingMinutes({ zone: rules.zone, hoursOf }, start, end).filter((one) => one.at < until);
      const heldBy = (side: 'ours' | 'client' | 'nobody') => minutes.filter((one) => holderOf(one.at) === side);
      for (const side of ['ours', 'client'] as const)
        expect(result[side]).toEqual({ minutes: heldBy(side).length, days: daysIn(heldBy(side)) });
      const nobody = heldBy('nobody');
      const elapsed = new Date(until);
      expect(result.ours.minutes + result.client.minutes + nobody.length).toBe(
        workingMinutesBetween(opened, elapsed, calendar),
      );
      expect(result.ours.days + result.client.days + daysIn(nobody)).toBe(
        workingDaysBetween(opened, elapsed, calendar),
      );
    }),
    { numRuns: runs(30, 800) },
  );
});
