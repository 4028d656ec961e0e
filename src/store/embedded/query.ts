import { Context } from 'mingo/core';
import * as operators from 'mingo/operators/query';
import { Query } from 'mingo/query';
import type { Filter } from '../collection.ts';
import { isPlainObject, type StoredDocument } from './values.ts';

/** The operators of filters alone: mingo copies its operators for each query, and its full set has hundreds. */
const context = Context.init({ query: { ...operators } });

/** A filter made ready to test documents. */
export function queryOf(filter: Filter): { test(document: StoredDocument): boolean } {
  const query = new Query(filter, { context });
  const texts = textsIn(filter);
  if (texts.length === 0) return query;
  return {
    test: (document) => {
      for (const [path, wanted] of texts) {
        const value = document[path];
        if (typeof value === 'string' && !wanted.has(value)) return false;
      }
      return query.test(document);
    },
  };
}

/**
 * The fields that must be one of some texts. A document with another text there is refused without mingo, which takes
 * 2 µs: a walk over many thousands meets mostly such.
 */
function textsIn(filter: Filter): (readonly [path: string, wanted: ReadonlySet<unknown>])[] {
  return Object.entries(filter).flatMap(([path, condition]) => {
    if (path === '$and') return (condition as Filter[]).flatMap(textsIn);
    if (path.startsWith('$') || path.includes('.')) return [];
    if (typeof condition === 'string') return [[path, new Set<unknown>([condition])] as const];
    if (!isPlainObject(condition)) return [];
    const { $eq, $in } = condition;
    return [
      ...(typeof $eq === 'string' ? [[path, new Set<unknown>([$eq])] as const] : []),
      ...(Array.isArray($in) ? [[path, new Set<unknown>($in)] as const] : []),
    ];
  });
}
