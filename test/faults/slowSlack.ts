import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A post as Slack made it. */
export interface MadePost {
  readonly team: string;
  readonly conversation: string;
  /** The text of the post. */
  readonly text: string;
  readonly ts: string;
  readonly at: number;
}

/** The behaviour of one team's Slack, in milliseconds. */
export interface Manner {
  /** Between a call and its effect. */
  readonly appliesAfterMs: number;
  /** Whether it answers afterwards; otherwise the call is never answered. */
  readonly answers: boolean;
  /** Between a post and its appearance in the history. */
  readonly showsAfterMs: number;
}

const tokenOf = (team: string) => `xoxb-${team}`;
const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function argumentsOf(request: IncomingMessage): Promise<URLSearchParams> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return new URLSearchParams(Buffer.concat(parts).toString('utf8'));
}

/** A slow simulated Slack that records every post, with a behaviour for each team. */
export async function startSlowSlack(mannerOf: (team: string) => Manner) {
  const posts: MadePost[] = [];
  const metadata = new Map<string, unknown>();
  let calls = 0;
  const underWay = new Map<string, { begun: number; now: number; most: number }>();
  const underWayOf = (team: string) => {
    const count = underWay.get(team) ?? { begun: 0, now: 0, most: 0 };
    underWay.set(team, count);
    return count;
  };
  const say = (response: ServerResponse, body: Record<string, unknown>) => {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ ok: true, ...body }));
  };

  async function post(team: string, arguments_: URLSearchParams, response: ServerResponse): Promise<void> {
    const { appliesAfterMs, answers } = mannerOf(team);
    const count = underWayOf(team);
    count.begun += 1;
    count.now += 1;
    count.most = Math.max(count.most, count.now);
    // Answered, or given up by the caller.
    response.once('close', () => {
      count.now -= 1;
    });
    const ts = `${1_700_000_000 + ++calls}.000100`;
    await wait(appliesAfterMs);
    metadata.set(ts, JSON.parse(arguments_.get('metadata') ?? '{}'));
    posts.push({
      team,
      conversation: arguments_.get('channel') ?? '',
      text: arguments_.get('text') ?? '',
      ts,
      at: performance.now(),
    });
    if (answers) say(response, { ts });
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const method = (request.url ?? '').split('/').at(-1);
    const team = request.headers.authorization?.replace(/^Bearer xoxb-/, '') ?? '';
    const arguments_ = await argumentsOf(request);
    if (method === 'chat.postMessage') return post(team, arguments_, response);
    if (method !== 'conversations.history') return say(response, { team_id: team, team, user_id: 'U1', bot_id: 'B1' });
    const shown = performance.now() - mannerOf(team).showsAfterMs;
    const there = posts.filter(
      (one) => one.team === team && one.conversation === arguments_.get('channel') && one.at <= shown,
    );
    say(response, {
      messages: there.map(({ ts, text }) => ({ ts, text, metadata: metadata.get(ts) })),
      has_more: false,
    });
  }

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`,
    posts,
    /** The number of posting calls, done or not. */
    calls: () => calls,
    /** Of a team's calls for posts: how many have begun, and how many were under way at once at most. */
    underWay: (team: string): Readonly<Record<'begun' | 'most', number>> => underWayOf(team),
    tokenOf,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
export type SlowSlack = Awaited<ReturnType<typeof startSlowSlack>>;
