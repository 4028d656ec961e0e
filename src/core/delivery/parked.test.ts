import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { buttonsOf, house } from '../../../test/fakes/senders.ts';
import { gateThat, outgoing } from '../../../test/fakes/work.ts';
import type { SendResult } from '../platform.ts';

test('a post that can never arrive is parked, and the steward is told once, with its text', async () => {
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

test('a failed notice causes no notice, and a personal message’s text is not shown to others', async () => {
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

test('retries are limited', async () => {
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

test('an error of an adapter counts as an unclear answer', async () => {
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

test('a post stopped by the gate is parked with the reason, without a second notice', async () => {
  const { outbox, sender, platform, byKey } = await house(fakePlatform(), {
    gate: gateThat(() => ({ verdict: 'stop', reason: 'an outsider is inside' })),
  });
  await outbox.enqueue(outgoing('k1'));

  await sender.tick();

  expect(platform.calls).toEqual([]);
  expect(await byKey('k1')).toMatchObject({ state: 'dead', reason: 'stopped: an outsider is inside' });
});
