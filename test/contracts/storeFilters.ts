/** The part of the store contract about queries: filters, sorts, and indexes that never change an answer. */
import fc from 'fast-check';
import { beforeEach, describe, expect, test } from 'vitest';
import type { Filter } from '../../src/store/collection.ts';
import { type Job, jobNumber, minutes, noon } from './storeModels.ts';
import type { StoreUnderTest } from './storeUnderTest.ts';

/** Declares the tests of queries inside the describe of one engine. */
export function describeStoreFilters(tested: StoreUnderTest): void {
  const { fill, ids } = tested;

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
      const counted = await tested.store.count(filter);
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
      expect((await tested.store.findOne({ state: 'taken' }, { sort: { due: -1 } }))?.rank).toBe(9);
    });

    test('sort missing before null alike, strings by code point', async () => {
      const texts = ['b', 'B', 'é', '界', '！', '😀', 'a'];
      await Promise.all(texts.map((note, at) => tested.store.insert(jobNumber(100 + at, { note }))));
      const sorted = await tested.store.find({ rank: { $gte: 100 } }, { sort: { note: 1 } });
      expect(sorted.map(({ note }) => note)).toEqual(['B', 'a', 'b', 'é', '界', '！', '😀']);
      expect((await tested.store.findOne({}, { sort: { note: -1 } }))?.note).toBe('😀');
      expect((await tested.store.findOne({}, { sort: { note: 1, rank: 1 } }))?.rank).toBe(0);
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
    /** Converts numbers to the field's type: they keep their order as text and as dates. */
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
          await Promise.all([tested.store.deleteMany({}), tested.plain.deleteMany({})]);
          const documents = made.map(({ queue, state, due, rank, token }, number) =>
            jobNumber(number, {
              queue: `q${queue}`,
              state: state as Job['state'],
              due: minutes(due),
              rank,
              ...(token === null ? {} : { lease: { token: `q${token}`, until: noon } }),
            }),
          );
          await Promise.all(
            documents.flatMap((document) => [tested.store.insert(document), tested.plain.insert(document)]),
          );
          for (const [question, sort] of questions) {
            const filter = typed(question) as Filter;
            // The id makes the order of equal documents certain, unless an index must sort.
            const [indexed, scanned] = await Promise.all([
              tested.store.find(filter, { sort }),
              tested.plain.find(filter, { sort }),
            ]);
            const keysOf = (found: Job[]) =>
              found.map((job) =>
                Object.keys(sort).map((path) =>
                  path.split('.').reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], job),
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
}
