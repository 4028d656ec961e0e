import { describe, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';

const setWeekly = (here: House) => here.say('mei', 'remind #acme "Send the pictures" every Mon 9:00 night:keep');

describe('reminders into a client channel', () => {
  test('the manager’s weekly reminder keeps its time of day over a change of the clocks', async () => {
    const here = await house('2027-03-20T09:00:00Z');
    const reply = await setWeekly(here);
    expect(textOf(reply, 'Europe/Berlin', '2027-03-20T09:00:00Z')).toContain(
      'The next times: Mon 22 Mar 09:00 · Mon 29 Mar 09:00 · Mon 5 Apr 09:00',
    );
    await here.at('2027-03-22T08:00:00Z');
    await here.at('2027-03-29T06:59:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(1);
    await here.at('2027-03-29T07:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(2);
  });

  test('the answer names the channel’s zone, and the client sees only the owner’s text', async () => {
    const here = await house();
    expect(textOf(await setWeekly(here))).toContain('In New York time: Mon 30 Nov 03:00');
    await here.at('2026-11-30T08:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual(['Reminder\n\nSend the pictures']);
    expect(JSON.stringify(here.platform.posts)).not.toMatch(/Mei|internal|shop/);
  });

  test('a reminder in the client’s night waits for the morning; “even at night” keeps the time', async () => {
    const here = await house();
    const set = await here.say('mei', 'remind #acme "Send the pictures" every Mon 9:00');
    expect(textOf(set)).toContain(
      'The next times: Mon 30 Nov 15:00 · Mon 7 Dec 15:00 · Mon 14 Dec 15:00\nIn New York time: Mon 30 Nov 09:00 · Mon 7 Dec 09:00 · Mon 14 Dec 09:00',
    );
    expect(textOf(set)).toContain('outside their working hours');
    await here.at('2026-11-30T13:59:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
    await here.at('2026-11-30T14:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual(['Reminder\n\nSend the pictures']);

    const { command, input } = buttonOf(set, 'Even at night');
    expect(textOf(await here.press('mei', command, input), undefined, '2026-11-30T14:00:00Z')).toContain(
      'The next times: Mon 7 Dec 09:00',
    );
    await here.at('2026-12-07T08:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toHaveLength(2);
  });

  test('every other week in Chinese, with the time in front, over the client’s change of clocks', async () => {
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

  test('quiet hours protect a colleague too; a reminder to oneself keeps its time', async () => {
    const here = await house();
    await here.say('tom', 'remind @Mei "Sign the offer" tomorrow 9:00');
    await here.say('tom', 'remind me "Early bird" tomorrow 05:00');
    await here.at('2026-11-24T07:59:00Z');
    expect([here.posted('D-mei').length, here.posted('D-tom').length]).toEqual([0, 1]);
    await here.at('2026-11-24T08:00:00Z');
    expect(here.posted('D-mei')).toHaveLength(1);
  });

  test('a reminder held back by a night is listed as not done an hour after its post, not at once', async () => {
    const here = await house();
    await here.say('tom', 'remind @Mei "Sign the offer" tomorrow 9:00');
    await here.at('2026-11-24T08:00:00Z');
    const listed = async () => textOf(await here.say('mei', 'today'), 'Europe/Berlin', here.clock.now().toISOString());
    expect(here.posted('D-mei')[0]).toContain('Sign the offer');
    expect(await listed()).not.toContain('Sign the offer');
    here.clock.advance(3_600_000);
    expect(await listed()).toContain('Sign the offer');
  });

  test('after an outage only the latest slot is posted, with its planned time', async () => {
    const here = await house();
    await here.say('mei', 'remind me "Water" every day 9:00');
    await here.at('2026-11-26T20:00:00Z');
    expect(here.posted('D-mei')).toEqual(['Reminder\n\nWater\n\nWas meant for today 03:00\n\n[Done] [Snooze]']);
  });

  test('a text with several readings sets nothing until its author chooses one', async () => {
    const here = await house();
    const unsure = await here.say('mei', 'remind me "Call" on 3/4 at 9:00');
    expect(textOf(unsure)).toContain('nothing is set yet. Shall I remind you like this?');
    expect(textOf(await here.say('mei', 'remind #acme "Call" on 3/4 at 9:00'))).toContain(
      'Shall I remind #acme like this?',
    );
    await here.at('2027-05-01T09:00:00Z');
    expect(here.posted('D-mei')).toEqual([]);

    const again = await house();
    const { command, input } = buttonOf(await again.say('mei', 'remind me "Call" on 3/4 at 9:00'), 'Yes, set it');
    expect(textOf(await again.press('mei', command, input))).toContain('I will remind you');
    await again.at('2027-05-01T09:00:00Z');
    expect(again.posted('D-mei')).toHaveLength(1);
  });

  test('a member’s reminder waits for the manager’s approval; a contact may remind only themselves', async () => {
    const here = await house();
    expect(
      textOf(await here.say('tom', 'remind #acme "x" tomorrow 23:00'), 'Asia/Shanghai', undefined, 'zh-CN'),
    ).toContain('需要项目经理同意');
    expect(textOf(await here.say('ana', 'remind #acme "x" tomorrow 9:00', CLIENT_CHANNEL))).toContain(
      'You can set reminders for yourself',
    );
    expect(textOf(await here.say('ana', 'remind me "Send pictures" tomorrow 9:00', CLIENT_CHANNEL))).toContain(
      'I will remind you',
    );
    await here.at('2026-11-25T20:00:00Z');
    expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
    expect(here.posted('D-ana')).toHaveLength(1);
  });

  test('a private reminder to a contact needs the manager; a member may not set it', async () => {
    const here = await house();
    await here.say('tom', 'remind @Ana "Pay the bill" tomorrow 9:00');
    await here.say('tom', 'remind @Ana "Pay the bill" tomorrow 9:00', INTERNAL_CHANNEL);
    await here.say('mei', 'remind @Ana "Send the logo" tomorrow 9:00', INTERNAL_CHANNEL);
    await here.at('2026-11-25T18:00:00Z');
    expect(here.posted('D-ana').join()).toMatch(/Send the logo/);
    expect(here.posted('D-ana').join()).not.toContain('Pay the bill');
  });

  test('another client’s manager may not set it either; the manager’s cover may, from any place', async () => {
    const here = await house();
    await here.people.change(here.scope, here.tom._id, { role: 'manager' });
    const cato = await here.clients.add(here.scope, { name: 'Cato', locale: 'en' });
    await here.projects.add(here.scope, {
      name: 'Cato',
      clientId: cato._id,
      managerId: here.tom._id,
      locale: 'en',
      zone: 'UTC',
    });
    expect(
      textOf(await here.say('tom', 'remind @Ana "Pay the bill" tomorrow 9:00'), undefined, undefined, 'zh-CN'),
    ).toContain('项目经理');
    await here.say('mei', 'away 2026-11-23..2026-11-24 cover:@Tom');
    expect((await here.say('tom', 'remind @Ana "Send the logo" tomorrow 9:00')).kind).toBe('message');
    await here.at('2026-11-25T18:00:00Z');
    expect(here.posted('D-ana').join()).toMatch(/Send the logo/);
    expect(here.posted('D-ana').join()).not.toContain('Pay the bill');
  });

  test('an approved reminder is posted and its author is told; after the author’s change it waits again', async () => {
    const here = await house();
    await here.say('tom', 'remind #acme "Weekly numbers" every day 23:00');
    await here.at('2026-11-23T10:00:00Z');
    expect(here.posted('D-mei')[0]).toMatch(/Tom Berg would like to remind #acme[\s\S]*Weekly numbers[\s\S]*\[Allow\]/);
    const card = here.platform.posts.find((post) => post.to.conversation === 'D-mei')?.message as never;
    expect(card).toMatchObject({
      fallbackText: 'Tom Berg would like to remind #acme, where the client reads: Weekly numbers',
    });
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

  test('a member may remind the internal channel and a colleague, and the post names the author', async () => {
    const here = await house();
    await here.say('tom', 'remind #acme-internal "Plan the week" tomorrow 17:00');
    await here.say('tom', 'remind @Mei "Sign the offer" tomorrow 17:00');
    await here.at('2026-11-24T09:00:00Z');
    expect(here.posted(INTERNAL_CHANNEL)).toEqual(['Reminder from Tom Berg\n\nPlan the week']);
    expect(here.posted('D-mei')).toEqual(['Reminder from Tom Berg\n\nSign the offer\n\n[Done] [Snooze]']);
  });
});
