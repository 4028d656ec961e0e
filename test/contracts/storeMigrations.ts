import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Collection, Database, MigrationStep } from '../../src/store/collection.ts';
import { migrate } from '../../src/store/migrations.ts';
import { type Job, jobNumber, plainJobs } from './storeModels.ts';

/** Migrations on one engine. `open` returns a database that no other test uses. */
export function migrationsContract(engine: string, open: () => Promise<Database>): void {
  describe(`migrations on ${engine}`, () => {
    let db: Database;
    let store: Collection<Job>;
    // No lease of these runs out, on a busy machine neither.
    const quick = { lease: 600_000, patience: 5 };

    beforeEach(async () => {
      db = await open();
      await db.prepare([plainJobs]);
      store = db.everywhere(plainJobs);
    });
    afterEach(() => db.close());

    /** A step that inserts one document each time it runs. */
    const step = (
      version: number,
      trace: number[],
      during: () => Promise<unknown> = async () => undefined,
    ): MigrationStep => ({
      version,
      name: `step ${version}`,
      run: async () => {
        trace.push(version);
        await during();
      },
    });

    test('run in order, and never again', async () => {
      const trace: number[] = [];
      await migrate(db, [step(1, trace), step(2, trace)], quick);
      await migrate(db, [step(1, trace), step(2, trace), step(3, trace)], quick);
      expect(trace).toEqual([1, 2, 3]);
    });

    test('run once if many instances start together, and all of them wait for the end', async () => {
      const trace: number[] = [];
      const steps = [
        step(1, trace, () => store.insert(jobNumber(1))),
        step(2, trace, () => store.insert(jobNumber(2))),
      ];
      const seen = await Promise.all(
        Array.from({ length: 5 }, async () => {
          await migrate(db, steps, quick);
          return store.count({});
        }),
      );
      expect(trace).toEqual([1, 2]);
      expect(seen).toEqual([2, 2, 2, 2, 2]);
    });

    test('that fail are reported and retried at the next start', async () => {
      const trace: number[] = [];
      let isBroken = true;
      const steps = [
        step(1, trace),
        step(2, trace, async () => (isBroken ? Promise.reject(new Error('no room')) : undefined)),
      ];
      await expect(migrate(db, steps, quick)).rejects.toThrow('no room');
      isBroken = false;
      await migrate(db, steps, quick);
      expect(trace).toEqual([1, 2, 2]);
    });

    test('of an instance that died in the middle are taken over, and its return changes nothing', async () => {
      const trace: number[] = [];
      let wake: () => void = () => undefined;
      let started: () => void = () => undefined;
      const asleep = new Promise<void>((resolve) => {
        wake = resolve;
      });
      const hasStarted = new Promise<void>((resolve) => {
        started = resolve;
      });
      // An instance whose lease expires at once and is renewed far too late: as good as dead, until it continues.
      const dead = migrate(
        db,
        [
          step(1, trace, async () => {
            started();
            await asleep;
          }),
        ],
        { lease: -60_000, patience: 5 },
      );
      await hasStarted;
      await migrate(db, [step(1, trace), step(2, trace)], quick);
      wake();
      await dead;
      await migrate(db, [step(1, trace), step(2, trace)], quick);
      expect(trace).toEqual([1, 1, 2]);
    });

    test('must be numbered without a gap', async () => {
      await expect(migrate(db, [step(2, [])])).rejects.toThrow('stands in place 1');
    });

    test('refuse data of a newer version, and change nothing', async () => {
      const trace: number[] = [];
      await migrate(db, [step(1, trace), step(2, trace)], quick);
      await expect(migrate(db, [step(1, trace)], quick)).rejects.toMatchObject({
        code: 'refused',
        message: expect.stringContaining('step 2'),
      });
      expect(trace).toEqual([1, 2]);
    });
  });
}
