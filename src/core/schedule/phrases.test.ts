import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { anyText } from '../../../test/fakes/anyText.ts';
import { runs } from '../../../test/fakes/soak.ts';
import { findWhen } from './findWhen.ts';
import { describeRecurrence, readWhen } from './phrases.ts';
import { nextSlot } from './recurrence.ts';
import { type DayOfMonth, type Recurrence, recurrence } from './schedule.ts';
import type { WhenContext } from './when.ts';

/** Monday 23 November 2026, 10:30 in Shanghai. */
const context: WhenContext = { now: new Date('2026-11-23T02:30:00Z'), zone: 'Asia/Shanghai', locale: 'en' };

describe('no text makes the readers throw', () => {
  const words =
    'every each other 2 weeks on mon tue 31 feb last working day of the month at 25:00 pm noon until except 5 times from in minutes next 4/12 , 每 两 周 三 月 底 号 下 个 第 一 工作日 晚上 点 半 后 从 起 到 为止 共 次 除 外 纽约时间 utc'.split(
      ' ',
    );
  const text = fc.oneof(
    anyText({ maxLength: 60 }),
    fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join(' ')),
    fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join('')),
  );

  test('readWhen and findWhen', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('en' as const, 'zh-CN' as const), (given, locale) => {
        const when = readWhen(given, { ...context, locale });
        if (when.ok) {
          expect(recurrence.safeParse(when.recurrence).success).toBe(true);
          expect(nextSlot(when.recurrence, context.now)).toBeDefined();
        }
        findWhen(given, { ...context, locale });
      }),
      { numRuns: runs(80, 400), seed: 20261123 },
    );
  });

  test('a bad zone and an endless text are problems, not faults', () => {
    expect(readWhen('tomorrow 9:00', { ...context, zone: 'Mars/Olympus' })).toEqual({
      ok: false,
      problem: { code: 'unknownZone' },
    });
    expect(readWhen('9 '.repeat(9999), context)).toEqual({ ok: false, problem: { code: 'notUnderstood' } });
  });
});

