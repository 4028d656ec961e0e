import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { channel, fakeDirectory, instance, outgoing, words, workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import type { SendResult } from '../platform.ts';
import { createDecisions } from './decisions.ts';
import { deliveries } from './outbox.ts';

async function house(platform = fakePlatform()) {
  const db = await workDatabase();
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const rows = db.everywhere(deliveries);
  const later = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000);
  const keys = () => platform.posts.map((post) => post.key);
  return {
    db,
    clock,
    platform,
    rows,
    later,
    keys,
    stateOf: async (key: string) => (await rows.findOne({ key }))?.state,
    ...instance(db, clock, platform),
  };
}

test('a page is sent before a report, a report before a digest, and older ones first within a priority', async () => {
  const { outbox, sender, clock, keys } = await house();
  for (const [key, priority] of [
    ['digest 1', 'bulk'],
    ['report 1', 'normal'],
    ['digest 2', 'bulk'],
    ['page 1', 'urgent'],
    ['report 2', 'normal'],
    ['page 2', 'urgent'],
  ] as const) {
    await outbox.enqueue({ ...outgoing(key), priority });
    clock.advance(1);
  }

  await sender.tick();

  expect(keys()).toEqual(['page 1', 'page 2', 'report 1', 'report 2', 'digest 1', 'digest 2']);
});

test('a digest has the lowest priority by default', async () => {
  const { outbox, sender, clock, platform } = await house();
  await outbox.enqueue({
    ...outgoing('digest', 'D-mei'),
    to: channel('D-mei', 'internal'),
    message: words('digest', 'internal'),
    noise: 'digest',
  });
  clock.advance(1);
  await outbox.enqueue({
    ...outgoing('a reply', 'D-mei'),
    to: channel('D-mei', 'internal'),
    message: words('a reply', 'internal'),
  });
  await sender.tick();
  expect(platform.posts.map((post) => post.key)).toEqual(['a reply', 'digest']);
});

test('under a low rate limit, pages of other conversations go first as well', async () => {
  const platform = fakePlatform({ pace: { perConversation: [], perInstallation: [{ count: 3, perMs: 1_000 }] } });
  const { outbox, sender, clock, keys } = await house(platform);
  for (let index = 0; index < 20; index++) {
    await outbox.enqueue({ ...outgoing(`digest ${index}`, `C${index}`), priority: 'bulk' });
    clock.advance(1);
  }
  await outbox.enqueue({ ...outgoing('page', 'C-late'), priority: 'urgent' });

  await sender.tick();

  expect(keys()).toHaveLength(3);
  expect(keys()[0]).toBe('page');
});

test('a page overtakes a waiting retry and a running queue', async () => {
  const { outbox, sender, platform, clock, keys } = await house();
  platform.script.push({ outcome: 'retry', afterMs: 600_000, reason: 'busy' });
  await outbox.enqueue(outgoing('stuck', 'C1'));
  await sender.tick();
  await outbox.enqueue({ ...outgoing('page 1', 'C1'), priority: 'urgent' });
  await sender.tick();
  const overtaken = keys();

  for (const key of ['a', 'b', 'c']) {
    await outbox.enqueue(outgoing(key, 'C2'));
    clock.advance(1);
  }
  platform.script.push(async () => {
    await outbox.enqueue({ ...outgoing('page 2', 'C2'), priority: 'urgent' });
    return { outcome: 'sent', message: 'M-a' };
  });
  await sender.tick();

  expect(overtaken).toEqual(['page 1']);
  expect(keys()).toEqual(['page 1', 'a', 'page 2', 'b', 'c']);
});

test('an expired message is not posted, in any waiting state; one in time is', async () => {
  const { outbox, sender, platform, clock, later, keys, stateOf } = await house();
  platform.script.push({ outcome: 'retry', afterMs: 3_600_000, reason: 'busy' });
  await outbox.enqueue({ ...outgoing('first', 'C1'), until: later(30) });
  await sender.tick();
  await outbox.enqueue({ ...outgoing('behind it', 'C1'), until: later(40) });
  await outbox.enqueue({ ...outgoing('planned', 'C2', { notBefore: later(60) }), until: later(50) });
  await outbox.enqueue({ ...outgoing('in time', 'C3', { notBefore: later(59) }), until: later(61) });

  clock.advance(60 * 60_000);
  await sender.tick();
  await sender.tick();

  expect(keys().filter((key) => !key.startsWith('notice:'))).toEqual(['in time']);
  expect([await stateOf('first'), await stateOf('behind it'), await stateOf('planned')]).toEqual([
    'expired',
    'expired',
    'expired',
  ]);
  expect(keys().filter((key) => key.startsWith('notice:'))).toHaveLength(3);
});

test('a message that is being posted does not expire', async () => {
  const { db, outbox, sender, platform, clock, later, stateOf } = await house();
  let answer: (result: SendResult) => void = () => undefined;
  platform.script.push(() => new Promise((resolve) => (answer = resolve)));
  await outbox.enqueue({ ...outgoing('k1'), until: later(1) });
  const posting = sender.tick();
  await expect.poll(() => platform.calls).toEqual(['k1']);
  clock.advance(120_000);

  await instance(db, clock, platform).sender.tick();
  answer({ outcome: 'sent', message: 'M1' });
  await posting;

  expect(await stateOf('k1')).toBe('sent');
});

test.each([
  { decision: 'there', posts: ['report'] },
  { decision: 'again', posts: ['report', 'report'] },
] as const)(
  'when nobody knows whether a post with riders is there, [$decision] counts for all of them',
  async ({ decision, posts: expected }) => {
    const { db, clock, outbox, sender, platform, rows, stateOf } = await house();
    platform.searchable = false;
    platform.script.push('lost');
    await outbox.enqueue({ ...outgoing('report'), noise: 'report' });
    clock.advance(1);
    await outbox.enqueue({ ...outgoing('prompt'), noise: 'prompt' });
    await sender.tick();
    db.leaseClock.advance(60_000);
    await sender.tick();
    const unknown = [await stateOf('report'), await stateOf('prompt')];

    const id = (await rows.findOne({ key: 'report' }))?._id ?? '';
    await createDecisions({ db, clock, directory: fakeDirectory() }).decide('w1', decision, { id });
    await sender.tick();

    expect(unknown).toEqual(['unknown', 'merged']);
    expect([await stateOf('report'), await stateOf('prompt')]).toEqual(['sent', 'merged']);
    expect((await rows.findOne({ key: 'prompt' }))?.settledAt).toBeDefined();
    const inChannel = platform.posts.filter((post) => post.to.conversation === 'C1');
    expect(inChannel.map((post) => post.key)).toEqual(expected);
    expect(inChannel.at(-1)?.message.fallbackText).toBe('report · prompt');
  },
);
