import { describe, expect, test } from 'vitest';
import { house, textOf } from '../../../test/fakes/house.ts';

describe('setting a reminder', () => {
  test('a typed reminder to oneself names its time, and is posted once in the direct conversation', async () => {
    const here = await house();
    const reply = await here.say('mei', 'remind me "Send the invoice" tomorrow 3pm');
    expect(textOf(reply)).toContain('I will remind you:\n\n> Send the invoice\n\nNext: tomorrow 15:00');

    await here.at('2026-11-24T13:59:59Z');
    expect(here.posted('D-mei')).toEqual([]);
    await here.at('2026-11-24T14:00:00Z');
    await here.at('2026-11-26T14:00:00Z');
    expect(here.posted('D-mei')).toEqual(['Reminder\n\nSend the invoice\n\n[Done] [Snooze]']);
  });

  test.each([
    ['remind Tom "Check the logs" in 2 hours', 'Tom Berg'],
    ['remind Mei Chen "Check the logs" in 2 hours', 'you'],
  ])('a bare name in front of a quotation is the recipient: %s', async (words, who) => {
    const here = await house();
    expect(textOf(await here.say('mei', words))).toMatch(
      new RegExp(`I will remind ${who}:[\\s\\S]*Check the logs[\\s\\S]*today 12:00`),
    );
  });

  test('an unknown name is an error at its field', async () => {
    const here = await house();
    const reply = await here.say('mei', 'remind Zoe "Check the logs" in 2 hours');
    expect(JSON.stringify(reply)).toContain('I do not know “Zoe”.');
    expect(JSON.stringify(reply)).not.toContain('I did not understand when');
  });

  test('Chinese without spaces is understood', async () => {
    const here = await house();
    const reply = await here.say('tom', '提醒我明天下午3点交报告');
    expect(textOf(reply, 'Asia/Shanghai', undefined, 'zh-CN')).toContain(
      '好的，我会提醒您：\n\n> 交报告\n\n下次: 明天 15:00',
    );
  });

  test('a missing field opens the form, with the typed values', async () => {
    const here = await house();
    const reply = await here.say('mei', 'remind @Tom "Ask for the logo"');
    expect(reply).toMatchObject({ kind: 'form', form: { command: 'reminder new' } });
    const values =
      reply.kind === 'form' ? Object.fromEntries(reply.form.fields.map(({ name, value }) => [name, value])) : {};
    expect(values).toEqual({ for: '@Tom', channel: undefined, text: 'Ask for the logo', when: undefined });
  });

  test.each([
    ['remind @Ana assets next Fri 3pm', 'assets', 'Fri 4 Dec 15:00'],
    ['remind me to skip the queue Friday 5pm', 'skip the queue', 'Fri 27 Nov 17:00'],
    ['remind me keep an eye on CI tomorrow 10am', 'keep an eye on CI', 'tomorrow 10:00'],
  ])('words of the choices stay part of the text: %s', async (typed, text, next) => {
    const here = await house();
    const reply = textOf(await here.say('mei', typed));
    expect(reply).toContain(`> ${text}\n`);
    expect(reply).toContain(`Next: ${next}`);
    expect(reply).not.toContain('On days off');
  });

  test('an unreadable time is an error at its field, and no typed value is lost', async () => {
    const here = await house();
    const reply = await here.submit('mei', 'reminder new', { text: 'Call', when: 'sometime soon' });
    expect(reply).toMatchObject({ kind: 'invalid' });
    const when = reply.kind === 'invalid' ? reply.form.fields.find(({ name }) => name === 'when') : undefined;
    expect(when).toMatchObject({ value: 'sometime soon', error: expect.stringContaining('did not understand when') });
  });

  test('a person and a channel together are refused', async () => {
    const here = await house();
    const reply = await here.submit('mei', 'reminder new', {
      for: '@Tom',
      channel: '#acme',
      text: 'x',
      when: 'tomorrow 9:00',
    });
    expect(JSON.stringify(reply)).toContain('not both');
  });

  test('a repeated request, as after a crash, makes one reminder', async () => {
    const here = await house();
    const event = { kind: 'command' as const, text: 'remind me "Once" tomorrow 9:00', ...here.common('mei', 'D-mei') };
    await here.answer(event);
    const { inboxRows } = await import('../../core/inboxRow.ts');
    await here.db.everywhere(inboxRows).deleteMany({});
    await here.answer(event);
    expect(textOf(await here.say('mei', 'reminders'))).toContain('1 reminder');
    await here.at('2026-11-24T12:00:00Z');
    expect(here.posted('D-mei')).toHaveLength(1);
  });
});
