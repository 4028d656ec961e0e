import fc from 'fast-check';
import ICAL from 'ical.js';
import { describe, expect, test } from 'vitest';
import { runs, sample } from '../../../test/fakes/soak.ts';
import { firstOf } from '../../../test/unit/firstOf.ts';
import { calendarFile, type Planned } from './calendarFile.ts';
import { type Plan, placedSlots } from './placed.ts';
import { mondayToFriday } from './recurrence.ts';
import type { Recurrence } from './schedule.ts';

const now = new Date('2026-11-23T09:00:00Z');
const reader = { isWorkingDay: mondayToFriday, hours: { from: '09:00', to: '18:00', zone: 'Europe/Berlin' } };
const weekly: Recurrence = {
  frequency: 'weekly',
  interval: 1,
  weekdays: [2],
  anchor: '2026-11-24T10:00',
  zone: 'Europe/Berlin',
};

function fileOf(recurrence: Recurrence, more: Partial<Planned> & Pick<Plan, 'dayOff' | 'quiet'> = {}) {
  const { dayOff, quiet, ...others } = more;
  const plan: Plan = {
    recurrence,
    ...(dayOff === undefined ? {} : { dayOff }),
    ...(quiet === undefined ? {} : { quiet }),
  };
  return calendarFile({
    id: 'r1',
    version: 3,
    words: 'Status call',
    plan,
    slots: firstOf(placedSlots(plan, now, reader), 5),
    now,
    ...others,
  });
}

/** Reads the file with an independent parser: the times of each entry, as instants. */
function read(content: string, most: number) {
  const calendar = new ICAL.Component(ICAL.parse(content));
  const described = calendar.getFirstSubcomponent('vtimezone');
  const zone = described === null ? undefined : new ICAL.Timezone(described);
  return calendar.getAllSubcomponents('vevent').map((entry) => {
    const event = new ICAL.Event(entry);
    const at = (time: ICAL.Time) =>
      (zone === undefined || time.zone.tzid === 'UTC' ? time : Object.assign(time, { zone })).toUnixTime();
    const times: string[] = [];
    const all = event.iterator();
    for (let time = all.next(); time !== null && time !== undefined && times.length < most; time = all.next())
      times.push(new Date(at(time) * 1000).toISOString());
    return { uid: event.uid, summary: event.summary, description: event.description, sequence: event.sequence, times };
  });
}

describe('a calendar', () => {
  test('gets a rule as one recurring entry with a description of its zone', () => {
    const { file, isWhole } = fileOf(weekly);
    expect([file.name, file.mediaType, isWhole]).toEqual(['Status call.ics', 'text/calendar', true]);
    expect(read(file.content, 3)).toEqual([
      {
        ...{ uid: 'r1@rapport', summary: 'Status call', description: null, sequence: 3 },
        times: ['2026-11-24T09:00:00.000Z', '2026-12-01T09:00:00.000Z', '2026-12-08T09:00:00.000Z'],
      },
    ]);
    expect(file.content).toContain('BEGIN:VTIMEZONE\r\nTZID:Europe/Berlin\r\n');
  });

  test('gets single times for a rule with days off or quiet hours, which no calendar knows', () => {
    const daily: Recurrence = { frequency: 'daily', interval: 1, anchor: '2026-11-27T20:00', zone: 'Europe/Berlin' };
    const { file, isWhole } = fileOf(daily, { dayOff: 'skip' });
    expect(isWhole).toBe(false);
    expect(read(file.content, 3).map(({ uid, times }) => [uid, ...times])).toEqual([
      ['r1-20261127T2000@rapport', '2026-11-27T19:00:00.000Z'],
      ['r1-20261130T2000@rapport', '2026-11-30T19:00:00.000Z'],
      ['r1-20261201T2000@rapport', '2026-12-01T19:00:00.000Z'],
      ['r1-20261202T2000@rapport', '2026-12-02T19:00:00.000Z'],
      ['r1-20261203T2000@rapport', '2026-12-03T19:00:00.000Z'],
    ]);
    expect(read(fileOf(daily, { quiet: 'wait' }).file.content, 1)[0]?.times).toEqual(['2026-11-28T08:00:00.000Z']);
    expect(fileOf({ ...weekly, frequency: 'monthly', on: [{ kind: 'workday', nth: -1 }] }).isWhole).toBe(false);
  });

  test('gets a zone under its present name, and UTC unchanged', () => {
    expect(fileOf({ ...weekly, zone: 'Asia/Calcutta' }).file.content).toContain(
      'DTSTART;TZID=Asia/Kolkata:20261124T100000',
    );
    expect(fileOf({ ...weekly, zone: 'UTC' }).file.content).toContain('DTSTART:20261124T100000Z');
    expect(fileOf({ ...weekly, zone: 'UTC' }).file.content).not.toContain('VTIMEZONE');
  });

  test('gets instants if the description of the zone differs from our zone data', () => {
    for (const zone of sample(Intl.supportedValuesOf('timeZone'), 10)) {
      const recurrence: Recurrence = { ...weekly, zone };
      const ours = firstOf(placedSlots({ recurrence }, now, reader), 5).map(({ at }) => at.toISOString());
      const entries = read(fileOf(recurrence).file.content, 5);
      expect([zone, ...entries.flatMap(({ times }) => times)]).toEqual([zone, ...ours]);
    }
  });

  test('gets no extra line from line breaks in typed words', () => {
    const { content } = fileOf(weekly, {
      words: 'Call\rATTACH:https://evil.example\r\nEND:VEVENT\u0000\u2028X:\u0085Y:\u000bZ:',
    }).file;
    expect(content.split(/\r\n/).filter((line) => /[^\P{Cc}\t]|[\u2028\u2029]/u.test(line))).toEqual([]);
    expect(read(content, 1)[0]?.description).toBe('Call\nATTACH:https://evil.example\nEND:VEVENT\nX:\nY:\nZ:');
  });

  test('shows a long text shortened and keeps the whole text', () => {
    const words = `例会：准备，材料；\\n 不是换行\n第二行 ${'🙂'.repeat(80)}`;
    const [entry] = read(fileOf(weekly, { words }).file.content, 1);
    expect(entry?.summary).toMatch(/^例会：准备，材料；\\n 不是换行 第二行 🙂+…$/u);
    expect(entry?.description).toBe(words);
  });
});

