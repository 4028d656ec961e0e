import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Card } from './agentsPlayground.ts';

/** A message of the bot in its present state. */
export interface Posted {
  readonly id: string;
  /** With `;messageid=` for a thread. */
  readonly conversation: string;
  card: Card;
  readonly summary: string;
  readonly text: unknown;
  /** Its only reader, for a targeted message. */
  readonly only: string | undefined;
  readonly authorization: string | undefined;
  edits: number;
}

/**
 * The fault of the next call that posts or edits. A refusal is a status with Teams' code, or with a body of its own;
 * `reset` breaks the connection before anything is done, `lost` after it was done; `hang` never answers; `garbled`
 * answers without JSON.
 */
export type Fault =
  | {
      readonly status: number;
      readonly code?: string;
      readonly body?: unknown;
      readonly headers?: Readonly<Record<string, string>>;
      readonly posts?: boolean;
    }
  | 'reset'
  | 'lost'
  | 'hang'
  | 'garbled';

export interface Member {
  readonly id: string;
  readonly name: string;
  readonly tenantId?: string;
  readonly userRole?: 'user' | 'guest' | 'anonymous';
  readonly userPrincipalName?: string;
}

export interface FakeConnector {
  readonly serviceUrl: string;
  readonly posts: Posted[];
  /** Every request, as `METHOD path`. */
  readonly requests: string[];
  /**
   * The faults of the next posts and edits outside of direct conversations, in order; without an entry they succeed.
   */
  readonly faults: Fault[];
  /** The faults of the next look-ups of people. */
  readonly rosterFaults: Fault[];
  /** The fault of every post and edit in a conversation from now on. */
  readonly closed: Map<string, Exclude<Fault, string>>;
  /** While it is set, no call is answered. */
  silent: boolean;
  /** The members of each conversation; by default `everybody`. */
  readonly rosters: Map<string, readonly Member[]>;
  readonly everybody: Member[];
  /** People without a possible direct conversation. */
  readonly unreachable: Set<string>;
  readonly channels: Map<string, string | undefined>;
  in(conversation: string): readonly Posted[];
  stop(): Promise<void>;
}

