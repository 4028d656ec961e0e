import type { PageEvent, Problem } from './wire.ts';

/** A request that the server refused, with a text for the person. `field` names the form's field with the error. */
export class Declined extends Error {
  readonly field: string | undefined;
  constructor(problem: Problem) {
    super(problem.problem);
    this.field = problem.field;
  }
}
/** No answer came. The request may have arrived, so a retry uses the same id. */
export class Offline extends Error {}

let token = document.querySelector<HTMLMetaElement>('meta[name=playground-token]')?.content ?? '';

/** A restarted server has a new token. The page reads it without reloading, so that nothing on it is lost. */
async function renewToken(): Promise<void> {
  const page = await fetch('./').then((response) => response.text());
  token =
    new DOMParser().parseFromString(page, 'text/html').querySelector<HTMLMetaElement>('meta[name=playground-token]')
      ?.content ?? token;
}

async function request(path: string, options: { method: 'GET' | 'POST'; body?: string }): Promise<unknown> {
  for (const attempt of [1, 2]) {
    let response: Response;
    let body: unknown;
    try {
      response = await fetch(path, {
        ...options,
        headers: {
          'x-playground-token': token,
          ...(options.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
      });
      if (response.status === 401 && attempt === 1) {
        await renewToken();
        continue;
      }
      body = await response.json();
    } catch {
      throw new Offline();
    }
    if (response.ok) return body;
    throw new Declined(body as Problem);
  }
  throw new Offline();
}

const address = (path: string, parameters: Readonly<Record<string, string | undefined>>) => {
  const query = new URLSearchParams(
    Object.entries(parameters).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
  return `api/${path}?${query}`;
};

/** Reads. @throws Declined, Offline. */
export async function read<T>(path: string, parameters: Readonly<Record<string, string | undefined>>): Promise<T> {
  return (await request(address(path, parameters), { method: 'GET' })) as T;
}

/** Sends an act of a person. @throws Declined, Offline. */
export async function act<T>(path: string, as: string, body: unknown): Promise<T> {
  return (await request(address(path, { as }), { method: 'POST', body: JSON.stringify(body) })) as T;
}

export const newId = () => crypto.randomUUID();
const page = newId();
/** This page as one person. Its events wait at the server while it is away. */
export const tabOf = (person: string) => `${page}.${person}`;

/**
 * Listens to a person's events, through restarts of the server. `opened` is called at each opening: events before it
 * may have been missed.
 * @returns a function that stops it.
 */
export function listen(
  as: string,
  handlers: { event: (event: PageEvent) => void; opened: () => void; lost: () => void },
): () => void {
  let source: EventSource | undefined;
  let again: ReturnType<typeof setTimeout> | undefined;
  let ended = false;
  function open(): void {
    if (ended) return;
    source = new EventSource(address('events', { as, tab: tabOf(as), token }));
    source.onopen = () => handlers.opened();
    source.onmessage = (message: MessageEvent<string>) => handlers.event(JSON.parse(message.data) as PageEvent);
    source.onerror = () => {
      handlers.lost();
      // A refused stream does not reconnect by itself, a broken one does; a new one is right for both.
      source?.close();
      clearTimeout(again);
      again = setTimeout(() => {
        void renewToken()
          .catch(() => undefined)
          .then(open);
      }, 1000);
    };
  }
  open();
  return () => {
    ended = true;
    clearTimeout(again);
    source?.close();
  };
}
