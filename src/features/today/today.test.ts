import { expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, messageOf, textOf } from '../../../test/fakes/house.ts';
import type { Reply } from '../../core/command.ts';
import type { ActionPayload, Message } from '../../core/message.ts';

const today = async (here: House, who: 'mei' | 'tom' | 'ana', now: string, zone = 'Europe/Berlin') =>
  textOf(await here.say(who, 'today'), zone, now);

/** The morning lists of Mei. A contact message is also told to her at once, so other posts are filtered out. */
const mornings = (here: House) => here.posted('D-mei').filter((text) => text.startsWith('Today'));

test('a manager sees the waiting items of all slices, and the state of the projects', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Send the invoice" today 11:00');
  await here.say('mei', 'remind me "Call Ana" tomorrow 9:30');
  await here.say('tom', 'remind #acme "Weekly numbers" every day 23:00');
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  await here.at('2026-11-23T12:00:00Z');

  const list = await today(here, 'mei', '2026-11-23T12:00:00Z');
  expect(list).toContain('Today, Mon 23 Nov');
  expect(list).toContain('3 things wait for you');
  expect(list).toContain('Send the invoice · was due, not done yet');
  expect(list).toMatch(/Tom Berg would like to remind #acme[\s\S]*Weekly numbers\n\n\[Allow\] \[Decline\]/);
  expect(list).toMatch(
    /Ana Lima wrote \(Acme shop, not sorted yet\): checkout is down!!\n\n\[Reply\] \[Assign\] \[Done\]/,
  );
  expect(list).toMatch(/Coming up[\s\S]*tomorrow 09:30 · Call Ana/);
  expect(list).toMatch(/Your projects[\s\S]*ACME Acme shop · active/);
});

test.each(['今天', '今天。', '待办'])(
  '%s alone is today’s list; in a sentence of a contact it is their message',
  async (words) => {
    const here = await house();
    expect(textOf(await here.say('mei', words))).toContain('Today, Mon 23 Nov');
    expect(textOf(await here.say('ana', words, CLIENT_CHANNEL))).toContain('Today, Mon 23 Nov');
    expect(textOf(await here.say('ana', '今天网站打不开', CLIENT_CHANNEL))).not.toContain('Today');
    expect(textOf(await here.say('mei', '今天下午5点提醒我打电话'))).toContain('打电话');
    await here.db.close();
  },
);

test('Home tells an unlinked person the next step', async () => {
  const here = await house();
  const tom = here.common('tom', 'D-zoe');
  const from = { ...tom.from, user: 'zoe', name: 'Zoe Park', locale: 'zh-CN' };
  const { place: _place, ...common } = tom;
  expect(textOf(await here.answer({ ...common, kind: 'homeOpened', from }))).toContain(
    '我还不认识您。请管理员私信我：角色 @Zoe Park 成员',
  );
});

test('each project shows its state, and its problems are waiting items', async () => {
  const here = await house();
  expect(textOf(await here.say('mei', 'today'))).toMatch(/ACME Acme shop · active · channels in order/);
  const { place: _place, ...common } = here.common('root', CLIENT_CHANNEL);
  const place = { conversation: CLIENT_CHANNEL, kind: 'channel' as const };
  await here.answer({ kind: 'channelArchived', ...common, place });
  expect(textOf(await here.say('mei', 'today'))).toMatch(
    /1 thing waits for you[\s\S]*#acme of ACME · The channel was archived[\s\S]*\[Link a channel\][\s\S]*ACME Acme shop · active · something wrong with its channels/,
  );
  await here.answer({ kind: 'channelRestored', ...common, id: 'E-back', place });
  expect(textOf(await here.say('mei', 'today'))).toContain('channels in order');
});

test('a snoozed item does not wait, and is posted later', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Send the invoice" today 11:00');
  await here.at('2026-11-23T12:00:00Z');
  await here.say('mei', 'remind snooze 1 tomorrow');
  const list = await today(here, 'mei', '2026-11-23T12:00:00Z');
  expect(list).toContain('Nothing waits for you.');
  expect(list).toContain('tomorrow 09:00 · Send the invoice');
});

