import { afterEach, beforeEach, expect, test } from 'vitest';
import { fakePlatform } from '../../test/fakes/platform.ts';
import { channel, instance, outgoing, type TestDatabase, workDatabase } from '../../test/fakes/work.ts';
import { type MovableClock, stoppedClock } from '../ground/clock.ts';
import { systemScope } from './access.ts';
import { auditEntries, createAuditLog } from './auditLog.ts';
import { workCollections } from './coreCollections.ts';
import { type Delivery, deliveries } from './delivery/outbox.ts';
import { posts } from './delivery/post.ts';
import { createInbox } from './inbox.ts';
import { createLists } from './lists/lists.ts';
import { createRetention } from './retention.ts';
import { createUndos } from './undo.ts';

let db: TestDatabase;
let clock: MovableClock;
beforeEach(async () => {
  db = await workDatabase();
  await db.prepare([auditEntries]);
  clock = stoppedClock('2026-11-23T08:00:00Z');
});
afterEach(() => db.close());

const keep = { deliveries: 90, posts: 400, audit: 1_095 };
const days = (count: number) => clock.advance(count * 86_400_000);
const keys = async () => (await db.everywhere(deliveries).find({}, { sort: { key: 1 } })).map(({ key }) => key);
async function settled(key: string, state: Delivery['state']): Promise<void> {
  await instance(db, clock, fakePlatform()).outbox.enqueue(outgoing(key));
  await db.everywhere(deliveries).findOneAndUpdate({ key }, { $set: { state, settledAt: clock.now() } });
}

test('settled rows are deleted after their time; rows that wait for a decision never are', async () => {
  for (const state of [
    'sent',
    'merged',
    'expired',
    'dropped',
    'dead',
    'unknown',
    'held',
    'waiting',
    'sending',
    'paused',
  ] as const)
    await settled(state, state);
  days(89);
  await settled('fresh', 'sent');
  days(2);

  const gone = await createRetention({ db, clock, collections: [...workCollections, auditEntries], keep }).sweep();

  expect(gone.deliveries).toBe(4);
  expect(await keys()).toEqual(['dead', 'fresh', 'held', 'paused', 'sending', 'unknown', 'waiting']);
});

test('0 keeps everything', async () => {
  await settled('old', 'sent');
  days(5_000);
  expect(
    await createRetention({
      db,
      clock,
      collections: [...workCollections, auditEntries],
      keep: { deliveries: 0, posts: 0, audit: 0 },
    }).sweep(),
  ).toEqual({});
});

test('a big backlog is deleted in bounded batches, the oldest first', async () => {
  const rows = db.everywhere(deliveries);
  const { outbox } = instance(db, clock, fakePlatform());
  for (let index = 0; index < 1_203; index++) await outbox.enqueue(outgoing(`k${index}`));
  await rows.updateMany({}, { $set: { state: 'sent', settledAt: clock.now() } });
  days(91);
  let most = 0;
  const watched = {
    ...db,
    housekeeping: ((definition: never) => {
      const real = db.housekeeping(definition);
      return {
        ...real,
        deleteMany: async (filter: never) => {
          const gone = await real.deleteMany(filter);
          most = Math.max(most, gone);
          return gone;
        },
      };
    }) as never,
  };

  const gone = await createRetention({
    db: watched as TestDatabase,
    clock,
    keep,
    collections: workCollections,
  }).sweep();

  expect([gone.deliveries, await rows.count({}), most]).toEqual([1_203, 0, 500]);
});

test('a post can be edited long after its delivery was deleted, and is deleted later', async () => {
  const platform = fakePlatform();
  const { outbox, posts: edits, sender } = instance(db, clock, platform);
  await outbox.enqueue(outgoing('k1'));
  await sender.tick();
  const retention = createRetention({ db, clock, collections: [...workCollections, auditEntries], keep });
  days(200);
  await retention.sweep();

  const edited = await edits.edit('k1', { audience: 'client', fallbackText: 'corrected', blocks: [] });
  const before = [await keys(), await db.everywhere(posts).count({})];
  days(201);
  await retention.sweep();

  expect(edited).toBe('edited');
  expect(before).toEqual([[], 1]);
  expect(await db.everywhere(posts).count({})).toBe(0);
});

test('the audit trail has its own retention, in every workspace', async () => {
  const audit = createAuditLog({ db, clock });
  const change = { action: 'x', subject: 's', byName: 'Mei', from: 'here' };
  for (const workspace of ['w1', 'w2']) await audit.record(systemScope(workspace), change);
  days(1_096);
  await audit.record(systemScope('w1'), change);

  const gone = await createRetention({ db, clock, collections: [...workCollections, auditEntries], keep }).sweep();

  expect(gone.auditEntries).toBe(2);
  expect([
    (await audit.history(systemScope('w1'), 's')).length,
    (await audit.history(systemScope('w2'), 's')).length,
  ]).toEqual([1, 0]);
});

test('a dead event is kept for the operator’s configured time', async () => {
  const inbox = createInbox({ db });
  await inbox.keep({
    kind: 'action',
    id: 'e1',
    installation: { platform: 'playground', tenant: 't1' },
    from: { user: 'mei', tenant: 't1', name: 'Mei', outsider: false },
    place: { conversation: channel('C1').conversation, kind: 'channel' },
    payload: { v: 1, command: 'x y', input: {} },
  });
  for (let attempt = 0; attempt < 3; attempt++) {
    db.leaseClock.advance(120_000);
    await inbox.orphans();
  }
  db.leaseClock.advance(20 * 86_400_000);

  expect([await inbox.sweep(0), await inbox.sweep(21), await inbox.sweep(20)]).toEqual([0, 0, 1]);
});

test('a list and an Undo are deleted once they can no longer be pressed', async () => {
  clock.moveTo(new Date('2026-11-23T09:00:00Z'));
  const scope = { workspaceId: 'W' };
  const undos = createUndos({ db, clock });
  const line = { ref: 'thing:1', text: () => 'One', actions: [] };
  const now = {
    audience: 'internal' as const,
    lines: [line],
    frame: () => ({ fallbackText: 'List', head: [], foot: [] }),
  };
  const reader = {
    ...scope,
    personId: 'P',
    side: 'ours' as const,
    locale: 'en' as const,
    zone: 'UTC',
    now: clock.now(),
  };
  await createLists({ db, clock }).show({ command: 'thing list', most: 10, look: async () => now }, reader, {
    conversation: 'C',
  });
  await undos.keep(scope, { requestId: 'R', subject: 'thing:1', before: '{}' });
  const sweep = () =>
    createRetention({
      db,
      clock,
      collections: [...workCollections, auditEntries],
      keep: { deliveries: 0, posts: 0, audit: 0 },
    }).sweep();
  clock.moveTo(new Date('2026-11-24T08:59:00Z'));
  expect(await sweep()).toEqual({});
  clock.moveTo(new Date('2026-11-25T09:00:00Z'));
  expect(await sweep()).toEqual({ undos: 1 });
  clock.moveTo(new Date('2027-01-23T09:00:00Z'));
  expect(await sweep()).toEqual({ shownLists: 1 });
});