/** Teams' connector service, as far as the adapter uses it, on this machine. It pages its rosters by two. */
export async function startFakeConnector(): Promise<FakeConnector> {
  const posts: Posted[] = [];
  const faults: Fault[] = [];
  const rosterFaults: Fault[] = [];
  const requests: string[] = [];
  const rosters = new Map<string, readonly Member[]>();
  const everybody: Member[] = [];
  const unreachable = new Set<string>();
  const closed = new Map<string, Exclude<Fault, string>>();
  const channels = new Map<string, string | undefined>();
  let count = 0;

  const json = (
    response: ServerResponse,
    status: number,
    body: unknown,
    headers: Readonly<Record<string, string>> = {},
  ) => response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(JSON.stringify(body));
  const refuse = (response: ServerResponse, { status, code = 'ServiceError', body, headers }: Exclude<Fault, string>) =>
    json(response, status, body ?? { error: { code, message: `a fault of the test: ${code}` } }, headers);

  /** True if the call has ended. */
  function meets(fault: Fault | undefined, response: ServerResponse, does: () => void): boolean {
    if (fault === undefined) return false;
    if (fault === 'hang') return true;
    if (fault === 'reset') response.socket?.destroy();
    else if (fault === 'lost') {
      does();
      response.socket?.destroy();
    } else if (fault === 'garbled') {
      does();
      response.writeHead(200, { 'Content-Type': 'application/json' }).end('<html>');
    } else {
      if (fault.posts === true) does();
      refuse(response, fault);
    }
    return true;
  }

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://localhost');
    const chunks: Buffer[] = [];
    for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
    const raw = Buffer.concat(chunks).toString('utf8');
    const body = raw === '' ? {} : JSON.parse(raw);
    const path = decodeURIComponent(url.pathname);
    requests.push(`${request.method} ${path}`);
    const authorization = request.headers.authorization;
    if (fake.silent) return;

    const activity = /^\/v3\/conversations\/([^/]+)\/activities(?:\/([^/]+))?$/.exec(path);
    const isDirect = activity?.[1]?.startsWith('D-') === true;
    const [within = ''] = (activity?.[1] ?? '').split(';messageid=');
    const refusal = closed.get(within);
    if (refusal !== undefined) return void refuse(response, refusal);
    const present = rosters.get(within) ?? everybody;
    // A message to an absent person is refused, if the fake knows the members.
    const isForAbsent =
      url.searchParams.has('isTargetedActivity') &&
      present.length > 0 &&
      !present.some(({ id }) => id === body.recipient?.id);
    if (activity !== null && isForAbsent) return void refuse(response, { status: 400, code: 'BadArgument' });
    if (activity !== null && request.method === 'POST') {
      const id = `M${++count}`;
      const post = () => {
        const only = url.searchParams.get('isTargetedActivity') === 'true' ? (body.recipient?.id as string) : undefined;
        posts.push({
          ...{ id, conversation: activity[1] as string, card: body.attachments?.[0]?.content, summary: body.summary },
          ...{ text: body.text, only, authorization, edits: 0 },
        });
      };
      if (meets(isDirect ? undefined : faults.shift(), response, post)) return;
      post();
      return void json(response, 201, { id });
    }
    if (activity !== null && request.method === 'PUT') {
      const found = posts.find((one) => one.id === activity[2] && one.conversation.split(';messageid=')[0] === within);
      const edit = () => {
        if (found === undefined) return;
        found.card = body.attachments?.[0]?.content;
        found.edits += 1;
      };
      if (meets(isDirect ? undefined : faults.shift(), response, edit)) return;
      // A targeted message can only be updated as one.
      const isOfItsKind = url.searchParams.has('isTargetedActivity') === (found?.only !== undefined);
      if (found === undefined || !isOfItsKind)
        return void refuse(response, { status: 404, code: 'ActivityNotFoundInConversation' });
      edit();
      return void json(response, 200, { id: found.id });
    }
    if (path === '/v3/conversations' && request.method === 'POST') {
      const user = String(body.members?.[0]?.id);
      if (unreachable.has(user)) return void refuse(response, { status: 403, code: 'BotNotInConversationRoster' });
      return void json(response, 201, { id: `D-${user}` });
    }
    const roster = /^\/v3\/conversations\/([^/]+)\/(pagedmembers|members\/([^/]+))$/.exec(path);
    if (roster !== null) {
      if (meets(rosterFaults.shift(), response, () => undefined)) return;
      const [conversation = ''] = (roster[1] ?? '').split(';messageid=');
      const members = rosters.get(conversation) ?? everybody;
      if (roster[3] === undefined) {
        const from = Number(url.searchParams.get('continuationToken') ?? 0);
        const next = from + 2 < members.length ? { continuationToken: String(from + 2) } : {};
        return void json(response, 200, { members: members.slice(from, from + 2), ...next });
      }
      const one = members.find(({ id }) => id === roster[3]);
      return void (one === undefined
        ? refuse(response, { status: 404, code: 'MemberNotFoundInConversation' })
        : json(response, 200, one));
    }
    if (/^\/v3\/teams\/[^/]+\/conversations$/.test(path)) {
      return void json(response, 200, {
        conversations: [...channels].map(([id, name]) => ({ id, ...(name === undefined ? {} : { name }) })),
      });
    }
    refuse(response, { status: 404, code: 'NotThere' });
  }

  const server = createServer((request, response) => void serve(request, response));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const fake: FakeConnector = {
    serviceUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    ...{ posts, requests, faults, rosterFaults, rosters, everybody, unreachable, closed, channels, silent: false },
    in: (conversation) => posts.filter((post) => post.conversation.split(';messageid=')[0] === conversation),
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return fake;
}
