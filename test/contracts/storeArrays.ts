/** The contract of an index over an array: what it finds, in which order, and what changes and a new start leave of it. */
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Collection, type Database, defineCollection, type Filter } from '../../src/store/collection.ts';
import { minutes } from './storeModels.ts';

const page = z.strictObject({
  _id: z.string(),
  shelf: z.string(),
  words: z.array(z.string()),
  at: z.date(),
  days: z.array(z.date()),
});
type Page = z.infer<typeof page>;
const pages = defineCollection({
  name: 'pages',
  model: page,
  tenancy: 'installation',
  indexes: [{ keys: { shelf: 1, words: 1, at: -1 } }, { keys: { days: 1 } }],
});
const plainPages = defineCollection({ name: 'plainPages', model: page, tenancy: 'installation', indexes: [] });

const pageNumber = (number: number, words: readonly string[], shelf = 'a'): Page => ({
  _id: `p${number}`,
  shelf,
  words: [...words],
  at: minutes(number),
  days: [minutes(number)],
});

/** `place`: a place of data that no other test uses; its opener may be called again after the database is closed. */
export function storeArraysContract(engine: string, place: () => Promise<() => Promise<Database>>): void {
  describe(`an index over an array on ${engine}`, () => {
    let open: () => Promise<Database>;
    let db: Database;
    let store: Collection<Page>;
    let plain: Collection<Page>;
    const start = async () => {
      db = await open();
      await db.prepare([pages, plainPages]);
      [store, plain] = [db.everywhere(pages), db.everywhere(plainPages)];
    };
    beforeAll(async () => {
      open = await place();
      await start();
    });
    afterAll(() => db.close());
    beforeEach(async () => {
      await Promise.all([store.deleteMany({}), plain.deleteMany({})]);
    });

    /** The numbers of the found pages, newest first. */
    const newest = async (filter: Filter, options: { limit?: number; skip?: number } = {}) =>
      (await store.find({ shelf: 'a', ...filter }, { sort: { at: -1 }, ...options })).map(({ _id }) =>
        Number(_id.slice(1)),
      );
    const fill = () =>
      store.insertMany([
        pageNumber(1, ['red', 'fish']),
        pageNumber(2, ['blue', 'fish', 'fish']),
        pageNumber(3, []),
        pageNumber(4, ['red', 'bird']),
        pageNumber(5, ['fish', 'red'], 'b'),
        pageNumber(6, ['bird', 'fish', '鱼', 'red']),
      ]);

    test('finds an element, all of several, any of several, each document once and the newest first', async () => {
      await fill();
      expect(await newest({ words: 'fish' })).toEqual([6, 2, 1]);
      expect(await newest({ words: { $all: ['red', 'fish'] } })).toEqual([6, 1]);
      expect(await newest({ words: { $all: ['fish', 'fish'] } })).toEqual([6, 2, 1]);
      expect(await newest({ words: { $in: ['red', 'bird', 'red'] } })).toEqual([6, 4, 1]);
      expect(await newest({ words: '鱼', $and: [{ words: 'red' }] })).toEqual([6]);
      expect(await newest({ $and: [{ words: { $all: ['bird'] } }, { words: { $in: ['fish', 'blue'] } }] })).toEqual([
        6,
      ]);
      expect(await newest({ $or: [{ words: 'blue' }, { words: 'bird' }, { at: minutes(6) }] })).toEqual([6, 4, 2]);
      expect(await newest({ words: { $ne: 'fish' } })).toEqual([4, 3]);
      expect(await newest({ words: { $size: 0 } })).toEqual([3]);
      expect(await store.count({ words: 'red' })).toBe(4);
      expect(await store.count({ shelf: { $in: ['a', 'b'] }, words: { $in: ['fish', 'red'] } })).toBe(5);
    });

    test('finds nothing for what nobody has, for no value, and for null', async () => {
      await fill();
      const none: Filter[] = [
        { words: 'fis' },
        { words: { $all: ['fish', 'cat'] } },
        { words: { $all: ['blue', 'bird'] } },
        { words: { $all: [] } },
        { words: { $in: [] } },
        { words: null },
        { words: 'red', $and: [{ words: { $all: [] } }] },
      ];
      for (const filter of none) expect([filter, await newest(filter)]).toEqual([filter, []]);
    });

    test('pages and bounds in both directions', async () => {
      await fill();
      expect(await newest({ words: 'fish' }, { limit: 2 })).toEqual([6, 2]);
      expect(await newest({ words: 'fish' }, { skip: 1, limit: 1 })).toEqual([2]);
      expect(await newest({ words: 'fish', at: { $lt: minutes(6) } }, { limit: 1 })).toEqual([2]);
      expect(await newest({ words: { $all: ['fish', 'red'] }, at: { $gte: minutes(2) } })).toEqual([6]);
      const oldest = await store.find({ shelf: 'a', words: 'red' }, { sort: { at: 1 }, limit: 2 });
      expect(oldest.map(({ _id }) => _id)).toEqual(['p1', 'p4']);
    });

    test('finds a date among dates', async () => {
      await fill();
      await store.findOneAndUpdate({ _id: 'p1' }, { $push: { days: minutes(4) } });
      const found = await store.find({ days: minutes(4) }, { sort: { at: 1 } });
      expect(found.map(({ _id }) => _id)).toEqual(['p1', 'p4']);
    });

    test('follows changes of the array, of the other fields, and deletions', async () => {
      await fill();
      await store.findOneAndUpdate({ _id: 'p1' }, { $set: { words: ['green'] } });
      await store.findOneAndUpdate({ _id: 'p2' }, { $pull: { words: 'fish' } });
      await store.findOneAndUpdate({ _id: 'p3' }, { $push: { words: 'fish' } });
      await store.findOneAndUpdate({ _id: 'p4' }, { $addToSet: { words: { $each: ['red', 'fish'] } } });
      await store.findOneAndUpdate({ _id: 'p5' }, { $set: { shelf: 'a' } });
      await store.findOneAndUpdate({ _id: 'p6' }, { $set: { at: minutes(0) } });
      expect(await newest({ words: 'fish' })).toEqual([5, 4, 3, 6]);
      expect(await newest({ words: { $in: ['green', 'blue'] } })).toEqual([2, 1]);
      expect(await newest({ words: { $all: ['red', 'fish'] } })).toEqual([5, 4, 6]);
      expect(await store.deleteMany({ words: { $all: ['red', 'fish'] } })).toBe(3);
      expect(await newest({ words: { $in: ['fish', 'red'] } })).toEqual([3]);
      expect(await store.updateMany({ words: { $in: ['fish', 'green'] } }, { $set: { words: ['new'] } })).toBe(2);
      expect(await newest({ words: 'new' })).toEqual([3, 1]);
    });

    test('is there again after a new start', async () => {
      await fill();
      await store.findOneAndUpdate({ _id: 'p2' }, { $set: { words: ['red', 'late'] } });
      await db.close();
      await start();
      expect(await newest({ words: 'red' })).toEqual([6, 4, 2, 1]);
      expect(await newest({ words: { $all: ['late', 'red'] } })).toEqual([2]);
      expect(await newest({ words: 'blue' })).toEqual([]);
      await store.insert(pageNumber(7, ['red']));
      expect(await newest({ words: 'red' }, { limit: 2 })).toEqual([7, 6]);
    });

    test('never changes an answer', async () => {
      const word = fc.constantFrom('a', 'b', 'c', 'd');
      const words = fc.array(word, { maxLength: 5 });
      const change = fc.record({
        number: fc.nat({ max: 15 }),
        words,
        at: fc.nat({ max: 40 }),
        shelf: fc.constantFrom('a', 'b'),
      });
      const wanted = fc.oneof(
        word,
        fc.record({ $all: words }),
        fc.record({ $in: words }),
        fc.record({ $ne: word }),
        fc.record({ $all: words, $in: words }),
      );
      const question = fc.record({ words: wanted, shelf: fc.constantFrom('a', 'b') }, { requiredKeys: ['words'] });
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { maxLength: 30 }),
          fc.array(fc.tuple(question, fc.constantFrom<1 | -1>(1, -1)), { minLength: 5, maxLength: 10 }),
          async (changes, questions) => {
            await Promise.all([store.deleteMany({}), plain.deleteMany({})]);
            const made = Array.from({ length: 16 }, (_, number) => pageNumber(number, []));
            await Promise.all([store.insertMany(made), plain.insertMany(made)]);
            for (const { number, at, ...rest } of changes)
              for (const rows of [store, plain])
                await rows.findOneAndUpdate(
                  { _id: `p${number}` },
                  { $set: { ...rest, at: minutes(at * 16 + number) } },
                );
            for (const [filter, direction] of questions) {
              const options = { sort: { at: direction }, limit: 7 } as const;
              const [indexed, scanned] = await Promise.all([store.find(filter, options), plain.find(filter, options)]);
              expect(indexed).toEqual(scanned);
            }
          },
        ),
        { numRuns: 25 },
      );
    });
  });
}
