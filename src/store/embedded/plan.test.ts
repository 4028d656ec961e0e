import { describe, expect, test } from 'vitest';
import type { Filter, Sort } from '../collection.ts';
import { createIndex, type Index } from './index.ts';
import { planOf } from './plan.ts';
import { createPostings } from './postings.ts';

const noon = new Date('2026-11-23T12:00:00Z');

/** Indexes over 10,000 documents that count the steps of a walk. */
function indexed() {
  const definitions = [
    { keys: { _id: 1 } },
    { keys: { state: 1, due: 1 } },
    { keys: { queue: 1, rank: -1 } },
    { keys: { due: 1 }, where: { state: 'due' } },
    { keys: { token: 1 }, where: { token: { $exists: true } } },
  ] as const;
  const indexes: Index[] = [
    ...definitions.map((definition) => createIndex(definition)),
    createPostings({ keys: { state: 1, tags: 1, rank: -1 } }, 'tags'),
  ];
  for (let number = 0; number < 10_000; number++) {
    const state = number % 100 === 0 ? 'due' : 'done';
    const document = {
      _id: `d${number}`,
      state,
      queue: `q${number % 1_000}`,
      rank: number,
      tags: [number < 5_000 ? 'low' : 'high', `m${number % 50}`, ...(number === 7_000 ? ['low'] : [])],
      ...(state === 'due' ? { due: new Date(noon.getTime() + number) } : {}),
    };
    for (const index of indexes) {
      const key = index.keyOf(document);
      if (key !== undefined) index.add(key);
    }
  }
  return indexes;
}

const indexes = indexed();

/** The number of documents that a plan reaches, at most `limit` when the plan is sorted. */
function touched(filter: Filter, sort: Sort = {}, limit = Number.POSITIVE_INFINITY): number {
  const plan = planOf(filter, sort, indexes);
  if (plan.by === 'everything') return 10_000;
  if (plan.by === 'ids') return plan.ids.length;
  const ranged = plan.by === 'plans' ? plan.plans : [plan];
  let count = 0;
  for (const each of ranged) {
    if (each.by !== 'index') continue;
    for (const { low, high } of each.ranges) {
      for (const _ of each.index.scan(low, high, each.backwards, each.elements))
        if (++count >= limit && plan.sorted) return count;
    }
  }
  return count;
}

describe('the planner reads matching documents, not all stored ones', () => {
  test.each<[string, number, Filter, Sort, number | undefined]>([
    ['ids', 2, { _id: { $in: ['d1', 'd2'] }, state: 'due' }, {}, undefined],
    ['one value', 10, { queue: 'q7' }, {}, undefined],
    ['the part of a range', 5, { queue: 'q7', rank: { $gt: 5_000 } }, {}, undefined],
    [
      'nothing, when nothing is due: missing dates are no dates',
      0,
      { state: 'done', due: { $lte: noon } },
      {},
      undefined,
    ],
    ['nothing, when all is due later', 0, { state: 'due', due: { $lt: noon } }, { due: 1 }, 50],
    ['the first of a sort', 3, { state: 'due', due: { $gte: noon } }, { due: 1 }, 3],
    ['the last of a sort', 3, { state: 'due' }, { due: -1 }, 3],
    ['the first of everything sorted', 4, {}, { queue: -1, rank: 1 }, 4],
    ['the values of a list', 20, { queue: { $in: ['q1', 'q2'] } }, {}, undefined],
    ['each way of an or', 11, { $or: [{ queue: 'q7' }, { _id: 'd5' }, { queue: 'q8', rank: 8 }] }, {}, undefined],
    [
      'each way of an or inside of what holds for all',
      3,
      { queue: 'q7', $or: [{ rank: 7 }, { rank: { $gt: 8_000 } }] },
      {},
      undefined,
    ],
    ['what a partial index holds, where the filter implies it', 0, { token: 'x' }, {}, undefined],
    ['the first with an element', 3, { state: 'done', tags: 'high' }, { rank: -1 }, 3],
    ['only documents with both of two frequent elements', 1, { state: 'due', tags: { $all: ['low', 'high'] } }, {}, 9],
    [
      'only documents with all elements',
      100,
      { state: 'done', tags: { $all: ['low', 'm7'] } },
      { rank: -1 },
      undefined,
    ],
    ['documents with any element, each once', 400, { state: 'done', tags: { $in: ['m7', 'm8', 'm7'] } }, {}, undefined],
    ['all, where no element is named', 10_000, { tags: { $ne: 'low' } }, {}, undefined],
    ['all, where no index helps', 10_000, { rank: 1 }, {}, undefined],
    ['all, where a partial index would leave some out', 10_000, { token: null }, {}, undefined],
    ['all, where an or has a way without an index', 10_000, { $or: [{ queue: 'q7' }, { rank: 5 }] }, {}, undefined],
  ])('%s: %i', (_, expected, filter, sort, limit) => {
    expect(touched(filter, sort, limit)).toBe(expected);
  });

  test('a condition that an index has answered is not tested again on each document', () => {
    expect(planOf({ state: 'due', due: { $lte: noon }, rank: { $gt: 5 } }, {}, indexes).residual).toEqual({
      rank: { $gt: 5 },
    });
    expect(planOf({ state: 'due', due: { $lte: noon } }, { due: 1 }, indexes)).toMatchObject({
      by: 'index',
      residual: undefined,
      sorted: true,
    });
  });
});

test('a duplicate instant in a list is looked up once', () => {
  const at = () => new Date(noon.getTime() + 100);
  expect(touched({ state: 'due', due: { $in: [at(), at()] } })).toBe(1);
});
