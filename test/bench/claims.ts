import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { claim } from '../../src/core/claim.ts';
import { type Schedule, schedules } from '../../src/core/schedule/schedule.ts';
import { createScheduler } from '../../src/core/schedule/scheduler.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { newId } from '../../src/ground/ids.ts';
import { silentLogger } from '../../src/ground/log.ts';
import type { Collection } from '../../src/store/collection.ts';
import { fakeDirectory } from '../fakes/work.ts';
import type { BenchDatabase, MongodbForBench } from './databases.ts';
import { compared, percentile, type Row, skipped } from './row.ts';

const START = new Date('2026-11-23T08:00:00Z');

function scheduleAt(nextAt: Date, index: number): Schedule {
  return {
    _id: newId(),
    workspaceId: `w${index % 20}`,
    kind: 'note',
    data: '{"name":"Send the weekly report"}',
    recurrence: { frequency: 'weekly', interval: 1, weekdays: [1], anchor: '2026-11-30T09:00', zone: 'Europe/Berlin' },
    state: 'active',
    nextAt,
    nextWall: '2026-11-30T09:00',
    createdAt: START,
    version: 1,
  };
}

async function refill(
  { db, fill }: BenchDatabase,
  count: number,
  nextAt: (index: number) => Date,
): Promise<Collection<Schedule>> {
  const rows = db.everywhere(schedules);
  await rows.deleteMany({});
  await fill(Array.from({ length: count }, (_, index) => scheduleAt(nextAt(index), index)));
  return rows;
}

const past = (index: number) => new Date(START.getTime() - 1_000 - index);

async function perSecond(work: () => Promise<number>): Promise<number> {
  const begun = performance.now();
  const count = await work();
  return (count * 1_000) / (performance.now() - begun);
}

const DUE = 10_000;
/** The scheduler's batch size, and the largest sensible one within a lease. */
const BATCHES = [50, 200];
const RAW_CLAIMS = 2_000;
const LEASE_MS = 600_000;

/**
 * The simple way with the driver: one findOneAndUpdate per document, several at a time; claims per second. It sets the
 * next slot to the lease's end, so that claimed documents leave the index's range at once: the fastest possible form,
 * faster than skipping the documents of others.
 */
