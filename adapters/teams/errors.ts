import type { DeadReason, SendResult } from '../../src/core/platform.ts';

/**
 * How a call to Teams' connector failed. `notSent`: no byte of it left this machine, or it never reached anybody;
 * `noAnswer`: it left, and what became of it is unknown; `answered`: Teams refused it.
 */
export class ConnectorFault extends Error {
  readonly kind: 'notSent' | 'noAnswer' | 'answered';
  readonly status: number | undefined;
  /** Teams' own word for the fault: `MessageWritesBlocked`. */
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

/** Teams' words for what cannot be written to any more. Names as the connector gives them in `error.code`. */
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

/**
 * At most this much is added to what Teams asks to wait, so that everything that was refused together does not come
 * back together.
 */
const JITTER_MS = 2_000;

/**
 * The one mapper from a fault to what became of a post. Only what Teams certainly did not take is tried again: 429 and
 * 412, what never reached it, and our own missing token. 408, 5xx, a broken connection and silence may have posted.
 * (Limits: learn.microsoft.com, "Optimize your bot with rate limiting".)
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
  // Our credentials are wrong or run out: nothing of ours goes out until somebody mends that, and then everything does.
  if (status === 401) return { outcome: 'retry', reason, pause: 'installation', afterMs: 60_000 };
  const dead = (code === undefined ? undefined : DEAD_BY_CODE[code]) ?? DEAD_BY_STATUS[status] ?? 'rejected';
  return { outcome: 'dead', reason: dead, detail: reason };
}

/** Why a conversation is closed to us until somebody installs Rapport there again; undefined when it is not. */
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
 * What Teams says in the body of a refusal: `{ "error": { "code", "message" } }`, the two at the top, or, of blocked
 * conversations, a number at the top and the word in the message, which is JSON of its own: `{ "errorCode": 209,
 * "message": "{ \"subCode\": \"MessageWritesBlocked\", \"details\": … }" }`.
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

/** `Retry-After` in milliseconds: seconds, or a date by the clock. */
export function retryAfter(header: string | null, now: Date): number | undefined {
  if (header === null || header.trim() === '') return undefined;
  const seconds = Number(header);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1_000);
  const at = Date.parse(header);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now.getTime());
}
