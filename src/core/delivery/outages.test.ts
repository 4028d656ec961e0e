import { expect, test } from 'vitest';
import { fakePlatform } from '../../../test/fakes/platform.ts';
import { gateThat, instance, outgoing, STEWARD, words, workDatabase } from '../../../test/fakes/work.ts';
import { stoppedClock } from '../../ground/clock.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Database } from '../../store/collection.ts';
import type { Verdict } from './gate.ts';
import { deliveries } from './outbox.ts';

async function house() {
  const db = await workDatabase();
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const platform = fakePlatform();
  const rows = db.everywhere(deliveries);
  return { db, clock, platform, byKey: (key: string) => rows.findOne({ key }), ...instance(db, clock, platform) };
}

/** The same database; while `isAway` says so, nothing can be inserted. */
function insertingUnless(db: Database, isAway: () => boolean): Database {
  const everywhere: Database['everywhere'] = (definition) => {
    const rows = db.everywhere(definition);
    return {
      ...rows,
      insert: async (document) => {
        if (isAway()) throw new RapportError('unavailable', 'the database does not answer');
        return rows.insert(document);
      },
    };
  };
  return Object.assign(Object.create(null), db, { everywhere }) as Database;
}

test('while the gate has no answer, a post waits without a limit, and the next one behind it', async () => {
  const { db, clock, platform, byKey } = await house();
  let verdict: Verdict | undefined = { verdict: 'wait', reason: 'the members of #c1 are unknown now' };
  const { outbox, sender } = instance(db, clock, platform, {
    gate: gateThat(({ to }) => (to.conversation === 'C1' ? verdict : undefined)),
  });
  for (const key of ['k1', 'k2']) await outbox.enqueue(outgoing(key));
  for (let look = 0; look < 200; look += 1) {
    await sender.tick();
    clock.advance(60_000);
    db.leaseClock.advance(60_000);
  }
  expect(platform.posts).toEqual([]);
  expect(await byKey('k1')).toMatchObject({
    state: 'waiting',
    attempts: 0,
    reason: expect.stringContaining('are unknown now'),
  });
  verdict = undefined;
  await sender.tick();
  expect(platform.posts.map(({ key }) => key)).toEqual(['k1', 'k2']);
});

test('an edit waits like a post while the gate has no answer', async () => {
  const { db, clock, platform } = await house();
  let verdict: Verdict | undefined;
  const { outbox, posts: edits, sender } = instance(db, clock, platform, { gate: gateThat(() => verdict) });
  await outbox.enqueue(outgoing('k1'));
  await sender.tick();
  verdict = { verdict: 'wait', reason: 'the members of #c1 are unknown now' };
  await edits.edit('k1', words('changed'));
  for (let look = 0; look < 50; look += 1) {
    clock.advance(60_000);
    db.leaseClock.advance(60_000);
    await sender.tick();
  }
  expect(platform.posts.map(({ edits }) => edits)).toEqual([0]);
  verdict = undefined;
  clock.advance(60_000);
  await sender.tick();
  expect(platform.posts.map(({ message }) => message.fallbackText)).toEqual(['changed']);
});

test('a post during a database outage is recorded afterwards, also without a look-up on the platform', async () => {
  const { outbox, platform, clock, db, byKey } = await house();
  platform.searchable = false;
  let isAway = false;
  const { sender } = instance(
    insertingUnless(db, () => isAway),
    clock,
    platform,
  );
  platform.script.push(async () => {
    isAway = true;
    return { outcome: 'sent', message: 'M1' };
  });
  await outbox.enqueue(outgoing('k1'));
  await sender.tick();
  const meanwhile = (await byKey('k1'))?.state;

  isAway = false;
  db.leaseClock.advance(180_000);
  clock.advance(180_000);
  await sender.tick();

  expect([meanwhile, await byKey('k1')]).toEqual(['sending', expect.objectContaining({ state: 'sent', posted: 'M1' })]);
  expect(platform.calls).toEqual(['k1']);
});

test('a late write of the database after our timeout is known as not posted, and no person is asked', async () => {
  const { outbox, platform, clock, db, byKey } = await house();
  platform.searchable = false;
  let isAway = true;
  const everywhere: Database['everywhere'] = (definition) => {
    const rows = db.everywhere(definition);
    return {
      ...rows,
      findOneAndUpdate: async (...asked) => {
        const after = await rows.findOneAndUpdate(...asked);
        if (isAway) throw new RapportError('unavailable', 'the answer did not come in time');
        return after;
      },
    };
  };
  await outbox.enqueue(outgoing('k1'));
  const { sender } = instance(Object.assign(Object.create(null), db, { everywhere }), clock, platform);
  await sender.tick();
  const meanwhile = [(await byKey('k1'))?.state, platform.calls.length];

  isAway = false;
  for (let round = 0; round < 2; round++) {
    db.leaseClock.advance(180_000);
    clock.advance(180_000);
    await sender.tick();
  }

  expect(meanwhile).toEqual(['sending', 0]);
  expect([(await byKey('k1'))?.state, platform.calls]).toEqual(['sent', ['k1']]);
});

test('if the database fails at the notice to the steward, the notice comes later', async () => {
  const { outbox, platform, clock, db, byKey } = await house();
  platform.script.push({ outcome: 'dead', reason: 'archived', detail: 'is_archived' });
  let hesitates = true;
  await outbox.enqueue(outgoing('k1'));
  const { sender } = instance(
    insertingUnless(db, () => hesitates),
    clock,
    platform,
  );
  await sender.tick();
  const untold = (await byKey('k1'))?.state;
  hesitates = false;
  for (let round = 0; round < 3; round++) {
    db.leaseClock.advance(120_000);
    clock.advance(120_000);
    await sender.tick();
  }

  expect(untold).not.toBe('dead');
  expect((await byKey('k1'))?.state).toBe('dead');
  expect(platform.posts.map((post) => post.key)).toEqual([`notice:k1:${STEWARD}`]);
});
