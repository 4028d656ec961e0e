import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { channel, gateThat, instance, outgoing, words, workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import type { Verdict } from './gate.ts';

/** A house in which the delivery `k1` was posted. */
async function house(verdict: (conversation: string) => Verdict | undefined = () => undefined) {
  const db = await workDatabase();
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const platform = fakePlatform();
  const gate = gateThat((delivery) => verdict(delivery.to.conversation));
  const { outbox, posts, sender } = instance(db, clock, platform, { gate });
  await outbox.enqueue(outgoing('k1'));
  await sender.tick();
  const shown = () => platform.posts[0]?.message.fallbackText;
  return { db, clock, platform, outbox, sender, posts, shown };
}

test('a post is edited in place, and each edit is a revision', async () => {
  const { posts, platform, shown } = await house();

  const results = [
    await posts.edit('k1', words('second')),
    await posts.edit('k1', words('third')),
    await posts.edit('k9', words('never posted')),
  ];

  expect(results).toEqual(['edited', 'edited', 'notPosted']);
  expect(shown()).toBe('third');
  expect(platform.posts).toHaveLength(1);
  expect(await posts.find('k1')).toMatchObject({ revision: 2, message: JSON.stringify(words('third')) });
});

test('an edit that the platform refuses for now is stored and shown later, the last one of several', async () => {
  const { clock, posts, platform, sender, shown } = await house();
  platform.updates.push(
    { outcome: 'retry', afterMs: 30_000, reason: 'busy' },
    { outcome: 'unknown', reason: 'the connection broke' },
  );

  const results = [await posts.edit('k1', words('second')), await posts.edit('k1', words('third'))];
  const meanwhile = shown();
  clock.advance(60_000);
  await sender.tick();

  expect(results).toEqual(['later', 'later']);
  expect(meanwhile).toBe('k1');
  expect(shown()).toBe('third');
  expect((await posts.find('k1'))?.editDue).toBeUndefined();
});

test('an edit follows its channel to a new id', async () => {
  const { posts, platform } = await house((conversation) => ({
    verdict: 'go',
    to: { ...channel(`${conversation}-new`), thread: 'M0' },
  }));
  const asked: unknown[] = [];
  const { update } = platform;
  Object.assign(platform, {
    update: (...args: Parameters<typeof update>) => {
      asked.push(args[0]);
      return update(...args);
    },
  });
  expect(await posts.edit('k1', words('second'))).toBe('edited');
  expect(asked).toEqual([{ ...channel('C1-new-new'), thread: 'M0' }]);
});

test('of two concurrent edits the later one stays', async () => {
  const { posts, platform, sender, shown } = await house();
  let release: () => void = () => undefined;
  const slow = new Promise<void>((resolve) => {
    release = resolve;
  });
  const update = platform.update;
  let calls = 0;
  Object.assign(platform, {
    update: async (...args: Parameters<typeof update>) => {
      if (calls++ === 0) await slow;
      return update(...args);
    },
  });

  const first = posts.edit('k1', words('second'));
  await expect.poll(() => calls).toBe(1);
  const second = await posts.edit('k1', words('third'));
  release();
  const firstResult = await first;
  await sender.tick();

  expect([firstResult, second]).toEqual(['later', 'later']);
  expect(shown()).toBe('third');
});

test('an edit does not bypass audience, gate or rehearsal', async () => {
  let verdict: Verdict | undefined;
  const { posts, shown } = await house(() => verdict);

  await expect(posts.edit('k1', words('secret', 'internal'))).rejects.toMatchObject({ code: 'refused' });
  verdict = { verdict: 'stop', reason: 'an outsider is inside' };
  const stopped = await posts.edit('k1', words('second'));
  verdict = { verdict: 'redirect', to: channel('C-team', 'internal'), wouldHaveGone: '#acme' };
  const rehearsing = await posts.edit('k1', words('third'));

  expect([stopped, rehearsing]).toEqual(['failed', 'failed']);
  expect(shown()).toBe('k1');
  expect((await posts.find('k1'))?.problem).toContain('rehearsed');
});

test('an edited rehearsal keeps its mark', async () => {
  const { posts, platform } = await house((conversation) =>
    conversation === 'C1'
      ? { verdict: 'redirect', to: channel('C-team', 'internal'), wouldHaveGone: '#acme' }
      : undefined,
  );

  const result = await posts.edit('k1', words('second'));

  expect(result).toBe('edited');
  expect(platform.posts[0]?.message).toMatchObject({
    audience: 'internal',
    fallbackText: 'Rehearsal: would have gone to #acme. second',
  });
});

test('an edit of a deleted post fails and is not retried for ever', async () => {
  const { clock, posts, platform, sender } = await house();
  platform.updates.push({ outcome: 'dead', reason: 'rejected', detail: 'message_not_found' });

  const result = await posts.edit('k1', words('second'));
  clock.advance(3_600_000);
  await sender.tick();

  expect(result).toBe('failed');
  expect(await posts.find('k1')).toMatchObject({ problem: 'rejected: message_not_found' });
  expect(platform.posts[0]?.edits).toBe(0);
});

test('an edit of a waiting delivery is stored, and the post has the new text', async () => {
  const { outbox, posts, sender, platform } = await house();
  await outbox.enqueue(outgoing('k2'));
  expect(await posts.edit('k2', words('second'))).toBe('later');
  await sender.tick();
  expect(platform.posts.map(({ message }) => message.fallbackText)).toEqual(['k1', 'second']);
});

test('an edit during its post is shown afterwards', async () => {
  const { outbox, posts, sender, platform } = await house();
  await outbox.enqueue(outgoing('k2'));
  platform.script.push(async () => {
    expect(await posts.edit('k2', words('second'))).toBe('later');
    return { outcome: 'sent', message: 'M2' };
  });
  await sender.tick();
  await sender.tick();
  expect(platform.posts.at(-1)).toMatchObject({ key: 'k2', message: words('second') });
});
