import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { runs } from '../../../test/fakes/soak.ts';
import { gateThat, instance, mortal, outgoing, workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import type { PostGate } from './gate.ts';
import { deliveries } from './outbox.ts';
import { posts } from './post.ts';

async function house() {
  const db = await workDatabase();
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const platform = fakePlatform();
  const rows = db.everywhere(deliveries);
  const said = () =>
    platform.posts.filter((post) => post.to.conversation === 'C1').map((post) => post.message.fallbackText);
  return {
    db,
    clock,
    platform,
    rows,
    said,
    stateOf: async (key: string) => (await rows.findOne({ key }))?.state,
    ...instance(db, clock, platform),
  };
}

/** A gate at which one worker stops at the `at`-th call, until `goOn`. */
function stillAt(at: number): { gate: PostGate; stands: Promise<void>; goOn: () => void } {
  let asked = 0;
  let goOn: () => void = () => undefined;
  let arrive: () => void = () => undefined;
  const going = new Promise<void>((resolve) => (goOn = resolve));
  const stands = new Promise<void>((resolve) => (arrive = resolve));
  const { pass } = gateThat();
  const gate: PostGate = {
    pass: async (row) => {
      asked += 1;
      if (asked === at) {
        arrive();
        await going;
      }
      return pass(row);
    },
  };
  return { gate, stands, goOn };
}

test('a rider that a suspended worker marks for a post made meanwhile is not lost', async () => {
  const { db, clock, platform, outbox, said, stateOf } = await house();
  await outbox.enqueue({ ...outgoing('report'), noise: 'report' });
  // It stands still just before it marks the news: the second question at the gate is about them.
  const { gate, stands, goOn } = stillAt(2);
  const slow = instance(db, clock, platform, { gate }).sender;
  clock.advance(1);
  await outbox.enqueue({ ...outgoing('news'), noise: 'news' });
  const working = slow.tick();
  await stands;
  // At that moment no other post can carry the news.
  await db.everywhere(deliveries).findOneAndUpdate({ key: 'news' }, { $set: { state: 'paused' } });
  db.leaseClock.advance(120_000);
  await instance(db, clock, platform).sender.tick();
  const meanwhile = said();
  await db.everywhere(deliveries).findOneAndUpdate({ key: 'news' }, { $set: { state: 'waiting' } });

  goOn();
  await working;

  expect(meanwhile).toEqual(['report']);
  expect(await stateOf('news')).toBe('waiting');
});

test('a rider marked after the post was composed waits for the next one', async () => {
  const { clock, platform, outbox, sender, rows, said, stateOf, db } = await house();
  await outbox.enqueue({ ...outgoing('report'), noise: 'report' });
  await outbox.enqueue({ ...outgoing('news'), noise: 'news', notBefore: new Date('2026-11-23T09:00:00Z') });
  platform.script.push(async () => {
    await rows.findOneAndUpdate({ key: 'news' }, { $set: { state: 'merged', mergedInto: 'report' } });
    return 'lost';
  });
  await sender.tick();
  db.leaseClock.advance(60_000);
  clock.advance(60_000);

  await sender.tick();

  expect([said(), await stateOf('report'), await stateOf('news')]).toEqual([['report'], 'sent', 'waiting']);
  expect((await db.everywhere(posts).findOne({ key: 'report' }))?.riders).toBeUndefined();
});

test('a suspended worker releases no rider that was posted long ago', async () => {
  const { db, clock, platform, outbox, rows, said } = await house();
  await outbox.enqueue({ ...outgoing('report'), noise: 'report' });
  clock.advance(1);
  await outbox.enqueue({ ...outgoing('prompt'), noise: 'prompt' });
  // It comes to the gate, and stands still there until the project is stopped.
  const { gate, stands, goOn } = stillAt(1);
  const stopped: PostGate = {
    pass: async (row) => {
      await gate.pass(row);
      return { verdict: 'stop', reason: 'an outsider reads there' };
    },
  };
  const working = instance(db, clock, platform, { gate: stopped }).sender.tick();
  await stands;
  db.leaseClock.advance(120_000);
  const { sender } = instance(db, clock, platform);
  await sender.tick();
  goOn();
  await working;
  await sender.tick();

  expect(said()).toEqual(['report · prompt']);
  expect((await rows.find({})).map((row) => row.state).sort()).toEqual(['merged', 'sent']);
});

test('repeated tries of a post carry no more riders than fit', async () => {
  const { clock, platform, outbox, sender, said, rows } = await house();
  for (let index = 0; index < 30; index++) await outbox.enqueue({ ...outgoing(`news ${index}`), noise: 'news' });
  await sender.tick();
  clock.advance(1);
  await outbox.enqueue({ ...outgoing('report'), noise: 'report' });
  for (let index = 0; index < 3; index++) platform.script.push({ outcome: 'retry', reason: 'busy' });
  for (let round = 0; round < 5; round++) {
    await sender.tick();
    clock.advance(600_000);
  }

  expect(said()[0]?.split(' · ')).toHaveLength(9);
  expect(await rows.count({ state: 'waiting' })).toBe(22);
});

test.each([{ after: false }, { after: true }])(
  'killed at each step in turn (its effect done: $after), all that ride are there once',
  async ({ after }) => {
    let steps = 0;
    for (let died = true; died; steps += runs(3, 1)) {
      const { db, clock, outbox, platform, rows, said } = await house();
      for (const [key, noise] of [
        ['news', 'news'],
        ['report', 'report'],
        ['prompt', 'prompt'],
      ] as const) {
        await outbox.enqueue({ ...outgoing(key), noise });
        clock.advance(1);
      }
      const process = mortal(db, platform, { at: steps, after });
      await instance(process.db, clock, process.platform)
        .sender.tick()
        .catch(() => undefined);
      died = process.died();
      const survivor = instance(db, clock, platform).sender;
      for (let round = 0; round < 3; round++) {
        db.leaseClock.advance(60_000);
        clock.advance(60_000);
        await survivor.tick();
      }
      const words = said().flatMap((text) => text.split(' · '));
      expect([
        steps,
        words.sort(),
        await rows.count({ settledAt: { $exists: true }, state: { $in: ['sent', 'merged'] } }),
      ]).toEqual([steps, ['news', 'prompt', 'report'], 3]);
      await db.close();
    }
    expect(steps).toBeGreaterThan(20);
  },
);