test('a press removes a completed item from the list', async () => {
  const here = await house();
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  const { command, input } = buttonOf(await here.say('mei', 'today'), 'Done');
  expect(textOf(await here.press('mei', command, input))).toContain('Done: Mei Chen');
  expect(await today(here, 'mei', '2026-11-23T09:00:00Z')).toContain('Nothing waits for you.');
});

test('a contact sees their own reminders and nothing of ours', async () => {
  const here = await house();
  await here.say('tom', 'remind #acme "Weekly numbers" every day 23:00');
  await here.say('ana', 'remind me "Send pictures" today 05:00');
  await here.at('2026-11-23T12:00:00Z');
  const reply = await here.say('ana', 'today');
  expect(messageOf(reply).audience).toBe('client');
  const list = textOf(reply, 'America/New_York', '2026-11-23T12:00:00Z');
  expect(list).toContain('Send pictures');
  expect(list).not.toMatch(/Weekly|Tom|Your projects|morning/);

  // A contact who asks in the channel gets a private answer.
  const aloud = await here.say('ana', 'today', CLIENT_CHANNEL);
  expect([aloud.kind === 'message' && aloud.to, textOf(aloud, 'America/New_York', '2026-11-23T12:00:00Z')]).toEqual([
    'caller',
    list,
  ]);
});

test('the manager gets the list on working mornings with waiting items, and never on other days', async () => {
  const here = await house();
  await here.at('2026-11-24T08:00:00Z');
  expect(mornings(here)).toEqual([]);
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  await here.at('2026-11-25T07:59:00Z');
  expect(mornings(here)).toEqual([]);
  await here.at('2026-11-25T08:00:00Z');
  expect(mornings(here)[0]).toMatch(/^Today, Wed 25 Nov[\s\S]*checkout is down!!/);
  await here.at('2026-11-28T12:00:00Z');
  expect(mornings(here)).toHaveLength(1);
  await here.at('2026-11-30T08:00:00Z');
  expect(mornings(here)).toHaveLength(2);
});

test('the time of the morning list can be changed, and the list can be turned off', async () => {
  const here = await house();
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  expect(textOf(await here.submit('mei', 'today edit', { morning: 'on', at: '07:30' }))).toContain(
    'On working mornings at 07:30',
  );
  await here.at('2026-11-24T06:30:00Z');
  expect(mornings(here)).toHaveLength(1);
  await here.submit('mei', 'today edit', { morning: 'off' });
  await here.projects.change(here.scope, here.project._id, { managerId: here.mei._id });
  await here.at('2026-11-27T12:00:00Z');
  expect(mornings(here)).toHaveLength(1);
  expect(await today(here, 'mei', '2026-11-27T12:00:00Z')).toContain('I send you this list only when you ask');
});

test('an absent manager gets no list, and the cover sees the waiting items', async () => {
  const here = await house();
  await here.say('mei', 'away 24–28 Nov cover:@Tom');
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  await here.at('2026-11-25T12:00:00Z');
  expect(here.posted('D-mei')).toEqual([]);
  expect(textOf(await here.say('tom', '待办'), 'Asia/Shanghai', '2026-11-25T12:00:00Z', 'zh-CN')).toMatch(
    /有 1 件事等待您处理[\s\S]*checkout is down/,
  );
});

test('a failing slice is reported in the list, and the others keep their parts', async () => {
  const here = await house();
  await here.say('ana', 'checkout is down!!', CLIENT_CHANNEL);
  const { dayOf } = await import('./day.ts');
  const { silentLogger } = await import('../../ground/log.ts');
  const broken = {
    name: 'broken',
    things: [],
    commands: [],
    jobs: [],
    collections: [],
    day: async () => Promise.reject(new Error('away')),
  };
  const reader = {
    workspaceId: here.workspace._id,
    personId: here.mei._id,
    side: 'ours' as const,
    locale: 'en' as const,
    zone: 'UTC',
    now: here.clock.now(),
  };
  const { items, incomplete } = await dayOf([broken, ...here.slices], reader, silentLogger);
  expect(incomplete).toBe(true);
  expect(items.some(({ section }) => section === 'waiting')).toBe(true);
});

