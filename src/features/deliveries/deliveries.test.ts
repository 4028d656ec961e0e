import { afterEach, beforeEach, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, messageOf, textOf } from '../../../test/fakes/house.ts';
import type { Reply } from '../../core/command.ts';
import type { Noise } from '../../core/delivery/budget.ts';
import { deliveries } from '../../core/delivery/outbox.ts';
import type { ActionPayload, Message } from '../../core/message.ts';
import type { FormValues } from '../../core/platform.ts';

let here: House;
beforeEach(async () => {
  here = await house();
});
afterEach(() => here.db.close());

async function enqueue(key: string, more: { noise?: Noise; until?: Date; text?: string } = {}): Promise<void> {
  const text = more.text ?? `words of ${key}`;
  await here.outbox.enqueue({
    key,
    workspaceId: here.workspace._id,
    projectId: here.project._id,
    to: { platform: 'playground', tenant: 'north', conversation: CLIENT_CHANNEL, audience: 'client' },
    message: { audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }] },
    locale: 'en',
    zone: 'America/New_York',
    noise: more.noise ?? 'answer',
    ...(more.until === undefined ? {} : { until: more.until }),
  });
}
const row = async (key: string) => {
  const found = await here.db.everywhere(deliveries).findOne({ key });
  if (found === undefined) throw new Error(`no delivery ${key}`);
  return found;
};
const toClient = () =>
  here.platform.posts.filter((post) => post.to.conversation === CLIENT_CHANNEL).map((post) => post.key);
/** The last notice in a conversation. */
function notice(conversation = 'D-mei'): Message {
  const found = here.platform.posts.findLast((post) => post.to.conversation === conversation);
  if (found === undefined) throw new Error('nobody was told');
  return found.message;
}
const pressed = (label: string, from = notice()): { command: string; input: FormValues } => buttonOf(from, label);
const press = (who: 'mei' | 'tom' | 'root' | 'ana', { command, input }: { command: string; input: FormValues }) =>
  here.press(who, command, input);
const dead = { outcome: 'dead', reason: 'notInChannel', detail: 'not_in_channel' } as const;

test('an undelivered message is retried with one press, once, under its own key', async () => {
  here.platform.script.push(dead);
  await enqueue('k1');
  await here.sender.tick();
  await here.sender.tick();
  const retry = pressed('Retry');

  const first = await press('mei', retry);
  await here.sender.tick();
  const second = await press('mei', retry);
  await here.sender.tick();

  expect(textOf(first)).toContain('#acme: It goes out again.');
  expect(textOf(second)).toContain('This was decided already. Now: posted.');
  expect(toClient()).toEqual(['k1']);
  expect((await here.history(`delivery:${(await row('k1'))._id}`)).map(({ action }) => action)).toEqual([
    'delivery retry',
  ]);
});

test('a second failure gets a second notice, and the buttons of the first one have no effect', async () => {
  here.platform.script.push(dead);
  await enqueue('k1');
  await here.sender.tick();
  await here.sender.tick();
  const old = pressed('Drop');
  here.platform.script.push(dead);
  await press('mei', pressed('Retry'));
  await here.sender.tick();
  await here.sender.tick();

  const stale = await press('mei', old);
  const told = here.platform.posts.filter((post) => post.key.startsWith('notice:k1')).length;
  const fresh = await press('mei', pressed('Drop'));

  expect(told).toBe(2);
  expect(textOf(stale)).toContain('Nothing has to be decided');
  expect(textOf(fresh)).toContain('Dropped. It is not posted.');
  expect(await row('k1')).toMatchObject({ state: 'dropped', settledAt: here.clock.now() });
});

test.each([
  { label: 'It is there', posts: 1, says: 'counts as posted' },
  { label: 'Post again', posts: 2, says: 'posted once more' },
])('the manager decides about a message with an unknown outcome: [$label]', async ({ label, posts, says }) => {
  here.platform.searchable = false;
  here.platform.script.push('lost');
  await enqueue('k1');
  await here.sender.tick();
  await here.db
    .everywhere(deliveries)
    .findOneAndUpdate({ key: 'k1', 'lease.until': { $exists: true } }, { $set: { 'lease.until': new Date(0) } });
  await here.sender.tick();
  await here.sender.tick();

  const reply = await press('mei', pressed(label));
  await here.sender.tick();

  expect(textOf(reply)).toContain(says);
  expect(toClient()).toEqual(Array.from({ length: posts }, () => 'k1'));
  expect((await row('k1')).state).toBe('sent');
});

