import { AsyncLocalStorage } from 'node:async_hooks';

/** What one request has asked so far: per source, each question and its answer. */
export type RequestMemo = Map<object, Map<string, Promise<unknown>>>;

const requests = new AsyncLocalStorage<{ isOpen: boolean; readonly memo: RequestMemo }>();

/**
 * Works on one request: one event, one slot of a schedule, one delivery. Within it, a repeated read of a `remembered`
 * collection is answered from memory, until the request itself writes to that collection. The next request sees what
 * others write meanwhile, so no loop inside of a request may wait for another one's write. A request inside a request
 * is part of it. Work that goes on after the request reads afresh.
 */
export async function withinRequest<R>(work: () => Promise<R>): Promise<R> {
  if (requestMemo() !== undefined) return work();
  const request = { isOpen: true, memo: new Map() };
  try {
    return await requests.run(request, work);
  } finally {
    request.isOpen = false;
    request.memo.clear();
  }
}

/** Begins work that is no part of the request under way: it reads afresh. */
export const outsideRequest = <R>(work: () => R): R => requests.exit(work);

/** The memory of the request under way; undefined outside of one. */
export function requestMemo(): RequestMemo | undefined {
  const request = requests.getStore();
  return request?.isOpen === true ? request.memo : undefined;
}
