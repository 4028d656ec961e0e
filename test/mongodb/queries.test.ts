import mongoose from 'mongoose';
import { expect, inject, test } from 'vitest';
import { auditEntries } from '../../src/core/auditLog.ts';
import { workCollections } from '../../src/core/coreCollections.ts';
import { createDeliveryWatch } from '../../src/core/delivery/figures.ts';
import { type Delivery, deliveries } from '../../src/core/delivery/outbox.ts';
import { createInbox } from '../../src/core/inbox.ts';
import { createRetention } from '../../src/core/retention.ts';
import { type Schedule, schedules } from '../../src/core/schedule/schedule.ts';
import { createScheduler } from '../../src/core/schedule/scheduler.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { newId } from '../../src/ground/ids.ts';
import { silentLogger } from '../../src/ground/log.ts';
import type { Collection, Entity } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { fakePlatform } from '../fakes/platform.ts';
import { channel, fakeDirectory, instance, words } from '../fakes/work.ts';
import { withDatabase } from './address.ts';
import { dropDatabase } from './server.ts';

const mongodb = inject('mongodb');

/** The cost of a call as MongoDB reports it. */
interface Profiled {
  readonly ns: string;
  readonly planSummary?: string;
  readonly docsExamined?: number;
  readonly nreturned?: number;
  readonly nModified?: number;
  readonly ndeleted?: number;
}

const DAY_MS = 86_400_000;
const STORED = 3_000;
const START = '2026-11-23T08:00:00Z';

function storedDelivery(index: number): Delivery {
  const state = index < 2_000 ? 'sent' : index < 2_500 ? 'expired' : 'waiting';
  const at = new Date(new Date(START).getTime() + (state === 'waiting' ? DAY_MS : -100 * DAY_MS) + index * 1_000);
  return {
    ...{
      _id: newId(),
      key: `k${index}`,
      workspaceId: `w${index % 5}`,
      to: channel(`C${index % 50}`),
      message: JSON.stringify(words('said')),
    },
    ...{
      locale: 'en',
      zone: 'Europe/Berlin',
      state,
      priority: index % 3,
      notBefore: at,
      noise: 'requested',
      attempts: 0,
      enqueuedAt: at,
    },
    ...(state === 'waiting' ? { until: new Date(at.getTime() + DAY_MS) } : { settledAt: at }),
  };
}
const storedSchedule = (index: number): Schedule => ({
  ...{
    _id: newId(),
    workspaceId: `w${index % 5}`,
    kind: 'none',
    data: '{}',
    state: 'active',
    createdAt: new Date(START),
    version: 1,
  },
  recurrence: { frequency: 'daily', interval: 1, anchor: '2026-11-01T09:00', zone: 'Europe/Berlin' },
  ...{ nextAt: new Date(new Date(START).getTime() + (index + 1) * 60_000), nextWall: '2026-11-24T09:00' },
});

async function store<T extends Entity>(rows: Collection<T>, make: (index: number) => T): Promise<void> {
  for (let from = 0; from < STORED; from += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => rows.insert(make(from + index))));
}

if ('missing' in mongodb) test.skip(`what a look for work costs on MongoDB (${mongodb.missing})`);
else {
  test('queries for work, retention and counts use an index, and cost what they find, not what is stored', async () => {
    const uri = withDatabase(mongodb.uri, `rapport-queries-${newId()}`);
    const db = await openDatabase({ uri });
    await db.prepare([...workCollections, auditEntries]);
    const raw = (await mongoose.createConnection(uri).asPromise()).getClient();
    const clock = stoppedClock(START);
    await store(db.everywhere(deliveries), storedDelivery);
    await store(db.everywhere(schedules), storedSchedule);
    const { sender, outbox } = instance(db, clock, fakePlatform());
    const scheduler = createScheduler({ db, clock, jobs: [], outbox, directory: fakeDirectory(), log: silentLogger });
    const watch = createDeliveryWatch({ db, clock });
    const profile = (level: 0 | 2) => raw.db().command({ profile: level });

    await profile(2);
    await scheduler.tick();
    await sender.tick();
    await createInbox({ db }).orphans();
    await watch.figures();
    await watch.nextDue();
    await createRetention({
      db,
      clock,
      collections: [...workCollections, auditEntries],
      keep: { deliveries: 90, posts: 400, audit: 1_095 },
    }).sweep();
    await profile(0);

    const costs = (
      await raw
        .db()
        .collection<Profiled>('system.profile')
        .find({ planSummary: { $exists: true } })
        .toArray()
    ).map((one) => ({
      what: one.ns.split('.')[1] ?? '',
      plan: one.planSummary ?? '',
      looked: one.docsExamined ?? 0,
      found: (one.nreturned ?? 0) + (one.nModified ?? 0) + (one.ndeleted ?? 0),
    }));
    // The few pauses are read as a whole.
    expect(
      costs.filter(({ what, plan }) => plan.includes('COLLSCAN') && what !== 'deliveryPauses' && what !== 'system'),
    ).toEqual([]);
    expect(costs.filter(({ looked, found }) => looked > found + 10)).toEqual([]);
    expect(costs.reduce((sum, { found }) => sum + found, 0)).toBeGreaterThan(4_000);
    expect(await db.everywhere(deliveries).count({})).toBe(500);
    await db.close();
    await raw.close();
    await dropDatabase(uri);
  });
}
