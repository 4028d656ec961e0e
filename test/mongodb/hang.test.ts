import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import type { Collection, Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { type Job, jobNumber, jobs, noon } from '../contracts/storeModels.ts';
import { versionOf } from './server.ts';

const mongodb = inject('mongodb');
const binary = 'missing' in mongodb ? undefined : mongodb.binary;
const reason =
  'missing' in mongodb
    ? mongodb.missing
    : 'MONGODB_URI names a server that is not ours to stop, and there is no mongod at hand';

/** Every call is limited to 3 s; the rest is for a busy test machine. A call that tried twice would take longer. */
const bound = 6_000;

if (binary === undefined) test.skip(`a MongoDB that hangs (${reason})`);
else {
  describe('a MongoDB that hangs', () => {
    let server: MongoMemoryReplSet;
    let pid: number;
    let db: Database;
    let store: Collection<Job>;

    /** Every kind of database call. */
    const calls: Record<string, (number: number) => Promise<unknown>> = {
      insert: (number) => store.insert(jobNumber(number)),
      get: () => store.get('job-00000'),
      find: () => store.find({ state: 'due' }, { sort: { due: 1 }, limit: 10 }),
      findOne: () => store.findOne({ key: 'key-0' }),
      count: () => store.count({}),
      findOneAndUpdate: () => store.findOneAndUpdate({ state: 'due' }, { $set: { due: noon } }),
      updateMany: () => store.updateMany({ state: 'due' }, { $set: { note: 'seen' } }),
      deleteMany: () => store.deleteMany({ state: 'done' }),
      ping: () => db.ping(),
    };

    const failure = async (call: () => Promise<unknown>) => {
      const start = performance.now();
      const code = await call().then(
        () => 'answered',
        (error) => error.code,
      );
      return { code, isInTime: performance.now() - start < bound };
    };

    beforeAll(async () => {
      server = await MongoMemoryReplSet.create({
        binary: { systemBinary: binary, version: versionOf(binary) },
        replSet: { count: 1, storageEngine: 'wiredTiger' },
      });
      pid = server.servers[0]?.instanceInfo?.instance.mongodProcess?.pid ?? 0;
      db = await openDatabase({ uri: server.getUri('hang') });
      await db.prepare([jobs]);
      store = db.everywhere(jobs);
      await store.insert(jobNumber(0));
    });
    afterAll(async () => {
      process.kill(pid, 'SIGCONT');
      await db.close();
      await server.stop({ doCleanup: true });
    });

    test('fails every kind of call in time, alone, concurrently and repeatedly, and works again afterwards', async () => {
      const expected = { code: 'unavailable', isInTime: true };
      process.kill(pid, 'SIGSTOP');
      const alone = await failure(() => store.find({}));
      const together = await Promise.all(
        Object.entries(calls).map(async ([name, call]) => [name, await failure(() => call(1))] as const),
      );
      const crowd = await Promise.all(
        Array.from({ length: 150 }, (_, number) => failure(() => store.insert(jobNumber(10 + number)))),
      );
      const opening = await failure(() => openDatabase({ uri: server.getUri('other') }));
      process.kill(pid, 'SIGCONT');
      const start = performance.now();
      const recovered: unknown[] = [];
      for (const call of Object.values(calls)) recovered.push(await failure(() => call(200)));
      const wait = performance.now() - start;

      expect(alone).toEqual(expected);
      expect(Object.fromEntries(together)).toEqual(
        Object.fromEntries(Object.keys(calls).map((name) => [name, expected])),
      );
      expect(crowd.filter(({ code, isInTime }) => code !== 'unavailable' || !isInTime)).toEqual([]);
      expect(opening).toEqual(expected);
      expect(recovered).toEqual(Object.keys(calls).map(() => ({ code: 'answered', isInTime: true })));
      expect(wait).toBeLessThan(bound);
    });
  });
}
