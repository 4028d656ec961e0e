import { describe, expect, test } from 'vitest';
import { readWhen } from './phrases.ts';

const context = { now: new Date('2026-11-23T09:30:00Z'), zone: 'Europe/Berlin', locale: 'en' as const };
const weekly = { frequency: 'weekly', interval: 2, weekdays: [3], zone: 'Europe/Berlin' };

describe('a rule that was copied from a calendar is read as a time', () => {
  test.each([
    ['on lines of its own', 'DTSTART;TZID=Europe/Berlin:20261202T150000\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE'],
    ['on one line', 'DTSTART;TZID=Europe/Berlin:20261202T150000 RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE'],
    [
      'run together by a field of one line',
      'DTSTART;TZID=Europe/Berlin:20261202T150000RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE',
    ],
    [
      'folded, as files have it',
      'DTSTART;TZID=Europe/Berlin:20261202T150000\r\nRRULE:FREQ=WEEKLY;INTER\r\n VAL=2;BYDAY=WE',
    ],
  ])('%s', (_how, text) => {
    expect(readWhen(text, context)).toEqual({
      ok: true,
      ambiguous: false,
      recurrence: { ...weekly, anchor: '2026-12-02T15:00' },
    });
  });

  test('without a start, the person is asked about the next day that fits, at nine', () => {
    expect(readWhen('RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE', context)).toEqual({
      ok: true,
      ambiguous: true,
      recurrence: { ...weekly, anchor: '2026-11-25T09:00' },
    });
  });

  test('with a time behind the rule, the person is not asked', () => {
    expect(readWhen('FREQ=WEEKLY;INTERVAL=2;BYDAY=WE 8:30', context)).toEqual({
      ok: true,
      ambiguous: false,
      recurrence: { ...weekly, anchor: '2026-11-25T08:30' },
    });
  });

  test('a number of times counts from the first future slot', () => {
    expect(readWhen('FREQ=DAILY;COUNT=3 8:30', context)).toMatchObject({
      ok: true,
      recurrence: { count: 3, anchor: '2026-11-24T08:30' },
    });
  });

  test('a rule that is over is reported as over', () => {
    expect(readWhen('DTSTART:20200101T090000Z RRULE:FREQ=DAILY;COUNT=3', context)).toEqual({
      ok: false,
      problem: { code: 'inThePast' },
    });
    expect(readWhen('FREQ=DAILY;UNTIL=20261101', context)).toEqual({ ok: false, problem: { code: 'inThePast' } });
  });

  test('an unsupported part of a rule is named', () => {
    expect(readWhen('RRULE:FREQ=HOURLY', context)).toMatchObject({
      ok: false,
      problem: { code: 'custom', text: { en: expect.stringContaining('FREQ=HOURLY') } },
    });
  });
});
