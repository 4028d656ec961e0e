import { expect, test } from 'vitest';
import { pageOf } from './paging.ts';

const long = (length: number) => 'x'.repeat(length);
const page = (items: readonly string[], from?: number) =>
  pageOf(items, {
    from,
    most: 3,
    textOf: (item) => item,
    itemsOf: (item) => (item === 'many presses' ? [long(8_000)] : []),
  });

test.each([
  ['as many as are wanted', page(['a', 'b', 'c', 'd']), { shown: ['a', 'b', 'c'], next: 4, left: 1 }],
  ['the rest', page(['a', 'b', 'c', 'd'], 4), { shown: ['d'], next: 5, left: 0 }],
  ['nothing of an empty list', page([]), { shown: [], next: 1, left: 0 }],
  ['nothing beyond the end, where somebody else took what was there', page(['a'], 9), { shown: [], next: 9, left: 0 }],
  [
    'fewer where they are long',
    page([long(3_000), long(2_000), 'c']),
    { shown: [long(3_000), long(2_000)], next: 3, left: 1 },
  ],
  [
    'fewer where much can be pressed',
    page(['many presses', 'many presses', 'c']),
    { shown: ['many presses'], next: 2, left: 2 },
  ],
  ['one, however long it is', page([long(9_000), 'b']), { shown: [long(9_000)], next: 2, left: 1 }],
])('a page shows %s', (_, made, expected) => {
  expect(made).toEqual(expected);
});