test('another program reads the same times from the file, for any rule', () => {
  const two = (value: number) => String(value).padStart(2, '0');
  const shape = fc.oneof(
    fc.record({ frequency: fc.constant('once' as const), interval: fc.constant(1) }),
    fc.record({ frequency: fc.constant('daily' as const), interval: fc.integer({ min: 1, max: 9 }) }),
    fc.record({
      frequency: fc.constant('weekly' as const),
      interval: fc.integer({ min: 1, max: 4 }),
      weekdays: fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }).map((days) => days.sort()),
    }),
    fc.record({
      frequency: fc.constant('monthly' as const),
      interval: fc.integer({ min: 1, max: 3 }),
      on: fc
        .tuple(fc.constantFrom(-1, 1, 2, 3, 4), fc.integer({ min: 1, max: 7 }))
        .map(([nth, weekday]) => [{ kind: 'weekday' as const, nth, weekday }]),
    }),
    fc.record({
      frequency: fc.constant('monthly' as const),
      interval: fc.constant(1),
      on: fc.integer({ min: 1, max: 28 }).map((nth) => [{ kind: 'day' as const, nth }]),
    }),
  );
  const zone = fc.constantFrom(
    'Europe/Berlin',
    'America/New_York',
    'Asia/Shanghai',
    'Pacific/Auckland',
    'Asia/Kolkata',
    'UTC',
    'America/Sao_Paulo',
  );
  const count = fc.option(fc.integer({ min: 1, max: 12 }), { nil: undefined });
  fc.assert(
    // Not at night, when clocks change: calendars have their own rules for those hours.
    fc.property(
      shape,
      zone,
      fc.integer({ min: 4, max: 23 }),
      fc.integer({ min: 1, max: 28 }),
      count,
      (made, where, hour, day, times) => {
        const anchor = `2026-10-${two(day)}T${two(hour)}:30`;
        const recurrence: Recurrence = {
          ...made,
          anchor,
          zone: where,
          ...(times === undefined || made.frequency === 'once' ? {} : { count: times }),
        };
        const before = new Date('2026-09-30T00:00:00Z');
        const ours = firstOf(placedSlots({ recurrence }, before, reader), 30).map(({ at }) => at.toISOString());
        const { file, isWhole } = calendarFile({
          id: 'r1',
          version: 1,
          words: 'x',
          plan: { recurrence },
          slots: [],
          now,
        });
        expect(isWhole).toBe(true);
        expect(read(file.content, 30)[0]?.times).toEqual(ours);
      },
    ),
    { numRuns: runs(30, 300) },
  );
});
