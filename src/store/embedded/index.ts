import { createRequire } from 'node:module';
import type { IndexDefinition } from '../collection.ts';
import { queryOf } from './query.ts';
import { compareValues, rankOf, type StoredDocument, valueAt } from './values.ts';

/**
 * The package is CommonJS with a default export, which Node and vitest unwrap differently when imported; required, it
 * is the same for both.
 */
const { default: SortedTree } = createRequire(import.meta.url)('sorted-btree') as typeof import('sorted-btree');

/** Below and above everything, whatever the direction: the open ends of a range. */
export const LOWEST = Symbol('lowest');
export const HIGHEST = Symbol('highest');

/** Below or above every value of one type: MongoDB's ranges never leave the type of their bound. */
export interface TypeEdge {
  readonly edgeOf: number;
  readonly side: -1 | 1;
}

/** The indexed values in order, then the document's id, which makes every key unique. */
export type Key = readonly unknown[];

function isTypeEdge(value: unknown): value is TypeEdge {
  return typeof value === 'object' && value !== null && 'edgeOf' in value;
}

function compareParts(a: unknown, b: unknown): number {
  // Most keys end in a date: these need no look at their types.
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (isTypeEdge(a)) return a.edgeOf - rankOf(b) || a.side;
  if (isTypeEdge(b)) return rankOf(a) - b.edgeOf || -b.side;
  return compareValues(a, b);
}

/** Compares keys by these directions; 0 leaves a part out. */
export function keyComparator(directions: readonly number[]): (a: Key, b: Key) => number {
  return (a, b) => {
    for (let at = 0; at < directions.length; at++) {
      const direction = directions[at] as number;
      const x = a[at];
      const y = b[at];
      if (x === y || direction === 0) continue;
      if (x === LOWEST || y === HIGHEST) return -1;
      if (x === HIGHEST || y === LOWEST) return 1;
      const order = compareParts(x, y);
      if (order !== 0) return order * direction;
    }
    return 0;
  };
}

/** The wanted elements of an array: all of these values, or at least one. Distinct. */
export type Elements = { readonly all: readonly unknown[] } | { readonly any: readonly unknown[] };

/** One index of a table: its keys in a sorted tree, or in one sorted list per element of an array (postings.ts). */
export interface Index {
  readonly definition: IndexDefinition;
  readonly fields: readonly { readonly path: string; readonly direction: 1 | -1 }[];
  /** The field that is an array, if one is. A scan then needs its wanted elements, and ignores its part of the bounds. */
  readonly array: string | undefined;
  /** The document's key, or undefined when a partial index does not hold it. */
  keyOf(document: StoredDocument): Key | undefined;
  compare(a: Key, b: Key): number;
  /** Whether another document already has these values, for a unique index. */
  taken(key: Key): boolean;
  add(key: Key): void;
  remove(key: Key): void;
  same(a: Key | undefined, b: Key | undefined): boolean;
  /**
   * Ids from low to high, or the other way round, each once; neither bound is ever a whole key. Several wanted elements
   * of which any is enough come in no order.
   */
  scan(low: Key, high: Key, backwards: boolean, elements?: Elements): Generator<string>;
}

export const fieldsOf = ({ keys }: IndexDefinition): Index['fields'] =>
  Object.entries(keys).map(([path, direction]) => ({ path, direction }));

/** Makes a document's key from these fields. */
export function keyMaker(fields: Index['fields']): (document: StoredDocument) => Key {
  const paths = fields.map(({ path }) => path.split('.'));
  return (document) => {
    // Filled in place: an array that grows by push reserves room for 16 more.
    const key = new Array<unknown>(paths.length + 1);
    for (let at = 0; at < paths.length; at++) key[at] = valueAt(document, paths[at] as string[]) ?? null;
    key[paths.length] = document._id;
    return key;
  };
}

export function createIndex(definition: IndexDefinition): Index {
  const fields = fieldsOf(definition);
  const makeKey = keyMaker(fields);
  const idAt = fields.length;
  const compare = keyComparator([...fields.map(({ direction }) => direction), 1]);
  const tree = new SortedTree<Key, true>(undefined, compare, 64);
  const where = definition.where === undefined ? undefined : queryOf(definition.where);

  function* scan(low: Key, high: Key, backwards: boolean): Generator<string> {
    const pairs = backwards ? tree.entriesReversed(high, []) : tree.entries(low, []);
    for (const [key] of pairs) {
      if (backwards ? compare(key, low) < 0 : compare(key, high) > 0) return;
      yield key[idAt] as string;
    }
  }

  return {
    definition,
    fields,
    array: undefined,
    keyOf: (document) => (where !== undefined && !where.test(document) ? undefined : makeKey(document)),
    compare,
    taken: (key) => {
      if (definition.unique !== true) return false;
      const values = key.slice(0, idAt);
      for (const id of scan([...values, LOWEST], [...values, HIGHEST], false)) if (id !== key[idAt]) return true;
      return false;
    },
    add: (key) => {
      tree.set(key, true);
    },
    remove: (key) => {
      tree.delete(key);
    },
    same: (a, b) => a === b || (a !== undefined && b !== undefined && compare(a, b) === 0),
    scan,
  };
}
