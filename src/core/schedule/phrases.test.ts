import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findWhen } from './findWhen.ts';
import { describeRecurrence, readWhen } from './phrases.ts';
import { nextSlot } from './recurrence.ts';
import { type DayOfMonth, type Recurrence, recurrence } from './schedule.ts';
import type { WhenContext } from './when.ts';

/** Monday 23 November 2026, 10:30 in Shanghai. */
const said: WhenContext = { now: new Date('2026-11-23T02:30:00Z'), zone: 'Asia/Shanghai', locale: 'en' };

describe('any text at all is answered, never thrown at', () => {
  const words =
    'every each other 2 weeks on mon tue 31 feb last working day of the month at 25:00 pm noon until except 5 times from in minutes next 4/12 , 每 两 周 三 月 底 号 下 个 第 一 工作日 晚上 点 半 后 从 起 到 为止 共 次 除 外 纽约时间 utc'.split(
      ' ',
    );
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join(' ')),
    fc.array(fc.constantFrom(...words), { maxLength: 9 }).map((parts) => parts.join('')),
  );

  test('readWhen and findWhen', () => {
    fc.assert(
      fc.property(text, fc.constantFrom('en' as const, 'zh-CN' as const), (given, locale) => {
        const when = readWhen(given, { ...said, locale });
        if (when.ok) {
          expect(recurrence.safeParse(when.recurrence).success).toBe(true);
          expect(nextSlot(when.recurrence, said.now)).toBeDefined();
        }
        findWhen(given, { ...said, locale });
      }),
      { numRuns: 400, seed: 20261123 },
    );
  });

  test('a bad zone and an endless text are problems, not faults', () => {
    expect(readWhen('tomorrow 9:00', { ...said, zone: 'Mars/Olympus' })).toEqual({
      ok: false,
      problem: { code: 'unknownZone' },
    });
    expect(readWhen('9 '.repeat(9999), said)).toEqual({ ok: false, problem: { code: 'notUnderstood' } });
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
   * A rule as a person could have said it: its anchor is its first slot, before or after now; undefined when it has
   * none to come.
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
        return nextSlot(whole, said.now) === undefined ? undefined : whole;
      } catch {
        return undefined;
      }
    });

  test.each(['en', 'zh-CN'] as const)('%s', (locale) => {
    fc.assert(
      fc.property(rule, (given) => {
        fc.pre(given !== undefined);
        const words = describeRecurrence(given, { ...said, locale });
        const once = readWhen(words, { ...said, locale });
        expect(once.ok, words).toBe(true);
        if (!once.ok) return;
        // A rule that began long ago and is not counted from its start means the same from now on.
        const counted =
          given.frequency === 'once' ||
          given.interval > 1 ||
          given.count !== undefined ||
          nextSlot({ ...given, except: [] }, said.now)?.wall === given.anchor;
        if (counted) expect(once.recurrence, words).toEqual(given);
        const next = (from: Recurrence) => nextSlot(from, said.now);
        expect(next(once.recurrence), words).toEqual(next(given));
        expect(describeRecurrence(once.recurrence, { ...said, locale })).toBe(words);
      }),
      { numRuns: 400, seed: 20261123 },
    );
  });
});

