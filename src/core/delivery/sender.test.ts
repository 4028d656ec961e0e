import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { house, START } from '../../../test/fakes/senders.ts';
import { channel, gateThat, instance, outgoing, words } from '../../../test/fakes/work.ts';
import { posts } from './post.ts';

test('an enqueued message is posted once, and its outcome is stored', async () => {
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

test('an internal message is not accepted for a client channel, nor posted into a channel that became one', async () => {
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

test('a conversation is served in order by several concurrent senders', async () => {
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

test('a post that waits for a retry delays later ones of its conversation, and no other conversation', async () => {
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

test('a message planned for later delays nothing', async () => {
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

test('posts stay within the platform’s rate limit; the rest waits in order', async () => {
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

test('if a platform asks to pause an installation, none of its conversations is tried meanwhile', async () => {
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
