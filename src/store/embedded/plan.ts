import { isDeepStrictEqual } from 'node:util';
import type { Filter, Sort } from '../collection.ts';
import { type Elements, HIGHEST, type Index, type Key, LOWEST } from './index.ts';
import { queryOf } from './query.ts';
import { isPlainObject, rankOf } from './values.ts';

/**
 * One condition of a filter; all must hold. `operator` on `path`, or a whole `$or`, `$nor` or `$not` without a path.
 */
interface Condition {
  readonly path: string | undefined;
  readonly operator: string;
  readonly value: unknown;
}

interface Range {
  readonly low: Key;
  readonly high: Key;
}

/**
 * The way to a filter's candidates: by ids, by ranges of an index, by several such plans (`$or`), or through all
 * documents.
 */
export type Plan = { readonly residual: Filter | undefined; readonly sorted: boolean } & (
  | { readonly by: 'ids'; readonly ids: readonly unknown[] }
  | {
      readonly by: 'index';
      readonly index: Index;
      readonly ranges: readonly Range[];
      readonly backwards: boolean;
      /** Of the index's array, if it has one. */
      readonly elements: Elements | undefined;
    }
  | { readonly by: 'plans'; readonly plans: readonly Plan[] }
  | { readonly by: 'everything' }
);

/** More single ranges than this, from `$in` on several keys, cost more than they save. */
const mostRanges = 1_000;

function isOperators(value: unknown): value is Record<string, unknown> {
  return isPlainObject(value) && Object.keys(value).some((key) => key.startsWith('$'));
}

function conditionsOf(filter: Filter): Condition[] {
  return Object.entries(filter).flatMap(([key, value]): Condition[] => {
    if (key === '$and') return (value as Filter[]).flatMap(conditionsOf);
    if (key.startsWith('$')) return [{ path: undefined, operator: key, value }];
    if (!isOperators(value)) return [{ path: key, operator: '$eq', value }];
    return Object.entries(value).map(([operator, operand]) => ({ path: key, operator, value: operand }));
  });
}

function filterOf(conditions: readonly Condition[]): Filter | undefined {
  const parts = conditions.map(({ path, operator, value }) =>
    path === undefined ? { [operator]: value } : { [path]: { [operator]: value } },
  );
  return parts.length > 1 ? { $and: parts } : parts[0];
}

/**
 * Distinct values, dates by their instant (a path has values of one type): a duplicate in a list must not return a
 * document twice.
 */
const distinct = (values: readonly unknown[]): unknown[] => [
  ...new Map(values.map((value) => [value instanceof Date ? value.getTime() : value, value])).values(),
];

/** The possible values of a path, when the filter names them. */
function namedValues(
  conditions: readonly Condition[],
  path: string,
): { condition: Condition; values: readonly unknown[] } | undefined {
  const condition = conditions.find(
    (each) => each.path === path && (each.operator === '$eq' || each.operator === '$in'),
  );
  if (condition === undefined) return undefined;
  const values = condition.operator === '$eq' ? [condition.value] : distinct(condition.value as unknown[]);
  return { condition, values };
}

/** The elements that the filter wants of an array, and the conditions that say so. */
function wantedElements(
  conditions: readonly Condition[],
  array: string,
): { used: readonly Condition[]; elements: Elements; isOne: boolean } | undefined {
  const own = conditions.filter(({ path }) => path === array);
  const must = own.filter(({ operator }) => operator === '$eq' || operator === '$all');
  // An empty `$all` matches nothing, whatever else is wanted.
  const isNothing = must.some(({ operator, value }) => operator === '$all' && (value as unknown[]).length === 0);
  const all = must.flatMap(({ operator, value }) => (operator === '$all' ? (value as unknown[]) : [value]));
  if (must.length > 0) return { used: must, elements: { all: isNothing ? [] : distinct(all) }, isOne: true };
  const either = own.find(({ operator }) => operator === '$in');
  if (either === undefined) return undefined;
  const any = distinct(either.value as unknown[]);
  return { used: [either], elements: { any }, isOne: any.length === 1 };
}

/** Whether the filter excludes all documents outside a partial index. */
function implies(conditions: readonly Condition[], where: Filter): boolean {
  return conditionsOf(where).every(({ path, operator, value }) => {
    const own = conditions.filter((each) => each.path === path);
    if (own.some((each) => each.operator === operator && isDeepStrictEqual(each.value, value))) return true;
    if (operator === '$exists' && value === true && own.some((each) => /^\$[gl]te?$/.test(each.operator))) return true;
    const named = path === undefined ? undefined : namedValues(own, path);
    // Equality with null also matches a missing field; $exists does not.
    if (named === undefined || named.values.includes(null)) return false;
    const test = queryOf({ value: { [operator]: value } });
    return named.values.every((each) => test.test({ value: each }));
  });
}

/** The range conditions on a path, of one type: MongoDB's ranges match only values of their bound's type. */
function rangeOf(
  conditions: readonly Condition[],
  path: string,
): { used: Condition[]; low: Key; high: Key } | undefined {
  const lower = conditions.find((each) => each.path === path && (each.operator === '$gt' || each.operator === '$gte'));
  const rank = lower === undefined ? undefined : rankOf(lower.value);
  const upper = conditions.find(
    (each) =>
      each.path === path &&
      (each.operator === '$lt' || each.operator === '$lte') &&
      (rank === undefined || rankOf(each.value) === rank),
  );
  const bound = lower ?? upper;
  if (bound === undefined) return undefined;
  const edgeOf = rankOf(bound.value);
  return {
    used: [lower, upper].filter((each) => each !== undefined),
    low: lower === undefined ? [{ edgeOf, side: -1 }] : [lower.value, lower.operator === '$gt' ? HIGHEST : LOWEST],
    high: upper === undefined ? [{ edgeOf, side: 1 }] : [upper.value, upper.operator === '$lt' ? LOWEST : HIGHEST],
  };
}

