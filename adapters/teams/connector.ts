import { AsyncLocalStorage } from 'node:async_hooks';
import {
  type Activity,
  type ConversationReference,
  type TeamsChannelAccount,
  TeamsInfo,
  type TurnContext,
} from 'botbuilder';
import type { Clock } from '../../src/ground/clock.ts';
import { AUDIENCE, type Authentication, type Transport } from './auth.ts';
import { ConnectorFault, retryAfter, wordsOf } from './errors.ts';
import { isAllowedServiceUrl } from './guard.ts';

/** A conversation's address for the connector. */
export interface Address {
  readonly serviceUrl: string;
  readonly tenant: string;
  /** With `;messageid=` of the root message for a channel's thread. */
  readonly conversation: string;
  /** The bot's id in Teams: `28:` and the app id. */
  readonly bot: string;
}

/** A message to post: a card alone, since Teams cannot update a message with text and card. */
export interface Outgoing {
  readonly card: object;
  /** For notifications and screen readers. */
  readonly summary: string;
}

/** A person in a roster, as Teams returns it. */
export interface RosterEntry {
  readonly id: string;
  readonly name: string;
  /** The person's own tenant. */
  readonly tenant: string | undefined;
  readonly guest: boolean;
}

/**
 * Teams' connector, as far as Rapport uses it. Each call is made once, ends within `LIMIT_MS` and throws only
 * ConnectorFault.
 */
export interface Connector {
  /** Posts a card, visible to one person with `only`; returns the message's id. */
  post(to: Address, outgoing: Outgoing, only?: string): Promise<string>;
  /** Updates a message; `only` as when it was posted. */
  update(to: Address, message: string, outgoing: Outgoing, only?: string): Promise<void>;
  /** The 1:1 conversation with a person; Teams creates it if needed. */
  openDirect(from: Address, user: string): Promise<string>;
  /** All members, read page by page. */
  members(of: Address): Promise<readonly RosterEntry[]>;
  member(of: Address, user: string): Promise<RosterEntry>;
  /** The channels of a team by id; the General channel has no name. */
  channels(of: Address, team: string): Promise<ReadonlyMap<string, string | undefined>>;
}

/** The timeout of a whole call, token included; `ChatPlatform.send` has 15 s. */
const LIMIT_MS = 12_000;
/** Teams returns up to 500 per page. Ten thousand people are more than any channel whose roster is needed. */
const PAGE = 500;
const MOST_PAGES = 20;

/** The state of one call while the SDK makes it. */
interface Call {
  readonly signal: AbortSignal;
  readonly only: string | undefined;
  /** Whether the request may have reached Teams. */
  left: boolean;
}
const calls = new AsyncLocalStorage<Call>();

/** Errors of a connection that was never made. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * The HTTP client under the SDK, in place of its own. The SDK retries 429, 503, 408, other 5xx and broken connections
 * up to three times and for minutes, and ignores its own `noRetryPolicy`; each retry of a post may be a second message.
 * It retries its own kind of errors alone, so ours end the call. Redirects are not followed: the token would go along.
 */
export function createTransport({ local, clock }: { readonly local: boolean; readonly clock: Clock }): Transport {
  return {
    async sendRequest(request) {
      const call = calls.getStore();
      if (call === undefined) throw new ConnectorFault('notSent', 'a request outside of any call');
      if (!isAllowedServiceUrl(request.url, { local }))
        throw new ConnectorFault('notSent', 'the address is not Teams’');
      if (call.signal.aborted) throw new ConnectorFault('notSent', 'the time for it was over before it could be sent');
      const url = new URL(request.url);
      if (call.only !== undefined) url.searchParams.set('isTargetedActivity', 'true');
      call.left = true;
      const answer = await sent(
        url,
        { method: request.method, headers: request.headers.rawHeaders(), body: request.body as string | undefined },
        call,
      );
      if (answer.status >= 200 && answer.status < 300) {
        const headers = { 'content-type': 'application/json' };
        return {
          status: answer.status,
          request,
          headers: { ...request.headers, toJson: () => headers, rawHeaders: () => headers },
          bodyAsText: answer.body,
        } as never;
      }
      const { code, message } = wordsOf(answer.body);
      const detail = `${request.method} ${answer.status}${code === undefined ? '' : ` ${code}`}${message === undefined ? '' : `: ${message.slice(0, 200)}`}`;
      throw new ConnectorFault('answered', detail, {
        status: answer.status,
        code,
        retryAfterMs: retryAfter(answer.retryAfter, clock.now()),
      });
    },
  };
}

