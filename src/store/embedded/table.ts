import { isDeepStrictEqual } from 'node:util';
import { RapportError } from '../../ground/errors.ts';
import type { Filter, FindOptions, IndexDefinition, Sort, Update } from '../collection.ts';
import { createIndex, type Index, type Key } from './index.ts';
import { type Plan, planOf } from './plan.ts';
import { createPostings } from './postings.ts';
import { queryOf } from './query.ts';
import { changed, upserted } from './update.ts';
import { compareValues, copyOf, type StoredDocument, valueAt } from './values.ts';

/** Called for every changed document; undefined for a deleted one. The document is not changed afterwards. */
export type ChangeListener = (id: string, document: StoredDocument | undefined) => void;

/** The documents of one collection in memory. Every method is synchronous, so that no two interleave. */
export interface Table {
  insert(document: StoredDocument): void;
  /** Throws the first conflict after all others are inserted. */
  insertMany(documents: readonly StoredDocument[]): void;
  find(filter: Filter, options: FindOptions): StoredDocument[];
  count(filter: Filter): number;
  updateOne(filter: Filter, update: Update, options: { sort?: Sort; upsert?: boolean }): StoredDocument | undefined;
  updateMany(filter: Filter, update: Update): number;
  deleteMany(filter: Filter): number;
  /** `array`: the key that is an array, if one is. */
  ensureIndex(definition: IndexDefinition, array: string | undefined): void;
}

export function createTable(name: string, loaded: Iterable<StoredDocument>, onChange: ChangeListener): Table {
  const documents = new Map<string, StoredDocument>();
  const byId = createIndex({ keys: { _id: 1 } });
  const indexes: Index[] = [byId];
  for (const document of loaded) {
    documents.set(document._id as string, document);
    byId.add(byId.keyOf(document) as Key);
  }

  function put(next: StoredDocument | undefined, previous: StoredDocument | undefined): void {
    const moves: { index: Index; from: Key | undefined; to: Key | undefined }[] = [];
    for (const index of indexes) {
      const from = previous === undefined ? undefined : index.keyOf(previous);
      const to = next === undefined ? undefined : index.keyOf(next);
      if (index.same(from, to)) continue;
      if (to !== undefined && index.taken(to)) throw taken(name, index.definition);
      moves.push({ index, from, to });
    }
    for (const { index, from, to } of moves) {
      if (from !== undefined) index.remove(from);
      if (to !== undefined) index.add(to);
    }
    const id = (next ?? previous)?._id as string;
    if (next === undefined) documents.delete(id);
    else documents.set(id, next);
    onChange(id, next);
  }

  function insert(document: StoredDocument): void {
    if (documents.has(document._id as string)) throw taken(name, { keys: { _id: 1 } });
    put(document, undefined);
  }

  function* candidates(plan: Plan): Generator<StoredDocument> {
    if (plan.by === 'everything') yield* documents.values();
    else if (plan.by === 'plans') {
      const seen = new Set<StoredDocument>();
      for (const each of plan.plans) for (const document of passing(each)) seen.add(document);
      yield* seen;
    } else if (plan.by === 'ids') {
      for (const id of plan.ids) {
        const document = documents.get(id as string);
        if (document !== undefined) yield document;
      }
    } else {
      for (const { low, high } of plan.ranges) {
        for (const id of plan.index.scan(low, high, plan.backwards, plan.elements))
          yield documents.get(id) as StoredDocument;
      }
    }
  }

  function* passing(plan: Plan): Generator<StoredDocument> {
    const test = plan.residual === undefined ? undefined : queryOf(plan.residual);
    for (const document of candidates(plan)) if (test === undefined || test.test(document)) yield document;
  }

  /** The stored documents, collected before any change: an index must not change during a walk. */
  function matching(filter: Filter, { sort = {}, skip = 0, limit = 0 }: FindOptions): StoredDocument[] {
    const plan = planOf(filter, sort, indexes);
    const last = limit > 0 ? skip + limit : Number.POSITIVE_INFINITY;
    const found: StoredDocument[] = [];
    for (const document of passing(plan)) {
      found.push(document);
      if (plan.sorted && found.length >= last) break;
    }
    if (!plan.sorted) found.sort(sorter(sort));
    return skip > 0 || found.length > last ? found.slice(skip, last) : found;
  }

  return {
    insert: (document) => insert(copyOf(document)),
    insertMany: (many) => {
      const conflicts: unknown[] = [];
      for (const document of many) {
        try {
          insert(copyOf(document));
        } catch (error) {
          conflicts.push(error);
        }
      }
      if (conflicts.length > 0) throw conflicts[0];
    },
    find: (filter, options) => matching(filter, options).map((document) => copyOf(document)),
    count: (filter) => matching(filter, {}).length,
    updateOne: (filter, update, { sort, upsert }) => {
      const [previous] = matching(filter, { limit: 1, ...(sort === undefined ? {} : { sort }) });
      if (previous === undefined && upsert !== true) return undefined;
      if (previous === undefined) {
        const made = upserted(filter, update);
        insert(made);
        return copyOf(made);
      }
      const [next] = changed([previous], update);
      put(next, previous);
      return copyOf(next);
    },
    updateMany: (filter, update) => {
      const previous = matching(filter, {});
      const next = changed(previous, update);
      for (const [at, document] of next.entries()) put(document, previous[at]);
      return next.length;
    },
    deleteMany: (filter) => {
      const gone = matching(filter, {});
      for (const document of gone) put(undefined, document);
      return gone.length;
    },
    ensureIndex: (definition, array) => {
      if (indexes.some((index) => isDeepStrictEqual(index.definition, definition))) return;
      const index = array === undefined ? createIndex(definition) : createPostings(definition, array);
      const keys = [...documents.values()].map((document) => index.keyOf(document));
      // In order, so that each goes to the end: in a list of postings, a place in the middle moves all later keys.
      for (const key of keys.filter((each) => each !== undefined).sort(index.compare)) {
        if (index.taken(key)) throw taken(name, definition);
        index.add(key);
      }
      indexes.push(index);
    },
  };
}

function sorter(sort: Sort): (a: StoredDocument, b: StoredDocument) => number {
  const keys = Object.entries(sort).map(([path, direction]) => ({ path: path.split('.'), direction }));
  return (a, b) => {
    for (const { path, direction } of keys) {
      const order = compareValues(valueAt(a, path), valueAt(b, path));
      if (order !== 0) return order * direction;
    }
    return 0;
  };
}

function taken(collection: string, definition: IndexDefinition): RapportError {
  const [field = '_id'] = Object.keys(definition.keys);
  return new RapportError(
    'conflict',
    `${collection}: another document has the same ${Object.keys(definition.keys).join(' and ')}`,
    { field },
  );
}
