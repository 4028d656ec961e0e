import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError, WebAPIRequestError } from '@slack/web-api';
import { withoutSecrets } from '../../src/ground/log.ts';

/**
 * The outcome of a call. `refused`: Slack understood it and said no. `rateLimited`: not now. `unreachable`: the request
 * never arrived, nothing was done. `ambiguous`: it may have been done (reset, timeout, 5xx, truncated answer).
 */
export type SlackAnswer =
  | { readonly ok: true; readonly body: Record<string, unknown> }
  | {
      readonly ok: false;
      readonly fault: 'refused' | 'rateLimited' | 'unreachable' | 'ambiguous';
      /** Slack's error code where there is one (`not_in_channel`), else a short text of ours. */
      readonly error: string;
      readonly retryAfterMs?: number;
      /** Detail for operators: missing scopes, the fault of a block. Holds no token. */
      readonly detail?: string;
    };
export type SlackFault = Extract<SlackAnswer, { ok: false }>;

/**
 * Error codes after which the work may be half done: "some aspect of the operation succeeded before the error was
 * raised".
 */
const MAY_BE_DONE: ReadonlySet<string> = new Set([
  'fatal_error',
  'internal_error',
  'service_unavailable',
  'team_added_to_org',
]);
const RATE_LIMITED: ReadonlySet<string> = new Set(['ratelimited', 'rate_limited']);
/** No connection was made, so Slack received nothing. */
const NOT_CONNECTED: ReadonlySet<string> = new Set([
  ...['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'UND_ERR_CONNECT_TIMEOUT'],
  ...[
    'CERT_HAS_EXPIRED',
    'DEPTH_ZERO_SELF_SIGNED_CERT',
    'SELF_SIGNED_CERT_IN_CHAIN',
    'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
    'ERR_TLS_CERT_ALTNAME_INVALID',
  ],
]);

const fault = (
  kind: SlackFault['fault'],
  error: string,
  more: { retryAfterMs?: number; detail?: string } = {},
): SlackFault => ({
  ok: false,
  fault: kind,
  error,
  ...more,
});

/**
 * The error codes along the chain of causes. fetch wraps the original error; addresses tried one by one come as an
 * aggregate.
 */
function codesOf(error: unknown): string[] {
  if (typeof error !== 'object' || error === null) return [];
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  const own = typeof code === 'string' ? [code] : [];
  return [...own, ...codesOf(cause), ...(Array.isArray(errors) ? errors.flatMap(codesOf) : [])];
}

const detailOf = (text: string) => (text === '' ? {} : { detail: withoutSecrets(text).slice(0, 500) });

/** Slack's refusal, with its reason. */
function refusal(data: WebAPIPlatformError['data']): SlackFault {
  const { error, response_metadata: metadata } = data;
  // The SDK passes on an answer that is not JSON as if its text were an error code. The answer was truncated, or is a
  // proxy's page.
  if (typeof error !== 'string' || !/^[a-z][a-z0-9_:.-]{0,80}$/i.test(error))
    return fault('ambiguous', 'the answer was cut off');
  const { needed, provided } = data as { needed?: unknown; provided?: unknown };
  const scopes =
    typeof needed === 'string' ? [`needs ${needed}${typeof provided === 'string' ? `, has ${provided}` : ''}`] : [];
  const detail = detailOf([...scopes, ...(metadata?.messages ?? [])].join('; '));
  if (MAY_BE_DONE.has(error)) return fault('ambiguous', error, detail);
  if (RATE_LIMITED.has(error)) return fault('rateLimited', error, { ...detail, ...retryAfter(metadata?.retryAfter) });
  return fault('refused', error, detail);
}

const retryAfter = (seconds: number | undefined) =>
  seconds === undefined || !Number.isFinite(seconds) ? {} : { retryAfterMs: Math.max(0, seconds) * 1000 };

/** Maps an error of the SDK to the outcome of the call. Only this function knows the SDK's errors. */
export function faultOf(error: unknown): SlackFault {
  if (error instanceof WebAPIPlatformError) return refusal(error.data);
  if (error instanceof WebAPIRateLimitedError) return fault('rateLimited', 'ratelimited', retryAfter(error.retryAfter));
  if (error instanceof WebAPIHTTPError) {
    // Slack itself answers 200 and 429. Another 4xx comes from a proxy or a wrong address, before anything was done.
    const passedOn = error.statusCode >= 500 || error.statusCode === 408;
    return fault(passedOn ? 'ambiguous' : 'unreachable', `http ${error.statusCode}`);
  }
  const message = error instanceof Error ? error.message : String(error);
  if (message.startsWith('Retry header did not contain')) return fault('rateLimited', 'ratelimited');
  const original = error instanceof WebAPIRequestError ? error.original : error;
  const codes = codesOf(original);
  const cause = original instanceof Error && original.cause instanceof Error ? original.cause.message : '';
  if (codes.some((code) => NOT_CONNECTED.has(code)) || cause === 'unexpected redirect') {
    return fault('unreachable', codes[0] ?? 'redirected', detailOf(cause || message));
  }
  if (original instanceof Error && (original.name === 'TimeoutError' || original.name === 'AbortError'))
    return fault('ambiguous', 'timeout');
  return fault('ambiguous', codes[0] ?? 'the connection broke', detailOf(cause || message));
}
