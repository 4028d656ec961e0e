import { toUSVString } from 'node:util';

/** A stored document or a part of one: plain objects, arrays, strings, numbers, booleans, dates and null. */
export interface StoredDocument {
  [field: string]: unknown;
}

export function isPlainObject(value: unknown): value is StoredDocument {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date);
}

/**
 * A deep copy in plain values, without undefined fields, as MongoDB's driver does with ignoreUndefined. Mongoose passes
 * its own subdocuments in updates: like the driver, this uses their toBSON.
 */
export function copyOf<V>(value: V): V;
export function copyOf(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return new Date(value.getTime());
  if (Array.isArray(value)) return value.map((item) => copyOf(item));
  if ('toBSON' in value && typeof value.toBSON === 'function') return copyOf(value.toBSON());
  const copy: StoredDocument = {};
  for (const [field, inner] of Object.entries(value)) if (inner !== undefined) copy[field] = copyOf(inner);
  return copy;
}

/**
 * The same with U+FFFD for each unpaired surrogate, such as a cut emoji. MongoDB stores it so, and keys of the embedded
 * engine's files can hold nothing else: both engines store the same, and reading returns the stored value.
 */
export function wellFormed<V>(value: V): V;
export function wellFormed(value: unknown): unknown {
  if (typeof value === 'string') return toUSVString(value);
  if (Array.isArray(value)) return value.map((item) => wellFormed(item));
  if (!isPlainObject(value)) return value;
  const copy: StoredDocument = {};
  for (const [field, inner] of Object.entries(value)) copy[field] = wellFormed(inner);
  return copy;
}

/** The value at a path, not through arrays. */
export function valueAt(document: StoredDocument, path: readonly string[]): unknown {
  let value: unknown = document;
  for (const field of path) {
    if (!isPlainObject(value)) return undefined;
    value = value[field];
  }
  return value;
}

/** MongoDB's order of types, as far as they can be stored here. */
export const typeRank = { null: 1, number: 2, string: 3, object: 4, array: 5, boolean: 8, date: 9 } as const;

export function rankOf(value: unknown): number {
  if (value === null || value === undefined) return typeRank.null;
  if (typeof value === 'number') return typeRank.number;
  if (typeof value === 'string') return typeRank.string;
  if (typeof value === 'boolean') return typeRank.boolean;
  if (value instanceof Date) return typeRank.date;
  return Array.isArray(value) ? typeRank.array : typeRank.object;
}

/**
 * Compares strings by code point, as MongoDB does. JavaScript's `<` compares UTF-16 units, and so puts an emoji before
 * a full-width sign. Only surrogates (U+D800 to U+DFFF) differ: they rank above the rest of the plane.
 */
function compareStrings(a: string, b: string): number {
  const shorter = Math.min(a.length, b.length);
  for (let at = 0; at < shorter; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x === y) continue;
    const xIsSurrogate = x >= 0xd800 && x <= 0xdfff;
    const yIsSurrogate = y >= 0xd800 && y <= 0xdfff;
    if (xIsSurrogate !== yIsSurrogate) return xIsSurrogate ? 1 : -1;
    return x - y;
  }
  return a.length - b.length;
}

/** Orders two scalars as MongoDB does: by type, then by value; missing counts as null. */
export function compareValues(a: unknown, b: unknown): number {
  if (a === b) return 0;
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b);
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  const byType = rankOf(a) - rankOf(b);
  if (byType !== 0) return byType;
  if (a instanceof Date && b instanceof Date) return a.getTime() - b.getTime();
  if (typeof a === 'boolean') return Number(a) - Number(b);
  return 0;
}