describe('text -> rule -> text -> rule is stable', () => {
  const pick: fc.Arbitrary<DayOfMonth> = fc.oneof(
    fc.oneof(fc.constant(-1), fc.integer({ min: 1, max: 31 })).map((nth): DayOfMonth => ({ kind: 'day', nth })),
    fc
      .tuple(fc.constantFrom(-2, -1, 1, 2, 3, 4, 5), fc.integer({ min: 1, max: 7 }))
      .map(([nth, weekday]): DayOfMonth => ({ kind: 'weekday', nth, weekday })),
    fc.constantFrom(-2, -1, 1, 2, 5, 10).map((nth): DayOfMonth => ({ kind: 'workday', nth })),
  );
  const interval = fc.oneof(fc.constant(1), fc.integer({ min: 2, max: 12 }));
  const weekdays = fc
    .uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 })
    .map((days) => days.sort((a, b) => a - b));
  const shape = fc.oneof(
    fc.record({ frequency: fc.constant('once' as const), interval: fc.constant(1) }),
    fc.record({ frequency: fc.constant('daily' as const), interval }),
    fc.record({ frequency: fc.constant('weekly' as const), interval, weekdays }),
    fc.record({
      frequency: fc.constant('monthly' as const),
      interval,
      on: fc.uniqueArray(pick, { minLength: 1, maxLength: 3, selector: (one) => JSON.stringify(one) }),
    }),
    fc.record({
      frequency: fc.constant('yearly' as const),
      interval,
      month: fc.integer({ min: 1, max: 12 }),
      on: fc.array(pick, { minLength: 1, maxLength: 1 }),
    }),
  );
  const date = (min: number, max: number) =>
    fc
      .integer({ min, max })
      .map((days) => new Date(Date.parse('2026-11-23T00:00:00Z') + days * 86_400_000).toISOString().slice(0, 10));
  const time = fc
    .tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 59 }))
    .map((parts) => parts.map((part) => String(part).padStart(2, '0')).join(':'));
  const ends = fc.record(
    {
      count: fc.integer({ min: 1, max: 40 }),
      until: date(900, 2000),
      except: fc.uniqueArray(date(1, 900), { minLength: 1, maxLength: 3 }),
    },
    { requiredKeys: [] },
  );
  const zone = fc.constantFrom(
    'Asia/Shanghai',
    'America/New_York',
    'Europe/Berlin',
    'America/Argentina/Buenos_Aires',
    'UTC',
    'Antarctica/Troll',
  );

  /**
   * A rule that a person could have typed: its anchor is its first slot, before or after now. Undefined if it has no
   * future slot.
   */
  const rule = fc
    .tuple(shape, ends, date(-300, 700), time, zone)
    .map(([made, end, start, at, where]): Recurrence | undefined => {
      const anchor = `${start}T${at}`;
      const plain: Recurrence = { ...made, anchor, zone: where };
      try {
        const first = nextSlot({ ...plain, interval: 1 }, new Date(Date.parse(`${anchor}:00Z`) - 86_400_000));
        if (first === undefined) return undefined;
        const whole: Recurrence =
          made.frequency === 'once' ? { ...plain, anchor: first.wall } : { ...plain, ...end, anchor: first.wall };
        return nextSlot(whole, context.now) === undefined ? undefined : whole;
      } catch {
        return undefined;
      }
    });

  test.each(['en', 'zh-CN'] as const)('%s', (locale) => {
    fc.assert(
      fc.property(rule, (given) => {
        fc.pre(given !== undefined);
        const words = describeRecurrence(given, { ...context, locale });
        const once = readWhen(words, { ...context, locale });
        expect(once.ok, words).toBe(true);
        if (!once.ok) return;
        // A rule that began long ago and is not counted from its start means the same from now on.
        const counted =
          given.frequency === 'once' ||
          given.interval > 1 ||
          given.count !== undefined ||
          nextSlot({ ...given, except: [] }, context.now)?.wall === given.anchor;
        if (counted) expect(once.recurrence, words).toEqual(given);
        const next = (from: Recurrence) => nextSlot(from, context.now);
        expect(next(once.recurrence), words).toEqual(next(given));
        expect(describeRecurrence(once.recurrence, { ...context, locale })).toBe(words);
      }),
      { numRuns: runs(80, 400), seed: 20261123 },
    );
  });
});

describe('a rule is described in everyday words', () => {
  const base = { interval: 1, zone: 'Asia/Shanghai', anchor: '2026-11-25T15:00' };
  const rules: readonly (readonly [Recurrence, string, string])[] = [
    [{ ...base, frequency: 'once' }, 'Wed 25 Nov 15:00', '11月25日（周三）15:00'],
    [{ ...base, frequency: 'weekly', interval: 2, weekdays: [3] }, 'every other Wed at 15:00', '每两周周三 15:00'],
    [
      { ...base, frequency: 'weekly', weekdays: [1, 2, 3, 4, 5], anchor: '2026-11-23T15:00' },
      'every weekday at 15:00',
      '每周一到周五 15:00',
    ],
    [
      { ...base, frequency: 'daily', workdays: true, anchor: '2026-11-23T15:00' },
      'every working day at 15:00',
      '每个工作日 15:00',
    ],
    [
      { ...base, frequency: 'weekly', workdays: true, weekdays: [1, 2, 3, 4, 6, 7], anchor: '2026-11-23T15:00' },
      'every working day at 15:00, except Fri',
      '每个工作日 15:00，除周五外',
    ],
    [
      {
        ...base,
        frequency: 'monthly',
        on: [{ kind: 'workday', nth: -1 }],
        anchor: '2026-11-30T15:00',
        zone: 'America/New_York',
      },
      'on the last working day of every month at 15:00 (New York time)',
      '每月最后一个工作日 15:00（纽约时间）',
    ],
    [
      { ...base, frequency: 'daily', count: 3, anchor: '2026-12-01T15:00', except: ['2026-12-02'] },
      'every day at 15:00, 3 times, from Tue 1 Dec, except Wed 2 Dec',
      '每天 15:00，共3次，从12月1日（周二）开始，除12月2日（周三）外',
    ],
  ];

  test.each(rules)('%o', (given, english, chinese) => {
    expect(describeRecurrence(given, { ...context, locale: 'en' })).toBe(english);
    expect(describeRecurrence(given, { ...context, locale: 'zh-CN' })).toBe(chinese);
  });
});

