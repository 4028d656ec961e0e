import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { gate, house } from '../../../test/fakes/senders.ts';
import { instance, outgoing } from '../../../test/fakes/work.ts';
import type { SendResult } from '../platform.ts';

test('a worker with an expired lease settles nothing', async () => {
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

test('while another worker holds the lease, the answer to an earlier worker changes nothing', async () => {
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

test('a hanging conversation delays no other, and is not served twice', async () => {
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

test('stop finishes the running post and releases the rest', async () => {
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
