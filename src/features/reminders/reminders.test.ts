import { describe, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, messageOf, textOf } from '../../../test/fakes/house.ts';

const setWeekly = (here: House) => here.say('mei', 'remind #acme "Send the pictures" every Mon 9:00 night:keep');

describe('setting a reminder', () => {
  test('for oneself, in words: it says when, and comes once in the own conversation', async () => {
    const here = await house();
    const reply = await here.say('mei', 'remind me "Send the invoice" tomorrow 3pm');
    expect(textOf(reply)).toContain('I will remind you:\n\n> Send the invoice\n\nNext: tomorrow 15:00');

    await here.at('2026-11-24T13:59:59Z');
    expect(here.posted('D-mei')).toEqual([]);
    await here.at('2026-11-24T14:00:00Z');
    await here.at('2026-11-26T14:00:00Z');
    expect(here.posted('D-mei')).toEqual(['Reminder\n\nSend the invoice\n\n[Done] [Snooze]']);
  });

  test('in Chinese, written on without a blank', async () => {
    const here = await house();
    const reply = await here.say('tom', '提醒我明天下午3点交报告');
    expect(textOf(reply, 'Asia/Shanghai', undefined, 'zh-CN')).toContain('好的，我会提醒您：\n\n> 交报告\n\n下次: 明天 15:00');
  });

  test('what is missing becomes the form, with what was typed', async () => {
    const here = await house();
    const reply = await here.say('mei', 'remind @Tom "Ask for the logo"');
    expect(reply).toMatchObject({ kind: 'form', form: { command: 'reminder new' } });
    const values = reply.kind === 'form' ? Object.fromEntries(reply.form.fields.map(({ name, value }) => [name, value])) : {};
    expect(values).toEqual({ for: '@Tom', channel: undefined, text: 'Ask for the logo', when: undefined });
  });

  test.each([
    ['remind @Ana assets next Fri 3pm', 'assets', 'Fri 4 Dec 15:00'],
    ['remind me to skip the queue Friday 5pm', 'skip the queue', 'Fri 27 Nov 17:00'],
    ['remind me keep an eye on CI tomorrow 10am', 'keep an eye on CI', 'tomorrow 10:00'],
  ])('the choices’ words stay people’s own: %s', async (typed, text, next) => {
    const here = await house();
    const reply = textOf(await here.say('mei', typed));
    expect(reply).toContain(`> ${text}\n`);
    expect(reply).toContain(`Next: ${next}`);
    expect(reply).not.toContain('On days off');
  });

  test('a time that is not understood is told at its field, and nothing typed is lost', async () => {
    const here = await house();
    const reply = await here.submit('mei', 'reminder new', { text: 'Call', when: 'sometime soon' });
    expect(reply).toMatchObject({ kind: 'invalid' });
    const when = reply.kind === 'invalid' ? reply.form.fields.find(({ name }) => name === 'when') : undefined;
    expect(when).toMatchObject({ value: 'sometime soon', error: expect.stringContaining('did not understand when') });
  });

  test('a person and a channel at once are one too many', async () => {
    const here = await house();
    const reply = await here.submit('mei', 'reminder new', { for: '@Tom', channel: '#acme', text: 'x', when: 'tomorrow 9:00' });
    expect(JSON.stringify(reply)).toContain('not both');
  });

  test('the same request again, as after a crash, makes one reminder', async () => {
    const here = await house();
    const event = { kind: 'command' as const, text: 'remind me "Once" tomorrow 9:00', ...here.common('mei', 'D-mei') };
    await here.answer(event);
    const { inboxRows } = await import('../../core/inbox.ts');
    await here.db.everywhere(inboxRows).deleteMany({});
    await here.answer(event);
    expect(textOf(await here.say('mei', 'reminders'))).toContain('1 reminder');
    await here.at('2026-11-24T12:00:00Z');
    expect(here.posted('D-mei')).toHaveLength(1);
  });
});

