import { Context } from 'mingo/core';
import * as operators from 'mingo/operators/query';
import { Query } from 'mingo/query';
import type { Filter } from '../collection.ts';

/** The operators of filters alone: mingo copies its operators for each query, and its full set has hundreds. */
const context = Context.init({ query: { ...operators } });

/** A filter made ready to test documents. */
export function queryOf(filter: Filter): Query {
  return new Query(filter, { context });
}