test('a phrase in the second pass of an autumn overlap means minutes from now, not an hour ago', () => {
  // 02:30 in Berlin, for the second time.
  const when = readWhen('in 10 minutes', {
    now: new Date('2026-10-25T01:30:00Z'),
    zone: 'Europe/Berlin',
    locale: 'en',
  });

  expect(when.ok && nextSlot(when.recurrence, new Date('2026-10-25T01:30:00Z'))?.at.toISOString()).toBe(
    '2026-10-25T01:40:00.000Z',
  );
});

test('a date in figures is read in the language’s order; if both orders fit, the person is asked', () => {
  expect(readWhen('4/12 9:00', context)).toMatchObject({ ambiguous: true, recurrence: { anchor: '2026-12-04T09:00' } });
  expect(readWhen('4/12 9:00', { ...context, locale: 'zh-CN' })).toMatchObject({
    ambiguous: false,
    recurrence: { anchor: '2027-04-12T09:00' },
  });
});

test.each([
  ['every day at 11 except Sundays', 'every Mon, Tue, Wed, Thu, Fri and Sat at 11:00'],
  ['every day at 11 except on Sat and Sun', 'every weekday at 11:00'],
  ['every other week on Mon, Wed and Fri at 11 except Wed', 'every other Mon and Fri at 11:00'],
  ['every day at 11 except this Friday', 'every day at 11:00, except Fri 27 Nov'],
  ['每天11点，除周六、周日外', 'every weekday at 11:00'],
  ['每个工作日11点除周五外', 'every working day at 11:00, except Fri'],
  ['every Friday at 11 except Fridays', undefined],
  ['每月1号11点除周末外', undefined],
])('an exception of weekdays applies every week: %s', (text, rule) => {
  const when = readWhen(text, context);

  expect(when.ok ? describeRecurrence(when.recurrence, context) : undefined).toBe(rule);
});

test.each([
  ['send invoices on the 1st and 15th at 11am', 'on the 1st and 15th of every month at 11:00 ?'],
  ['每天11点站会，周末除外', 'every weekday at 11:00'],
  ['每天11点站会（12月25日除外）', 'every day at 11:00, except Fri 25 Dec'],
  ['call Bo tomorrow from 9 to 10', undefined],
  ['every Monday 11am sync starting 7 December', 'every Mon at 11:00, from Mon 7 Dec'],
  ['每周三11点例会，从12月7日开始', 'every Wed at 11:00, from Wed 9 Dec'],
  ['every Monday 9am and Thursday 3pm sync', 'every Mon and Thu at 09:00 ?'],
  ['every Monday at 9 and 15:00 sync', 'every Mon at 09:00 ?'],
  ['tomorrow 9am PST send it', 'tomorrow 09:00 (Los Angeles time) ?'],
  ['每天早上8点和晚上8点吃药', 'every day at 08:00 ?'],
  ['每天早晚9点吃药', 'every day at 09:00 ?'],
  ['pay the rent 31 November 9am', 'tomorrow 09:00 ?'],
  ['take pills every day at 9am and 5pm', 'today 17:00 ?'],
  ['call Bo Monday or Tuesday 9am', 'tomorrow 09:00 ?'],
  ['交房租 11月31日 9点', 'tomorrow 09:00 ?'],
])('half of a time is never read as the whole time: %s', (text, rule) => {
  const when = findWhen(text, context)?.when;

  expect(
    when?.ok === true ? `${describeRecurrence(when.recurrence, context)}${when.ambiguous ? ' ?' : ''}` : undefined,
  ).toBe(rule);
});
