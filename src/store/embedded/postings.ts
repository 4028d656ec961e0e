import type { IndexDefinition } from '../collection.ts';
import { type Elements, fieldsOf, type Index, type Key, keyComparator, keyMaker } from './index.ts';

/** An element as a key of a Map: dates by their instant. */
const elementKey = (value: unknown): unknown => (value instanceof Date ? value.getTime() : value);

/**
 * An index over one array and any single values: for each element, the keys of the documents that have it, in a sorted
 * list. A document has one key, which its lists share: 8 bytes per element, where an entry of a tree takes 90.
 */
export function createPostings(definition: IndexDefinition, array: string): Index {
  const fields = fieldsOf(definition);
  const makeKey = keyMaker(fields);
  const arrayAt = fields.findIndex(({ path }) => path === array);
  const idAt = fields.length;
  const compare = keyComparator([...fields.map(({ path, direction }) => (path === array ? 0 : direction)), 1]);
  const lists = new Map<unknown, Key[]>();

  const elementsOf = (key: Key): ReadonlySet<unknown> => {
    const value = key[arrayAt];
    return new Set(Array.isArray(value) ? value.map(elementKey) : []);
  };

  /** The first place from `from` on whose key is not below `key`; quick if it is near. */
  function placeOf(list: readonly Key[], key: Key, from = 0): number {
    let low = from;
    let step = 1;
    while (low + step <= list.length && compare(list[low + step - 1] as Key, key) < 0) {
      low += step;
      step *= 2;
    }
    let high = Math.min(low + step - 1, list.length);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (compare(list[middle] as Key, key) < 0) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  /**
   * The keys that all the lists hold, in order: walks the shortest and skips ahead in each, so that two frequent
   * elements that rarely meet cost no look at a document.
   */
  function* meeting(wanted: readonly (readonly Key[])[], low: Key, high: Key): Generator<Key> {
    const [shortest = [], ...others] = [...wanted].sort((a, b) => a.length - b.length);
    const places = others.map(() => 0);
    let at = placeOf(shortest, low);
    walk: while (at < shortest.length) {
      const key = shortest[at] as Key;
      if (compare(key, high) > 0) return;
      for (const [number, other] of others.entries()) {
        const place = placeOf(other, key, places[number]);
        const found = other[place];
        if (found === undefined) return;
        places[number] = place;
        if (found !== key) {
          at = placeOf(shortest, found, at + 1);
          continue walk;
        }
      }
      yield key;
      at += 1;
    }
  }

  function* keysWith(elements: Elements, low: Key, high: Key): Generator<Key> {
    const listOf = (value: unknown): readonly Key[] => lists.get(elementKey(value)) ?? [];
    if ('all' in elements) {
      yield* meeting(elements.all.map(listOf), low, high);
      return;
    }
    const seen = new Set<Key>();
    for (const value of elements.any) {
      for (const key of meeting([listOf(value)], low, high)) {
        if (seen.has(key)) continue;
        seen.add(key);
        yield key;
      }
    }
  }

  return {
    definition,
    fields,
    array,
    keyOf: makeKey,
    compare,
    // Never unique (forbidden.ts).
    taken: () => false,
    add: (key) => {
      const shared = key.map((part, at) => (at === arrayAt ? null : part));
      for (const element of elementsOf(key)) {
        const list = lists.get(element);
        if (list === undefined) lists.set(element, [shared]);
        else if (compare(list[list.length - 1] as Key, shared) < 0) list.push(shared);
        else list.splice(placeOf(list, shared), 0, shared);
      }
    },
    remove: (key) => {
      for (const element of elementsOf(key)) {
        const list = lists.get(element) ?? [];
        list.splice(placeOf(list, key), 1);
        if (list.length === 0) lists.delete(element);
      }
    },
    same: (a, b) => {
      if (a === undefined || b === undefined || compare(a, b) !== 0) return a === b;
      const [before, after] = [elementsOf(a), elementsOf(b)];
      return before.size === after.size && [...before].every((element) => after.has(element));
    },
    *scan(low, high, backwards, elements = { all: [] }) {
      const keys = keysWith(elements, low, high);
      for (const key of backwards ? [...keys].reverse() : keys) yield key[idAt] as string;
    },
  };
}
