import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Checked, checkPayload } from '../../checkers/blockKit.ts';
import { type Answer, fail, send } from './answers.ts';
import { createFaults } from './faults.ts';
import type { Recorded } from './recorded.ts';
import type { FakeTeam } from './team.ts';
import type { Tokens } from './tokens.ts';
import { createWebApi } from './webApi.ts';

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

/** Slack's address: several teams, with possible network faults in front of them. */
export async function startProxy(teams: readonly FakeTeam[], tokens: Tokens) {
  const calls: Recorded[] = [];
  const faults = createFaults();
  const perform = createWebApi(teams, tokens, () => url);
  const teamOf = (id: string | undefined) => teams.find((team) => team.id === id);

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
