import { LogLevel, type Logger as SdkLogger, WebClient } from '@slack/web-api';
import type { Logger } from '../../src/ground/log.ts';
import { faultOf, type SlackAnswer } from './answers.ts';

export type { SlackAnswer, SlackFault } from './answers.ts';

/** The source of the teams' bot tokens. */
export interface SlackTokens {
  /**
   * A team's bot token; undefined when Rapport is not installed there. @throws RapportError `unavailable` when the
   * token cannot be read now.
   */
  of(team: string): Promise<string | undefined>;
  /**
   * A newer token than the one that Slack has just refused; undefined if there is none. A newer one exists after a
   * renewal or a new installation.
   */
  other(team: string, refused: string): Promise<string | undefined>;
}

/**
 * Slack's Web API on behalf of a team. Never throws, never repeats a call that may have been done, never logs a token.
 */
export interface SlackApi {
  /** `timeoutMs` defaults to 10 s; opening a dialog has less. */
  call(
    team: string,
    method: string,
    arguments_: Record<string, unknown>,
    options?: { timeoutMs?: number },
  ): Promise<SlackAnswer>;
  /** Our own user and bot ids in that team; undefined when Slack does not answer now. */
  self(team: string): Promise<{ botUserId: string; botId: string } | undefined>;
}

/** A call with a given token, or with none. */
export type SlackCall = (
  token: string | undefined,
  method: string,
  arguments_: Record<string, unknown>,
  options?: { timeoutMs?: number },
) => Promise<SlackAnswer>;

const TIMEOUT_MS = 10_000;
/** The most clients that are kept; the oldest makes room for the next. */
const KEPT_CLIENTS = 500;
/** Error codes of a token that is no longer valid. The call was not made, so it may be repeated with another token. */
const TOKEN_REFUSED: ReadonlySet<string> = new Set([
  'token_expired',
  'token_revoked',
  'invalid_auth',
  'account_inactive',
  'not_authed',
]);

/** The SDK logs its retries and payloads with what people wrote. It stays silent: the caller reports what matters. */
const silent: SdkLogger = {
  ...{ debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined },
  ...{ setLevel: () => undefined, setName: () => undefined, getLevel: () => LogLevel.ERROR },
};

/**
 * Settings of the SDK, for calls and for installing. By default it retries a post after a reset or a 5xx, which posts
 * twice, and stops all calls at one 429. Both are off: the outbox decides when to retry.
 */
export const sdkOptions = {
  retryConfig: { retries: 0 },
  rejectRateLimitedCalls: true,
  timeout: TIMEOUT_MS,
  logger: silent,
  allowAbsoluteUrls: false,
};

/** Makes calls by token. Each token has its own client, so that no team waits for another. */
export function createSlackCall({ apiUrl }: { apiUrl: string }): SlackCall {
  const clients = new Map<string, WebClient>();

  function clientFor(token: string | undefined, timeout: number): WebClient {
    const key = `${timeout} ${token ?? ''}`;
    const known = clients.get(key);
    if (known !== undefined) return known;
    const made = new WebClient(token, { ...sdkOptions, slackApiUrl: apiUrl, timeout });
    const oldest = clients.size >= KEPT_CLIENTS ? clients.keys().next().value : undefined;
    if (oldest !== undefined) clients.delete(oldest);
    clients.set(key, made);
    return made;
  }

  return async (token, method, arguments_, { timeoutMs = TIMEOUT_MS } = {}) => {
    try {
      const body = await clientFor(token, timeoutMs).apiCall(method, arguments_);
      return { ok: true, body: { ...body } };
    } catch (error) {
      return faultOf(error);
    }
  };
}

/** Makes calls by team. A token that Slack refuses is replaced once: a refused call did nothing. */
export function createSlackApi({
  tokens,
  apiUrl,
  log,
}: {
  tokens: SlackTokens;
  apiUrl: string;
  log: Logger;
}): SlackApi {
  const callWith = createSlackCall({ apiUrl });
  const known = new Map<string, { token: string; self: { botUserId: string; botId: string } }>();

  async function withToken(team: string, use: (token: string) => Promise<SlackAnswer>): Promise<SlackAnswer> {
    try {
      const token = await tokens.of(team);
      if (token === undefined) return { ok: false, fault: 'refused', error: 'not_installed' };
      const answer = await use(token);
      if (answer.ok || answer.fault !== 'refused' || !TOKEN_REFUSED.has(answer.error)) return answer;
      const other = await tokens.other(team, token);
      return other === undefined ? answer : await use(other);
    } catch (error) {
      log.warn({ err: error, team }, 'slack: the token of a team is not available now');
      return { ok: false, fault: 'unreachable', error: 'no token now' };
    }
  }

  return {
    async call(team, method, arguments_, options) {
      const answer = await withToken(team, (token) => callWith(token, method, arguments_, options));
      if (!answer.ok)
        log.debug(
          { team, method, fault: answer.fault, error: answer.error, detail: answer.detail },
          'slack: a call failed',
        );
      return answer;
    },
    async self(team) {
      let self: { botUserId: string; botId: string } | undefined;
      await withToken(team, async (token) => {
        const kept = known.get(team);
        if (kept?.token === token) {
          self = kept.self;
          return { ok: true, body: {} };
        }
        const answer = await callWith(token, 'auth.test', {});
        const { user_id: botUserId, bot_id: botId } = answer.ok ? answer.body : {};
        if (typeof botUserId === 'string' && typeof botId === 'string') {
          self = { botUserId, botId };
          known.set(team, { token, self });
        }
        return answer;
      });
      return self;
    },
  };
}
