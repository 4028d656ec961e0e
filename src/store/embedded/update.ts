import { $addToSet, $inc, $max, $min, $pull, $push, $set, $unset } from 'mingo/operators/update';
import { RapportError } from '../../ground/errors.ts';
import type { Filter, Update } from '../collection.ts';
import { copyOf, isPlainObject, type StoredDocument, valueAt } from './values.ts';

/**
 * The values that an update accepts at its path. MongoDB refuses others, mingo ignores them silently. A missing value
 * is always fine.
 */
const fits: Partial<Record<string, { what: string; test: (value: unknown) => boolean }>> = {
  $inc: { what: 'a number', test: (value) => typeof value === 'number' },
  $push: { what: 'an array', test: Array.isArray },
  $addToSet: { what: 'an array', test: Array.isArray },
  $pull: { what: 'an array', test: Array.isArray },
};

/** Throws as MongoDB does when an update does not fit a document. */
function checkFits(document: StoredDocument, update: Update): void {
  for (const [operator, changes] of Object.entries(update)) {
    for (const path of Object.keys(changes ?? {})) {
      const fields = path.split('.');
      for (let depth = 1; depth < fields.length && operator !== '$unset' && operator !== '$pull'; depth++) {
        const parent = valueAt(document, fields.slice(0, depth));
        if (parent !== undefined && !isPlainObject(parent)) {
          throw new RapportError(
            'invalid',
            `${operator} cannot go through ${fields.slice(0, depth).join('.')} of ${String(document._id)}: it is no object`,
          );
        }
      }
      const rule = fits[operator];
      const value = valueAt(document, fields);
      if (rule !== undefined && value !== undefined && !rule.test(value)) {
        throw new RapportError('invalid', `${operator} on ${path} of ${String(document._id)} needs ${rule.what}`);
      }
    }
  }
}

type Operator = (changes: Record<string, unknown>) => (document: StoredDocument) => unknown;
const operators = { $addToSet, $inc, $max, $min, $pull, $push, $set, $unset } as Record<string, Operator>;

/**
 * Carries out an update on the documents themselves. mingo's own `updateMany` would copy all its operators each time;
 * the clashes between operators that it looks for are refused before (forbidden.ts).
 */
function apply(documents: readonly StoredDocument[], update: Update): void {
  for (const [operator, changes] of Object.entries(update)) {
    const carryOut = operators[operator];
    if (carryOut === undefined) throw new RapportError('invalid', `${operator} is no update of the embedded engine`);
    const change = carryOut(changes ?? {});
    for (const document of documents) change(document);
  }
}

/** Changed copies of the documents, in the same order. Throws `invalid` before anything is changed. */
export function changed(documents: readonly StoredDocument[], update: Update): StoredDocument[] {
  const { $setOnInsert: _onlyForInserts, ...modifier } = copyOf(update);
  for (const document of documents) checkFits(document, modifier);
  const copies = documents.map((document) => copyOf(document));
  apply(copies, modifier);
  return copies;
}

/** The document of an upsert without a match: the filter's equalities, then the update. */
export function upserted(filter: Filter, update: Update): StoredDocument {
  const { $setOnInsert = {}, ...rest } = copyOf(update);
  const { _id, ...fields } = { ...equalities(filter), ...$setOnInsert };
  const start: StoredDocument = { _id };
  apply([start], { $set: fields });
  const [made] = changed([start], rest);
  return made ?? start;
}

/** The fields that a filter pins to one value: `{ a: 1 }` and `{ a: { $eq: 1 } }`, also within `$and`. */
export function equalities(filter: Filter): StoredDocument {
  const pinned: StoredDocument = {};
  for (const [key, condition] of Object.entries(filter)) {
    if (key === '$and') for (const each of condition as Filter[]) Object.assign(pinned, equalities(each));
    else if (!key.startsWith('$') && !isPlainObject(condition)) pinned[key] = condition;
    else if (isPlainObject(condition) && '$eq' in condition) pinned[key] = condition.$eq;
  }
  return pinned;
}
