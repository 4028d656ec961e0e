import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../src/ground/clock.ts';
import type { Collection, Database, Filter, Sort, Update } from '../../src/store/collection.ts';
import { type Job, jobNumber, jobs, minutes, type Note, noon, notes, plainJobs } from './storeModels.ts';

/** What every engine must do alike. `open` gives a database that nobody else uses. */
export function storeContract(engine: string, open: () => Promise<Database>): void {
  describe(`the store on ${engine}`, () => {
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

    const fill = (count: number, changes: (number: number) => Partial<Job> = () => ({})) =>
      Promise.all(Array.from({ length: count }, (_, number) => store.insert(jobNumber(number, changes(number)))));
    const ids = async (filter: Filter, options: { sort?: Sort; limit?: number; skip?: number } = {}) =>
      (await store.find(filter, { sort: { _id: 1 }, ...options })).map(({ _id }) => Number(_id.slice(4)));
    const change = (update: Update, filter: Filter = { _id: 'job-00001' }) => store.findOneAndUpdate(filter, update);

    describe('documents', () => {
      test('come back as they went in, dates and nested arrays included', async () => {
        const job = jobNumber(1, {
          note: null,
          urgent: false,
          lease: { token: 'mine', until: minutes(5) },
          tags: ['一', 'two'],
          steps: [{ title: 'first', at: minutes(1), marks: [1, 2.5, -3] }],
        });
        const inserted = await store.insert(job);
        const found = await store.get(job._id);
        expect(inserted).toEqual(job);
        expect(found).toEqual(job);
        expect(found?.steps[0]?.at).toBeInstanceOf(Date);
      });

      test('are isolated copies: changing what was given or found changes nothing stored', async () => {
        const job = jobNumber(1, { tags: ['kept'] });
        await store.insert(job);
        job.tags.push('lost');
        job.due.setTime(0);
        const found = await store.get(job._id);
        found?.tags.push('lost too');
        found?.due.setTime(0);
        const again = await store.get(job._id);
        expect(again).toEqual(jobNumber(1, { tags: ['kept'] }));
      });

      test('that nobody stored are undefined', async () => {
        expect(await store.get('nobody')).toBeUndefined();
        expect(await store.findOne({ key: 'nothing' })).toBeUndefined();
        expect(await store.findOneAndUpdate({ key: 'nothing' }, { $set: { rank: 1 } })).toBeUndefined();
      });

      test('lose fields that are undefined', async () => {
        const { note: _, ...stored } = await store.insert(jobNumber(1, { note: undefined }));
        expect(await store.get('job-00001')).toStrictEqual(stored);
        expect(await ids({ note: { $exists: false } })).toEqual([1]);
      });
    });

    test('halves of a character, left over where a text was cut, are stored alike and found again', async () => {
      const half = 'cut \ud83d';
      const kept = 'cut \ufffd';
      await store.insert({ ...jobNumber(1), _id: half, note: half, tags: [half] });
      await store.findOneAndUpdate({ _id: half }, { $set: { queue: half } });
      await store.updateMany({ queue: half }, { $push: { tags: half } });
      expect(await store.get(half)).toMatchObject({ _id: kept, queue: kept, note: kept, tags: [kept, kept] });
    });

    describe('filters', () => {
      beforeEach(() =>
        fill(10, (number) => ({
          state: number < 5 ? 'due' : 'taken',
          tags: number % 2 === 0 ? ['even', `n${number}`] : ['odd'],
          steps: [{ title: `step ${number}`, at: minutes(number), marks: [number] }],
          ...(number === 3 ? { note: null } : {}),
          ...(number === 4 ? { note: 'four', lease: { token: 'four', until: minutes(4) } } : {}),
        })),
      );

      test.each<[string, Filter, number[]]>([
        ['a value', { key: 'key-7' }, [7]],
        ['two values', { state: 'due', queue: 'queue-0' }, [0, 3]],
        ['a date', { due: minutes(6) }, [6]],
        ['a range', { rank: { $gte: 3, $lt: 6 } }, [3, 4, 5]],
        ['an open range of dates', { state: 'due', due: { $lte: minutes(2) } }, [0, 1, 2]],
        ['a range that excludes its bounds', { state: 'taken', due: { $gt: minutes(5), $lt: minutes(8) } }, [6, 7]],
        ['a range of a descending key', { queue: 'queue-1', rank: { $gt: 1, $lte: 7 } }, [4, 7]],
        ['a list', { _id: { $in: ['job-00002', 'job-00009', 'job-77777'] } }, [2, 9]],
        ['a list of an index', { queue: { $in: ['queue-1', 'queue-2'] }, rank: { $lt: 5 } }, [1, 2, 4]],
        ['an empty list', { key: { $in: [] } }, []],
        ['not a list', { rank: { $nin: [0, 1, 2, 3, 4, 5, 6, 7] } }, [8, 9]],
        ['not a value', { queue: { $ne: 'queue-0' }, rank: { $lt: 3 } }, [1, 2]],
        ['not a condition', { rank: { $not: { $gt: 1 } } }, [0, 1]],
        ['a nested field', { 'place.floor': 1, rank: { $lt: 4 } }, [1, 3]],
        ['a nested field of an index', { 'lease.token': 'four' }, [4]],
        ['null, which a missing field is too', { note: null, rank: { $lt: 6 } }, [0, 1, 2, 3, 5]],
        ['a field that is there', { note: { $exists: true } }, [3, 4]],
        ['an element of an array', { tags: 'odd', rank: { $gt: 6 } }, [7, 9]],
        ['a field of an element', { 'steps.title': 'step 8' }, [8]],
        ['several conditions on one element', { steps: { $elemMatch: { title: 'step 8', at: minutes(8) } } }, [8]],
        ['all elements', { tags: { $all: ['even', 'n6'] } }, [6]],
        ['the size of an array', { tags: { $size: 1 }, rank: { $lt: 4 } }, [1, 3]],
        ['either', { $or: [{ key: 'key-1' }, { state: 'taken', due: { $gt: minutes(8) } }, { key: 'key-1' }] }, [1, 9]],
        ['both', { $and: [{ state: 'due' }, { rank: { $gt: 2 } }] }, [3, 4]],
        ['neither', { $nor: [{ state: 'due' }, { rank: { $gt: 6 } }] }, [5, 6]],
        ['everything', {}, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]],
      ])('by %s', async (_, filter, expected) => {
        const found = await ids(filter);
        const counted = await store.count(filter);
        expect(found).toEqual(expected);
        expect(counted).toBe(expected.length);
      });

      test('sort by an index, against it, by another field, and page', async () => {
        expect(await ids({ state: 'due' }, { sort: { due: 1 }, limit: 2 })).toEqual([0, 1]);
        expect(await ids({ state: 'due' }, { sort: { due: -1 }, limit: 2 })).toEqual([4, 3]);
        expect(await ids({}, { sort: { state: -1, due: -1 }, limit: 6 })).toEqual([9, 8, 7, 6, 5, 4]);
        expect(await ids({ queue: 'queue-0' }, { sort: { rank: 1 } })).toEqual([0, 3, 6, 9]);
        expect(await ids({ state: { $in: ['due', 'taken'] } }, { sort: { due: -1 }, limit: 3, skip: 1 })).toEqual([
          8, 7, 6,
        ]);
        expect(await ids({}, { sort: { 'place.floor': -1, rank: 1 }, limit: 6, skip: 4 })).toEqual([9, 0, 2, 4, 6, 8]);
        expect(await ids({ rank: { $gt: 5 } }, { sort: { _id: -1 }, limit: 2 })).toEqual([9, 8]);
        expect((await store.findOne({ state: 'taken' }, { sort: { due: -1 } }))?.rank).toBe(9);
      });

      test('sort missing before null alike, strings by code point', async () => {
        const texts = ['b', 'B', 'é', '界', '！', '😀', 'a'];
        await Promise.all(texts.map((note, at) => store.insert(jobNumber(100 + at, { note }))));
        const sorted = await store.find({ rank: { $gte: 100 } }, { sort: { note: 1 } });
        expect(sorted.map(({ note }) => note)).toEqual(['B', 'a', 'b', 'é', '界', '！', '😀']);
        expect((await store.findOne({}, { sort: { note: -1 } }))?.note).toBe('😀');
        expect((await store.findOne({}, { sort: { note: 1, rank: 1 } }))?.rank).toBe(0);
      });
    });

    test('an index never changes an answer', async () => {
      const value = fc.integer({ min: 0, max: 5 });
      const anyJob = fc.record({
        queue: value,
        state: fc.constantFrom('due', 'taken'),
        due: value,
        rank: value,
        token: fc.option(value),
      });
      const range = fc.oneof(
        value,
        fc.record({ $gt: value }),
        fc.record({ $gte: value, $lt: value }),
        fc.record({ $lte: value }),
        fc.record({ $in: fc.array(value, { maxLength: 3 }) }),
        fc.record({ $ne: value }),
      );
      const simple = fc.record(
        {
          queue: range,
          state: fc.constantFrom('due', 'taken'),
          due: range,
          rank: range,
          'lease.token': fc.oneof(range, fc.constant(null)),
        },
        { requiredKeys: [] },
      );
      const anyFilter = fc.oneof(
        simple,
        fc.record({ $or: fc.array(simple, { minLength: 1, maxLength: 3 }) }),
        fc.tuple(simple, simple).map((both) => ({ $and: both })),
      );
      const direction = fc.constantFrom<1 | -1>(1, -1);
      const anySort = fc.oneof(
        fc.record({ state: direction, due: direction }),
        fc.record({ queue: direction, rank: direction }),
        fc.record({ due: direction }),
        fc.record({ 'lease.token': direction }),
      );
      /** Numbers become what the field holds: they keep their order as text and as dates. */
      const typed = (filter: unknown, field = ''): unknown => {
        if (typeof filter === 'number')
          return field === 'due' ? minutes(filter) : field === 'rank' ? filter : `q${filter}`;
        if (Array.isArray(filter)) return filter.map((each) => typed(each, field));
        if (filter === null || typeof filter !== 'object') return filter;
        return Object.fromEntries(
          Object.entries(filter).map(([key, inner]) => [key, typed(inner, key.startsWith('$') ? field : key)]),
        );
      };
      await fc.assert(
        fc.asyncProperty(
          fc.array(anyJob, { maxLength: 12 }),
          fc.array(fc.tuple(anyFilter, anySort), { minLength: 5, maxLength: 10 }),
          async (made, questions) => {
            await Promise.all([store.deleteMany({}), plain.deleteMany({})]);
            const documents = made.map(({ queue, state, due, rank, token }, number) =>
              jobNumber(number, {
                queue: `q${queue}`,
                state: state as Job['state'],
                due: minutes(due),
                rank,
                ...(token === null ? {} : { lease: { token: `q${token}`, until: noon } }),
              }),
            );
            await Promise.all(documents.flatMap((document) => [store.insert(document), plain.insert(document)]));
            for (const [question, sort] of questions) {
              const filter = typed(question) as Filter;
              // The id makes the order of equals certain, as far as no index is asked to sort.
              const [indexed, scanned] = await Promise.all([
                store.find(filter, { sort }),
                plain.find(filter, { sort }),
              ]);
              const keysOf = (found: Job[]) =>
                found.map((job) =>
                  Object.keys(sort).map((path) =>
                    path
                      .split('.')
                      .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], job),
                  ),
                );
              expect(indexed.map(({ _id }) => _id).sort()).toEqual(scanned.map(({ _id }) => _id).sort());
              expect(keysOf(indexed)).toEqual(keysOf(scanned));
            }
          },
        ),
        { numRuns: 25 },
      );
    });

    describe('updates', () => {
      beforeEach(() => store.insert(jobNumber(1, { tags: ['a', 'b'], note: 'old' })));

      test('set, unset and return what is there afterwards', async () => {
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
        expect(await store.get('job-00001')).toStrictEqual(expected);
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
        const last = await store.findOneAndUpdate({ state: 'due' }, { $set: { state: 'done' } }, { sort: { due: -1 } });
        expect(last?._id).toBe('job-00001');
      });

      test('of many change each match and say how many', async () => {
        await store.insert(jobNumber(2));
        await store.insert(jobNumber(3, { state: 'done' }));
        expect(await store.updateMany({ state: 'due' }, { $set: { note: 'many' }, $inc: { rank: 10 } })).toBe(2);
        expect((await store.find({ note: 'many' }, { sort: { rank: 1 } })).map(({ rank }) => rank)).toEqual([11, 12]);
        expect(await store.updateMany({ key: 'nothing' }, { $set: { note: 'none' } })).toBe(0);
      });

      test('delete each match and say how many', async () => {
        await store.insert(jobNumber(2));
        expect(await store.deleteMany({ rank: { $gt: 1 } })).toBe(1);
        expect(await ids({})).toEqual([1]);
        await store.insert(jobNumber(2));
        expect(await ids({ key: 'key-2' })).toEqual([2]);
      });

      test('with an expected version let only one of two writers through', async () => {
        const note = await here().insert({ _id: 'n', workspaceId: 'here', text: 'draft', number: 1, version: 1 });
        const write = (text: string) =>
          here().findOneAndUpdate({ _id: 'n', version: note.version }, { $set: { text }, $inc: { version: 1 } });
        const results = await Promise.all([write('mine'), write('yours')]);
        expect(results.filter((each) => each !== undefined)).toHaveLength(1);
        expect((await here().get('n'))?.version).toBe(2);
      });
    });

    describe('upserts', () => {
      const { _id: _, key: __, rank: ___, ...rest } = jobNumber(1);
      const upsert = () =>
        store.findOneAndUpdate({ key: 'one' }, { $inc: { rank: 1 }, $setOnInsert: rest }, { upsert: true });

      test('make one document with an id of ours, then change it', async () => {
        const made = await upsert();
        const changed = await upsert();
        expect(made).toEqual({ ...rest, _id: made?._id, key: 'one', rank: 1 });
        expect(made?._id).toMatch(/^[0-9a-f]{24}$/);
        expect(changed).toEqual({ ...made, rank: 2 });
      });

      test('at once make one document together', async () => {
        await Promise.all(Array.from({ length: 20 }, upsert));
        expect(await store.find({})).toMatchObject([{ key: 'one', rank: 20 }]);
      });

      test('need a unique key, and a document that fits the model', async () => {
        await expect(
          store.findOneAndUpdate({ queue: 'q' }, { $set: { rank: 1 } }, { upsert: true }),
        ).rejects.toMatchObject({ code: 'invalid' });
        await expect(
          store.findOneAndUpdate({ key: 'one' }, { $set: { rank: 1 } }, { upsert: true }),
        ).rejects.toMatchObject({ code: 'invalid' });
        expect(await store.count({})).toBe(0);
      });
    });

    describe('unique keys', () => {
      test('refuse a second document and name the field', async () => {
        await store.insert(jobNumber(1));
        await expect(store.insert(jobNumber(2, { key: 'key-1' }))).rejects.toMatchObject({
          code: 'conflict',
          field: 'key',
        });
        await expect(store.insert(jobNumber(1, { key: 'other' }))).rejects.toMatchObject({
          code: 'conflict',
          field: '_id',
        });
        await store.insert(jobNumber(2));
        await expect(store.findOneAndUpdate({ key: 'key-2' }, { $set: { key: 'key-1' } })).rejects.toMatchObject({
          code: 'conflict',
          field: 'key',
        });
        expect((await store.find({}, { sort: { _id: 1 } })).map(({ key }) => key)).toEqual(['key-1', 'key-2']);
      });

      test('of a partial index count only what matches it', async () => {
        const urgent = { queue: 'q', urgent: true };
        await store.insert(jobNumber(1, urgent));
        await store.insert(jobNumber(2, { queue: 'q' }));
        await store.insert(jobNumber(3, { queue: 'q', urgent: false }));
        await expect(store.insert(jobNumber(4, urgent))).rejects.toMatchObject({ code: 'conflict', field: 'queue' });
        await expect(store.findOneAndUpdate({ key: 'key-2' }, { $set: { urgent: true } })).rejects.toMatchObject({
          code: 'conflict',
          field: 'queue',
        });
        await store.findOneAndUpdate({ key: 'key-1' }, { $unset: { urgent: '' } });
        await store.findOneAndUpdate({ key: 'key-2' }, { $set: { urgent: true } });
        expect(await ids({ queue: 'q', urgent: true })).toEqual([2]);
        expect(await ids({ queue: 'q', 'place.city': 'Nuuk' })).toEqual([1, 2, 3]);
      });
    });

    test('a thousand claimers at once get a thousand different jobs', async () => {
      await fill(1_000, () => ({ queue: 'q' }));
      const claims = await Promise.all(
        Array.from({ length: 1_000 }, (_, at) =>
          store.findOneAndUpdate(
            { state: 'due' },
            { $set: { state: 'taken', lease: { token: `t${at}`, until: noon } } },
            { sort: { due: 1 } },
          ),
        ),
      );
      expect(new Set(claims.map((job) => job?._id)).size).toBe(1_000);
      expect(await store.count({ state: 'due' })).toBe(0);
    }, 60_000);

    test('claimers in batches share the jobs out', async () => {
      await fill(300);
      const claim = async (token: string): Promise<string[]> => {
        const seen = await store.find({ state: 'due', due: { $lte: minutes(400) } }, { sort: { due: 1 }, limit: 50 });
        if (seen.length === 0) return [];
        await store.updateMany(
          { _id: { $in: seen.map(({ _id }) => _id) }, state: 'due' },
          { $set: { state: 'taken', lease: { token, until: noon } } },
        );
        const mine = await store.find({ 'lease.token': token });
        await store.updateMany({ 'lease.token': token }, { $set: { state: 'done' }, $unset: { lease: '' } });
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
      const job = await store.insert(jobNumber(1, { score: null, links: null, home: null }));
      await expect(change(update, filter)).rejects.toMatchObject({ code: 'invalid' });
      await expect(store.updateMany(filter, update)).rejects.toMatchObject({ code: 'invalid' });
      expect(await store.get('job-00001')).toEqual(job);
    });

    test('answers pings and tells the time', async () => {
      await db.ping();
      const [process, database] = [systemClock.now().getTime(), db.now().getTime()];
      expect(Math.abs(process - database)).toBeLessThan(1_000);
    });

    test('says which collection nobody made ready', async () => {
      const unknown = db.everywhere({ ...plainJobs, name: 'unknown' });
      await expect(unknown.find({})).rejects.toThrow('unknown was not made ready');
    });
  });
}
