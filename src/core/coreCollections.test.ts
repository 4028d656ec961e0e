import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { fakePlatform } from '../../test/fakes/platform.ts';
import {
  channel,
  fakeDirectory,
  gateThat,
  instance,
  outgoing,
  type TestDatabase,
  words,
  workDatabase,
} from '../../test/fakes/work.ts';
import { type MovableClock, stoppedClock } from '../ground/clock.ts';
import { endLeases } from './coreCollections.ts';
import { createDeliveryWatch } from './delivery/figures.ts';
import { deliveries } from './delivery/outbox.ts';
import { createInbox } from './inbox.ts';
import { defineJob } from './schedule/job.ts';
import { schedules } from './schedule/schedule.ts';
import { createSchedules } from './schedule/schedules.ts';

let db: TestDatabase;
let clock: MovableClock;
beforeEach(async () => {
  db = await workDatabase();
  clock = stoppedClock('2026-11-23T08:00:00Z');
});
afterEach(() => db.close());

const press = (id: string) => ({
  kind: 'action' as const,
  id,
  installation: { platform: 'playground' as const, tenant: 't1' },
  from: { user: 'mei', tenant: 't1', name: 'Mei', outsider: false },
  place: { conversation: 'C1', kind: 'channel' as const },
  payload: { v: 1 as const, command: 'x y', input: {} },
});

test('a start as the only process continues at once the work that a crash left leased', async () => {
  const inbox = createInbox({ db });
  await inbox.keep(press('e1'));
  const { outbox } = instance(db, clock, fakePlatform());
  await outbox.enqueue(outgoing('k1'));
  await db
    .everywhere(deliveries)
    .findOneAndUpdate(
      { key: 'k1' },
      { $set: { lease: { token: 'gone', until: new Date(db.now().getTime() + 60_000) } } },
    );
  expect((await inbox.orphans()).events).toEqual([]);
  const platform = fakePlatform();
  await instance(db, clock, platform).sender.tick();
  expect(platform.posts).toEqual([]);

  await endLeases(db);

  expect((await inbox.orphans()).events.map(({ event }) => event.id)).toEqual(['e1']);
  await instance(db, clock, platform, { gate: gateThat(), directory: fakeDirectory() }).sender.tick();
  expect(platform.posts.map(({ key }) => key)).toEqual(['k1']);
});

test('a post that was on its way at a crash is looked up only once it must have arrived', async () => {
  const platform = fakePlatform({ id: 'slack' });
  const to = { ...channel('C1'), platform: 'slack' as const };
  await instance(db, clock, platform).outbox.enqueue(outgoing('k1', 'C1', { to }));
  const lease = { token: 'gone', until: new Date(db.now().getTime() + 60_000) };
  await db.everywhere(deliveries).findOneAndUpdate({ key: 'k1' }, { $set: { state: 'sending', target: to, lease } });

  await endLeases(db);
  await instance(db, clock, platform).sender.tick();
  // The post arrives only now.
  await platform.send(to, words('k1'), { key: 'k1', locale: 'en', zone: 'UTC', pin: false });
  db.leaseClock.advance(20_000);
  for (let round = 0; round < 2; round++) {
    await instance(db, clock, platform).sender.tick();
    clock.advance(60_000);
  }

  expect(platform.posts.map(({ key }) => key)).toEqual(['k1']);
  expect((await db.everywhere(deliveries).findOne({ key: 'k1' }))?.state).toBe('sent');
});

test('the figures show the state of delivery, for one workspace or for all', async () => {
  const watch = createDeliveryWatch({ db, clock });
  expect(await watch.nextDue()).toBeUndefined();
  const { outbox } = instance(db, clock, fakePlatform());
  for (const key of ['a', 'b', 'c', 'd']) await outbox.enqueue(outgoing(key));
  await outbox.enqueue(outgoing('elsewhere', 'C9', { workspaceId: 'w2' }));
  const set = (key: string, values: Record<string, unknown>) =>
    db.everywhere(deliveries).findOneAndUpdate({ key }, { $set: values });
  await set('b', { state: 'sending' });
  await set('c', { state: 'dead', settledAt: clock.now() });
  await set('d', { state: 'unknown', settledAt: new Date(clock.now().getTime() + 1) });
  expect(await watch.figures('w1')).toMatchObject({
    waiting: 1,
    late: 0,
    sending: 1,
    unknown: 1,
    dead: 1,
    held: 0,
    paused: 0,
    expired: 0,
    brokenSchedules: 0,
  });
  clock.advance(300_001);
  expect(await watch.figures()).toMatchObject({ waiting: 2, late: 2 });
  expect((await watch.parked('w1', { limit: 10 })).map(({ key }) => key)).toEqual(['d', 'c']);
  expect((await watch.parked('w1', { limit: 1 })).map(({ key }) => key)).toEqual(['d']);
  expect(await watch.parked('w2', { limit: 10 })).toEqual([]);
});

test('the next due time is the earlier of schedule and delivery', async () => {
  const watch = createDeliveryWatch({ db, clock });
  const { outbox } = instance(db, clock, fakePlatform());
  const at = (minutes: number) => new Date(clock.now().getTime() + minutes * 60_000);
  await outbox.enqueue(outgoing('later', 'C1', { notBefore: at(90) }));
  expect(await watch.nextDue()).toEqual(at(90));
  const job = defineJob({ kind: 'note', data: z.strictObject({}), run: async () => undefined });
  const rule = { frequency: 'once' as const, interval: 1, anchor: '2026-11-23T09:00', zone: 'UTC' };
  const planned = await createSchedules({ db, clock }).add({ workspaceId: 'w1', job, data: {}, recurrence: rule });
  expect(await watch.nextDue()).toEqual(at(60));
  await db.everywhere(schedules).findOneAndUpdate({ _id: planned._id }, { $set: { state: 'broken' } });
  expect(await watch.nextDue()).toEqual(at(90));
  expect(await watch.figures('w1')).toMatchObject({ brokenSchedules: 1 });
  await outbox.enqueue(outgoing('sooner', 'C2', { notBefore: at(30) }));
  expect(await watch.nextDue()).toEqual(at(30));
});
