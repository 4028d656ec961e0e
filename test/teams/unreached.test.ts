import { afterEach, beforeEach, expect, test } from 'vitest';
import { dialogData, formStateData, inputId, pressData } from '../../adapters/teams/formState.ts';
import { openForm, press } from '../../src/core/message.ts';
import { actionOf, partsOf, textOf, WORLD } from './agentsPlayground.ts';
import { activity, channel, own } from './client.ts';
import { type FakeConnector, startFakeConnector } from './fakeConnector.ts';
import { type HouseBeside, houseBeside } from './house.ts';

/** People of other organisations and in shared channels, with whom Rapport can have no chat. */
let fake: FakeConnector;
let house: HouseBeside;
beforeEach(async () => {
  fake = await startFakeConnector();
  house = await houseBeside(fake, { chats: ['mei', 'tom'] });
  for (const user of ['zoe', 'ana', 'li']) fake.unreachable.add(user);
  fake.posts.length = 0;
});
afterEach(async () => {
  await house.close();
  await fake.stop();
});

const below = (root: string) => channel(WORLD.channel, root);
/** The public messages and their threads. */
const aloud = () =>
  fake.in(WORLD.channel).map(({ conversation, card }) => [conversation.split(';messageid=')[1], textOf(card)]);
const pressed = (user: string, data: unknown) => house.execute(user, below('100'), '100', data);

test('their message is stored and passed on, and the channel gets one notice in the thread, and nothing else', async () => {
  await house.type('zoe', 'the logo is broken', below('100'));
  await house.quiet();
  expect(aloud()).toEqual([['100', 'Kept, and passed on to Mei.']]);
  // Later than the first: messages of one instant are in no certain order.
  house.clock.advance(1_000);
  await house.type('zoe', 'and the colours, too', below('100'));
  await house.type('li', '网站打不开了！', below('200'), { locale: 'zh-CN' });
  await house.quiet();
  expect(aloud()).toEqual([
    ['100', 'Kept, and passed on to Mei.'],
    ['200', '已保存，并已转给 Mei。'],
  ]);
  await house.at('2026-11-23T09:02:30Z');
  const told = fake.in('D-mei').map(({ card }) => textOf(card));
  expect(told.filter((text) => /the logo is broken[\s\S]*and the colours, too/.test(text))).toHaveLength(1);
  expect(told.filter((text) => text.includes('网站打不开了！'))).toHaveLength(1);
  expect(fake.posts.some(({ conversation }) => /^D-(?:zoe|li|ana)/.test(conversation))).toBe(false);
});

test('the manager’s answer appears under their message, with a link', async () => {
  await house.type('zoe', 'the logo is broken', below('100'));
  await house.at('2026-11-23T09:02:30Z');
  await house.quiet();
  const notice = fake.in('D-mei').find(({ card }) => textOf(card).includes('the logo is broken'));
  expect(JSON.stringify(notice?.card)).toContain(
    `https://teams.microsoft.com/l/message/${encodeURIComponent(WORLD.channel)}/`,
  );
  const { data } = actionOf(notice?.card, 'Reply') as { data: object };
  const answer = await house.said(
    activity(fake.serviceUrl, 'mei', own('mei'), {
      type: 'invoke',
      name: 'task/fetch',
      replyToId: notice?.id,
      value: { data, context: { theme: 'default' } },
    }),
  );
  const dialog = answer.json.task.value.card.content;
  expect(textOf(dialog)).toContain('Zoe Ashe: the logo is broken');
  const [submit] = partsOf(dialog, 'Action.Submit') as { data: object }[];
  const value = { data: { ...submit?.data, [inputId.one('text')]: 'We mend it today.' } };
  await house.said(activity(fake.serviceUrl, 'mei', own('mei'), { type: 'invoke', name: 'task/submit', value }));
  await house.at('2026-11-23T09:03:00Z');
  await house.quiet();
  expect(aloud().at(-1)).toEqual(['100', expect.stringMatching(/^Mei Chen:\s+We mend it today\.$/)]);
});

test('a press at the desk is answered in the card, only for the presser, any number of times', async () => {
  for (let turn = 0; turn < 3; turn += 1) {
    const answer = await pressed('ana', pressData(press('reminder list')));
    expect(answer.json).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' });
    expect(textOf(answer.json.value)).toContain('no reminders');
  }
  await house.quiet();
  expect(fake.posts).toEqual([]);
});

test('a form at the desk is opened, saved and answered in its dialog, and the channel gets nothing', async () => {
  const data = dialogData(openForm('words new', { sort: 'problem' }));
  const opened = await house.said(
    activity(fake.serviceUrl, 'ana', below('100'), {
      type: 'invoke',
      name: 'task/fetch',
      replyToId: '100',
      value: { data, context: { theme: 'default' } },
    }),
  );
  const [submit] = partsOf(opened.json.task.value.card.content, 'Action.Submit') as { data: object }[];
  const value = {
    data: { ...submit?.data, [inputId.one('sort')]: 'problem', [inputId.one('text')]: 'The checkout is down' },
  };
  const saved = await house.said(
    activity(fake.serviceUrl, 'ana', below('100'), { type: 'invoke', name: 'task/submit', value }),
  );
  expect(textOf(saved.json.task.value.card.content)).toContain('Mei Chen has it now');
  // An answer with its own buttons is shown there too: they would not work in a dialog.
  const set = formStateData(
    { command: 'reminder new', hidden: {} },
    { place: { conversation: WORLD.channel, kind: 'channel' } },
  );
  const values = { ...set, [inputId.one('text')]: 'Send pictures', [inputId.one('when')]: 'tomorrow 10:00' };
  const answer = await house.said(
    activity(fake.serviceUrl, 'ana', below('100'), { type: 'invoke', name: 'task/submit', value: { data: values } }),
  );
  expect(textOf(answer.json.task.value.card.content)).toContain('I will remind you');
  expect(partsOf(answer.json.task.value.card.content, 'Action.Execute')).toEqual([]);
  await house.quiet();
  expect(aloud()).toEqual([]);
});

test('for an answer without a place, the way to a chat is explained once in a thread, without a request to repeat anything', async () => {
  for (let turn = 0; turn < 3; turn += 1) await house.type('ana', 'help', below('100'));
  await house.quiet();
  expect(aloud()).toEqual([['100', expect.stringContaining('Ana')]]);
  expect(aloud()[0]?.[1]).not.toMatch(/again/);
  await house.type('ana', 'help', below('200'));
  await house.quiet();
  expect(aloud()).toHaveLength(2);
});

test('a typed change is confirmed publicly, also after a stored message of theirs', async () => {
  await house.type('ana', 'the logo is broken', below('100'));
  await house.type('ana', 'remind me "call Mei" tomorrow 10:00', below('100'));
  await house.type('li', '提醒我 明天10点 “发文件”', below('200'), { locale: 'zh-CN' });
  await house.quiet();
  expect(aloud()).toEqual([
    ['100', 'Kept, and passed on to Mei.'],
    ['100', 'Done. I cannot show you the details here, only in a chat with me.'],
    ['200', '已完成。详情不便在这里显示，请在与我的私聊中查看。'],
  ]);
});

test('a notice that could not be posted is posted the next time', async () => {
  fake.faults.push({ status: 429 }, { status: 429 });
  await house.type('zoe', 'the logo is broken', below('100'));
  await house.quiet();
  fake.faults.length = 0;
  await house.type('zoe', 'and the colours, too', below('100'));
  await house.quiet();
  expect(aloud()).toEqual([['100', 'Kept, and passed on to Mei.']]);
});