/** On a descending key the larger bound comes first; inclusiveness stays with its bound. */
function turned(range: { low: Key; high: Key }): { low: Key; high: Key } {
  const flip = (bound: Key) => bound.map((part) => (part === LOWEST ? HIGHEST : part === HIGHEST ? LOWEST : part));
  return { low: flip(range.high), high: flip(range.low) };
}

interface IndexPlan {
  readonly plan: Plan;
  readonly score: number;
}

function planFor(index: Index, conditions: readonly Condition[], sort: Sort): IndexPlan | undefined {
  const { where } = index.definition;
  if (where !== undefined && !implies(conditions, where)) return undefined;
  const wanted = index.array === undefined ? undefined : wantedElements(conditions, index.array);
  if (index.array !== undefined && wanted === undefined) return undefined;
  const used = new Set<Condition>(wanted?.used);
  const pinned = new Set<string>(wanted === undefined ? [] : [index.array as string]);
  let prefixes: Key[] = [[]];
  let range: { low: Key; high: Key } | undefined;
  let at = 0;
  for (; at < index.fields.length; at++) {
    const { path, direction } = index.fields[at] as Index['fields'][number];
    if (path === index.array) {
      prefixes = prefixes.map((prefix) => [...prefix, null]);
      continue;
    }
    const named = namedValues(conditions, path);
    if (named !== undefined && prefixes.length * named.values.length <= mostRanges) {
      prefixes = prefixes.flatMap((prefix) => named.values.map((value) => [...prefix, value]));
      used.add(named.condition);
      if (named.values.length === 1) pinned.add(path);
      continue;
    }
    const found = rangeOf(conditions, path);
    if (found !== undefined) {
      range = direction === 1 ? found : turned(found);
      for (const each of found.used) used.add(each);
    }
    break;
  }
  const isOneRange = prefixes.length === 1 && wanted?.isOne !== false;
  const direction = sortDirection(index, sort, isOneRange ? pinned : undefined);
  const score =
    at * 2 + (range === undefined ? 0 : 1) + (where === undefined ? 0 : 0.5) + (direction === undefined ? 0 : 0.25);
  if (used.size === 0 && where === undefined && (direction === undefined || Object.keys(sort).length === 0))
    return undefined;
  const ranges = prefixes.map((prefix) => ({
    low: range === undefined ? [...prefix, LOWEST] : [...prefix, ...range.low],
    high: range === undefined ? [...prefix, HIGHEST] : [...prefix, ...range.high],
  }));
  const residual = filterOf(conditions.filter((each) => !used.has(each)));
  return {
    score,
    plan: {
      by: 'index',
      index,
      ranges,
      residual,
      sorted: direction !== undefined,
      backwards: direction === -1,
      elements: wanted?.elements,
    },
  };
}

/** The direction in which an index gives sorted documents; undefined when it cannot. Pinned fields have one value. */
function sortDirection(index: Index, sort: Sort, pinned: ReadonlySet<string> | undefined): 1 | -1 | undefined {
  const wanted = Object.entries(sort).filter(([path]) => pinned?.has(path) !== true);
  if (wanted.length === 0) return 1;
  if (pinned === undefined) return undefined;
  const free = index.fields.filter(({ path }) => !pinned.has(path));
  let walk: 1 | -1 | undefined;
  for (const [at, [path, direction]] of wanted.entries()) {
    const field = free[at];
    if (field?.path !== path) return undefined;
    const needed = field.direction === direction ? 1 : -1;
    if (walk !== undefined && walk !== needed) return undefined;
    walk = needed;
  }
  return walk;
}

/** Chooses the way to a filter's matches: the index that pins most fields, then the one that also sorts. */
export function planOf(filter: Filter, sort: Sort, indexes: readonly Index[]): Plan {
  return choose(conditionsOf(filter), sort, indexes).plan;
}

function choose(
  conditions: readonly Condition[],
  sort: Sort,
  indexes: readonly Index[],
): { readonly plan: Plan; readonly score: number } {
  const isUnsorted = Object.keys(sort).length === 0;
  const byId = namedValues(conditions, '_id');
  if (byId !== undefined) {
    const residual = filterOf(conditions.filter((each) => each !== byId.condition));
    const sorted = byId.values.length === 1 || isUnsorted;
    return { plan: { by: 'ids', ids: byId.values, residual, sorted }, score: Number.POSITIVE_INFINITY };
  }
  let best: IndexPlan | undefined;
  for (const index of indexes) {
    const candidate = planFor(index, conditions, sort);
    if (candidate !== undefined && (best === undefined || candidate.score > best.score)) best = candidate;
  }
  const either = conditions.find((each) => each.operator === '$or' && each.path === undefined);
  if (either !== undefined) {
    // The conditions beside the `$or` hold in each of its branches, and may pin the first keys of a branch's index.
    const rest = conditions.filter((each) => each !== either);
    const ways = (either.value as Filter[]).map((branch) => choose([...rest, ...conditionsOf(branch)], {}, indexes));
    const score = Math.min(...ways.map((way) => way.score));
    const isBetter = best === undefined || best.score < 1 || score >= best.score + 1;
    if (isBetter && ways.every(({ plan }) => plan.by !== 'everything'))
      return {
        plan: { by: 'plans', plans: ways.map(({ plan }) => plan), residual: undefined, sorted: isUnsorted },
        score,
      };
  }
  return best ?? { plan: { by: 'everything', residual: filterOf(conditions), sorted: isUnsorted }, score: 0 };
}
