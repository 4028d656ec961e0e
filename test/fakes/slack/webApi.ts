import { type Answer, refused } from './answers.ts';
import { EMULATED_TEAM, type FakeTeam } from './team.ts';
import type { Tokens } from './tokens.ts';

/** Methods that the emulator allows for any public channel, but Slack only for members. */
const MEMBERS_ONLY: ReadonlySet<string> = new Set([
  'chat.postMessage',
  'chat.postEphemeral',
  'conversations.history',
  'conversations.replies',
]);

/** The emulator has no guests and no outsiders. */
function withTraits(team: FakeTeam, body: Record<string, unknown>): Record<string, unknown> {
  const dressed = (user: unknown) => ({
    ...(user as { id: string }),
    ...team.traits.get((user as { id: string }).id),
  });
  if (body.user !== undefined && typeof body.user === 'object') return { ...body, user: dressed(body.user) };
  if (Array.isArray(body.members) && typeof body.members[0] === 'object')
    return { ...body, members: body.members.map(dressed) };
  return body;
}

/**
 * The Web API of all teams: each call goes to the emulator of its token's team.
 * @param url the proxy's own address, where the bytes of files go
 */
export function createWebApi(teams: readonly FakeTeam[], tokens: Tokens, url: () => string) {
  async function forward(
    team: FakeTeam,
    method: string,
    token: string,
    arguments_: Readonly<Record<string, unknown>>,
  ): Promise<Answer> {
    const channel = arguments_.channel;
    if (MEMBERS_ONLY.has(method) && typeof channel === 'string' && channel.startsWith('C')) {
      const { channel: info } = (await team.ask('conversations.info', { channel })) as {
        channel?: { is_member?: boolean; is_archived?: boolean };
      };
      if (info?.is_member === false) return refused('not_in_channel');
    }
    const response = await fetch(`${team.url}/api/${method}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
      body: JSON.stringify(arguments_),
    });
    // File uploads go through here too, so that they can fail.
    const text = (await response.text())
      .replaceAll(EMULATED_TEAM, team.id)
      .replaceAll(/https?:[^"]*\/upload\/v1\//g, `${url()}/upload/${team.id}/`);
    if (response.status !== 200) return { status: response.status, body: { ok: false, error: text } };
    return { status: 200, body: withTraits(team, JSON.parse(text) as Record<string, unknown>) };
  }

  return async function perform(
    method: string,
    bearer: string | undefined,
    arguments_: Readonly<Record<string, unknown>>,
  ): Promise<Answer> {
    if (method === 'oauth.v2.access') return tokens.exchange(teams, arguments_);
    if (bearer === undefined) return refused('not_authed');
    const known = tokens.read(bearer);
    const team = teams.find(({ id }) => id === known?.team);
    if (known === undefined || team === undefined) return refused('invalid_auth');
    if (known.state !== 'good') return refused(known.state);
    if (method === 'auth.revoke') {
      tokens.revoke(bearer);
      return { status: 200, body: { ok: true, revoked: true } };
    }
    // The emulator lacks this method.
    if (method === 'chat.getPermalink') {
      const { channel, message_ts: ts } = arguments_;
      return {
        status: 200,
        body: {
          ok: true,
          channel,
          permalink: `https://north.slack.com/archives/${channel}/p${String(ts).replace('.', '')}`,
        },
      };
    }
    const answer = await forward(team, method, known.real, arguments_);
    return { ...answer, headers: { 'x-oauth-scopes': known.scopes.join(',') } };
  };
}
