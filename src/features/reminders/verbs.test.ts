import { describe, expect, test } from 'vitest';
import { house, textOf } from '../../../test/fakes/house.ts';

describe('a verb of the list can also begin a person’s own text', () => {
  test.each([
    ['remind finish the report tomorrow 3pm', 'finish the report', 'tomorrow 15:00'],
    ['remind edit the draft tomorrow 9am', 'edit the draft', 'tomorrow 09:00'],
    ['remind cancel 2 meetings tomorrow 3pm', 'cancel 2 meetings', 'tomorrow 15:00'],
    ['remind pause the campaign every Friday 5pm', 'pause the campaign', 'every Fri at 17:00'],
    ['remind calendar review tomorrow 3pm', 'calendar review', 'tomorrow 15:00'],
    ['remind move the boxes tomorrow 3pm', 'move the boxes', 'tomorrow 15:00'],
    ['提醒完成周报 明天下午3点', '完成周报', 'tomorrow 15:00'],
    ['提醒取消订阅 12月1日上午9点', '取消订阅', 'Tue 1 Dec 09:00'],
  ])('%s', async (words, text, time) => {
    const here = await house();
    const answer = textOf(await here.say('mei', words));
    expect(answer).toContain(`> ${text}\n`);
    expect(answer).toContain(time);
  });

  test.each(['remind done 1', 'remind finish #1', 'remind cancel 1', '提醒完成 1', '提醒完成第1条', '提醒取消１'])(
    'before a number it is the list’s: %s',
    async (words) => {
      const here = await house();
      await here.say('mei', 'remind me "Send the invoice" tomorrow 3pm');
      expect(textOf(await here.say('mei', words))).toMatch(/> Send the invoice\n\n(Done|Deleted)\./);
    },
  );

  test('other fields may follow the number of a changed reminder', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Send the invoice" tomorrow 3pm');
    expect(textOf(await here.say('mei', 'remind edit 1 tomorrow 5pm'))).toMatch(
      /Changed[\s\S]*Send the invoice[\s\S]*tomorrow 17:00/,
    );
  });

  test('a quotation may follow the number, as the new text', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Send the invoice" tomorrow 3pm');
    expect(textOf(await here.say('mei', 'remind edit 1 "Send both invoices" tomorrow 5pm'))).toMatch(
      /Changed[\s\S]*Send both invoices[\s\S]*tomorrow 17:00/,
    );
    expect(textOf(await here.say('mei', '提醒修改 1 “发两张发票”'))).toContain('发两张发票');
  });

  test('words without a time are no new reminder: the answer refers to the list', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Send the invoice" tomorrow 3pm');
    const answer = await here.say('mei', 'remind done the invoice');
    expect(JSON.stringify(answer)).toContain('There is no reminder with this number');
  });
});

describe('snooze for a spoken duration, or until a time', () => {
  test.each([
    ['remind later 1 2 hours', 'today 12:00'],
    ['remind snooze 1 30m', 'today 10:30'],
    ['remind snooze 1 for half an hour', 'today 10:30'],
    ['remind postpone #1 until Friday 9am', 'Fri 27 Nov 09:00'],
    ['remind snooze 1 tomorrow', 'tomorrow 09:00'],
    ['提醒稍后 1 半小时', 'today 10:30'],
    ['提醒推迟 第1条 2小时', 'today 12:00'],
    ['提醒推迟 1 到周五上午9点', 'Fri 27 Nov 09:00'],
    ['remind snooze 1 when:"tomorrow 5pm"', 'tomorrow 17:00'],
  ])('%s: %s', async (words, time) => {
    const here = await house();
    await here.say('mei', 'remind me "Send the invoice" tomorrow 3pm');
    expect(textOf(await here.say('mei', words))).toContain(`I will remind you again ${time}.`);
  });

  test('words that are no time open a question and are kept', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Send the invoice" tomorrow 3pm');
    expect(JSON.stringify(await here.say('mei', 'remind snooze 1 nonsense'))).toMatch(
      /"value":"nonsense","error":"I did not understand when/,
    );
  });
});
