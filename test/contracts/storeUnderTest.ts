/** The collections under test in the store contract, with short ways to fill and read them. */
import { afterAll, beforeAll, beforeEach } from 'vitest';
import type { Collection, Database, Filter, Sort, Update } from '../../src/store/collection.ts';
import { inWaves } from '../fakes/waves.ts';
import { type Job, jobNumber, jobs, type Note, notes, plainJobs } from './storeModels.ts';

/** One engine's database; its collections exist inside tests and hooks only. */
export type StoreUnderTest = ReturnType<typeof openStoreUnderTest>;

/** Opens the database before the tests of the surrounding describe, empties it before each, closes it after all. */
export function openStoreUnderTest(open: () => Promise<Database>) {
  let db: Database;
  let store: Collection<Job>;
  let plain: Collection<Job>;
  const here = (): Collection<Note> => db.within(notes, { workspaceId: 'here' });
  const there = (): Collection<Note> => db.within(notes, { workspaceId: 'there' });

  beforeAll(async () => {
    db = await open();
    await db.prepare([jobs, plainJobs, notes]);
    store = db.everywhere(jobs);
    plain = db.everywhere(plainJobs);
  });
  afterAll(() => db.close());
  beforeEach(async () => {
    await Promise.all([store.deleteMany({}), plain.deleteMany({}), here().deleteMany({}), there().deleteMany({})]);
  });

  return {
    get db() {
      return db;
    },
    /** The jobs with their indexes. */
    get store() {
      return store;
    },
    /** The same model without an index. */
    get plain() {
      return plain;
    },
    here,
    fill: (count: number, changes: (number: number) => Partial<Job> = () => ({})) =>
      inWaves(count, (number) => store.insert(jobNumber(number, changes(number)))),
    ids: async (filter: Filter, options: { sort?: Sort; limit?: number; skip?: number } = {}) =>
      (await store.find(filter, { sort: { _id: 1 }, ...options })).map(({ _id }) => Number(_id.slice(4))),
    change: (update: Update, filter: Filter = { _id: 'job-00001' }) => store.findOneAndUpdate(filter, update),
  };
}
