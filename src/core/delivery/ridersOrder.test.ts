import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { type channel, fakeDirectory, instance, outgoing, words, workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import { deliveries } from './outbox.ts';
import { posts } from './post.ts';

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

test('messages over the budget are merged into an allowed one: one post, the report’s text first, all recorded', async () => {
  const { db, outbox, sender, clock, platform, keys, stateOf } = await house();
  await outbox.enqueue({ ...outgoing('news'), noise: 'news' });
  await sender.tick();
  const alone = [await stateOf('news'), keys()];
  clock.advance(60_000);
  await outbox.enqueue({ ...outgoing('prompt'), noise: 'prompt', about: 'm1' });
  clock.advance(1);
  await outbox.enqueue({ ...outgoing('report'), noise: 'report' });

  await sender.tick();

  expect(alone).toEqual(['waiting', []]);
  expect(keys()).toEqual(['prompt']);
  expect(platform.posts[0]?.message).toMatchObject({
    fallbackText: 'report · prompt · news',
    blocks: [{ text: 'report' }, { kind: 'divider' }, { text: 'prompt' }, { kind: 'divider' }, { text: 'news' }],
  });
  expect([await stateOf('prompt'), await stateOf('report'), await stateOf('news')]).toEqual([
    'sent',
    'merged',
    'merged',
  ]);
  expect((await db.everywhere(posts).findOne({ key: 'prompt' }))?.riders?.map(({ key }) => key)).toEqual([
    'news',
    'report',
  ]);
});

test('a merged message can be edited in its post, and the others stay', async () => {
  const { outbox, posts: edits, sender, clock, platform } = await house();
  await outbox.enqueue({ ...outgoing('report'), noise: 'report' });
  clock.advance(1);
  await outbox.enqueue({ ...outgoing('prompt'), noise: 'prompt' });
  await sender.tick();

  const results = [await edits.edit('prompt', words('moved')), await edits.edit('report', words('corrected'))];

  expect(results).toEqual(['edited', 'edited']);
  expect(platform.posts.map((post) => post.message.fallbackText)).toEqual(['corrected · moved']);
});

test('if the carrier fails, its riders are not lost', async () => {
  const { outbox, sender, platform, clock, keys, stateOf } = await house();
  platform.script.push({ outcome: 'dead', reason: 'tooLong', detail: 'msg_too_long' });
  await outbox.enqueue({ ...outgoing('report'), noise: 'report' });
  clock.advance(1);
  await outbox.enqueue({ ...outgoing('prompt'), noise: 'prompt' });

  await sender.tick();
  await sender.tick();

  expect([await stateOf('report'), await stateOf('prompt')]).toEqual(['dead', 'sent']);
  expect(keys()).toContain('prompt');
});

test('an expired rider is not merged any more', async () => {
  const { outbox, sender, platform, clock, later, stateOf } = await house();
  platform.script.push({ outcome: 'retry', afterMs: 3_600_000, reason: 'busy' });
  await outbox.enqueue({ ...outgoing('report'), noise: 'report' });
  clock.advance(1);
  await outbox.enqueue({ ...outgoing('prompt'), noise: 'prompt', until: later(30) });
  await sender.tick();
  const meanwhile = await stateOf('prompt');

  clock.advance(2 * 3_600_000);
  await sender.tick();
  await sender.tick();

  expect([meanwhile, await stateOf('prompt'), await stateOf('report')]).toEqual(['merged', 'expired', 'sent']);
  expect(platform.posts[0]?.message.fallbackText).toBe('report');
});

test('a message is not merged into a post for other readers', async () => {
  const db = await workDatabase();
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const platform = fakePlatform();
  const directory = fakeDirectory();
  const moved = {
    pass: async (row: { key: string; to: ReturnType<typeof channel> }) => ({
      verdict: 'go' as const,
      to: row.key === 'prompt' ? { ...row.to, conversation: 'C9' } : row.to,
    }),
  };
  const { outbox, sender } = instance(db, clock, platform, { directory, gate: moved as never });
  await outbox.enqueue({ ...outgoing('report'), noise: 'report' });
  clock.advance(1);
  await outbox.enqueue({ ...outgoing('prompt'), noise: 'prompt' });

  await sender.tick();

  expect(platform.posts.map((post) => [post.key, post.to.conversation])).toEqual([
    ['report', 'C1'],
    ['prompt', 'C9'],
  ]);
});