test('without a project, people who may start one are shown how', async () => {
  const here = await house();
  const { projects } = await import('../../records/projects/collections.ts');
  await here.db.within(projects, here.scope).deleteMany({});
  expect(await today(here, 'mei', '2026-11-23T09:00:00Z')).toMatch(
    /There is no project yet[\s\S]*\[Start a project\] \[Import a table\]/,
  );
  expect(textOf(await here.say('tom', 'today'), undefined, undefined, 'zh-CN')).not.toContain('还没有项目');
});

test('one press shows the items after the first ten, and all projects', async () => {
  const here = await house();
  for (let number = 1; number <= 12; number += 1) {
    await here.say('ana', `Problem ${number}`, CLIENT_CHANNEL);
    here.clock.advance(60_000);
  }
  for (let number = 1; number <= 11; number += 1) {
    const { clientId, managerId, locale, zone } = here.project;
    await here.projects.add(here.scope, {
      name: `Shop ${number}`,
      key: `SHOP${number}`,
      clientId,
      managerId,
      locale,
      zone,
      state: 'setup',
    });
  }
  const list = await here.say('mei', 'today');
  expect(textOf(list)).toMatch(/12 things wait[\s\S]*Problem 10\n/);
  expect(textOf(list)).not.toContain('Problem 11');
  const { command, input } = buttonOf(list, '2 more');
  const rest = await here.press('mei', command, input);
  expect(rest.kind).toBe('message');
  expect(textOf(rest)).toMatch(/12 things wait[\s\S]*Problem 11[\s\S]*Problem 12/);
  expect(textOf(rest)).not.toMatch(/Problem 10\n| more|Your projects/);
  expect(textOf(list)).toContain('and 2 more');
  const all = buttonOf(list, 'All projects');
  expect(textOf(await here.press('mei', all.command, all.input))).toContain('Shop 11');
});

test('the Home tab shows the same list', async () => {
  const here = await house();
  const { place: _place, ...common } = here.common('mei', 'D-mei');
  expect(textOf(await here.answer({ kind: 'homeOpened', ...common }))).toContain('Nothing waits for you.');
});

/** The payloads of all buttons with this label, in message order. */
function presses(message: Message, label: string): ActionPayload[] {
  const items = message.blocks.flatMap((block) => (block.kind === 'actions' ? block.items : []));
  return items.flatMap((item) => (item.kind === 'button' && item.label === label ? [item.payload] : []));
}
async function waiting(count: number): Promise<House> {
  const here = await house();
  for (let number = 1; number <= count; number += 1) {
    await here.say('ana', `Problem ${number}.`, CLIENT_CHANNEL);
    here.clock.advance(300_000);
    await here.at(here.clock.now().toISOString());
  }
  return here;
}
function pressed(here: House, payload: ActionPayload | undefined): Promise<Reply> {
  if (payload === undefined) throw new Error('there is no such button');
  const { place, ...common } = here.common('mei', 'D-mei');
  return here.answer({ kind: 'action', payload, ...common, place: { ...place, message: 'the list' } });
}

