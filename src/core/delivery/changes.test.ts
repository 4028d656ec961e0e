import { expect, test } from 'vitest';
import { type FakePlatform, fakePlatform } from '../../../test/fakes/platform.ts';
import { runs } from '../../../test/fakes/soak.ts';
import {
  channel,
  fakeDirectory,
  gateThat,
  instance,
  mortal,
  outgoing,
  words,
  workDatabase,
} from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import type { Message } from '../message.ts';
import { posts as records } from './post.ts';

const START = '2026-11-23T08:00:00Z';
const MINUTE = 60_000;
const ana = { user: 'U-ana', name: 'Ana Lima' };
const bo = { user: 'U-bo', name: 'Bo Acker' };

/** A house in which the prompt `k1` was posted. */
async function house(more: Parameters<typeof instance>[3] = {}) {
  const db = await workDatabase();
  const clock = stoppedClock(START);
  const platform = fakePlatform();
  const { outbox, sender, posts } = instance(db, clock, platform, more);
  await outbox.enqueue(outgoing('k1'));
  await sender.tick();
  const after = async (minutes: number) => {
    clock.moveTo(new Date(new Date(START).getTime() + minutes * MINUTE));
    await sender.tick();
  };
  return { db, clock, platform, outbox, sender, posts, after };
}
const repliesOn = (platform: FakePlatform) => platform.posts.filter((post) => post.key.startsWith('change:'));
const said = (message: Message | undefined) =>
  (message?.blocks ?? [])
    .flatMap((block) => (block.kind === 'text' ? [block.text] : []))
    .flatMap((text) => (typeof text === 'string' ? [text] : text));

test('moves within half an hour become one edit and one reply in the thread with all people concerned', async () => {
  const { posts, platform, after } = await house();

  const results = [await posts.edit('k1', words('Tue 10:00'), { people: [ana], text: 'Moved to Tue 10:00' })];
  await after(12);
  results.push(await posts.edit('k1', words('Tue 15:00'), { people: [ana, bo], text: 'Moved to Tue 15:00' }));
  await after(29);
  const meanwhile = [platform.posts[0]?.edits, repliesOn(platform).length];
  await after(30);
  await after(90);

  expect(results).toEqual(['later', 'later']);
  expect(meanwhile).toEqual([0, 0]);
  expect(platform.posts[0]).toMatchObject({ edits: 1, message: { fallbackText: 'Tue 15:00' } });
  const [reply, ...others] = repliesOn(platform);
  expect(others).toEqual([]);
  expect(reply?.to).toMatchObject({ conversation: 'C1', thread: 'M1', audience: 'client' });
  expect(said(reply?.message)).toEqual([
    { kind: 'person', ...ana },
    ' ',
    { kind: 'person', ...bo },
    ' ',
    'Moved to Tue 15:00',
  ]);
});

test('a change of a thing that begins soon is announced in time', async () => {
  const { posts, platform, clock, after } = await house();
  await posts.edit('k1', words('at once'), { people: [ana], text: 'Other room', by: clock.now() });
  await after(0);
  expect([platform.posts[0]?.message.fallbackText, repliesOn(platform).length]).toEqual(['at once', 1]);
});

test('a correction is shown at once without a reply, also while a change waits for its reply', async () => {
  const { posts, platform, after } = await house();
  await posts.edit('k1', words('moved'), { people: [ana], text: 'Moved' });
  await after(5);

  const result = await posts.edit('k1', words('moved, without the typo'));
  const shown = [platform.posts[0]?.message.fallbackText, repliesOn(platform).length];
  await after(30);

  expect(result).toBe('edited');
  expect(shown).toEqual(['moved, without the typo', 0]);
  expect(repliesOn(platform)).toHaveLength(1);
});

test('a change after the reply gets another reply', async () => {
  const { posts, platform, after } = await house();
  await posts.edit('k1', words('Tue'), { people: [ana], text: 'Moved to Tue' });
  await after(30);
  await posts.edit('k1', words('Wed'), { people: [bo], text: 'Moved to Wed' });
  await after(59);
  const meanwhile = repliesOn(platform).length;
  await after(61);

  expect(meanwhile).toBe(1);
  expect(repliesOn(platform).map((post) => said(post.message))).toEqual([
    [{ kind: 'person', ...ana }, ' ', 'Moved to Tue'],
    [{ kind: 'person', ...bo }, ' ', 'Moved to Wed'],
  ]);
});

test('a rehearsed change is announced internally, in the place of the rehearsal', async () => {
  const { posts, platform, after } = await house({
    gate: gateThat(({ to }) =>
      to.conversation === 'C1'
        ? { verdict: 'redirect', to: channel('C-team', 'internal'), wouldHaveGone: '#acme' }
        : undefined,
    ),
  });
  await posts.edit('k1', words('Tue'), { people: [ana], text: 'Moved to Tue' });
  await after(30);

  const [reply] = repliesOn(platform);
  expect(reply?.to).toMatchObject({ conversation: 'C-team', audience: 'internal', thread: 'M1' });
  expect(reply?.message).toMatchObject({
    audience: 'internal',
    fallbackText: 'Rehearsal: would have gone to #acme. Moved to Tue',
  });
});

test('a change to a deleted post is reported to the manager', async () => {
  const { posts, platform, after, db } = await house();
  platform.updates.push({ outcome: 'dead', reason: 'rejected', detail: 'message_not_found' });
  await posts.edit('k1', words('Tue'), { people: [ana], text: 'Moved to Tue' });
  await after(30);
  await after(90);

  expect(repliesOn(platform)).toEqual([]);
  const notices = platform.posts.filter((post) => post.key.startsWith('notice:'));
  expect(
    notices.map((post) => [post.to.conversation, JSON.stringify(post.message.blocks).includes('Ana Lima')]),
  ).toEqual([['D-mei', true]]);
  const row = await db.everywhere(records).findOne({ key: 'k1' });
  expect([row?.editDue, row?.change, row?.problem]).toEqual([undefined, undefined, 'rejected: message_not_found']);
});

test.each([{ after: false }, { after: true }])(
  'killed at each step in turn (its effect done: $after), a change is told exactly once',
  async ({ after: done }) => {
    let steps = 0;
    for (let died = true; died; steps += runs(3, 1)) {
      const { db, clock, platform, posts, sender } = await house();
      await posts.edit('k1', words('Tue'), { people: [ana], text: 'Moved to Tue' });
      clock.advance(30 * MINUTE);
      const process = mortal(db, platform, { at: steps, after: done });
      await instance(process.db, clock, process.platform, { directory: fakeDirectory() })
        .sender.tick()
        .catch(() => undefined);
      died = process.died();
      for (let round = 0; round < 3; round++) {
        db.leaseClock.advance(130_000);
        clock.advance(130_000);
        await sender.tick();
      }
      expect([steps, repliesOn(platform).length, platform.posts[0]?.message.fallbackText]).toEqual([steps, 1, 'Tue']);
      await db.close();
    }
    expect(steps).toBeGreaterThan(10);
  },
);
