import { AsyncLocalStorage } from 'node:async_hooks';

/** The earlier reads of one request: per source, each query and its result. */
export type RequestMemo = Map<object, Map<string, Promise<unknown>>>;

const requests = new AsyncLocalStorage<{ isOpen: boolean; readonly memo: RequestMemo }>();

/**
 * Runs one request: one event, one slot of a schedule, one delivery. Within it, a repeated read of a `remembered`
 * collection is answered from memory, until the request itself writes to that collection. Writes of other requests are
 * visible only to the next request, so no loop inside a request may wait for another request's write. A request inside
 * a request is part of it. Work that continues after the request reads from the database again.
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

/** Starts work outside the current request: it reads from the database again. */
export const outsideRequest = <R>(work: () => R): R => requests.exit(work);

/** The memory of the current request; undefined outside a request. */
export function requestMemo(): RequestMemo | undefined {
  const request = requests.getStore();
  return request?.isOpen === true ? request.memo : undefined;
}