test('only the people who run the project or the workspace see deliveries and decide', async () => {
  here.platform.script.push(dead);
  await enqueue('k1', { text: 'our secret plan' });
  await here.sender.tick();
  await here.sender.tick();
  const retry = pressed('Retry');

  const replies = {
    manager: textOf(await here.say('mei', 'deliveries')),
    admin: textOf(await here.say('root', 'deliveries')),
    member: textOf(await here.say('tom', 'deliveries')),
    contact: textOf(await here.say('ana', 'deliveries')),
    presses: [textOf(await press('tom', retry)), textOf(await press('ana', retry))],
  };

  expect(replies.manager).toContain('#acme');
  expect(replies.manager).toContain('did not arrive');
  expect(replies.manager).toContain('I am not a member of this conversation.');
  expect(replies.admin).toContain('our secret plan');
  for (const refused of [replies.member, replies.contact, ...replies.presses])
    expect(refused).not.toMatch(/secret|#acme/);
  expect((await row('k1')).state).toBe('dead');
});

test('in a client’s channel the list is refused, and the answer repeats nothing', async () => {
  const reply = await here.answer({ kind: 'mention', text: 'deliveries', ...here.common('mei', CLIENT_CHANNEL) });
  expect(reply).toMatchObject({ kind: 'message', to: 'caller' });
  expect(textOf(reply)).not.toContain('arrived');
});

test('a manager opens one message by its number, and drops it by a typed command', async () => {
  here.platform.script.push(dead);
  await enqueue('k1');
  await here.sender.tick();

  const page = await here.say('mei', 'delivery show 1');
  const unreadable = await here.say('mei', 'delivery show the last one');
  const dropped = await here.say('mei', '投递放弃 第1条');
  const after = await here.say('mei', 'deliveries');

  expect(textOf(page)).toContain('words of k1');
  expect(pressed('Retry', messageOf(page)).command).toBe('delivery retry');
  expect(JSON.stringify(unreadable)).toContain('There is no such number in the list');
  expect(textOf(dropped)).toContain('Dropped');
  expect(textOf(after)).not.toContain('words of k1');
});

test('a deleted channel keeps its name in the list', async () => {
  here.platform.script.push(dead);
  await enqueue('k1');
  await here.sender.tick();
  await here.say('mei', 'unlink #acme');

  const list = textOf(await here.say('root', 'deliveries'));
  expect(list).toContain('#acme · did not arrive');
  expect(list).toContain('waiting for your word: 1');
  expect(list).not.toContain('late: 0');
});

test('a paused installation posts nothing; after Resume all posts come, once and in order', async () => {
  await enqueue('before');
  await here.sender.tick();
  const refused = await here.say('mei', 'deliveries pause');
  await here.say('root', 'deliveries pause');
  here.clock.advance(1_000);
  await enqueue('first');
  here.clock.advance(1_000);
  await enqueue('second');
  await enqueue('in time only', { until: new Date(here.clock.now().getTime() + 60_000) });

  for (let tick = 0; tick < 3; tick++) await here.sender.tick();
  const during = toClient();
  const seen = textOf(await here.say('root', 'deliveries'));
  here.clock.advance(120_000);
  await here.sender.tick();
  const expired = (await row('in time only')).state;
  const resumed = await here.say('root', 'deliveries resume playground');
  await here.sender.tick();
  const again = await here.say('root', 'deliveries resume');

  expect(textOf(refused)).toContain('admin');
  expect(during).toEqual(['before']);
  expect(seen).toContain('Playground is paused by Root.');
  expect(seen).toContain('posting there is paused');
  expect(expired).toBe('expired');
  expect(textOf(resumed)).toContain('goes on');
  expect(toClient()).toEqual(['before', 'first', 'second']);
  expect(textOf(again)).toContain('is not paused');
});

test('an expired message is not posted, and the manager is told', async () => {
  await enqueue('k1', { until: new Date(here.clock.now().getTime() + 60_000), text: 'Starts in ten minutes' });
  here.clock.advance(60_000);
  await here.sender.tick();
  await here.sender.tick();

  expect(toClient()).toEqual([]);
  expect(notice()).toMatchObject({
    fallbackText: 'A message was not posted in time: #acme · It could not go out before its time was over.',
  });
  expect(await here.watch.figures()).toMatchObject({ expired: 1, waiting: 0 });
});

test.each([
  { label: 'Post anyway', posted: ['r1', 'p1'], state: 'sent' },
  { label: 'Drop', posted: ['r1'], state: 'dropped' },
  { label: 'Wait', posted: ['r1', 'p1'], state: 'sent' },
])('the manager decides about a message over the budget: $label', async ({ label, posted, state }) => {
  await enqueue('r1', { noise: 'report' });
  await here.sender.tick();
  await enqueue('p1', { noise: 'prompt', text: 'Status call tomorrow' });
  await here.sender.tick();
  await here.sender.tick();
  const held = (await row('p1')).state;
  const question = notice();

  await press('mei', pressed(label, question));
  await here.sender.tick();
  const atOnce = toClient();
  await here.at('2026-11-24T09:00:00Z');

  expect(held).toBe('held');
  expect(question.fallbackText).toBe('One message too many for #acme');
  expect(JSON.stringify(question.blocks)).toContain('Status call tomorrow');
  expect(atOnce).toEqual(label === 'Post anyway' ? ['r1', 'p1'] : ['r1']);
  expect(toClient()).toEqual(posted);
  expect((await row('p1')).state).toBe(state);
});

test('the manager sets the noise budget, for the project or for one channel', async () => {
  await enqueue('r1', { noise: 'report' });
  await here.sender.tick();
  const before = textOf(await here.say('mei', 'budget ACME'));
  const changed = textOf(await here.say('mei', 'budget edit standard #acme'));
  const others = textOf(await here.say('tom', 'budget edit off project:ACME'));
  await enqueue('p1', { noise: 'prompt' });
  await here.sender.tick();

  expect(before).toContain('Light: at most 1 a day and 3 a week');
  expect(before).toContain('#acme: 1 today, 1 this week');
  expect(changed).toContain('Set to Standard for #acme');
  expect(others).toContain('只有本项目的项目经理可以执行此操作');
  expect(toClient()).toEqual(['r1', 'p1']);
});

test('deliveries that wait for the manager’s decision are in the manager’s day', async () => {
  here.platform.script.push(dead);
  await enqueue('k1');
  await here.sender.tick();
  expect(textOf(await here.say('mei', 'today'))).toContain('A message for #acme did not arrive');
});

test('a Chinese reader gets all of it in Chinese', async () => {
  await here.people.change(here.scope, here.mei._id, { locale: 'zh-CN' });
  here.platform.script.push(dead);
  await enqueue('k1');
  await here.sender.tick();
  await here.sender.tick();

  const told = notice();
  const reply = await press('mei', pressed('重试', told));
  const list = await here.say('mei', '投递');

  expect(told.fallbackText).toBe('一条消息未能发送：#acme · 我不在该会话中。');
  expect(textOf(reply, 'Europe/Berlin', '2026-11-23T09:00:00Z', 'zh-CN')).toContain('#acme：将重新发送。');
  expect(textOf(list, 'Europe/Berlin', '2026-11-23T09:00:00Z', 'zh-CN')).toContain('等待发送');
});

/** The payloads of all buttons with this label in a reply, from the top. */
const pressesIn = (reply: Reply, label: string) =>
  messageOf(reply)
    .blocks.flatMap((block) => (block.kind === 'actions' ? block.items : []))
    .flatMap((item) => (item.kind === 'button' && item.label === label ? [item.payload] : []));

test('a decision in the list keeps the list, and a press undoes a drop', async () => {
  for (const key of ['k1', 'k2']) {
    here.platform.script.push(dead);
    await enqueue(key);
    await here.sender.tick();
  }
  const list = await here.say('mei', 'deliveries');
  expect(textOf(list)).toMatch(/1\. #acme · did not arrive[\s\S]*\[Retry\] \[Drop\] \[Open\]\n\n2\. #acme/);
  const [first, second] = pressesIn(list, 'Drop');
  const dropped = await press('mei', first as ActionPayload);
  expect(dropped.kind).toBe('update');
  expect(textOf(dropped)).toMatch(
    /~1\. #acme~[\s\S]*#acme: Dropped\. It is not posted\.\n\n\[Undo\]\n\n2\. #acme · did not arrive/,
  );
  const retried = await press('mei', pressesIn(list, 'Retry')[1] as ActionPayload);
  expect(textOf(retried)).toMatch(/~1\. #acme~[\s\S]*2\. #acme · waits[\s\S]*#acme: It goes out again\.\n\n\[Open\]/);
  expect(second?.input.delivery).not.toBe(first?.input.delivery);

  const undone = await press('mei', pressesIn(retried, 'Undo')[0] as ActionPayload);
  expect(textOf(undone)).toMatch(
    /1\. #acme · did not arrive[\s\S]*#acme: Undone\. It waits for your word again\.\n\n\[Retry\] \[Drop\] \[Open\]/,
  );
  expect((await here.history(`delivery:${first?.input.delivery}`)).map(({ action }) => action)).toEqual([
    'delivery drop',
    'delivery undo',
  ]);
});

test('a typed number refers to the shown line: the same number twice drops one message', async () => {
  for (const key of ['k1', 'k2']) {
    here.platform.script.push(dead);
    await enqueue(key);
    await here.sender.tick();
  }
  await here.say('mei', 'deliveries');
  const dropped = await here.say('mei', 'delivery drop 1');
  expect(textOf(dropped)).toMatch(/#acme: Dropped\. It is not posted\.\n\n\[Undo\]/);
  expect(textOf(await here.say('mei', 'delivery drop 1'))).toContain('This was decided already. Now: dropped.');
  expect([(await row('k1')).state, (await row('k2')).state].sort()).toEqual(['dead', 'dropped']);
  expect(textOf(await press('tom', pressesIn(dropped, 'Undo')[0] as ActionPayload))).not.toMatch(/Undone|#acme/);
  await press('mei', pressesIn(dropped, 'Undo')[0] as ActionPayload);
  expect([(await row('k1')).state, (await row('k2')).state]).toEqual(['dead', 'dead']);
});
