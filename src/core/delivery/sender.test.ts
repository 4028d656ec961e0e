import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import {
  channel,
  fakeDirectory,
  gateThat,
  instance,
  outgoing,
  PROJECT,
  words,
  workDatabase,
} from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import type { Message } from '../message.ts';
import type { SendResult } from '../platform.ts';
import { deliveries } from './outbox.ts';
import { posts } from './post.ts';

const START = '2026-11-23T08:00:00Z';

async function house(platform = fakePlatform(), more: Parameters<typeof instance>[3] = {}) {
  const db = await workDatabase();
  const clock = stoppedClock(START);
  const rows = db.everywhere(deliveries);
  const byKey = async (key: string) => {
    const row = await rows.findOne({ key });
    if (row === undefined) throw new Error(`no delivery ${key}`);
    return row;
  };
  return { db, clock, platform, rows, byKey, ...instance(db, clock, platform, more) };
}

/** A promise that the test settles. */
function gate<T>() {
  let open: (value: T) => void = () => undefined;
  const promise = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { promise, open };
}

/** The commands of a message's buttons. */
const buttonsOf = (message: Message | undefined) =>
  (message?.blocks ?? [])
    .flatMap((block) => (block.kind === 'actions' ? block.items : []))
    .flatMap((item) => (item.kind === 'button' ? [item.payload.command] : []));

test('what is enqueued is posted once, and what became of it is kept', async () => {
  const { db, outbox, sender, platform, byKey } = await house();
  const first = await outbox.enqueue(outgoing('k1'));
  const again = await outbox.enqueue({ ...outgoing('k1'), message: words('other words') });

  const sent = await sender.tick();
  await sender.tick();

  expect([first, again, sent]).toEqual(['queued', 'duplicate', 1]);
  expect(platform.posts.map((post) => [post.key, post.to.conversation, post.message.fallbackText])).toEqual([
    ['k1', 'C1', 'k1'],
  ]);
  expect(await byKey('k1')).toMatchObject({ state: 'sent', posted: 'M1', settledAt: new Date(START) });
  expect((await byKey('k1')).lease).toBeUndefined();
  expect(await db.everywhere(posts).findOne({ key: 'k1' })).toMatchObject({
    posted: 'M1',
    revision: 0,
    v: 1,
    locale: 'en',
    to: { conversation: 'C1' },
  });
});

test('a message for our side is not accepted for a client channel, nor posted into one that became one', async () => {
  const { outbox, sender, platform, byKey } = await house(fakePlatform(), {
    gate: gateThat((delivery) => (delivery.key === 'k2' ? { verdict: 'go', to: channel('C1', 'client') } : undefined)),
  });
  const slipped = {
    ...outgoing('k1'),
    message: words('secret', 'internal') as unknown as ReturnType<typeof words<'client'>>,
  };

  await expect(outbox.enqueue(slipped)).rejects.toMatchObject({ code: 'refused' });
  await outbox.enqueue({ ...outgoing('k2'), to: channel('C2', 'internal'), message: words('secret', 'internal') });
  await sender.tick();

  expect(platform.posts.map((post) => post.message.fallbackText)).not.toContain('secret');
  expect(await byKey('k2')).toMatchObject({ state: 'dead', reason: expect.stringContaining('forbidden') });
});

test('a conversation is served in order, whatever several senders do at once', async () => {
  const { db, clock, platform, outbox, sender } = await house();
  const second = instance(db, clock, platform).sender;
  const third = instance(db, clock, platform).sender;
  const keys = Array.from({ length: 40 }, (_, index) => `k${String(index).padStart(2, '0')}`);
  for (const [index, key] of keys.entries()) {
    await outbox.enqueue(outgoing(key, `C${index % 3}`));
    clock.advance(1);
  }

  for (let round = 0; round < 40; round++) {
    await Promise.all([sender, second, third].map((each) => each.tick()));
    clock.advance(1);
  }

  for (const lane of ['C0', 'C1', 'C2']) {
    const posted = platform.posts.filter((post) => post.to.conversation === lane).map((post) => post.key);
    expect(posted).toEqual(keys.filter((_, index) => `C${index % 3}` === lane));
  }
  expect(platform.mostInFlight()).toBe(1);
});

