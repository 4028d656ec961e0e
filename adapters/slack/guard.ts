import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Clock } from '../../src/ground/clock.ts';

/** Slack's own tolerance. Bolt checks only for requests from the past. */
const TOLERANCE_MS = 5 * 60_000;
/** Several times the largest message with all blocks and the state of the largest modal, percent-encoded. */
export const MOST_BODY_BYTES = 1024 * 1024;
const CONTENT_TYPES = new Set(['application/json', 'application/x-www-form-urlencoded']);

/** The refusal of a request before its body is read; undefined when it may continue to the signature check. */
export function refusalOf(
  { method, headers }: Pick<IncomingMessage, 'method' | 'headers'>,
  now: Date,
): { status: number; headers?: Record<string, string> } | undefined {
  if (method !== 'POST') return { status: 405, headers: { allow: 'POST' } };
  if (!CONTENT_TYPES.has(contentType(headers))) return { status: 415 };
  if (Number(headers['content-length'] ?? 0) > MOST_BODY_BYTES) return { status: 413 };
  const timestamp = headers['x-slack-request-timestamp'];
  // Without a timestamp there is no signature either, and the signature check refuses it. Slack's bare TLS probe
  // (`ssl_check`) passes.
  if (timestamp === undefined) return undefined;
  const isTime = typeof timestamp === 'string' && /^\d{1,12}$/.test(timestamp);
  if (!isTime || Math.abs(now.getTime() - Number(timestamp) * 1_000) > TOLERANCE_MS) return { status: 401 };
  return undefined;
}

/**
 * Passes requests that may be Slack's to the signature check. While `isOpen` is false a request is answered with 503,
 * and Slack retries it.
 */
export function guarded(
  listener: RequestListener,
  { path, clock, isOpen }: { path: string; clock: Clock; isOpen: () => boolean },
): RequestListener {
  return (request, response) => {
    // Bolt throws at a path that is not its own.
    const isHere = (request.url ?? '').split('?', 1)[0] === path;
    const refusal = isHere ? refusalOf(request, clock.now()) : { status: 404 };
    if (refusal !== undefined) return refuse(request, response, refusal);
    if (!isOpen()) return refuse(request, response, { status: 503, headers: { 'retry-after': '5' } });
    // Bolt compares the whole content type. What some proxies append would make a form unreadable.
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
  // The rest of the body is not read, so the connection ends with the answer.
  response.writeHead(status, { connection: 'close', ...headers });
  response.end();
  request.resume();
}

/**
 * Whether a payload's `response_url` is Slack's own: the hooks host beside the API, or the origin of an API on another
 * host (tests, proxies). No other address is ever called, even when the signature is valid.
 */
export function isSlackResponseUrl(url: string, apiUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const { origin, username, password } = new URL(url);
  if (username !== '' || password !== '') return false;
  const api = new URL(apiUrl);
  const isSlackItself = /^(www\.)?slack(-gov)?\.com$/.test(api.hostname);
  return origin === (isSlackItself ? `https://hooks.${api.hostname.replace(/^www\./, '')}` : api.origin);
}
