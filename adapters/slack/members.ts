import { z } from 'zod';
import type { ConversationMember } from '../../src/core/platform.ts';
import type { SlackApi, SlackFault } from './api.ts';
import { tellOperators } from './errors.ts';
import { readUser } from './people.ts';

const page = z.object({
  members: z.array(z.string()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const listing = z.object({
  members: z.array(z.unknown()),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
const account = z.object({ id: z.string(), deleted: z.boolean().optional(), is_bot: z.boolean().optional() });

/**
 * Items per page. Slack allows up to 1,000 (docs.slack.dev/apis/web-api/pagination), and `users.list` only 20 calls a
 * minute.
 */
const PAGE = 1_000;
const MOST_PAGES = 10;
/** Concurrent look-ups of single people, and the number from which reading the whole team's list is cheaper. */
const AT_ONCE = 5;
const SINGLE_QUESTIONS = 30;
/** How long a list counts as current unless an event says otherwise: a burst of posts then asks once. */
const LIST_FRESH_MS = 10_000;
const PERSON_FRESH_MS = 5 * 60_000;
const MOST_KEPT = 10_000;

/** Error codes of a deleted account, which reads nothing. An invisible account (`user_not_visible`) stays unknown. */
const NOBODY: ReadonlySet<string> = new Set(['user_not_found', 'users_not_found']);

type Answer = { members: readonly ConversationMember[] } | { unknown: string };
/** `member` undefined: looked up, and not counted as a reader (our own team's bots). */
type Known = { readonly member: ConversationMember | undefined; readonly at: number };

export interface SlackMembers {
  of(team: string, conversation: string): Promise<Answer>;
  /** Discards the cached list of this conversation (or of the whole team) after a join, a leave or a change. */
  forget(team: string, conversation?: string): void;
}

/** Lists the members of a conversation. `now` is real time. */
export function createSlackMembers({ api, now }: { api: SlackApi; now: () => Date }): SlackMembers {
  const lists = new Map<string, { answer: Promise<Answer>; at: number }>();
  const people = new Map<string, Known>();
  const personKey = (team: string, user: string) => `${team}/${user}`;
  const isFresh = (known: Known | undefined): known is Known =>
    known !== undefined && now().getTime() - known.at < PERSON_FRESH_MS;

  function learn(team: string, raw: unknown): void {
    const read = account.safeParse(raw);
    const from = readUser(raw, team);
    if (!read.success || from === undefined) return;
    // Our own team's bots are tools. A bot of another organisation counts as a reader.
    const isOwnBot = read.data.id === 'USLACKBOT' || (read.data.is_bot === true && !from.outsider);
    const member = {
      user: { platform: 'slack' as const, tenant: from.tenant, user: from.user },
      name: from.name,
      outsider: from.outsider,
    };
    people.set(personKey(team, from.user), {
      member: isOwnBot || read.data.deleted === true ? undefined : member,
      at: now().getTime(),
    });
    const oldest = people.size > MOST_KEPT ? people.keys().next().value : undefined;
    if (oldest !== undefined) people.delete(oldest);
  }

  async function ids(team: string, conversation: string): Promise<string[] | SlackFault> {
    const found: string[] = [];
    let cursor = '';
    for (let turn = 0; turn < MOST_PAGES; turn += 1) {
      const answer = await api.call(team, 'conversations.members', {
        channel: conversation,
        limit: PAGE,
        ...(cursor === '' ? {} : { cursor }),
      });
      if (!answer.ok) return answer;
      const read = page.safeParse(answer.body);
      if (!read.success) return { ok: false, fault: 'ambiguous', error: 'an answer without members' };
      found.push(...read.data.members);
      cursor = read.data.response_metadata?.next_cursor ?? '';
      if (cursor === '') return found;
    }
    return { ok: false, fault: 'ambiguous', error: `more than ${PAGE * MOST_PAGES} members` };
  }

  /** Loads the team's own people in few calls. Missing ones are looked up singly afterwards. */
  async function learnTeam(team: string): Promise<void> {
    let cursor = '';
    for (let turn = 0; turn < MOST_PAGES; turn += 1) {
      const answer = await api.call(team, 'users.list', { limit: PAGE, ...(cursor === '' ? {} : { cursor }) });
      const read = listing.safeParse(answer.ok ? answer.body : undefined);
      if (!read.success) return;
      for (const raw of read.data.members) learn(team, raw);
      cursor = read.data.response_metadata?.next_cursor ?? '';
      if (cursor === '') return;
    }
  }

  /** Returns the error, if any; one failed look-up does not stop the others. */
  async function learnSingly(team: string, users: readonly string[]): Promise<SlackFault | undefined> {
    const left = [...users];
    let fault: SlackFault | undefined;
    const worker = async () => {
      for (
        let user = left.shift();
        user !== undefined && (fault === undefined || fault.fault === 'refused');
        user = left.shift()
      ) {
        const answer = await api.call(team, 'users.info', { user });
        if (answer.ok) learn(team, answer.body.user);
        else if (NOBODY.has(answer.error))
          people.set(personKey(team, user), { member: undefined, at: now().getTime() });
        else fault = answer;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, worker));
    return fault;
  }

  async function ask(team: string, conversation: string): Promise<Answer> {
    const inside = await ids(team, conversation);
    if (!Array.isArray(inside)) return { unknown: tellOperators(inside) };
    const unknown = () => inside.filter((user) => !isFresh(people.get(personKey(team, user))));
    if (unknown().length > SINGLE_QUESTIONS) await learnTeam(team);
    const fault = await learnSingly(team, unknown());
    const self = await api.self(team);
    const others = inside.filter((user) => user !== self?.botUserId);
    const known = others.map((user) => people.get(personKey(team, user)));
    const members = known.flatMap((entry) => (entry?.member === undefined ? [] : [entry.member]));
    // One known outsider is enough for the answer, even when other look-ups failed.
    if (members.some(({ outsider }) => outsider)) return { members };
    if (fault !== undefined) return { unknown: tellOperators(fault) };
    if (known.includes(undefined)) return { unknown: 'slack: somebody in the conversation cannot be looked up' };
    return { members };
  }

  return {
    of(team, conversation) {
      const key = `${team}/${conversation}`;
      const kept = lists.get(key);
      if (kept !== undefined && now().getTime() - kept.at < LIST_FRESH_MS) return kept.answer;
      const answer = ask(team, conversation).catch(
        (error: unknown): Answer => ({ unknown: `slack: ${String(error)}` }),
      );
      if (lists.size > MOST_KEPT) lists.clear();
      const entry = { answer, at: now().getTime() };
      lists.set(key, entry);
      // An unknown answer is not cached: the next call asks again.
      void answer.then((told) => 'unknown' in told && lists.get(key) === entry && lists.delete(key));
      return answer;
    },
    forget(team, conversation) {
      if (conversation !== undefined) {
        lists.delete(`${team}/${conversation}`);
        return;
      }
      for (const map of [lists, people]) for (const key of map.keys()) if (key.startsWith(`${team}/`)) map.delete(key);
    },
  };
}
