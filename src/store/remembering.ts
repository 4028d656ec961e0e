import { type RequestMemo, requestMemo } from '../ground/request.ts';
import type { Collection, Entity } from './collection.ts';

/** The earlier reads of a request from one stored collection, by `readKey`. */
export function answersOf(memo: RequestMemo, stored: object): Map<string, Promise<unknown>> {
  const answers = memo.get(stored) ?? new Map<string, Promise<unknown>>();
  memo.set(stored, answers);
  return answers;
}

/** Names one read: the method and its arguments, within a workspace or over all of them. */
export const readKey = (workspaceId: string | undefined, call: readonly unknown[]): string =>
  JSON.stringify([workspaceId, ...call]);

/**
 * The same collection with its reads cached within a request. `stored`: the same object for every access to the same
 * stored collection. `workspaceId`: the workspace of this access.
 */
export function remembering<T extends Entity>(
  collection: Collection<T>,
  stored: object,
  workspaceId: string | undefined,
): Collection<T> {
  function read<R>(call: readonly unknown[], ask: () => Promise<R>): Promise<R> {
    const memo = requestMemo();
    if (memo === undefined) return ask();
    const answers = answersOf(memo, stored);
    const key = readKey(workspaceId, call);
    const known = answers.get(key) as Promise<R> | undefined;
    if (known !== undefined) return known;
    const answer = ask();
    answers.set(key, answer);
    // A failure is not cached: the next call reads again.
    answer.catch(() => answers.delete(key));
    return answer;
  }
  /** Clears the cache before and after: a read that began during the write may have seen either state. */
  async function write<R>(change: () => Promise<R>): Promise<R> {
    requestMemo()?.delete(stored);
    try {
      return await change();
    } finally {
      requestMemo()?.delete(stored);
    }
  }
  return {
    get: (id) => read(['get', id], () => collection.get(id)),
    find: async (filter, options) => {
      const all = await read(['find', filter, options], () => collection.find(filter, options));
      // Returns a copy, because each caller may sort its list.
      return [...all];
    },
    findOne: (filter, options) => read(['findOne', filter, options], () => collection.findOne(filter, options)),
    count: (filter) => read(['count', filter], () => collection.count(filter)),
    insert: (document) => write(() => collection.insert(document)),
    insertMany: (documents) => write(() => collection.insertMany(documents)),
    findOneAndUpdate: (filter, update, options) => write(() => collection.findOneAndUpdate(filter, update, options)),
    updateMany: (filter, update) => write(() => collection.updateMany(filter, update)),
    deleteMany: (filter) => write(() => collection.deleteMany(filter)),
  };
}
