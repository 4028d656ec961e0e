import type { DeadReason, SendResult } from '../../src/core/platform.ts';

/**
 * The failure of a call to Teams' connector. `notSent`: the request did not leave this machine or reached no server.
 * `noAnswer`: it was sent, the outcome is unknown. `answered`: Teams refused it.
 */
export class ConnectorFault extends Error {
  readonly kind: 'notSent' | 'noAnswer' | 'answered';
  readonly status: number | undefined;
  /** Teams' error code: `MessageWritesBlocked`. */
  readonly code: string | undefined;
  readonly retryAfterMs: number | undefined;

  constructor(
    kind: ConnectorFault['kind'],
    detail: string,
    more: { status?: number; code?: string | undefined; retryAfterMs?: number | undefined } = {},
  ) {
    super(detail);
    this.name = 'ConnectorFault';
    this.kind = kind;
    this.status = more.status;
    this.code = more.code;
    this.retryAfterMs = more.retryAfterMs;
  }
}

/** Teams' error codes for conversations that are closed to us, as in the connector's `error.code`. */
const DEAD_BY_CODE: Readonly<Record<string, DeadReason>> = {
  MessageWritesBlocked: 'blocked',
  ConversationBlockedByUser: 'blocked',
  BotNotInConversationRoster: 'notInChannel',
  BotDisabledByAdmin: 'forbidden',
  ForbiddenOperationException: 'forbidden',
  ConversationNotFound: 'channelGone',
  ActivityNotFoundInConversation: 'rejected',
  MessageSizeTooBig: 'tooLong',
  MessageTooBig: 'tooLong',
};
const DEAD_BY_STATUS: Readonly<Record<number, DeadReason>> = {
  403: 'forbidden',
  404: 'channelGone',
  410: 'channelGone',
  413: 'tooLong',
};

/** The most that is added to Teams' requested wait, so that requests refused together do not return together. */
const JITTER_MS = 2_000;

/**
 * Maps a fault to a post's result; the only such mapper. Retried is only what Teams certainly did not accept: 429 and
 * 412, requests that never arrived, and a missing token of ours. 408, 5xx, a broken connection and silence may have
 * posted. (Limits: learn.microsoft.com, "Optimize your bot with rate limiting".)
 */
export function resultOf(error: unknown, random: () => number = Math.random): SendResult {
  if (!(error instanceof ConnectorFault)) return { outcome: 'unknown', reason: `teams: ${String(error)}` };
  const reason = `teams: ${error.message}`;
  const { kind, status = 0, code, retryAfterMs } = error;
  if (kind === 'notSent') return { outcome: 'retry', reason };
  if (kind === 'noAnswer' || status === 408 || status >= 500) return { outcome: 'unknown', reason };
  if (status === 429 || status === 412) {
    return {
      outcome: 'retry',
      reason,
      ...(retryAfterMs === undefined ? {} : { afterMs: retryAfterMs + Math.floor(random() * JITTER_MS) }),
    };
  }
  // Our credentials are wrong or expired: the whole installation pauses until an operator repairs them.
  if (status === 401) return { outcome: 'retry', reason, pause: 'installation', afterMs: 60_000 };
  const dead = (code === undefined ? undefined : DEAD_BY_CODE[code]) ?? DEAD_BY_STATUS[status] ?? 'rejected';
  return { outcome: 'dead', reason: dead, detail: reason };
}

/** Why a conversation is closed to us until Rapport is installed there again; undefined when it is open. */
export function closedBy(result: SendResult): 'blocked' | 'notInChannel' | 'channelGone' | undefined {
  if (result.outcome !== 'dead') return undefined;
  const { reason } = result;
  return reason === 'blocked' || reason === 'notInChannel' || reason === 'channelGone' ? reason : undefined;
}

type Said = Readonly<Record<string, unknown>>;
const isSaid = (value: unknown): value is Said => typeof value === 'object' && value !== null;
const parsed = (text: unknown): unknown => {
  try {
    return typeof text === 'string' ? JSON.parse(text) : text;
  } catch {
    return undefined;
  }
};

/**
 * The error code and message in a refusal's body. Three forms: `{ "error": { "code", "message" } }`; the two at the
 * top; or, for blocked conversations, a number at the top and the code in the message, as nested JSON: `{ "errorCode":
 * 209, "message": "{ \"subCode\": \"MessageWritesBlocked\", \"details\": … }" }`.
 */
export function wordsOf(body: string): { code: string | undefined; message: string | undefined } {
  const whole = parsed(body);
  if (!isSaid(whole)) return { code: undefined, message: undefined };
  const said = isSaid(whole.error) ? whole.error : whole;
  const inner = parsed(said.message);
  const text = (value: unknown) => (typeof value === 'string' ? value : undefined);
  return isSaid(inner) && typeof inner.subCode === 'string'
    ? { code: inner.subCode, message: text(inner.details) ?? text(inner.message) }
    : { code: text(said.code), message: text(said.message) };
}

/** `Retry-After` in milliseconds, from seconds or a date. */
export function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