async function rawClaims({ raw }: MongodbForBench, atOnce: number): Promise<number> {
  return perSecond(async () => {
    let claimed = 0;
    const worker = async () => {
      while (claimed < RAW_CLAIMS) {
        claimed += 1;
        const until = new Date(START.getTime() + LEASE_MS);
        const got = await raw.findOneAndUpdate(
          { state: 'active', nextAt: { $lte: START } },
          { $set: { lease: { token: newId(), until }, nextAt: until } },
          { sort: { nextAt: 1 }, returnDocument: 'after' },
        );
        if (got === null) throw new Error('the raw loop found nothing due');
      }
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return claimed;
  });
}

/**
 * Claims all due documents in batches; claims per second. Between two batches, outside of the measured time, claimed
 * documents move to their next slot, as in the scheduler.
 */
async function batchClaims(database: BenchDatabase, limit: number): Promise<number> {
  const collection = await refill(database, DUE, past);
  const later = { $set: { nextAt: new Date(START.getTime() + LEASE_MS) } };
  let claimed = 0;
  let spent = 0;
  while (claimed < DUE) {
    const due = { state: 'active', nextAt: { $lte: START } };
    const begun = performance.now();
    const { rows } = await claim(collection, {
      due,
      sort: { nextAt: 1 },
      limit,
      leaseMs: LEASE_MS,
      now: () => database.db.now(),
    });
    spent += performance.now() - begun;
    if (rows.length === 0) throw new Error(`${claimed} of ${DUE} were claimed`);
    claimed += rows.length;
    await collection.updateMany({ _id: { $in: rows.map((row) => row._id) } }, later);
  }
  return (claimed * 1_000) / spent;
}

/**
 * Claims per second in batches: on MongoDB, compared with the raw driver's findOneAndUpdate at its best concurrency,
 * over the same documents, indexes and server in the same run; on the embedded engine, compared with MongoDB's.
 */
export async function benchClaims(
  folder: BenchDatabase,
  mongodb: MongodbForBench | { readonly missing: string },
): Promise<Row[]> {
  const rows: Row[] = [];
  let raw: { atOnce: number; value: number } | undefined;
  if (!('missing' in mongodb)) {
    for (const atOnce of [1, 8, 50]) {
      await refill(mongodb, DUE, past);
      const value = await rawClaims(mongodb, atOnce);
      rows.push({ name: `raw findOneAndUpdate, ${atOnce} at a time`, value, unit: 'per s' });
      if (raw === undefined || value > raw.value) raw = { atOnce, value };
    }
  }
  for (const limit of BATCHES) {
    const name = (where: string) => `claims by ${limit}, ${where}`;
    let there: number | undefined;
    if ('missing' in mongodb) rows.push(skipped(name('MongoDB'), 'per s', mongodb.missing));
    else {
      there = await batchClaims(mongodb, limit);
      const peer = { peer: `raw, ${raw?.atOnce} at a time`, peerValue: raw?.value ?? Number.NaN };
      rows.push(
        compared({
          name: name('MongoDB'),
          value: there,
          unit: 'per s',
          ...peer,
          ...(limit === 200 ? { goal: 'ratio >= 5' } : {}),
        }),
      );
    }
    const here = { name: name(folder.name), value: await batchClaims(folder, limit), unit: 'per s' };
    rows.push(
      there === undefined ? here : compared({ ...here, peer: 'MongoDB', peerValue: there, goal: 'ratio >= 1' }),
    );
  }
  return rows;
}

/** The cost of a tick while nothing is due, with 1,000 and with 100,000 schedules (median). */
export async function benchIdleTick(databases: readonly BenchDatabase[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const database of databases) {
    const medians: number[] = [];
    for (const count of [1_000, 100_000]) {
      await refill(database, count, (index) => new Date(START.getTime() + 60_000 + index * 1_000));
      const scheduler = createScheduler({
        db: database.db,
        clock: stoppedClock(START),
        jobs: [],
        outbox: { enqueue: async () => 'queued' },
        directory: fakeDirectory(),
        log: silentLogger,
      });
      const times: number[] = [];
      for (let round = 0; round < 220; round++) {
        const begun = performance.now();
        await scheduler.tick();
        if (round >= 20) times.push(performance.now() - begun);
      }
      medians.push(percentile(times, 50));
    }
    const [few = Number.NaN, many = Number.NaN] = medians;
    rows.push({ name: `idle tick, 1,000 schedules, ${database.name}`, value: few, unit: 'ms' });
    rows.push(
      compared({
        name: `idle tick, 100,000 schedules, ${database.name}`,
        value: many,
        unit: 'ms',
        peer: 'with 1,000',
        peerValue: few,
        goal: 'ratio < 2',
      }),
    );
  }
  return rows;
}

/**
 * The memory of 10,000 schedules in this process: the heap after a full collection with them, minus the heap without.
 */
export async function benchMemory(databases: readonly BenchDatabase[]): Promise<Row[]> {
  const rows: Row[] = [];
  for (const database of databases) {
    // Once before, for objects that are created at the first use and stay.
    await refill(database, 10_000, past);
    await refill(database, 0, past);
    const before = await heapInUse();
    await refill(database, 10_000, past);
    rows.push({
      name: `memory per 10,000 schedules, ${database.name}`,
      value: ((await heapInUse()) - before) / 1_048_576,
      unit: 'MB',
    });
  }
  return rows;
}

async function heapInUse(): Promise<number> {
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  // A second round frees objects that finalizers and the event loop still hold.
  for (let round = 0; round < 2; round++) {
    collect();
    await new Promise((resolve) => setImmediate(resolve));
  }
  return process.memoryUsage().heapUsed;
}
