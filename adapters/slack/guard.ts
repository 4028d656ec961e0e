import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../../src/ground/clock.ts';

/** Slack asks for this much tolerance and no more; Bolt itself looks at requests from the past only. */
const TOLERANCE_MS = 5 * 60_000;
/** Several times the largest message with all of its blocks and the state of the largest modal, percent-encoded. */
export const MOST_BODY_BYTES = 1024 * 1024;
const CONTENT_TYPES = new Set(['application/json', 'application/x-www-form-urlencoded']);

/**
 * What a request is refused with before anything of its body is read; undefined when it may go on to the check of its
 * signature.
 */
export function refusalOf(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  now: Date,
): { status: number; headers?: Record<string, string> } | undefined {
  if (method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
  if (!CONTENT_TYPES.has(contentType(headers))) return { status: 415 };
  if (Number(headers['content-length'] ?? 0) > MOST_BODY_BYTES) return { status: 413 };
  const timestamp = headers['x-slack-request-timestamp'];
  // Without one there is no signature either: that is refused with the signatures, but for Slack's bare question
  // whether we speak TLS.
  if (timestamp === undefined) return undefined;
  const isTime = typeof timestamp === 'string' && /^\d{1,12}$/.test(timestamp);
  if (!isTime || Math.abs(now.getTime() - Number(timestamp) * 1_000) > TOLERANCE_MS) return { status: 401 };
  return undefined;
}

/**
 * Lets through what may be Slack's, to the check of the signature. `isOpen`: until then a request is answered 503, and
 * Slack sends it again.
 */
export function guarded(
  listener: RequestListener,
  { path, clock, isOpen }: { path: string; clock: Clock; isOpen: () => boolean },
): RequestListener {
  return (request, response) => {
    // Bolt throws at what is not its address.
    const isHere = (request.url ?? '').split('?', 1)[0] === path;
    const refusal = isHere ? refusalOf(request, clock.now()) : { status: 404 };
    if (refusal !== undefined) return refuse(request, response, refusal);
    if (!isOpen()) return refuse(request, response, { status: 503, headers: { 'retry-after': '5' } });
    // Bolt compares the type as a whole; what some proxies add to it would make a form unreadable.
    request.headers['content-type'] = contentType(request.headers);
    listener(request, response);
  };
}

function contentType(headers: IncomingMessage['headers']): string {
  return (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? '';
}

function refuse(
  request: IncomingMessage,
  response: ServerResponse,
  { status, headers = {} }: { status: number; headers?: Record<string, string> },
): void {
  // Nobody will read the rest of the body, so the connection ends with the answer.
  response.writeHead(status, { connection: 'close', ...headers });
  response.end();
  request.resume();
}

/**
 * Whether a payload's `response_url` is Slack's own: the hooks host beside the API, or the very origin of an API on
 * another host than Slack's (tests, proxies). A payload's address is never followed anywhere else, even when its
 * signature holds.
 */
export function isSlackResponseUrl(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  const api = new URL(apiUrl);
  const isSlackItself = /^(www\.)?slack(-gov)?\.com$/.test(api.hostname);
  return origin === (isSlackItself ? `https://hooks.${api.hostname.replace(/^www\./, '')}` : api.origin);
}