test('when a post has to be repeated, what comes after it waits, and other conversations do not', async () => {
  const { outbox, sender, platform, clock, byKey } = await house();
  await outbox.enqueue(outgoing('first', 'C1'));
  clock.advance(1);
  await outbox.enqueue(outgoing('second', 'C1'));
  await outbox.enqueue(outgoing('elsewhere', 'C2'));
  platform.script.push(async () => ({ outcome: 'retry', afterMs: 30_000, reason: 'too many requests' }));

  await sender.tick();
  const meanwhile = platform.posts.map((post) => post.key);
  clock.advance(29_000);
  await sender.tick();
  const stillWaiting = await byKey('first');
  clock.advance(2_000);
  await sender.tick();

  expect(meanwhile).toEqual(['elsewhere']);
  expect(stillWaiting).toMatchObject({ state: 'waiting', attempts: 1, reason: 'too many requests' });
  expect(platform.posts.map((post) => post.key)).toEqual(['elsewhere', 'first', 'second']);
});

test('what is planned for later holds up nothing', async () => {
  const { outbox, sender, platform, clock } = await house();
  await outbox.enqueue(outgoing('tonight', 'C1', { notBefore: new Date('2026-11-23T20:00:00Z') }));
  clock.advance(1);
  await outbox.enqueue(outgoing('now', 'C1'));

  await sender.tick();
  const early = platform.posts.map((post) => post.key);
  clock.moveTo(new Date('2026-11-23T20:00:00Z'));
  await sender.tick();

  expect(early).toEqual(['now']);
  expect(platform.posts.map((post) => post.key)).toEqual(['now', 'tonight']);
});

test('a post that can never arrive is parked, and the steward is told once, with what it said', async () => {
  const { outbox, sender, platform, byKey } = await house();
  platform.script.push({ outcome: 'dead', reason: 'archived', detail: 'is_archived' });
  await outbox.enqueue(outgoing('k1'));

  await sender.tick();
  await sender.tick();

  expect(await byKey('k1')).toMatchObject({ state: 'dead', reason: 'archived: is_archived' });
  expect(platform.posts).toHaveLength(1);
  const [notice] = platform.posts;
  expect(notice?.to).toMatchObject({ conversation: 'D-mei', audience: 'internal' });
  expect(JSON.stringify(notice?.message)).toContain('This channel is archived.');
  expect(notice?.message.blocks).toContainEqual({ kind: 'quote', text: 'k1' });
  expect(buttonsOf(notice?.message)).toEqual(['delivery retry', 'delivery drop']);
});

test('nobody is told about a notice that fails, and the words of a personal message are not shown to others', async () => {
  const { outbox, sender, platform, rows } = await house();
  const dead: SendResult = { outcome: 'dead', reason: 'blocked', detail: 'gone' };
  platform.script.push(dead, dead);
  const { projectId: _, ...personal } = outgoing('my own secret', 'D-tom');
  await outbox.enqueue(personal);

  await sender.tick();
  await sender.tick();

  const all = await rows.find({});
  expect(all.map((row) => row.state)).toEqual(['dead', 'dead']);
  expect(all.find((row) => row.key.startsWith('notice:'))?.message).not.toContain('my own secret');
});

test('a retry has an end', async () => {
  const { outbox, sender, platform, clock, byKey } = await house();
  await outbox.enqueue(outgoing('k1'));
  for (let attempt = 0; attempt < 20; attempt++) {
    platform.script.push({ outcome: 'retry', reason: 'down' });
    await sender.tick();
    clock.advance(3_600_000);
  }
  await sender.tick();

  expect(await byKey('k1')).toMatchObject({ state: 'dead', attempts: 20, reason: 'gaveUp: down' });
  expect(platform.calls.filter((key) => key === 'k1')).toHaveLength(20);
});

test.each([
  { searchable: true, outcome: 'sent', told: false },
  { searchable: false, outcome: 'unknown', told: true },
])('after an unclear answer nothing is posted again: $outcome', async ({ searchable, outcome, told }) => {
  const { db, outbox, sender, platform, clock, byKey } = await house();
  platform.searchable = searchable;
  platform.script.push('lost');
  await outbox.enqueue(outgoing('k1'));
  clock.advance(1);
  await outbox.enqueue(outgoing('k2'));

  await sender.tick();
  const atOnce = (await byKey('k1')).state;
  db.leaseClock.advance(20_000);
  await sender.tick();
  await sender.tick();

  expect(atOnce).toBe('sending');
  expect((await byKey('k1')).state).toBe(outcome);
  expect(platform.posts.filter((post) => post.key === 'k1')).toHaveLength(1);
  expect(platform.posts.filter((post) => post.key === 'k2')).toHaveLength(1);
  expect(platform.posts.some((post) => post.key.startsWith('notice:'))).toBe(told);
});

