import { randomUUID } from 'node:crypto';
import { EMULATED_TEAM, type FakeTeam } from './team.ts';

type State = 'good' | 'token_expired' | 'token_revoked' | 'account_inactive';
interface Known {
  readonly team: string;
  /** The emulator's own token. */
  readonly real: string;
  readonly scopes: readonly string[];
  state: State;
}
type Answer = { readonly status: number; readonly body: Record<string, unknown> };

/** The owner and the state of each token: the emulator's tokens never expire. */
export interface Tokens {
  /** Whether newly issued tokens expire after 12 hours and come with a refresh token. */
  rotating: boolean;
  read(token: string): Known | undefined;
  revoke(token: string): void;
  /** Sets all of a team's tokens to this state: uninstalled or expired. */
  end(team: string, state: Exclude<State, 'good'>): void;
  /** Issues a new token for a team: the app was installed there again. */
  again(team: string): string;
  /** `oauth.v2.access`. */
  exchange(teams: readonly FakeTeam[], arguments_: Readonly<Record<string, unknown>>): Promise<Answer>;
}

const LIFE_SECONDS = 43_200;

export function createTokens(teams: readonly FakeTeam[]): Tokens {
  const known = new Map<string, Known>();
  /** Refresh tokens: each works once. */
  const renewing = new Map<string, { token: string; used: boolean }>();
  for (const { id, bot } of teams)
    known.set(bot.token, { team: id, real: bot.token, scopes: bot.scopes, state: 'good' });

  function handOut(from: Pick<Known, 'team' | 'real' | 'scopes'>): Record<string, unknown> {
    const token = `xoxe.xoxb-1-${randomUUID()}`;
    const renewal = `xoxe-1-${randomUUID()}`;
    known.set(token, { ...from, state: 'good' });
    renewing.set(renewal, { token, used: false });
    return { access_token: token, refresh_token: renewal, expires_in: LIFE_SECONDS };
  }

  function renew(refreshToken: unknown): Answer {
    const found = typeof refreshToken === 'string' ? renewing.get(refreshToken) : undefined;
    const from = found === undefined ? undefined : known.get(found.token);
    if (found === undefined || from === undefined || found.used)
      return { status: 200, body: { ok: false, error: 'invalid_refresh_token' } };
    found.used = true;
    return {
      status: 200,
      body: { ok: true, token_type: 'bot', scope: from.scopes.join(','), team: { id: from.team }, ...handOut(from) },
    };
  }

  const tokens: Tokens = {
    rotating: false,
    read: (token) => known.get(token),
    revoke(token) {
      const found = known.get(token);
      if (found !== undefined) found.state = 'token_revoked';
    },
    end(team, state) {
      for (const one of known.values()) if (one.team === team) one.state = state;
    },
    again(team) {
      const from = [...known.values()].find((one) => one.team === team);
      if (from === undefined) throw new Error(`no token of ${team}`);
      const token = `xoxb-again-${randomUUID()}`;
      known.set(token, { ...from, state: 'good' });
      return token;
    },
    async exchange(all, arguments_) {
      if (arguments_.grant_type === 'refresh_token') return renew(arguments_.refresh_token);
      let answer: Answer = { status: 200, body: { ok: false, error: 'invalid_code' } };
      for (const team of all) {
        const response = await fetch(`${team.url}/api/oauth.v2.access`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(arguments_),
        });
        const body = JSON.parse((await response.text()).replaceAll(EMULATED_TEAM, team.id)) as Record<string, unknown>;
        answer = { status: response.status, body };
        if (body.ok !== true) {
          if (body.error === 'invalid_code') continue;
          return answer;
        }
        const from = { team: team.id, real: String(body.access_token), scopes: String(body.scope).split(',') };
        if (!tokens.rotating) known.set(from.real, { ...from, state: 'good' });
        return { ...answer, body: { ...body, ...(tokens.rotating ? handOut(from) : {}) } };
      }
      return answer;
    },
  };
  return tokens;
}
