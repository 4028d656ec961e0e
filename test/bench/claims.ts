import { claim } from '../../src/core/claim.ts';
import { stoppedClock } from '../../src/core/clock.ts';
import { newId } from '../../src/core/ids.ts';
import { silentLogger } from '../../src/core/log.ts';
import { type Schedule, schedules } from '../../src/core/schedule/schedule.ts';
import { createScheduler } from '../../src/core/schedule/scheduler.ts';
import type { Collection, Database } from '../../src/store/collection.ts';
import { fakeDirectory } from '../fakes/work.ts';
import { compared, percentile, type Row } from './row.ts';

const START = new Date('2026-11-23T08:00:00Z');

/** One claim of one schedule the plain way; resolves to whether there was one. Measured as the peer. */
export type ClaimOne = () => Promise<boolean>;

/** A database whose collection of schedules is prepared and may be filled at will. `fill` puts documents in by the quickest way there is. */
export interface BenchDatabase {
  readonly name: string;
  readonly db: Database;
  readonly fill: (documents: readonly Schedule[]) => Promise<void>;
}

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

async function refill({ db, fill }: BenchDatabase, count: number, nextAt: (index: number) => Date): Promise<Collection<Schedule>> {
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

/** A loop of single claims with so many at a time, for as many documents; claims per second. */
async function loop(claimOne: ClaimOne, { count, atOnce }: { count: number; atOnce: number }): Promise<number> {
  return perSecond(async () => {
    let claimed = 0;
    const worker = async () => {
      while (claimed < count && (await claimOne())) claimed += 1;
    };
    await Promise.all(Array.from({ length: atOnce }, worker));
    return claimed;
  });
}

/**
 * Claims per second by batches, on each database, beside the raw driver's findOneAndUpdate at its best concurrency in the same run.
 * @param raw claims one document of the given database with the driver alone; undefined where no MongoDB is at hand.
 */
export async function benchClaims(
  databases: readonly (BenchDatabase & { readonly goal: string })[],
  raw: { on: BenchDatabase; claimOne: ClaimOne } | undefined,
): Promise<Row[]> {
  let peer: { peer: string; peerValue: number } | undefined;
  if (raw !== undefined) {
    const figures: { atOnce: number; value: number }[] = [];
    for (const atOnce of [1, 8, 50]) {
      await refill(raw.on, 2_000, past);
      figures.push({ atOnce, value: await loop(raw.claimOne, { count: 2_000, atOnce }) });
    }
    const best = figures.reduce((a, b) => (b.value > a.value ? b : a));
    peer = { peer: `raw findOneAndUpdate on ${raw.on.name}, ${best.atOnce} at a time`, peerValue: best.value };
  }
  const rows: Row[] = [];
  for (const database of databases) {
    const collection = await refill(database, 20_000, past);
    const value = await perSecond(async () => {
      let claimed = 0;
      for (;;) {
        const batch = await claim(collection, {
          due: { state: 'active', nextAt: { $lte: START } },
          sort: { nextAt: 1 },
          limit: 200,
          leaseMs: 600_000,
          now: () => database.db.now(),
        });
        if (batch.seen === 0) return claimed;
        claimed += batch.rows.length;
      }
    });
    const figure = { name: `claims on ${database.name}`, value, unit: 'per s', goal: database.goal };
    rows.push(peer === undefined ? figure : compared({ ...figure, ...peer }));
  }
  return rows;
}

/** What a tick costs while nothing is due, with 1,000 and with 100,000 schedules (median). */
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
        goal: 'ratio <= 2: a look into an index',
      }),
    );
  }
  return rows;
}

/** What 10,000 schedules take of this process's memory; truthful only with `node --expose-gc`. */
export async function benchMemory(databases: readonly BenchDatabase[]): Promise<Row[]> {
  const collect = (globalThis as { gc?: () => void }).gc ?? (() => undefined);
  const rows: Row[] = [];
  for (const database of databases) {
    await refill(database, 0, past);
    collect();
    const before = process.memoryUsage().heapUsed;
    await database.fill(Array.from({ length: 10_000 }, (_, index) => scheduleAt(new Date(START.getTime() + index * 1_000), index)));
    collect();
    rows.push({ name: `memory per 10,000 schedules, ${database.name}`, value: (process.memoryUsage().heapUsed - before) / 1_048_576, unit: 'MB' });
  }
  return rows;
}