test('an adapter that throws is an unclear answer', async () => {
  const { db, outbox, sender, platform, byKey, clock } = await house();
  platform.script.push(async () => {
    throw new Error('a bug');
  });
  await outbox.enqueue(outgoing('k1'));

  await sender.tick();
  db.leaseClock.advance(20_000);
  await sender.tick();
  const looked = await byKey('k1');
  clock.advance(60_000);
  await sender.tick();

  expect(looked).toMatchObject({ state: 'waiting', attempts: 1 });
  expect(platform.posts.map((post) => post.key)).toEqual(['k1']);
});

test('a rehearsed project posts to its internal channel, marked in the language of that channel', async () => {
  const { outbox, sender, platform, byKey } = await house(fakePlatform(), {
    gate: gateThat(() => ({ verdict: 'redirect', to: channel('C-team', 'internal'), wouldHaveGone: '#acme' })),
    directory: fakeDirectory({
      reachChannel: async () => ({
        to: channel('C-team', 'internal'),
        name: '#team',
        locale: 'zh-CN',
        zone: 'Asia/Shanghai',
        projectId: PROJECT,
      }),
    }),
  });
  await outbox.enqueue(outgoing('k1'));

  await sender.tick();

  expect(platform.posts[0]?.to).toMatchObject({ conversation: 'C-team', audience: 'internal' });
  expect(platform.posts[0]?.message).toMatchObject({
    audience: 'internal',
    blocks: [
      { kind: 'context', text: '演练：正式运行时会发送到 #acme。' },
      { kind: 'text', text: 'k1' },
    ],
  });
  expect(await byKey('k1')).toMatchObject({
    state: 'sent',
    rehearsalOf: '#acme',
    to: { conversation: 'C1' },
    target: { conversation: 'C-team' },
  });
});

test('two rehearsed conversations never post into the internal channel at the same time', async () => {
  const { outbox, sender, platform, clock } = await house(fakePlatform(), {
    gate: gateThat(() => ({ verdict: 'redirect', to: channel('C-team', 'internal'), wouldHaveGone: '#acme' })),
  });
  for (let index = 0; index < 12; index++) {
    await outbox.enqueue(outgoing(`k${index}`, `C${index % 4}`));
    clock.advance(1);
  }

  for (let round = 0; round < 12; round++) await sender.tick();

  expect(platform.mostInFlight()).toBe(1);
  expect(new Set(platform.calls).size).toBe(12);
});

test('what the gate stops is parked with the reason and not announced a second time', async () => {
  const { outbox, sender, platform, byKey } = await house(fakePlatform(), {
    gate: gateThat(() => ({ verdict: 'stop', reason: 'an outsider is inside' })),
  });
  await outbox.enqueue(outgoing('k1'));

  await sender.tick();

  expect(platform.calls).toEqual([]);
  expect(await byKey('k1')).toMatchObject({ state: 'dead', reason: 'stopped: an outsider is inside' });
});

test('a worker whose lease ran out settles nothing any more', async () => {
  const { db, clock, platform, outbox, sender, byKey } = await house();
  const answer = gate<SendResult>();
  platform.script.push(() => answer.promise);
  await outbox.enqueue(outgoing('k1'));

  const stalled = sender.tick();
  await expect.poll(() => platform.calls).toEqual(['k1']);
  db.leaseClock.advance(61_000);
  await instance(db, clock, platform).sender.tick();
  const takenOver = await byKey('k1');
  answer.open({ outcome: 'dead', reason: 'archived', detail: 'a stale answer' });
  await stalled;

  expect(takenOver).toMatchObject({ state: 'waiting', attempts: 1 });
  expect(await byKey('k1')).toMatchObject({ state: 'waiting', attempts: 1, reason: takenOver.reason });
});

