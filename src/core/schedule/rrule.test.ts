import { describe, expect, test } from 'vitest';
import { firstOf } from '../../../test/unit/firstOf.ts';
import { isError } from '../../ground/errors.ts';
import { slotsAfter } from './recurrence.ts';
import { fromRRule, toRRule } from './rrule.ts';
import type { Recurrence } from './schedule.ts';

const defaults = { zone: 'Europe/Berlin', anchor: '2026-11-25T15:00' };
const start = 'DTSTART;TZID=Europe/Berlin:20261125T150000';
const base = { interval: 1, ...defaults };

const pairs: readonly (readonly [string, Recurrence])[] = [
  [start, { ...base, frequency: 'once' }],
  [`${start}\nRRULE:FREQ=DAILY`, { ...base, frequency: 'daily' }],
  [`${start}\nRRULE:FREQ=DAILY;INTERVAL=3;COUNT=5`, { ...base, frequency: 'daily', interval: 3, count: 5 }],
  [
    `${start}\nRRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=MO,WE`,
    { ...base, frequency: 'weekly', interval: 2, weekdays: [1, 3] },
  ],
  [
    `${start}\nRRULE:FREQ=WEEKLY;BYDAY=WE;UNTIL=20261230T140000Z`,
    { ...base, frequency: 'weekly', weekdays: [3], until: '2026-12-30' },
  ],
  [
    `${start}\nRRULE:FREQ=WEEKLY;BYDAY=WE\nEXDATE;TZID=Europe/Berlin:20261202T150000`,
    { ...base, frequency: 'weekly', weekdays: [3], except: ['2026-12-02T15:00'] },
  ],
  [
    `${start}\nRRULE:FREQ=MONTHLY;BYMONTHDAY=25,-1`,
    {
      ...base,
      frequency: 'monthly',
      on: [
        { kind: 'day', nth: 25 },
        { kind: 'day', nth: -1 },
      ],
    },
  ],
  [
    `${start}\nRRULE:FREQ=MONTHLY;BYDAY=4WE,-1FR`,
    {
      ...base,
      frequency: 'monthly',
      on: [
        { kind: 'weekday', nth: 4, weekday: 3 },
        { kind: 'weekday', nth: -1, weekday: 5 },
      ],
    },
  ],
  [
    'DTSTART;TZID=Europe/Berlin:20261130T150000\nRRULE:FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1',
    { ...base, frequency: 'monthly', on: [{ kind: 'workday', nth: -1 }], anchor: '2026-11-30T15:00' },
  ],
  [
    `${start}\nRRULE:FREQ=YEARLY;INTERVAL=2;BYMONTH=11;BYMONTHDAY=25`,
    { ...base, frequency: 'yearly', interval: 2, month: 11, on: [{ kind: 'day', nth: 25 }] },
  ],
  ['DTSTART:20261125T150000Z\nRRULE:FREQ=DAILY', { ...base, frequency: 'daily', zone: 'UTC' }],
];

test.each(pairs)('%s goes in and out', (text, rule) => {
  expect(fromRRule(text, defaults)).toEqual(rule);
  expect(toRRule(rule)).toBe(text);
});

test('the output of other tools is read: bare rules, folded lines, ends as dates, positions', () => {
  expect(fromRRule('FREQ=WEEKLY;WKST=MO', defaults)).toEqual({ ...base, frequency: 'weekly', weekdays: [3] });
  expect(fromRRule('RRULE:FREQ=DAILY;BYDAY=MO,TU,WE,\r\n TH,FR', defaults)).toEqual({
    ...base,
    frequency: 'weekly',
    weekdays: [1, 2, 3, 4, 5],
  });
  expect(fromRRule('FREQ=DAILY;UNTIL=20261201', defaults).until).toBe('2026-12-01');
  expect(fromRRule('FREQ=DAILY;UNTIL=20261201T100000Z', defaults).until).toBe('2026-11-30');
  expect(fromRRule('FREQ=MONTHLY;BYDAY=FR;BYSETPOS=-1', defaults).on).toEqual([
    { kind: 'weekday', nth: -1, weekday: 5 },
  ]);
});

test('a start that is no slot is moved to the first one, since calendars count it', () => {
  const rule: Recurrence = { ...base, frequency: 'weekly', interval: 2, weekdays: [1] };
  const text = toRRule(rule);

  expect(text).toContain('DTSTART;TZID=Europe/Berlin:20261207T150000');
  const slots = (from: Recurrence) => firstOf(slotsAfter(from, new Date('2026-11-20T00:00:00Z')), 5);
  expect(slots(fromRRule(text, defaults))).toEqual(slots(rule));
});

describe('iCalendar that a rule cannot express is refused with a text for people', () => {
  const refused = [
    ...[
      'FREQ=HOURLY',
      'FREQ=YEARLY;BYDAY=MO',
      'FREQ=YEARLY;BYYEARDAY=100',
      'FREQ=MONTHLY;BYDAY=MO',
      'FREQ=MONTHLY;BYSETPOS=1',
      'FREQ=WEEKLY;BYDAY=XX',
    ],
    ...[
      'FREQ=WEEKLY;INTERVAL=2;WKST=SU',
      'FREQ=DAILY;INTERVAL=0',
      'FREQ=DAILY;UNTIL=soon',
      'FREQ=MONTHLY;BYMONTHDAY=1;BYDAY=MO',
      'FREQ=WEEKLY;BYDAY=2MO',
    ],
    ...[
      'FREQ=YEARLY;BYMONTH=1,2;BYMONTHDAY=1',
      'RDATE:20261201T090000',
      'DTSTART;TZID=Mars/Olympus:20261125T150000',
      '',
      'nonsense',
      'RRULE:FREQ=DAILY\nRRULE:FREQ=WEEKLY',
    ],
  ];

  test.each(refused)('%s', (text) => {
    let error: unknown;
    try {
      fromRRule(text, defaults);
    } catch (thrown) {
      error = thrown;
    }

    expect(isError(error, 'invalid')).toBe(true);
  });
});

test('a rule that iCalendar cannot express is refused, not changed', () => {
  const mixed: Recurrence = {
    ...base,
    frequency: 'monthly',
    on: [
      { kind: 'day', nth: 1 },
      { kind: 'workday', nth: -1 },
    ],
  };

  expect(() => toRRule(mixed)).toThrow(/dates and weekdays/);
  expect(() => toRRule({ ...base, frequency: 'daily', count: 2, until: '2026-12-31' })).toThrow(/end date together/);
});
