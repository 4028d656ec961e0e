import { describe, expect, test } from 'vitest';
import { findWhen } from './findWhen.ts';
import { describeRecurrence, readWhen } from './phrases.ts';
import type { WhenContext } from './when.ts';

/** Monday 23 November 2026, 10:30 in Shanghai. */
const context: WhenContext = { now: new Date('2026-11-23T02:30:00Z'), zone: 'Asia/Shanghai', locale: 'en' };

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
    const result = findWhen(text, context);

    if (wall === undefined) {
      expect(result?.when.ok ?? false).toBe(false);
      return;
    }
    expect(result).toMatchObject({ rest, when: { ok: true, recurrence: { anchor: wall } } });
  });
});

test('the bound of a rule is taken out of the text, also far from the rule; other words are no bound', () => {
  const ruleIn = (text: string) => {
    const found = findWhen(text, context);
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

test('a repetition that is not understood is asked about, and not read as the single time behind it', () => {
  expect(findWhen('every hour drink water at 5pm', context)).toMatchObject({ when: { ok: true, ambiguous: true } });
  expect(findWhen('每小时喝水，下午5点', context)).toMatchObject({ when: { ok: true, ambiguous: true } });
});

describe('the bound of a rule may stand at the end of a text, and the task keeps its own words', () => {
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

  test('a duration is not read as a beginning', () => {
    for (const text of ['go on holiday tomorrow 9am for 2 weeks', 'be there at 9am for 2 weeks'])
      expect(findWhen(text, context)?.phrase ?? '').not.toContain('weeks');
    expect(readWhen('tomorrow 9am for 2 weeks', context).ok).toBe(false);
    expect(readWhen('every day 9am for 2 weeks until 1 March', context).ok).toBe(false);
  });

  test.each(found)('%s', (text, rest, rule) => {
    const result = findWhen(text, context);

    expect(result?.rest).toBe(rest);
    expect(result?.when.ok === true && describeRecurrence(result.when.recurrence, context)).toBe(rule);
  });
});
