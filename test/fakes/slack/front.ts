import { randomBytes } from 'node:crypto';
import { createServer, request as forward, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { checkPayload } from '../../checkers/blockKit.ts';
import type { FakeSlackProxy } from './proxy.ts';
import { playSocketMode } from './socket.ts';

/**
 * An action of Rapport in Slack, with Slack's answer: a call of the Web API, or (`respond`) an answer to a
 * response_url.
 */
export interface Done {
  readonly method: string;
  readonly team: string | undefined;
  readonly arguments: Readonly<Record<string, unknown>>;
  readonly answer: Readonly<Record<string, unknown>>;
}

/** For five answers (docs.slack.dev/interactivity/handling-user-interaction). */
const USES = 5;
const APP_TOKEN = 'xapp-1-A0RAPPORT-1-abcdef';

/** The rest of Slack beside its Web API: response_urls, and Socket Mode. */
export async function startFront(proxy: FakeSlackProxy) {
  const uses = new Map<string, number>();
  const done: Done[] = [];
  const problems: string[] = [];
  let isRefusing = false;
  let refusedConnections = 0;

  async function read(request: IncomingMessage): Promise<string> {
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    return Buffer.concat(parts).toString('utf8');
  }

  async function respond(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.parse(await read(request)) as Record<string, unknown>;
    const left = uses.get(path) ?? 0;
    if (left === 0 || isRefusing) {
      response.writeHead(404).end('used_url');
      return;
    }
    uses.set(path, left - 1);
    problems.push(...checkPayload('respond', body).map((problem) => `response_url: ${problem}`));
    done.push({
      method: 'respond',
      team: undefined,
      arguments: { ...body, url: `${url}${path}` },
      answer: { ok: true },
    });
    response.writeHead(200).end('ok');
  }

  /** The call as the proxy has read it: the first unclaimed one of this method since the request began. */
  const claimed = new Set<unknown>();
  function note(method: string, since: number, bytes: Buffer): void {
    const call = proxy.calls.slice(since).find((one) => one.method === method && !claimed.has(one));
    if (call === undefined) return;
    claimed.add(call);
    try {
      done.push({
        method,
        team: call.team,
        arguments: call.arguments,
        answer: JSON.parse(bytes.toString('utf8')) as Record<string, unknown>,
      });
    } catch {
      done.push({ method, team: call.team, arguments: call.arguments, answer: { ok: false, error: 'unreadable' } });
    }
  }

  const server = createServer((request, response) => {
    const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
    if (path.startsWith('/hooks/')) {
      respond(path, request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
      return;
    }
    if (path === '/api/apps.connections.open') {
      const isKnown = request.headers.authorization === `Bearer ${APP_TOKEN}`;
      request.resume();
      if (refusedConnections > 0) {
        refusedConnections -= 1;
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ ok: false, error: 'internal_error' }));
        return;
      }
      response.writeHead(200, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify(
          isKnown ? { ok: true, url: `${url.replace('http', 'ws')}/socket` } : { ok: false, error: 'invalid_auth' },
        ),
      );
      return;
    }
    const before = proxy.calls.length;
    const onward = forward(
      `${proxy.url}${request.url}`,
      { method: request.method ?? 'GET', headers: request.headers },
      (answer) => {
        const parts: Buffer[] = [];
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.on('data', (part: Buffer) => parts.push(part));
        answer.on('end', () => note(path.slice('/api/'.length), before, Buffer.concat(parts)));
        answer.on('error', () => response.destroy());
        answer.pipe(response);
      },
    );
    onward.on('error', () => response.socket?.resetAndDestroy());
    request.pipe(onward);
  });
  const socket = playSocketMode(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    apiUrl: `${url}/api/`,
    appToken: APP_TOKEN,
    socket,
    /** A new response_url. */
    responseUrl(): string {
      const path = `/hooks/${randomBytes(8).toString('hex')}`;
      uses.set(path, USES);
      return `${url}${path}`;
    },
    /** All actions, in order of the answers. */
    done,
    /** Refuses response_urls from now on, as after half an hour. */
    expireResponseUrls: (expired = true) => {
      isRefusing = expired;
    },
    /** Answers the next calls for a Socket Mode connection with a fault. */
    refuseConnections: (times: number) => {
      refusedConnections = times;
    },
    problems: () => problems,
    close: () =>
      new Promise<void>((resolve) => {
        socket.cut();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type SlackFront = Awaited<ReturnType<typeof startFront>>;