async function sent(
  url: URL,
  { method, headers, body }: { method: string; headers: Record<string, string>; body: string | undefined },
  call: Call,
): Promise<{ status: number; body: string; retryAfter: string | null }> {
  try {
    const response = await fetch(url, {
      method,
      headers,
      redirect: 'manual',
      signal: call.signal,
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, body: await response.text(), retryAfter: response.headers.get('retry-after') };
  } catch (error) {
    const cause =
      error instanceof Error && typeof error.cause === 'object' && error.cause !== null ? error.cause : error;
    const code = typeof cause === 'object' && cause !== null && 'code' in cause ? String(cause.code) : String(error);
    if (!NEVER_CONNECTED.has(code)) throw new ConnectorFault('noAnswer', `the connection broke: ${code}`);
    call.left = false;
    throw new ConnectorFault('notSent', `nobody was reached: ${code}`);
  }
}

export interface ConnectorOptions {
  /** Whether the Agents Playground on this machine is allowed as a target. */
  readonly local: boolean;
  /** The timeout of a whole call in milliseconds; default 12 s. */
  readonly limitMs?: number | undefined;
}

export function createConnector(
  { adapter, appId }: Authentication,
  { local, limitMs = LIMIT_MS }: ConnectorOptions,
): Connector {
  /** Makes one call within its timeout; an unsent request is cancelled then. */
  async function within<T>(serviceUrl: string, only: string | undefined, work: () => Promise<T>): Promise<T> {
    // Checked before the SDK gets a token for it.
    if (!isAllowedServiceUrl(serviceUrl, { local })) throw new ConnectorFault('notSent', 'the address is not Teams’');
    const over = new AbortController();
    const call: Call = { signal: over.signal, only, left: false };
    let timer: NodeJS.Timeout | undefined;
    const limit = new Promise<never>((_, reject) => {
      timer = setTimeout(() => {
        over.abort();
        reject(new ConnectorFault(call.left ? 'noAnswer' : 'notSent', `no answer within ${limitMs} ms`));
      }, limitMs);
    });
    try {
      return await Promise.race([calls.run(call, work), limit]);
    } catch (error) {
      if (error instanceof ConnectorFault) throw error;
      // The SDK's own errors: no token, or an unreadable answer.
      throw new ConnectorFault(
        call.left ? 'noAnswer' : 'notSent',
        `the SDK failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Runs `work` as a turn in a stored conversation. */
  function inConversation<T>(
    at: Address,
    only: string | undefined,
    work: (context: TurnContext) => Promise<T>,
  ): Promise<T> {
    const reference: Partial<ConversationReference> = {
      channelId: 'msteams',
      serviceUrl: at.serviceUrl,
      bot: { id: at.bot, name: 'Rapport' },
      conversation: { id: at.conversation, tenantId: at.tenant } as ConversationReference['conversation'],
      ...(only === undefined ? {} : { user: { id: only, name: '' } }),
    };
    return within(at.serviceUrl, only, async () => {
      const results: T[] = [];
      await adapter.continueConversationAsync(appId, reference, async (context) => {
        results.push(await work(context));
      });
      return results[0] as T;
    });
  }

  const activityOf = ({ card, summary }: Outgoing): Partial<Activity> => ({
    type: 'message',
    summary,
    attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
  });

  return {
    post: (to, outgoing, only) =>
      inConversation(to, only, async (context) => {
        // The SDK invents an activity to continue from, and would send the post as a reply to it.
        delete (context.activity as Partial<Activity>).id;
        const response = await context.sendActivity(activityOf(outgoing));
        return response?.id ?? '';
      }),
    update: (to, message, outgoing, only) =>
      inConversation(to, only, async (context) => {
        await context.updateActivity({ ...activityOf(outgoing), id: message });
      }),
    openDirect: (from, user) =>
      within(from.serviceUrl, undefined, async () => {
        const made: string[] = [];
        const parameters = {
          isGroup: false,
          bot: { id: from.bot, name: 'Rapport' },
          members: [{ id: user, name: '' }],
          tenantId: from.tenant,
          channelData: { tenant: { id: from.tenant } },
        };
        await adapter.createConversationAsync(
          appId,
          'msteams',
          from.serviceUrl,
          AUDIENCE,
          parameters as never,
          async (context) => {
            made.push(context.activity.conversation.id);
          },
        );
        return made[0] as string;
      }),
    members: (of) =>
      inConversation(of, undefined, async (context) => {
        const found: RosterEntry[] = [];
        let next: string | undefined;
        for (let page = 0; page < MOST_PAGES; page++) {
          const { members, continuationToken } = await TeamsInfo.getPagedMembers(context, PAGE, next);
          found.push(...members.map(entryOf));
          if (!continuationToken) return found;
          next = continuationToken;
        }
        // Part of a roster would hide the other readers.
        throw new ConnectorFault('answered', `more than ${PAGE * MOST_PAGES} people are there`);
      }),
    member: (of, user) =>
      inConversation(of, undefined, async (context) => entryOf(await TeamsInfo.getMember(context, user))),
    channels: (of, team) =>
      inConversation(of, undefined, async (context) => {
        const channels = await TeamsInfo.getTeamChannels(context, team);
        return new Map(channels.flatMap(({ id, name }) => (id === undefined ? [] : [[id, name ?? undefined]])));
      }),
  };
}

function entryOf({ id, name, tenantId, userRole, userPrincipalName }: TeamsChannelAccount): RosterEntry {
  // The directory marks accounts of other organisations in their name; not every roster has roles.
  const isExternal = userPrincipalName?.toUpperCase().includes('#EXT#') === true;
  return {
    id,
    name,
    tenant: tenantId || undefined,
    guest: isExternal || userRole === 'guest' || userRole === 'anonymous',
  };
}