test('a press strikes its line and keeps the other lines, the later items and the projects', async () => {
  const here = await waiting(12);
  const list = messageOf(await here.say('mei', 'today'));
  const first = await pressed(here, presses(list, 'Done')[0]);
  expect(first.kind).toBe('update');
  expect(textOf(first)).toMatch(
    /^Today[\s\S]*11 things wait for you[\s\S]*~Problem 1\.~\n\nDone: Mei Chen[\s\S]*Problem 2\.\n\n[^\n]*\[Done\][\s\S]*Problem 10\.[\s\S]*\[2 more\][\s\S]*Your projects/,
  );
  const second = await pressed(here, presses(list, 'Done')[1]);
  expect(textOf(second)).toMatch(
    /10 things wait for you[\s\S]*~Problem 1\.~[\s\S]*~Problem 2\.~[\s\S]*Problem 3\.\n\n[^\n]*\[Done\]/,
  );

  const rest = await pressed(here, presses(messageOf(second), '2 more')[0]);
  expect(textOf(rest)).toMatch(/^10 things wait for you\n[\s\S]*Problem 11\.[\s\S]*Problem 12\./);
  expect(textOf(rest)).not.toContain('Problem 10.');
  const third = await pressed(here, presses(messageOf(rest), 'Done')[0]);
  expect(textOf(third)).toMatch(/^9 things wait for you\n[\s\S]*~Problem 11\.~[\s\S]*Problem 12\.\n\n[^\n]*\[Done\]$/);
});

test('Undo returns a completed client’s message to the list, once', async () => {
  const here = await waiting(2);
  const done = await pressed(here, presses(messageOf(await here.say('mei', 'today')), 'Done')[0]);
  expect(textOf(done)).toMatch(/~Problem 1\.~\n\nDone: Mei Chen\n\n\[Undo\]/);
  const undone = await pressed(here, presses(messageOf(done), 'Undo')[0]);
  expect(textOf(undone)).toMatch(
    /2 things wait for you\n\n[^\n]*Problem 1\.\n\nUndone\. It waits again\.\n\n[^\n]*\[Done\]/,
  );
  expect(textOf(await pressed(here, presses(messageOf(done), 'Undo')[0]))).toMatch(
    /2 things wait for you[\s\S]*Undone\. It waits again\./,
  );
});

test('a reminder completed in the list is struck, and Undo restores it', async () => {
  const here = await house();
  await here.say('mei', 'remind me "Send the invoice" today 11:00');
  await here.say('mei', 'remind me "Call Ana" today 11:10');
  await here.at('2026-11-23T10:00:00Z');
  await here.at('2026-11-23T10:10:00Z');
  here.clock.moveTo(new Date('2026-11-23T12:00:00Z'));
  const done = await pressed(here, presses(messageOf(await here.say('mei', 'today')), 'Done')[0]);
  expect(textOf(done)).toMatch(/1 thing waits for you\n\n~Send the invoice~[\s\S]*Done\.\n\n\[Undo\]\n\nCall Ana/);
  const undone = await pressed(here, presses(messageOf(done), 'Undo')[0]);
  expect(textOf(undone)).toMatch(
    /2 things wait for you\n\nSend the invoice · was due, not done yet\n\nUndone, it is as it was\.\n\n\[Done\]/,
  );
});

test('the morning message stays after a press, even after two concurrent ones', async () => {
  const here = await waiting(3);
  await here.at('2026-11-24T08:00:00Z');
  const post = here.platform.posts.findLast(({ to }) => to.conversation === 'D-mei');
  const buttons = presses(post?.message as Message, 'Done');
  await Promise.all([pressed(here, buttons[0]), pressed(here, buttons[1])]);
  expect(textOf(await pressed(here, buttons[1]))).toMatch(
    /1 thing waits for you[\s\S]*~Problem 1\.~[\s\S]*~Problem 2\.~[\s\S]*Problem 3\.\n\n[^\n]*\[Done\]/,
  );
});

test('a press on the Home tab updates the whole tab', async () => {
  const here = await waiting(2);
  const { place: _place, ...common } = here.common('mei', 'D-mei');
  const home = messageOf(await here.answer({ kind: 'homeOpened', ...common }));
  const done = await pressed(here, presses(home, 'Done')[0]);
  expect(done).toMatchObject({ kind: 'update', isWhole: true });
  expect(textOf(done)).toMatch(/~Problem 1\.~[\s\S]*Problem 2\.\n\n[^\n]*\[Done\][\s\S]*\[Look again\]/);
});