describe('a rule is said as people say it', () => {
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
    expect(describeRecurrence(given, { ...said, locale: 'en' })).toBe(english);
    expect(describeRecurrence(given, { ...said, locale: 'zh-CN' })).toBe(chinese);
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

test('figures of a date are read as the language writes them, and asked back where both orders fit', () => {
  expect(readWhen('4/12 9:00', said)).toMatchObject({ ambiguous: true, recurrence: { anchor: '2026-12-04T09:00' } });
  expect(readWhen('4/12 9:00', { ...said, locale: 'zh-CN' })).toMatchObject({
    ambiguous: false,
    recurrence: { anchor: '2027-04-12T09:00' },
  });
});

describe('a phrase is found at the edges of a text', () => {
  const found: readonly (readonly [text: string, rest: string | undefined, wall?: string])[] = [
    ['send the invoice tomorrow 3pm', 'send the invoice', '2026-11-24T15:00'],
    ['每两周周三下午3点提醒 #acme 提交素材', '提醒 #acme 提交素材', '2026-11-25T15:00'],
    ['tomorrow at 9 call Bob', 'call Bob', '2026-11-24T09:00'],
    ['tomorrow call Bob at 3pm', 'call Bob', '2026-11-24T15:00'],
    ['prepare v1.2 by Friday 5pm', 'prepare v1.2', '2026-11-27T17:00'],
    ['"call at 3pm" tomorrow 10:00', '"call at 3pm"', '2026-11-24T10:00'],
    ['开会 明天下午3点', '开会', '2026-11-24T15:00'],
    ['@Ana “素材” 下周五下午3点', '@Ana “素材”', '2026-12-04T15:00'],
    ['每周一早上9点站会', '站会', '2026-11-30T09:00'],
    ['每月5号前提交发票', '提交发票', '2026-12-05T09:00'],
    ['下周一起讨论预算', '一起讨论预算', '2026-11-30T09:00'],
    ['every Monday 10am call Bo until 1 March', 'call Bo', '2026-11-30T10:00'],
    ['every day at 9 stand-up except weekends', 'stand-up', '2026-11-24T09:00'],
    ['every day at 9 take the pills 3 times', 'take the pills 3 times', '2026-11-24T09:00'],
    ['every day at 9 read until bedtime', 'read until bedtime', '2026-11-24T09:00'],
    ['every weekday 9am wait until 10am', 'wait until 10am', '2026-11-24T09:00'],
    ['tomorrow 3pm wait until 5pm', 'wait until 5pm', '2026-11-24T15:00'],
    ['每个工作日上午9点等到10点', '等到10点', '2026-11-24T09:00'],
    ['明天9点签到', '签到', '2026-11-24T09:00'],
    ['每天10点吃药，5次', '吃药', '2026-11-24T10:00'],
    ['send the list by next business day 9am', 'send the list', '2026-11-24T09:00'],
    ['call the bank 3pm CET tomorrow', 'call the bank', '2026-11-24T15:00'],
    ['Send it DTSTART;TZID=Europe/Berlin:20261202T150000 RRULE:FREQ=WEEKLY;BYDAY=WE', 'Send it', '2026-12-02T15:00'],
    ['Send it RRULE:FREQ=WEEKLY;BYDAY=WE 8:30', 'Send it', '2026-11-25T08:30'],
    ['lunch with Ana tomorrow 9am', 'lunch with Ana', '2026-11-24T09:00'],
    ['lunch with Ana tomorrow', 'lunch with Ana', '2026-11-24T09:00'],
    ['早会 明天9点', '早会', '2026-11-24T09:00'],
    ['call Bo at 3pm please', 'call Bo', '2026-11-23T15:00'],
    ['in 10 minutes', '', '2026-11-23T10:40'],
    ['in 3 hours 2 people come', '2 people come', '2026-11-23T13:30'],
    ['stand-up, weekdays at 9', 'stand-up', '2026-11-24T09:00'],
    ['send it yesterday 9am', 'send it yesterday 9am'],
    ['buy milk', undefined],
    ['review section 3', undefined],
    ['read 1984', undefined],
    ['', undefined],
  ];

  test.each(found.map(([text, rest, wall]) => ({ text, rest, wall })))('$text', ({ text, rest, wall }) => {
    const result = findWhen(text, said);

    if (wall === undefined) {
      expect(result?.when.ok ?? false).toBe(false);
      return;
    }
    expect(result).toMatchObject({ rest, when: { ok: true, recurrence: { anchor: wall } } });
  });
});

test('what bounds a rule far from it is no part of the words, and words of people’s own are no bound', () => {
  const ruleIn = (text: string) => {
    const found = findWhen(text, said);
    return found?.when.ok ? found.when.recurrence : undefined;
  };

  expect(ruleIn('every Monday 10am call Bo until 1 March')).toMatchObject({ until: '2027-03-01' });
  expect(ruleIn('every day at 9 take the pills, 3 times')).toMatchObject({ count: 3 });
  expect(ruleIn('每天10点吃药，共5次')).toMatchObject({ count: 5 });
  expect(ruleIn('every day at 9 stand-up except weekends')).toMatchObject({ weekdays: [1, 2, 3, 4, 5] });
  expect(ruleIn('每天9点站会，到12月31日为止')).toMatchObject({ until: '2026-12-31' });
  expect(ruleIn('every day at 9 take the pills 3 times')).not.toHaveProperty('count');
  expect(ruleIn('every day at 9 work through Friday')).not.toHaveProperty('until');
});

test('a repetition that is not understood is asked, and not taken for the one time behind it', () => {
  expect(findWhen('every hour drink water at 5pm', said)).toMatchObject({ when: { ok: true, ambiguous: true } });
  expect(findWhen('每小时喝水，下午5点', said)).toMatchObject({ when: { ok: true, ambiguous: true } });
});

describe('what bounds a rule may stand at the end of a text, and the words of the task stay with the task', () => {
  const found: readonly (readonly [text: string, rest: string, rule: string])[] = [
    ['every Monday 10am call Bo until 1 March', 'call Bo', 'every Mon at 10:00, until Mon 1 Mar 2027'],
    ['every day at 9 take the pills, 3 times', 'take the pills', 'every day at 09:00, 3 times'],
    ['every day at 9 take the pills 3 times', 'take the pills 3 times', 'every day at 09:00'],
    ['daily 9am check backups for 10 times', 'check backups', 'every day at 09:00, 10 times'],
    ['每天11点吃药，共5次', '吃药', 'every day at 11:00, 5 times'],
    ['每天11点吃药3次', '吃药3次', 'every day at 11:00'],
    ['every day at 11 take the pills, for a week', 'take the pills', 'every day at 11:00, until Sun 29 Nov'],
    ['take the pills every day 11am for 2 weeks', 'take the pills', 'every day at 11:00, until Sun 6 Dec'],
    ['every Friday 5pm send the forecast for 2 weeks', 'send the forecast for 2 weeks', 'every Fri at 17:00'],
    ['每天11点吃药，连续7天', '吃药', 'every day at 11:00, until Sun 29 Nov'],
    ['连续7天每天11点吃药', '吃药', 'every day at 11:00, until Sun 29 Nov'],
    ['每周一上午11点开例会，持续3个月', '开例会', 'every Mon at 11:00, until Mon 22 Feb 2027'],
    ['明天11点请假，为期3天', '请假，为期3天', 'tomorrow 11:00'],
    ['每天11点站会，到12月31日为止', '站会', 'every day at 11:00, until Thu 31 Dec'],
    ['every day at 11 stand-up except 25 Dec', 'stand-up', 'every day at 11:00, except Fri 25 Dec'],
    ['every day at 11 stand-up except weekends', 'stand-up', 'every weekday at 11:00'],
    ['每天11点站会 除了周末', '站会', 'every weekday at 11:00'],
    ['every day at 11 read until bedtime', 'read until bedtime', 'every day at 11:00'],
    ['每周五提醒报名截止', '提醒报名截止', 'every Fri at 09:00'],
    ['every day 11am work through Friday', 'work through Friday', 'every day at 11:00'],
    ['every Friday 5pm work until Monday', 'work until Monday', 'every Fri at 17:00'],
    ['every weekday 11am wait until 12pm', 'wait until 12pm', 'every weekday at 11:00'],
    ['tomorrow 3pm wait until 5pm', 'wait until 5pm', 'tomorrow 15:00'],
    ['每个工作日上午11点等到12点', '等到12点', 'every working day at 11:00'],
    ['提醒我签到明天9点', '提醒我签到', 'tomorrow 09:00'],
    ['every Monday 11am "stay until 5 May"', '"stay until 5 May"', 'every Mon at 11:00'],
    [
      'Send it DTSTART;TZID=Asia/Shanghai:20261202T150000 RRULE:FREQ=WEEKLY',
      'Send it',
      'every Wed at 15:00, from Wed 2 Dec',
    ],
    ['Send it RRULE:FREQ=WEEKLY;BYDAY=MO 9:00', 'Send it', 'every Mon at 09:00'],
    [
      `Send it RRULE:FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR;INTERVAL=2;WKST=MO;COUNT=12 DTSTART;TZID=Asia/Shanghai:20261207T150000`,
      'Send it',
      'every 2 weeks on weekdays at 15:00, 12 times, from Mon 7 Dec',
    ],
  ];

  test('how long something lasts is not when it begins: nothing is guessed', () => {
    for (const text of ['go on holiday tomorrow 9am for 2 weeks', 'be there at 9am for 2 weeks'])
      expect(findWhen(text, said)?.phrase ?? '').not.toContain('weeks');
    expect(readWhen('tomorrow 9am for 2 weeks', said).ok).toBe(false);
    expect(readWhen('every day 9am for 2 weeks until 1 March', said).ok).toBe(false);
  });

  test.each(found)('%s', (text, rest, rule) => {
    const result = findWhen(text, said);

    expect(result?.rest).toBe(rest);
    expect(result?.when.ok === true && describeRecurrence(result.when.recurrence, said)).toBe(rule);
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
])('an exception of weekdays holds every week: %s', (text, rule) => {
  const when = readWhen(text, said);

  expect(when.ok ? describeRecurrence(when.recurrence, said) : undefined).toBe(rule);
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
])('half of what is said about the time is never taken for all of it: %s', (text, rule) => {
  const when = findWhen(text, said)?.when;

  expect(
    when?.ok === true ? `${describeRecurrence(when.recurrence, said)}${when.ambiguous ? ' ?' : ''}` : undefined,
  ).toBe(rule);
});
