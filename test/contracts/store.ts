/** The contract of the store: documents here, queries and writes in the modules that it calls. */
import { describe, expect, test } from 'vitest';
import { systemClock } from '../../src/ground/clock.ts';
import type { Database } from '../../src/store/collection.ts';
import { describeStoreFilters } from './storeFilters.ts';
import { jobNumber, minutes, plainJobs } from './storeModels.ts';
import { openStoreUnderTest } from './storeUnderTest.ts';
import { describeStoreUpdates } from './storeUpdates.ts';

/** The contract of every engine. `open` returns a database that no other test uses. */
export function storeContract(engine: string, open: () => Promise<Database>): void {
  describe(`the store on ${engine}`, () => {
    const tested = openStoreUnderTest(open);
    const { ids } = tested;

    describe('documents', () => {
      test('return unchanged, dates and nested arrays included', async () => {
        const job = jobNumber(1, {
          note: null,
          urgent: false,
          lease: { token: 'mine', until: minutes(5) },
          tags: ['一', 'two'],
          steps: [{ title: 'first', at: minutes(1), marks: [1, 2.5, -3] }],
        });
        const inserted = await tested.store.insert(job);
        const found = await tested.store.get(job._id);
        expect(inserted).toEqual(job);
        expect(found).toEqual(job);
        expect(found?.steps[0]?.at).toBeInstanceOf(Date);
      });

      test('are isolated copies: changing an inserted or found one changes nothing stored', async () => {
        const job = jobNumber(1, { tags: ['kept'] });
        await tested.store.insert(job);
        job.tags.push('lost');
        job.due.setTime(0);
        const found = await tested.store.get(job._id);
        found?.tags.push('lost too');
        found?.due.setTime(0);
        const again = await tested.store.get(job._id);
        expect(again).toEqual(jobNumber(1, { tags: ['kept'] }));
      });

      test('that do not exist are undefined', async () => {
        expect(await tested.store.get('nobody')).toBeUndefined();
        expect(await tested.store.findOne({ key: 'nothing' })).toBeUndefined();
        expect(await tested.store.findOneAndUpdate({ key: 'nothing' }, { $set: { rank: 1 } })).toBeUndefined();
      });

      test('lose fields that are undefined', async () => {
        const { note: _, ...stored } = await tested.store.insert(jobNumber(1, { note: undefined }));
        expect(await tested.store.get('job-00001')).toStrictEqual(stored);
        expect(await ids({ note: { $exists: false } })).toEqual([1]);
      });
    });

    test('unpaired surrogates, left over in a cut text, are stored alike and found again', async () => {
      const half = 'cut \ud83d';
      const kept = 'cut \ufffd';
      await tested.store.insert({ ...jobNumber(1), _id: half, note: half, tags: [half] });
      await tested.store.findOneAndUpdate({ _id: half }, { $set: { queue: half } });
      await tested.store.updateMany({ queue: half }, { $push: { tags: half } });
      expect(await tested.store.get(half)).toMatchObject({ _id: kept, queue: kept, note: kept, tags: [kept, kept] });
    });

    describeStoreFilters(tested);
    describeStoreUpdates(tested);

    test('answers pings and tells the time', async () => {
      await tested.db.ping();
      const [process, database] = [systemClock.now().getTime(), tested.db.now().getTime()];
      expect(Math.abs(process - database)).toBeLessThan(1_000);
    });

    test('names a collection that was not prepared', async () => {
      const unknown = tested.db.everywhere({ ...plainJobs, name: 'unknown' });
      await expect(unknown.find({})).rejects.toThrow('unknown was not made ready');
    });
  });
}
