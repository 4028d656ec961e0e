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

/** A conversation as the connector needs it. */
export interface Address {
  readonly serviceUrl: string;
  readonly tenant: string;
  /** With `;messageid=` of the root where it goes into a channel's thread. */
  readonly conversation: string;
  /** The bot as Teams names it there: `28:` and the app id. */
  readonly bot: string;
}

/** A message as it is posted: a card and nothing beside it, since Teams cannot update a message that has both. */
export interface Outgoing {
  readonly card: object;
  /** For notifications and screen readers. */
  readonly summary: string;
}

/** Somebody of a roster, as Teams tells it. */
export interface RosterEntry {
  readonly id: string;
  readonly name: string;
  /** The tenant that they belong to. */
  readonly tenant: string | undefined;
  readonly guest: boolean;
}

/**
 * Teams' connector, as far as Rapport uses it. Each call is made once, ends within `LIMIT_MS` and throws nothing but
 * ConnectorFault.
 */
export interface Connector {
  /** Posts a card, for one person's eyes where `only` says so; returns the message's id. */
  post(to: Address, outgoing: Outgoing, only?: string): Promise<string>;
  /** Changes a message; `only` as it was posted. */
  update(to: Address, message: string, outgoing: Outgoing, only?: string): Promise<void>;
  /** The 1:1 conversation with somebody; Teams makes it where there is none. */
  openDirect(from: Address, user: string): Promise<string>;
  /** Everybody there, page by page. */
  members(of: Address): Promise<readonly RosterEntry[]>;
  member(of: Address, user: string): Promise<RosterEntry>;
  /** The channels of a team by id; the General one has no name of its own. */
  channels(of: Address, team: string): Promise<ReadonlyMap<string, string | undefined>>;
}

/** A call's whole time, the token's included; `ChatPlatform.send` has 15 s. */
const LIMIT_MS = 12_000;
/** Teams gives up to 500 per page; ten thousand people are more than any channel for which a roster is asked. */
const PAGE = 500;
const MOST_PAGES = 20;

/** What is known of one call while the SDK makes it. */
interface Call {
  readonly signal: AbortSignal;
  readonly only: string | undefined;
  /** Whether it may have reached Teams. */
  left: boolean;
}
const calls = new AsyncLocalStorage<Call>();

/** Faults that say that nobody was there to take it. */
const NEVER_CONNECTED = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * How the SDK's requests go out, in place of its own client. The SDK repeats what fails with 429, 503, 408, any other
 * 5xx or a broken connection, up to three times and for minutes, and ignores its own `noRetryPolicy`; for a post each
 * repeat may be a second message. It repeats its own kind of errors alone, so that ours end the call. Redirects are not
 * followed: the token would go along.
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
  /** Whether the Agents Playground on this machine may be spoken to. */
  readonly local: boolean;
  /** A call's whole time in milliseconds; 12 s. */
  readonly limitMs?: number | undefined;
}

export function createConnector(
  { adapter, appId }: Authentication,
  { local, limitMs = LIMIT_MS }: ConnectorOptions,
): Connector {
  /** Makes one call within its time; what is still under way then is not sent any more. */
  async function within<T>(serviceUrl: string, only: string | undefined, work: () => Promise<T>): Promise<T> {
    // Before the SDK gets a token for it.
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
      // The SDK's own: no token, or an answer that it cannot read.
      throw new ConnectorFault(
        call.left ? 'noAnswer' : 'notSent',
        `the SDK failed: ${error instanceof Error ? error.message : String(error)}`,
      );
    } finally {
      clearTimeout(timer);
    }
  }

  /** Runs `work` as a turn in a conversation that is known from before. */
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
        // The SDK made up an activity to continue from, and would send the post as a reply to it.
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
        // Half a roster would hide who is in the other half.
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
  // The directory marks accounts of other organisations in their name; not every roster tells roles.
  const isExternal = userPrincipalName?.toUpperCase().includes('#EXT#') === true;
  return {
    id,
    name,
    tenant: tenantId || undefined,
    guest: isExternal || userRole === 'guest' || userRole === 'anonymous',
  };
}
