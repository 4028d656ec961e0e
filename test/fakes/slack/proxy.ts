import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Checked, checkPayload } from '../../checkers/blockKit.ts';
import { createFaults, type Fault } from './faults.ts';
import type { Recorded } from './recorded.ts';
import { EMULATED_TEAM, type FakeTeam } from './team.ts';
import type { Tokens } from './tokens.ts';

const CHECKED: ReadonlySet<string> = new Set<Checked>([
  ...([
    'chat.postMessage',
    'chat.postEphemeral',
    'chat.update',
    'views.open',
    'views.push',
    'views.update',
    'views.publish',
  ] as const),
]);
/** Methods that the emulator allows for any public channel, but Slack only for members. */
const MEMBERS_ONLY: ReadonlySet<string> = new Set([
  'chat.postMessage',
  'chat.postEphemeral',
  'conversations.history',
  'conversations.replies',
]);

function argumentsOf(body: string, contentType: string): Record<string, unknown> {
  if (contentType.includes('application/json')) return JSON.parse(body) as Record<string, unknown>;
  const unpacked = (value: string): unknown => {
    if (!/^[[{]/.test(value)) return value;
    try {
      return JSON.parse(value) as unknown;
    } catch {
      return value;
    }
  };
  return Object.fromEntries([...new URLSearchParams(body)].map(([name, value]) => [name, unpacked(value)]));
}

async function read(request: IncomingMessage): Promise<Buffer<ArrayBuffer>> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

type Answer = {
  readonly status: number;
  readonly body: Record<string, unknown>;
  readonly headers?: Record<string, string>;
};
const refused = (error: string, more: Readonly<Record<string, unknown>> = {}): Answer => ({
  status: 200,
  body: { ok: false, error, ...more },
});

/** Slack's address: several teams, with possible network faults in front of them. */
export async function startProxy(teams: readonly FakeTeam[], tokens: Tokens) {
  const calls: Recorded[] = [];
  const faults = createFaults();
  const hanging = new Set<ServerResponse>();
  const teamOf = (id: string | undefined) => teams.find((team) => team.id === id);

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
      .replaceAll(/https?:[^"]*\/upload\/v1\//g, `${url}/upload/${team.id}/`);
    if (response.status !== 200) return { status: response.status, body: { ok: false, error: text } };
    return { status: 200, body: withTraits(team, JSON.parse(text) as Record<string, unknown>) };
  }

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

  async function perform(
    method: string,
    bearer: string | undefined,
    arguments_: Readonly<Record<string, unknown>>,
  ): Promise<Answer> {
    if (method === 'oauth.v2.access') return tokens.exchange(teams, arguments_);
    if (bearer === undefined) return refused('not_authed');
    const known = tokens.read(bearer);
    const team = teamOf(known?.team);
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
  }

  function send(response: ServerResponse, { status, body, headers }: Answer): void {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
    response.end(JSON.stringify(body));
  }

  async function fail(fault: Fault, response: ServerResponse, apply: () => Promise<Answer>): Promise<void> {
    switch (fault.kind) {
      case 'rateLimited':
        return send(response, {
          status: 429,
          body: { ok: false, error: 'ratelimited' },
          headers: fault.afterSeconds === undefined ? {} : { 'retry-after': String(fault.afterSeconds) },
        });
      case 'status':
        return send(response, { status: fault.status, body: { ok: false, error: 'down' } });
      case 'refused':
        return send(response, refused(fault.error, fault.more));
      case 'slow':
        await new Promise((resolve) => setTimeout(resolve, fault.ms));
        return fail(fault.meets, response, apply);
      case 'appliedThen':
        await apply();
        return send(response, { status: fault.status, body: { ok: false, error: 'down' } });
      case 'changed': {
        const answer = await apply();
        return send(response, { ...answer, body: fault.to(answer.body) });
      }
      case 'reset':
        if (fault.applied) await apply();
        response.socket?.resetAndDestroy();
        return;
      case 'hang':
        if (fault.applied) await apply();
        hanging.add(response);
        return;
      case 'truncated': {
        const { status, body } = await apply();
        const text = JSON.stringify(body);
        const half = text.slice(0, Math.ceil(text.length / 2));
        response.writeHead(status, {
          'content-type': 'application/json',
          'content-length': String(fault.broken ? text.length : half.length),
        });
        if (fault.broken) response.write(half, () => response.socket?.destroy());
        else response.end(half);
      }
    }
  }

  /** Receives the bytes of a file at an address that was issued. */
  async function receive(
    id: string | undefined,
    file: string | undefined,
    bytes: Buffer<ArrayBuffer>,
    contentType: string,
  ): Promise<Answer> {
    const response = await fetch(`${teamOf(id)?.url}/upload/v1/${file}`, {
      method: 'POST',
      headers: { 'content-type': contentType },
      body: bytes,
    });
    return { status: response.status, body: { text: await response.text() } };
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    const bytes = await read(request);
    const contentType = request.headers['content-type'] ?? '';
    const [, upload, id, file] = path.split('/');
    if (upload === 'upload') {
      const [part] = [...(await new Response(bytes, { headers: { 'content-type': contentType } }).formData()).values()];
      const content = part instanceof Blob ? await part.text() : part;
      const call: Recorded = {
        method: 'upload',
        team: id,
        arguments: { file, content, bearer: request.headers.authorization },
        problems: [],
      };
      calls.push(call);
      const apply = () => receive(id, file, bytes, contentType);
      const fault = faults.take(call);
      if (fault === undefined) send(response, await apply());
      else await fail(fault, response, apply);
      return;
    }
    const body = bytes.toString('utf8');
    if (!path.startsWith('/api/')) return send(response, { status: 404, body: { ok: false, error: 'nothing here' } });
    const method = path.slice('/api/'.length);
    const arguments_ = argumentsOf(body, contentType);
    const bearer = /^Bearer (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    const problems = CHECKED.has(method)
      ? checkPayload(method as Checked, arguments_).map((problem) => `${method}: ${problem}`)
      : [];
    const call: Recorded = {
      method,
      team: bearer === undefined ? undefined : tokens.read(bearer)?.team,
      arguments: arguments_,
      problems,
    };
    calls.push(call);
    const apply = () => perform(method, bearer, arguments_);
    const fault = faults.take(call);
    if (fault === undefined) send(response, await apply());
    else await fail(fault, response, apply);
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url,
    /** For SLACK_API_URL. */
    apiUrl: `${url}/api/`,
    /** Every call, in order. */
    calls,
    /** Plans the next faults. */
    fault: faults.plan,
    clearFaults: faults.clear,
    /** The calls of a method, in order. */
    callsOf: (method: string, team?: string) =>
      calls.filter((call) => call.method === method && (team === undefined || call.team === team)),
    /** The parts of all calls that Slack would have refused or cut: empty after every test. */
    problems: () => calls.flatMap((call) => call.problems),
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type FakeSlackProxy = Awaited<ReturnType<typeof startProxy>>;