describe('into a client channel', () => {
  test('the manager’s weekly reminder keeps its time of day over a change of the clocks', async () => {
    const here = await house('2027-03-20T09:00:00Z');
    const reply = await setWeekly(here);
    expect(textOf(reply, 'Europe/Berlin', '2027-03-20T09:00:00Z')).toContain('The next times: Mon 22 Mar 09:00 · Mon 29 Mar 09:00 · Mon 5 Apr 09:00');
    await here.at('2027-03-22T08:00:00Z');
    await here.at('2027-03-29T06:59:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(1);
    await here.at('2027-03-29T07:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(2);
  });

  test('its zone is told too, and the client reads the owner’s words and nothing else', async () => {
    const here = await house();
    expect(textOf(await setWeekly(here))).toContain('In New York time: Mon 30 Nov 03:00');
    await here.at('2026-11-30T08:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual(['Reminder\n\nSend the pictures']);
    expect(JSON.stringify(here.platform.posts)).not.toMatch(/Mei|internal|shop/);
  });

  test('in the client’s night it waits for their morning; “even at night” keeps it to the minute', async () => {
    const here = await house();
    const set = await here.say('mei', 'remind #acme "Send the pictures" every Mon 9:00');
    expect(textOf(set)).toContain(
      'The next times: Mon 30 Nov 15:00 · Mon 7 Dec 15:00 · Mon 14 Dec 15:00\nIn New York time: Mon 30 Nov 09:00 · Mon 7 Dec 09:00 · Mon 14 Dec 09:00',
    );
    expect(textOf(set)).toContain('outside of their working hours');
    await here.at('2026-11-30T13:59:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
    await here.at('2026-11-30T14:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual(['Reminder\n\nSend the pictures']);

    const { command, input } = buttonOf(set, 'Even at night');
    expect(textOf(await here.press('mei', command, input), undefined, '2026-11-30T14:00:00Z')).toContain('The next times: Mon 7 Dec 09:00');
    await here.at('2026-12-07T08:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(2);
  });

  test('in Chinese with the time in front, every other week, over the change of the clocks at the client’s', async () => {
    const here = await house('2027-03-01T09:00:00Z');
    const set = await here.say('mei', '每两周周三下午3点提醒 #acme 提交素材');
    expect(textOf(set, 'Europe/Berlin', '2027-03-01T09:00:00Z')).toContain(
      'The next times: Wed 3 Mar 15:00 · Wed 17 Mar 15:00 · Wed 31 Mar 15:00\nIn New York time: Wed 3 Mar 09:00 · Wed 17 Mar 10:00 · Wed 31 Mar 09:00',
    );
    for (const [moment, count] of [
      ['2027-03-03T13:59:00Z', 0],
      ['2027-03-03T14:00:00Z', 1],
      ['2027-03-17T13:59:00Z', 1],
      ['2027-03-17T14:00:00Z', 2],
      ['2027-03-31T12:59:00Z', 2],
      ['2027-03-31T13:00:00Z', 3],
    ] as const) {
      await here.at(moment);
      expect(here.posted(CLIENT_CHANNEL)).toHaveLength(count);
    }
    expect(here.posted(CLIENT_CHANNEL)[0]).toBe('Reminder\n\n提交素材');
  });

  test('a colleague is left to sleep too, and who set it for themselves is not', async () => {
    const here = await house();
    await here.say('tom', 'remind @Mei "Sign the offer" tomorrow 9:00');
    await here.say('tom', 'remind me "Early bird" tomorrow 5:00');
    await here.at('2026-11-24T07:59:00Z');
    expect([here.posted('D-mei').length, here.posted('D-tom').length]).toEqual([0, 1]);
    await here.at('2026-11-24T08:00:00Z');
    expect(here.posted('D-mei')).toHaveLength(1);
  });

  test('after an outage the latest comes once and says when it was meant', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Water" every day 9:00');
    await here.at('2026-11-26T20:00:00Z');
    expect(here.posted('D-mei')).toEqual(['Reminder\n\nWater\n\nWas meant for today 03:00\n\n[Done] [Snooze]']);
  });

  test('words that can mean several times set nothing until one says yes', async () => {
    const here = await house();
    const unsure = await here.say('mei', 'remind me "Call" on 3/4 at 9:00');
    expect(textOf(unsure)).toContain('nothing is set yet. Shall I remind you like this?');
    expect(textOf(await here.say('mei', 'remind #acme "Call" on 3/4 at 9:00'))).toContain('Shall I remind #acme like this?');
    await here.at('2027-05-01T09:00:00Z');
    expect(here.posted('D-mei')).toEqual([]);

    const again = await house();
    const { command, input } = buttonOf(await again.say('mei', 'remind me "Call" on 3/4 at 9:00'), 'Yes, set it');
    expect(textOf(await again.press('mei', command, input))).toContain('I will remind you');
    await again.at('2027-05-01T09:00:00Z');
    expect(again.posted('D-mei')).toHaveLength(1);
  });

  test('a member’s waits for the manager’s word; a contact may remind themselves alone', async () => {
    const here = await house();
    expect(textOf(await here.say('tom', 'remind #acme "x" tomorrow 23:00'), 'Asia/Shanghai', undefined, 'zh-CN')).toContain('需要项目经理同意');
    expect(textOf(await here.say('ana', 'remind #acme "x" tomorrow 9:00', CLIENT_CHANNEL))).toContain('You can set reminders for yourself');
    expect(textOf(await here.say('ana', 'remind me "Send pictures" tomorrow 9:00', CLIENT_CHANNEL))).toContain('I will remind you');
    await here.at('2026-11-25T20:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
    expect(here.posted('D-ana')).toHaveLength(1);
  });

  test('a private word to a contact is the manager’s to say, not a member’s', async () => {
    const here = await house();
    await here.say('tom', 'remind @Ana "Pay the bill" tomorrow 9:00');
    await here.say('tom', 'remind @Ana "Pay the bill" tomorrow 9:00', INTERNAL_CHANNEL);
    await here.say('mei', 'remind @Ana "Send the logo" tomorrow 9:00', INTERNAL_CHANNEL);
    await here.at('2026-11-25T18:00:00Z');
    expect(here.posted('D-ana').join()).toMatch(/Send the logo/);
    expect(here.posted('D-ana').join()).not.toContain('Pay the bill');
  });

  test('nor another client’s manager’s; whoever covers for the manager may say it, wherever they say it', async () => {
    const here = await house();
    await here.people.change(here.scope, here.tom._id, { role: 'manager' });
    const cato = await here.clients.add(here.scope, { name: 'Cato', locale: 'en' });
    await here.projects.add(here.scope, { name: 'Cato', clientId: cato._id, managerId: here.tom._id, locale: 'en', zone: 'UTC' });
    expect(textOf(await here.say('tom', 'remind @Ana "Pay the bill" tomorrow 9:00'), undefined, undefined, 'zh-CN')).toContain('项目经理');
    await here.say('mei', 'away 2026-11-23..2026-11-24 cover:@Tom');
    expect((await here.say('tom', 'remind @Ana "Send the logo" tomorrow 9:00')).kind).toBe('message');
    await here.at('2026-11-25T18:00:00Z');
    expect(here.posted('D-ana').join()).toMatch(/Send the logo/);
    expect(here.posted('D-ana').join()).not.toContain('Pay the bill');
  });

  test('allowed, it goes out and whoever asked hears of it; changed by them, it waits again', async () => {
    const here = await house();
    await here.say('tom', 'remind #acme "Weekly numbers" every day 23:00');
    await here.at('2026-11-23T10:00:00Z');
    expect(here.posted('D-mei')[0]).toMatch(/Tom Berg would like to remind #acme[\s\S]*Weekly numbers[\s\S]*\[Allow\]/);
    const card = here.platform.posts.find((post) => post.to.conversation === 'D-mei')?.message as never;
    const { command, input } = buttonOf(card, 'Allow');
    expect(JSON.stringify(await here.press('tom', command, input))).toContain('项目经理');
    expect(textOf(await here.press('mei', command, input))).toContain('Allowed. It comes next today 16:00');
    expect(JSON.stringify(await here.press('mei', command, input))).toContain('decided already');
    await here.at('2026-11-23T15:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual(['Reminder\n\nWeekly numbers']);
    expect(here.posted('D-tom')[0]).toContain('已同意');

    await here.submit('tom', 'reminder edit', { reminder: input.reminder as string, text: 'Something else' });
    await here.at('2026-11-24T15:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(1);
    const asked = here.platform.posts.filter((post) => post.to.conversation === 'D-mei').at(-1)?.message as never;
    await here.press('mei', 'reminder refuse', buttonOf(asked, 'Decline').input);
    await here.at('2026-11-25T15:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(1);
    expect(here.posted('D-tom').at(-1)).toContain('不会发送');
  });

  test('a member may remind the internal channel and a colleague, who hears from whom it is', async () => {
    const here = await house();
    await here.say('tom', 'remind #acme-internal "Plan the week" tomorrow 17:00');
    await here.say('tom', 'remind @Mei "Sign the offer" tomorrow 17:00');
    await here.at('2026-11-24T09:00:00Z');
    expect(here.posted(INTERNAL_CHANNEL)).toEqual(['Reminder from Tom Berg\n\nPlan the week']);
    expect(here.posted('D-mei')).toEqual(['Reminder from Tom Berg\n\nSign the offer\n\n[Done] [Snooze]']);
  });
});

describe('the list and what can be done with it', () => {
  test('empty, it says what to type', async () => {
    const here = await house();
    expect(textOf(await here.say('mei', 'remind'))).toContain('remind me "Send the invoice" tomorrow 3pm');
  });

  test('numbers, times and for whom; a number is done, another deleted', async () => {
    const here = await house();
    await setWeekly(here);
    await here.say('mei', 'remind me "Call Ana" tomorrow 3pm');
    const list = textOf(await here.say('mei', 'reminders'));
    expect(list).toContain('1. Call Ana · tomorrow 15:00');
    expect(list).toContain('2. Send the pictures · Mon 30 Nov 09:00 (every Mon at 09:00) · for #acme');

    expect(textOf(await here.say('mei', 'remind done 1'))).toContain('Done.');
    expect(textOf(await here.say('mei', 'remind delete 1'))).toContain('will not come again');
    await here.at('2026-12-08T12:00:00Z');
    expect(here.platform.posts).toEqual([]);
    expect(JSON.stringify(await here.say('mei', 'remind done 1'))).toContain('There is no reminder with this number');
    expect(textOf(await here.say('mei', 'reminders'))).toContain('You have no reminders');
  });

  test('the cover sees what goes into the project’s channels while the manager is away, and not after', async () => {
    const here = await house();
    await here.say('mei', `remind <#${CLIENT_CHANNEL}> "Send the logo" tomorrow 15:00`);
    const listed = async () => textOf(await here.say('tom', 'reminders', INTERNAL_CHANNEL), undefined, undefined, 'zh-CN');
    expect(await listed()).not.toContain('Send the logo');
    await here.say('mei', 'away 2026-11-23..2026-11-24 cover:@Tom');
    expect(await listed()).toContain('Send the logo');
    await here.say('mei', 'away done');
    expect(await listed()).not.toContain('Send the logo');
  });

  test('a long list goes on with a press, and its numbers with it', async () => {
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

  test('what is wanted seldom stands in a menu; a contact has nobody to hand over to', async () => {
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

  test('a button’s form names nothing that people cannot read, and what is typed without a number is asked for one', async () => {
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
    expect(asked.kind === 'form' && asked.form.fields[0]).toMatchObject({ name: 'reminder', required: true, value: undefined });
  });

  test('done on a rule is done for this time, and says when it comes again', async () => {
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

  test('snoozed by the menu, it comes once more', async () => {
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

  test('the edit form comes filled in; left as it is, the rule stays; a new time moves it', async () => {
    const here = await house();
    const { command, input } = buttonOf(await setWeekly(here), 'Edit');
    const form = await here.press('mei', command, input);
    expect(form).toMatchObject({ kind: 'form' });
    const values =
      form.kind === 'form' ? { ...form.form.hidden, ...Object.fromEntries(form.form.fields.map(({ name, value }) => [name, value as string])) } : {};
    await here.submit('mei', 'reminder edit', { ...values, text: 'Send all pictures' });
    expect(textOf(await here.say('mei', 'reminders'))).toContain('1. Send all pictures · Mon 30 Nov 09:00 (every Mon at 09:00)');
    await here.submit('mei', 'reminder edit', { ...values, when: 'every Tue 10:00' });
    expect(textOf(await here.say('mei', 'reminders'))).toContain('tomorrow 10:00 (every Tue at 10:00)');
  });

  test('typed with its number alone, it is asked what is to change', async () => {
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

  test('a button from weeks ago opens the form as things are now, and what is left alone stays', async () => {
    const here = await house('2026-11-24T09:00:00Z');
    const { command, input } = buttonOf(await here.say('mei', 'remind #acme "Send the pictures" every other Wed 15:00'), 'Edit');
    await here.at('2026-11-25T14:00:00Z');
    const form = await here.press('mei', command, input);
    const values =
      form.kind === 'form' ? { ...form.form.hidden, ...Object.fromEntries(form.form.fields.map(({ name, value }) => [name, value as string])) } : {};
    expect(values).toMatchObject({ text: 'Send the pictures', quiet: 'wait', dayOff: 'keep' });
    await here.at('2026-12-01T12:00:00Z');
    const changed = textOf(await here.submit('mei', 'reminder edit', { ...values, text: 'Send all pictures' }), undefined, '2026-12-01T12:00:00Z');
    expect(changed).toContain('The next times: Wed 9 Dec 15:00');
  });

  test('nobody changes what is not theirs, also with a button’s payload', async () => {
    const here = await house();
    const { command, input } = buttonOf(await here.say('mei', 'remind me "Secret" tomorrow 9:00'), 'Delete');
    expect(textOf(await here.press('tom', command, input), undefined, undefined, 'zh-CN')).toContain('只有设置这条提醒的人');
    expect(textOf(await here.press('ana', command, input))).toContain('Only whoever set');
    expect(textOf(await here.say('mei', 'reminders'))).toContain('Secret');
    expect(textOf(await here.say('tom', 'reminders'), undefined, undefined, 'zh-CN')).not.toContain('Secret');
  });

  test('skipped once, paused, resumed, and handed over', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Water" every day 9:00');
    expect(textOf(await here.say('mei', 'remind skip 1'))).toContain('It comes next Wed 25 Nov 09:00');
    await here.at('2026-11-24T12:00:00Z');
    expect(here.posted('D-mei')).toHaveLength(0);
    await here.say('mei', 'remind pause 1');
    expect(textOf(await here.say('mei', 'reminders'))).toContain('1. Water · paused');
    await here.at('2026-11-27T12:00:00Z');
    expect(here.posted('D-mei')).toHaveLength(0);
    expect(textOf(await here.say('mei', 'remind resume 1'), 'Europe/Berlin', '2026-11-27T12:00:00Z')).toContain('It comes next tomorrow 09:00');
    await here.say('mei', 'remind assign 1 @Tom');
    await here.at('2026-11-28T08:00:00Z');
    expect([here.posted('D-mei').length, here.posted('D-tom').length]).toEqual([0, 1]);
    expect(textOf(await here.say('tom', '提醒查看 1'), 'Asia/Shanghai', '2026-11-28T08:00:00Z', 'zh-CN')).toMatch(
      /新建[\s\S]*跳过下一次[\s\S]*暂停[\s\S]*恢复[\s\S]*转交[\s\S]*已提醒/,
    );
  });

  test('on a day off of the client’s project it moves to the next working day', async () => {
    const here = await house('2026-12-20T09:00:00Z');
    await here.say('mei', 'holiday new 2026-12-25 off project:ACME');
    await here.submit('mei', 'reminder new', { channel: '#acme', text: 'Weekly numbers', when: 'every Fri 15:00', dayOff: 'next' });
    await here.at('2026-12-25T20:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
    await here.at('2026-12-28T14:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(1);
    await here.at('2027-01-04T00:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(2);
  });

  test('its history tells who did what', async () => {
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

test('when the person has left, the owner is told once and the reminder is kept', async () => {
  const here = await house();
  await here.say('mei', 'remind @Tom "Weekly plan" every Mon 9:00');
  await here.people.leave(here.scope, here.tom._id);
  await here.at('2026-11-30T08:00:00Z');
  await here.at('2026-12-07T08:00:00Z');
  expect(here.posted('D-tom')).toEqual([]);
  const told = here.posted('D-mei').filter((text) => text.startsWith('I could not'));
  expect(told).toEqual(['I could not deliver your reminder “Weekly plan” (Tom Berg): the person has left. It is kept.\n\n[Edit] [Delete]']);
  const list = await here.say('mei', 'reminders');
  expect(textOf(list)).toContain('could not be delivered: the person has left');
  expect(messageOf(list).audience).toBe('internal');
});

test('what somebody reminds themselves of is nobody else’s to read, also when they have left', async () => {
  const here = await house();
  for (const who of ['ana', 'tom'] as const) await here.submit(who, 'reminder new', { text: `Private to ${who}`, when: '2026-11-24 9:00' });
  for (const who of [here.ana, here.tom]) await here.people.leave(here.scope, who._id);
  await here.at('2026-11-25T09:00:00Z');
  expect(JSON.stringify(here.platform.posts)).not.toContain('Private');
});