test('while another worker has it in hand, the answer to a worker whose lease ran out changes nothing', async () => {
  const { db, clock, platform, outbox, sender, byKey } = await house();
  const [answer, search] = [gate<SendResult>(), gate<'absent'>()];
  platform.script.push(() => answer.promise);
  let searching = false;
  const other = fakePlatform();
  Object.assign(other, {
    find: () => {
      searching = true;
      return search.promise;
    },
  });
  await outbox.enqueue(outgoing('k1'));
  const stalled = sender.tick();
  await expect.poll(() => platform.calls).toEqual(['k1']);
  db.leaseClock.advance(61_000);
  const looking = instance(db, clock, other).sender.tick();
  await expect.poll(() => searching).toBe(true);
  const inTheirHand = await byKey('k1');

  answer.open({ outcome: 'retry', reason: 'a stale answer' });
  await stalled;
  const afterTheStaleAnswer = await byKey('k1');
  search.open('absent');
  await looking;

  expect(afterTheStaleAnswer).toEqual(inTheirHand);
  expect(await byKey('k1')).toMatchObject({
    state: 'waiting',
    attempts: 1,
    reason: expect.stringContaining('the process ended'),
  });
});

test('a platform is not asked for more than it allows; the rest waits in order', async () => {
  const { db, outbox, sender, platform, clock } = await house(
    fakePlatform({
      pace: { perConversation: [{ count: 2, perMs: 1_000 }], perInstallation: [{ count: 3, perMs: 1_000 }] },
    }),
  );
  for (const [index, lane] of ['C1', 'C1', 'C1', 'C2', 'C2'].entries()) {
    await outbox.enqueue(outgoing(`k${index}`, lane));
    clock.advance(1);
  }

  const counts = [await sender.tick(), await sender.tick()];
  db.leaseClock.advance(1_000);
  counts.push(await sender.tick());

  expect(counts).toEqual([3, 0, 2]);
  expect(platform.posts.filter((post) => post.to.conversation === 'C1').map((post) => post.key)).toEqual([
    'k0',
    'k1',
    'k2',
  ]);
});

test('when a platform asks to pause the installation, none of its conversations is tried meanwhile', async () => {
  const { db, outbox, sender, platform, clock } = await house();
  platform.script.push({ outcome: 'retry', afterMs: 10_000, reason: 'too many requests', pause: 'installation' });
  await outbox.enqueue(outgoing('k1', 'C1'));
  await sender.tick();
  await outbox.enqueue(outgoing('k2', 'C2'));

  const during = await sender.tick();
  db.leaseClock.advance(10_000);
  clock.advance(10_000);
  const afterwards = await sender.tick();

  expect([during, afterwards]).toEqual([0, 2]);
});

test('a conversation that hangs holds up no other, and is not served twice', async () => {
  const { outbox, sender, platform } = await house();
  const answer = gate<SendResult>();
  platform.script.push(() => answer.promise);
  await outbox.enqueue(outgoing('slow', 'C1'));
  const hanging = sender.tick();
  await expect.poll(() => platform.calls).toEqual(['slow']);

  await outbox.enqueue(outgoing('behind', 'C1'));
  await outbox.enqueue(outgoing('quick', 'C2'));
  const meanwhile = await sender.tick();
  answer.open({ outcome: 'sent', message: 'M-slow' });
  await hanging;

  expect(meanwhile).toBe(1);
  expect(platform.posts.map((post) => post.key)).toEqual(['quick', 'slow', 'behind']);
});

test('stopping finishes the post under way and gives back the rest', async () => {
  const { db, clock, outbox, sender, platform, rows } = await house();
  const answer = gate<SendResult>();
  platform.script.push(() => answer.promise);
  for (const key of ['k1', 'k2', 'k3']) {
    await outbox.enqueue(outgoing(key));
    clock.advance(1);
  }
  const working = sender.tick();
  await expect.poll(() => platform.calls).toEqual(['k1']);

  const stopped = sender.stop();
  answer.open({ outcome: 'sent', message: 'M-1' });
  await Promise.all([working, stopped]);

  expect((await rows.find({}, { sort: { key: 1 } })).map((row) => [row.state, row.lease])).toEqual([
    ['sent', undefined],
    ['waiting', undefined],
    ['waiting', undefined],
  ]);
  expect(await sender.tick()).toBe(0);
  expect(await instance(db, clock, platform).sender.tick()).toBe(2);
});
