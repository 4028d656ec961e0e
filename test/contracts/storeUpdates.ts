/** The part of the store contract about writes: updates, upserts, unique keys and claims of many at once. */
import { beforeEach, describe, expect, test } from 'vitest';
import { isError } from '../../src/ground/errors.ts';
import type { Filter, Update } from '../../src/store/collection.ts';
import { type Job, jobNumber, minutes, noon } from './storeModels.ts';
import type { StoreUnderTest } from './storeUnderTest.ts';

/** Declares the tests of writes inside the describe of one engine. */
export function describeStoreUpdates(tested: StoreUnderTest): void {
  const { fill, ids, change } = tested;

  test('many documents are inserted at once; a taken key is a conflict and holds up no other', async () => {
    await tested.store.insertMany([jobNumber(1), jobNumber(2)]);
    const again = tested.store.insertMany([jobNumber(2), jobNumber(3), jobNumber(4, { key: jobNumber(1).key })]);
    await expect(again).rejects.toMatchObject({ code: 'conflict' });
    await tested.store.insertMany([]);
    expect(await ids({})).toEqual([1, 2, 3]);
    await tested.here().insertMany([{ _id: 'n', workspaceId: 'here', text: '', number: 1, version: 1 }]);
    const foreign = tested.here().insertMany([{ _id: 'm', workspaceId: 'there', text: '', number: 1, version: 1 }]);
    await expect(foreign).rejects.toMatchObject({ code: 'invalid' });
  });

  describe('updates', () => {
    beforeEach(() => tested.store.insert(jobNumber(1, { tags: ['a', 'b'], note: 'old' })));

    test('set, unset and return the document after the change', async () => {
      const updated = await change({
        $set: { state: 'taken', lease: { token: 'mine', until: minutes(9) }, 'place.floor': 7 },
        $unset: { note: '' },
      });
      const { note: _, ...expected } = jobNumber(1, {
        tags: ['a', 'b'],
        state: 'taken',
        lease: { token: 'mine', until: minutes(9) },
        place: { city: 'Nuuk', floor: 7 },
      });
      expect(updated).toStrictEqual(expected);
      expect(await tested.store.get('job-00001')).toStrictEqual(expected);
    });

    test('count, bound and change arrays', async () => {
      const first = await change({
        $inc: { rank: 4, 'place.floor': -0.5 },
        $min: { due: noon },
        $push: { tags: 'c', steps: { title: 's', at: noon, marks: [] } },
      });
      expect(first).toMatchObject({
        rank: 5,
        place: { floor: 0.5 },
        due: noon,
        tags: ['a', 'b', 'c'],
        steps: [{ title: 's', at: noon, marks: [] }],
      });
      const second = await change({
        $max: { due: minutes(3), rank: 2 },
        $push: { tags: { $each: ['d', 'e'] } },
        $pull: { steps: { title: 's' } },
      });
      expect(second).toMatchObject({ rank: 5, due: minutes(3), tags: ['a', 'b', 'c', 'd', 'e'], steps: [] });
      const third = await change({ $addToSet: { tags: { $each: ['a', 'f'] } } });
      const fourth = await change({ $pull: { tags: { $in: ['b', 'c'] } } });
      expect(third?.tags).toEqual(['a', 'b', 'c', 'd', 'e', 'f']);
      expect(fourth?.tags).toEqual(['a', 'd', 'e', 'f']);
    });

    test('move a document in its indexes', async () => {
      await change({ $set: { state: 'taken', due: minutes(90), key: 'moved' } });
      expect(await ids({ state: 'due' })).toEqual([]);
      expect(await ids({ state: 'taken', due: { $gt: minutes(80) } })).toEqual([1]);
      expect(await ids({ key: 'key-1' })).toEqual([]);
      expect(await ids({ key: 'moved' })).toEqual([1]);
    });

    test('take the first by the sort', async () => {
      await fill(1);
      const last = await tested.store.findOneAndUpdate(
        { state: 'due' },
        { $set: { state: 'done' } },
        { sort: { due: -1 } },
      );
      expect(last?._id).toBe('job-00001');
    });

    test('of many change each match and return the number', async () => {
      await tested.store.insert(jobNumber(2));
      await tested.store.insert(jobNumber(3, { state: 'done' }));
      expect(await tested.store.updateMany({ state: 'due' }, { $set: { note: 'many' }, $inc: { rank: 10 } })).toBe(2);
      expect((await tested.store.find({ note: 'many' }, { sort: { rank: 1 } })).map(({ rank }) => rank)).toEqual([
        11, 12,
      ]);
      expect(await tested.store.updateMany({ key: 'nothing' }, { $set: { note: 'none' } })).toBe(0);
    });

    test('delete each match and return the number', async () => {
      await tested.store.insert(jobNumber(2));
      expect(await tested.store.deleteMany({ rank: { $gt: 1 } })).toBe(1);
      expect(await ids({})).toEqual([1]);
      await tested.store.insert(jobNumber(2));
      expect(await ids({ key: 'key-2' })).toEqual([2]);
    });

    test('change a part of an object that may be missing where the filter asks for the object', async () => {
      await tested.store.insert(jobNumber(2, { lease: { token: 'mine', until: minutes(2) } }));
      await tested.store.insert(jobNumber(3, { home: null }));
      const update = { $set: { 'lease.until': minutes(9) } };
      const isLeased = { lease: { $exists: true } };

      const without = await change(update, { _id: 'job-00001', ...isLeased });
      const changed = await change(update, { _id: 'job-00002', ...isLeased });
      const count = await tested.store.updateMany(
        { ...isLeased, rank: { $gte: 1 } },
        { $set: { 'lease.token': 'ours' } },
      );

      expect([without, changed?.lease, count]).toEqual([undefined, { token: 'mine', until: minutes(9) }, 1]);
      expect((await tested.store.get('job-00002'))?.lease).toEqual({ token: 'ours', until: minutes(9) });
      expect(await tested.store.get('job-00001')).not.toHaveProperty('lease');
    });

    test('with an expected version let only one of two writers succeed', async () => {
      const note = await tested.here().insert({ _id: 'n', workspaceId: 'here', text: 'draft', number: 1, version: 1 });
      const write = (text: string) =>
        tested.here().findOneAndUpdate({ _id: 'n', version: note.version }, { $set: { text }, $inc: { version: 1 } });
      const results = await Promise.all([write('mine'), write('yours')]);
      expect(results.filter((each) => each !== undefined)).toHaveLength(1);
      expect((await tested.here().get('n'))?.version).toBe(2);
    });
  });

  describe('upserts', () => {
    const { _id: _, key: __, rank: ___, ...rest } = jobNumber(1);
    const upsert = () =>
      tested.store.findOneAndUpdate({ key: 'one' }, { $inc: { rank: 1 }, $setOnInsert: rest }, { upsert: true });

    test('create one document with our id, then change it', async () => {
      const made = await upsert();
      const changed = await upsert();
      expect(made).toEqual({ ...rest, _id: made?._id, key: 'one', rank: 1 });
      expect(made?._id).toMatch(/^[0-9a-f]{24}$/);
      expect(changed).toEqual({ ...made, rank: 2 });
    });

    test('that run concurrently create one document together', async () => {
      await Promise.all(Array.from({ length: 20 }, upsert));
      expect(await tested.store.find({})).toMatchObject([{ key: 'one', rank: 20 }]);
    });

    test('need a unique key, and a document that fits the model', async () => {
      await expect(
        tested.store.findOneAndUpdate({ queue: 'q' }, { $set: { rank: 1 } }, { upsert: true }),
      ).rejects.toMatchObject({ code: 'invalid' });
      await expect(
        tested.store.findOneAndUpdate({ key: 'one' }, { $set: { rank: 1 } }, { upsert: true }),
      ).rejects.toMatchObject({ code: 'invalid' });
      expect(await tested.store.count({})).toBe(0);
    });
  });

  describe('unique keys', () => {
    test('refuse a second document and name the field', async () => {
      await tested.store.insert(jobNumber(1));
      await expect(tested.store.insert(jobNumber(2, { key: 'key-1' }))).rejects.toMatchObject({
        code: 'conflict',
        field: 'key',
      });
      await expect(tested.store.insert(jobNumber(1, { key: 'other' }))).rejects.toMatchObject({
        code: 'conflict',
        field: '_id',
      });
      await tested.store.insert(jobNumber(2));
      await expect(tested.store.findOneAndUpdate({ key: 'key-2' }, { $set: { key: 'key-1' } })).rejects.toMatchObject({
        code: 'conflict',
        field: 'key',
      });
      expect((await tested.store.find({}, { sort: { _id: 1 } })).map(({ key }) => key)).toEqual(['key-1', 'key-2']);
    });

    test('of a partial index count only what matches it', async () => {
      const urgent = { queue: 'q', urgent: true };
      await tested.store.insert(jobNumber(1, urgent));
      await tested.store.insert(jobNumber(2, { queue: 'q' }));
      await tested.store.insert(jobNumber(3, { queue: 'q', urgent: false }));
      await expect(tested.store.insert(jobNumber(4, urgent))).rejects.toMatchObject({
        code: 'conflict',
        field: 'queue',
      });
      await expect(tested.store.findOneAndUpdate({ key: 'key-2' }, { $set: { urgent: true } })).rejects.toMatchObject({
        code: 'conflict',
        field: 'queue',
      });
      await tested.store.findOneAndUpdate({ key: 'key-1' }, { $unset: { urgent: '' } });
      await tested.store.findOneAndUpdate({ key: 'key-2' }, { $set: { urgent: true } });
      expect(await ids({ queue: 'q', urgent: true })).toEqual([2]);
      expect(await ids({ queue: 'q', 'place.city': 'Nuuk' })).toEqual([1, 2, 3]);
    });
  });

  test('a thousand concurrent claimers get a thousand different jobs', async () => {
    await fill(1_000, () => ({ queue: 'q' }));
    const patiently = async (at: number): Promise<Job | undefined> => {
      try {
        return await tested.store.findOneAndUpdate(
          { state: 'due' },
          { $set: { state: 'taken', lease: { token: `t${at}`, until: noon } } },
          { sort: { due: 1 } },
        );
      } catch (error) {
        // No connection was free in time, so nothing was sent.
        if (isError(error, 'unavailable') && error.message.includes('checking out a connection')) return patiently(at);
        throw error;
      }
    };
    const claims = await Promise.all(Array.from({ length: 1_000 }, (_, at) => patiently(at)));
    expect(new Set(claims.map((job) => job?._id)).size).toBe(1_000);
    expect(await tested.store.count({ state: 'due' })).toBe(0);
  });

  test('claimers in batches share the jobs', async () => {
    await fill(300);
    const claim = async (token: string): Promise<string[]> => {
      const seen = await tested.store.find(
        { state: 'due', due: { $lte: minutes(400) } },
        { sort: { due: 1 }, limit: 50 },
      );
      if (seen.length === 0) return [];
      await tested.store.updateMany(
        { _id: { $in: seen.map(({ _id }) => _id) }, state: 'due' },
        { $set: { state: 'taken', lease: { token, until: noon } } },
      );
      const mine = await tested.store.find({ 'lease.token': token });
      await tested.store.updateMany({ 'lease.token': token }, { $set: { state: 'done' }, $unset: { lease: '' } });
      return [...mine.map(({ _id }) => _id), ...(await claim(token))];
    };
    const all = (await Promise.all(['a', 'b', 'c', 'd'].map(claim))).flat();
    expect(all).toHaveLength(300);
    expect(new Set(all).size).toBe(300);
  });

  test.each<[string, Update, Filter]>([
    ['counting on null', { $inc: { score: 1 } }, { key: 'key-1' }],
    ['pushing on null', { $push: { links: 'x' } }, { key: 'key-1' }],
    ['adding to null', { $addToSet: { links: 'x' } }, { key: 'key-1' }],
    ['pulling from null', { $pull: { links: 'x' } }, { key: 'key-1' }],
    ['setting through null', { $set: { 'home.city': 'Nuuk' } }, { 'home.city': null }],
  ])('an update that does not fit the document it meets is an error: %s', async (_, update, filter) => {
    const job = await tested.store.insert(jobNumber(1, { score: null, links: null, home: null }));
    await expect(change(update, filter)).rejects.toMatchObject({ code: 'invalid' });
    await expect(tested.store.updateMany(filter, update)).rejects.toMatchObject({ code: 'invalid' });
    expect(await tested.store.get('job-00001')).toEqual(job);
  });
}
