import { describe, expect, test } from 'vitest';
import {
  buttonOf,
  CLIENT_CHANNEL,
  type House,
  house,
  INTERNAL_CHANNEL,
  messageOf,
  textOf,
} from '../../../test/fakes/house.ts';

const setWeekly = (here: House) => here.say('mei', 'remind #acme "Send the pictures" every Mon 9:00 night:keep');

describe('the list and its acts', () => {
  test('an empty list shows an example to type', async () => {
    const here = await house();
    expect(textOf(await here.say('mei', 'remind'))).toContain('remind me "Send the invoice" tomorrow 3pm');
  });

  test('the list shows numbers, times and targets; numbers complete and delete reminders', async () => {
    const here = await house();
    await setWeekly(here);
    await here.say('mei', 'remind me "Call Ana" tomorrow 3pm');
    const list = textOf(await here.say('mei', 'reminders'));
    expect(list).toContain('1. Call Ana · tomorrow 15:00');
    expect(list).toContain('2. Send the pictures · Mon 30 Nov 09:00 (every Mon at 09:00) · for #acme');

    expect(textOf(await here.say('mei', 'remind done 1'))).toContain('Done.');
    expect(textOf(await here.say('mei', 'remind delete 2'))).toContain('will not come again');
    await here.at('2026-12-08T12:00:00Z');
    expect(here.platform.posts).toEqual([]);
    expect(JSON.stringify(await here.say('mei', 'remind done 1'))).toContain('There is no reminder with this number');
    const form = await here.say('tom', '提醒我 “打电话”');
    expect(form).toMatchObject({
      kind: 'form',
      form: { fields: expect.arrayContaining([expect.objectContaining({ name: 'for', value: '我' })]) },
    });
    // The text is no number, so it cannot complete or delete a reminder.
    expect(JSON.stringify(await here.say('mei', 'remind done the invoice'))).toContain(
      'There is no reminder with this number',
    );
    expect(textOf(await here.say('mei', 'reminders'))).toContain('You have no reminders');
  });

  test('the cover sees the reminders into the project’s channels only while the manager is away', async () => {
    const here = await house();
    await here.say('mei', `remind <#${CLIENT_CHANNEL}> "Send the logo" tomorrow 15:00`);
    const listed = async () =>
      textOf(await here.say('tom', 'reminders', INTERNAL_CHANNEL), undefined, undefined, 'zh-CN');
    expect(await listed()).not.toContain('Send the logo');
    await here.say('mei', 'away 2026-11-23..2026-11-24 cover:@Tom');
    expect(await listed()).toContain('Send the logo');
    await here.say('mei', 'away done');
    expect(await listed()).not.toContain('Send the logo');
  });

  test('a long list has a second page, with continued numbers', async () => {
    const here = await house();
    for (let day = 1; day <= 12; day += 1) await here.say('mei', `remind me "Thing ${day}" ${day} Dec 9:00`);
    const list = await here.say('mei', 'reminders');
    expect(textOf(list)).toContain('10. Thing 10');
    expect(textOf(list)).not.toContain('11.');
    const { command, input } = buttonOf(list, '2 more');
    const rest = await here.press('mei', command, input);
    expect(textOf(rest)).toMatch(/11\. Thing 11[\s\S]*12\. Thing 12/);
    expect(textOf(rest)).not.toContain('more]');
    expect(textOf(await here.say('mei', 'remind done 12'))).toContain('> Thing 12');
  });

  test('rare acts are in a menu; a contact cannot hand over', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Water" every day 9:00');
    const list = await here.say('mei', 'reminders');
    const skip = buttonOf(list, 'Leave the next time out');
    expect(textOf(await here.press('mei', skip.command, skip.input))).toContain('Left out once');
    const show = buttonOf(list, 'History');
    const story = await here.press('mei', show.command, show.input);
    expect(textOf(story)).toContain('next time left out');
    const pause = buttonOf(story, 'Pause');
    await here.press('mei', pause.command, pause.input);
    const resume = buttonOf(await here.say('mei', 'reminders'), 'Resume');
    expect(textOf(await here.press('mei', resume.command, resume.input))).toContain('Going again');

    await here.say('ana', 'remind me "Send the logo" tomorrow 9:00');
    expect(() => buttonOf(messageOf(list), 'Hand over…')).not.toThrow();
    const theirs = messageOf(await here.say('ana', 'reminders'));
    expect(() => buttonOf(theirs, 'Hand over…')).toThrow('no Hand over…');
  });

  test('a button’s form shows no ids, and a command without a number asks for one', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Call" tomorrow 9:00');
    await here.at('2026-11-24T08:00:00Z');
    const { command, input } = buttonOf(here.platform.posts[0]?.message as never, 'Another time…');
    const form = await here.press('mei', command, input);
    if (form.kind !== 'form') throw new Error(form.kind);
    expect(form.form.fields.map(({ name }) => name)).toEqual(['by', 'when']);
    const late = await here.submit('mei', 'reminder snooze', { ...form.form.hidden, when: 'tomorrow 10:00' });
    expect(textOf(late)).toContain('Put off');
    const asked = await here.say('mei', 'remind edit');
    expect(asked.kind === 'form' && asked.form.fields[0]).toMatchObject({
      name: 'reminder',
      required: true,
      value: undefined,
    });
  });

  test('“done” on a rule completes this slot, and the answer names the next one', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Water" every day 9:00');
    await here.at('2026-11-24T08:00:00Z');
    const { command, input } = buttonOf(here.platform.posts[0]?.message as never, 'Done');
    const reply = await here.press('mei', command, input);
    expect(reply.kind).toBe('update');
    expect(textOf(reply, 'Europe/Berlin', '2026-11-24T08:00:00Z')).toContain('It comes again tomorrow 09:00');
    await here.at('2026-11-25T08:00:00Z');
    expect(here.posted('D-mei')).toHaveLength(2);
  });

  test('a snooze from the menu posts the reminder once more', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Call" tomorrow 9:00');
    await here.at('2026-11-24T08:00:00Z');
    const { command, input } = buttonOf(here.platform.posts[0]?.message as never, '1 hour');
    const reply = await here.press('mei', command, input);
    expect(textOf(reply, 'Europe/Berlin', '2026-11-24T08:00:00Z')).toContain('I will remind you again today 10:00');
    expect(messageOf(reply).fallbackText).toBe('Put off. I will remind you again today 10:00.');
    await here.at('2026-11-24T09:00:00Z');
    await here.at('2026-11-25T09:00:00Z');
    expect(here.posted('D-mei').filter((text) => text.startsWith('Reminder'))).toHaveLength(2);
  });

  test('the edit form has the current values; unchanged it keeps the rule, and a new time moves it', async () => {
    const here = await house();
    const { command, input } = buttonOf(await setWeekly(here), 'Edit');
    const form = await here.press('mei', command, input);
    expect(form).toMatchObject({ kind: 'form' });
    const values =
      form.kind === 'form'
        ? {
            ...form.form.hidden,
            ...Object.fromEntries(form.form.fields.map(({ name, value }) => [name, value as string])),
          }
        : {};
    await here.submit('mei', 'reminder edit', { ...values, text: 'Send all pictures' });
    expect(textOf(await here.say('mei', 'reminders'))).toContain(
      '1. Send all pictures · Mon 30 Nov 09:00 (every Mon at 09:00)',
    );
    await here.submit('mei', 'reminder edit', { ...values, when: 'every Tue 10:00' });
    expect(textOf(await here.say('mei', 'reminders'))).toContain('tomorrow 10:00 (every Tue at 10:00)');
  });

  test('an edit typed with only a number opens the form', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Buy milk" tomorrow 9:00');
    const asked = await here.say('mei', 'remind edit 1');
    if (asked.kind !== 'form') throw new Error(`a ${asked.kind}`);
    expect(asked.form.fields.map(({ name, value }) => [name, value])).toEqual(
      expect.arrayContaining([
        ['text', 'Buy milk'],
        ['when', 'tomorrow 09:00'],
      ]),
    );
    expect(textOf(await here.say('mei', 'remind edit 1 text:"Buy bread"'))).toContain('Buy bread');
  });

  test('a button from weeks ago opens the form with current values, and unchanged fields stay', async () => {
    const here = await house('2026-11-24T09:00:00Z');
    const { command, input } = buttonOf(
      await here.say('mei', 'remind #acme "Send the pictures" every other Wed 15:00'),
      'Edit',
    );
    await here.at('2026-11-25T14:00:00Z');
    const form = await here.press('mei', command, input);
    const values =
      form.kind === 'form'
        ? {
            ...form.form.hidden,
            ...Object.fromEntries(form.form.fields.map(({ name, value }) => [name, value as string])),
          }
        : {};
    expect(values).toMatchObject({ text: 'Send the pictures', quiet: 'wait', dayOff: 'keep' });
    await here.at('2026-12-01T12:00:00Z');
    const changed = textOf(
      await here.submit('mei', 'reminder edit', { ...values, text: 'Send all pictures' }),
      undefined,
      '2026-12-01T12:00:00Z',
    );
    expect(changed).toContain('The next times: Wed 9 Dec 15:00');
  });

  test('another person’s reminder cannot be changed, even with a button’s payload', async () => {
    const here = await house();
    const { command, input } = buttonOf(await here.say('mei', 'remind me "Secret" tomorrow 9:00'), 'Delete');
    expect(textOf(await here.press('tom', command, input), undefined, undefined, 'zh-CN')).toContain(
      '只有设置这条提醒的人',
    );
    expect(textOf(await here.press('ana', command, input))).toContain('Only whoever set');
    expect(textOf(await here.say('mei', 'reminders'))).toContain('Secret');
    expect(textOf(await here.say('tom', 'reminders'), undefined, undefined, 'zh-CN')).not.toContain('Secret');
  });

  test('a paused reminder keeps its number, shows that it is paused, and offers Resume', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Water" every day 9:00');
    await here.say('mei', 'remind me "Feed the fish" every day 10:00');
    const paused = await here.say('mei', 'remind pause 2');
    expect(textOf(paused)).toContain('Feed the fish');
    expect(textOf(await here.say('mei', 'reminders'))).toMatch(/1\. Water[\s\S]*2\. Feed the fish · paused/);
    expect(textOf(await here.say('mei', 'remind done 2'))).toMatch(/Feed the fish[\s\S]*It is paused[\s\S]*\[Resume\]/);
    const { command, input } = buttonOf(paused, 'Resume');
    expect(textOf(await here.press('mei', command, input))).toMatch(/Feed the fish[\s\S]*Going again/);
  });

  test('the list shows the snooze time', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Send the invoice" today 11:00');
    await here.at('2026-11-23T10:00:00Z');
    await here.say('mei', 'remind snooze 1 1h');
    expect(textOf(await here.say('mei', 'reminders'), 'Europe/Berlin', '2026-11-23T10:00:00Z')).toContain(
      '1. Send the invoice · today 12:00',
    );
  });

  test.each(['remind move 1 tomorrow 5pm', 'remind reschedule 1 tomorrow 5pm', '提醒改期 1 明天下午5点'])(
    'is given another time: %s',
    async (words) => {
      const here = await house();
      await here.say('mei', 'remind me "Send the invoice" tomorrow 3pm');
      expect(textOf(await here.say('mei', words))).toMatch(/Changed[\s\S]*Send the invoice[\s\S]*tomorrow 17:00/);
    },
  );

  test('a reminder is skipped once, paused, resumed and handed over', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Water" every day 9:00');
    expect(textOf(await here.say('mei', 'remind skip 1'))).toContain('It comes next Wed 25 Nov 09:00');
    await here.at('2026-11-24T12:00:00Z');
    expect(here.posted('D-mei')).toHaveLength(0);
    await here.say('mei', 'remind pause 1');
    expect(textOf(await here.say('mei', 'reminders'))).toContain('1. Water · paused');
    await here.at('2026-11-27T12:00:00Z');
    expect(here.posted('D-mei')).toHaveLength(0);
    expect(textOf(await here.say('mei', 'remind resume 1'), 'Europe/Berlin', '2026-11-27T12:00:00Z')).toContain(
      'It comes next tomorrow 09:00',
    );
    await here.say('mei', 'remind assign 1 @Tom');
    await here.at('2026-11-27T12:01:00Z');
    expect(here.posted('D-tom')).toEqual([
      expect.stringMatching(/^Mei Chen has handed you a reminder:\n\n> Water\n[\s\S]*\[Edit\] \[Delete\]$/),
    ]);
    expect(here.platform.posts.at(-1)?.message.fallbackText).toBe('Mei Chen has handed you a reminder: Water');
    await here.at('2026-11-28T08:00:00Z');
    expect([here.posted('D-mei').length, here.posted('D-tom').length]).toEqual([0, 2]);
    expect(textOf(await here.say('tom', '提醒查看 1'), 'Asia/Shanghai', '2026-11-28T08:00:00Z', 'zh-CN')).toMatch(
      /新建[\s\S]*跳过下一次[\s\S]*暂停[\s\S]*恢复[\s\S]*转交[\s\S]*已提醒/,
    );
  });

  test('a slot on a day off of the client’s project moves to the next working day', async () => {
    const here = await house('2026-12-20T09:00:00Z');
    await here.say('mei', 'holiday new 2026-12-25 off project:ACME');
    await here.submit('mei', 'reminder new', {
      channel: '#acme',
      text: 'Weekly numbers',
      when: 'every Fri 15:00',
      dayOff: 'next',
    });
    await here.at('2026-12-25T20:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
    await here.at('2026-12-28T14:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(1);
    await here.at('2027-01-04T00:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(2);
  });

  test('the history of a reminder names the authors of changes', async () => {
    const here = await house();
    const { input } = buttonOf(await here.say('mei', 'remind me "Call" tomorrow 9:00'), 'Delete');
    await here.press('mei', 'reminder delete', input);
    const history = await here.history(`reminder:${input.reminder as string}`);
    expect(history.map(({ action, byName, from }) => [action, byName, from])).toEqual([
      ['reminder new', 'Mei Chen', 'playground/direct D-mei'],
      ['reminder delete', 'Mei Chen', 'playground/direct D-mei'],
    ]);
  });
});

test('if the recipient has left, the owner is told once and the reminder is kept', async () => {
  const here = await house();
  await here.say('mei', 'remind @Tom "Weekly plan" every Mon 9:00');
  await here.people.leave(here.scope, here.tom._id);
  await here.at('2026-11-30T08:00:00Z');
  await here.at('2026-12-07T08:00:00Z');
  expect(here.posted('D-tom')).toEqual([]);
  const told = here.posted('D-mei').filter((text) => text.startsWith('I could not'));
  expect(told).toEqual([
    'I could not deliver your reminder “Weekly plan” (Tom Berg): the person has left. It is kept.\n\n[Edit] [Delete]',
  ]);
  const list = await here.say('mei', 'reminders');
  expect(textOf(list)).toContain('could not be delivered: the person has left');
  expect(messageOf(list).audience).toBe('internal');
});

test('a reminder to oneself is private, even after its owner has left', async () => {
  const here = await house();
  for (const who of ['ana', 'tom'] as const)
    await here.submit(who, 'reminder new', { text: `Private to ${who}`, when: '2026-11-24 9:00' });
  for (const who of [here.ana, here.tom]) await here.people.leave(here.scope, who._id);
  await here.at('2026-11-25T09:00:00Z');
  expect(JSON.stringify(here.platform.posts)).not.toContain('Private');
});
