import type { Message } from '../../src/core/message.ts';
import type {
  ChatPlatform,
  ConversationMember,
  ConversationRef,
  PlatformId,
  PostingPace,
  SendOptions,
  SendResult,
} from '../../src/core/platform.ts';

export interface FakePost {
  readonly to: ConversationRef;
  readonly key: string;
  readonly id: string;
  message: Message;
  edits: number;
  /** The post was to be pinned. */
  readonly pin: boolean;
}

/**
 * The outcome of the next calls of `send`: a plain result; or `lost`, which posts and then gives no clear answer; or
 * the test's own action.
 */
export type Scripted = SendResult | 'lost' | (() => Promise<SendResult | 'lost'>);

export interface FakePlatform extends ChatPlatform {
  /** All posts in order; a key that occurs twice is a double post. */
  readonly posts: FakePost[];
  /** Calls of `send`, by key, in order. */
  readonly calls: string[];
  /** The outcomes of the next calls of `send`, for any message; without an entry they succeed. */
  readonly script: Scripted[];
  /** The answers of the next calls of `update`. */
  readonly updates: SendResult[];
  /** Whether `find` can decide. */
  searchable: boolean;
  /** The most concurrent posts in one conversation. */
  mostInFlight(): number;
  /** The members of each conversation, or that they are unknown; empty by default. */
  readonly people: Map<string, readonly ConversationMember[] | 'unknown'>;
}

const unlimited: PostingPace = { perConversation: [], perInstallation: [] };

/** A chat platform that records its posts in an array and follows a test's script. */
export function fakePlatform({
  id = 'playground',
  pace = unlimited,
  appearsWithinMs = 0,
}: {
  id?: PlatformId;
  pace?: PostingPace;
  appearsWithinMs?: number;
} = {}): FakePlatform {
  const posts: FakePost[] = [];
  const calls: string[] = [];
  const script: Scripted[] = [];
  const updates: SendResult[] = [];
  const people = new Map<string, readonly ConversationMember[] | 'unknown'>();
  const inFlight = new Map<string, number>();
  let most = 0;

  async function send(
    to: ConversationRef,
    message: Message,
    { key, pin = false }: Pick<SendOptions, 'key' | 'pin'>,
  ): Promise<SendResult> {
    calls.push(key);
    const next = script.shift();
    const result = typeof next === 'function' ? await next() : next;
    if (result !== undefined && result !== 'lost' && result.outcome !== 'sent') return result;
    const post = {
      to,
      key,
      id: result === undefined || result === 'lost' ? `M${posts.length + 1}` : result.message,
      message,
      edits: 0,
      pin,
    };
    posts.push(post);
    return result === 'lost'
      ? { outcome: 'unknown', reason: 'the connection broke' }
      : { outcome: 'sent', message: post.id };
  }

  const platform: FakePlatform = {
    id,
    pace,
    appearsWithinMs,
    posts,
    calls,
    script,
    updates,
    people,
    searchable: true,
    mostInFlight: () => most,
    async send(to, message, options) {
      const now = (inFlight.get(to.conversation) ?? 0) + 1;
      inFlight.set(to.conversation, now);
      most = Math.max(most, now);
      await Promise.resolve();
      try {
        return await send(to, message, options);
      } finally {
        inFlight.set(to.conversation, (inFlight.get(to.conversation) ?? 1) - 1);
      }
    },
    async find(_to, key) {
      if (!platform.searchable) return 'cannotTell';
      const post = posts.find((each) => each.key === key);
      return post === undefined ? 'absent' : { found: post.id };
    },
    async update(_to, posted, message) {
      const result = updates.shift();
      if (result !== undefined && result.outcome !== 'sent') return result;
      const post = posts.find((each) => each.id === posted);
      if (post === undefined) return { outcome: 'dead', reason: 'rejected', detail: 'there is no such post' };
      post.message = message;
      post.edits += 1;
      return { outcome: 'sent', message: posted };
    },
    whisper: async (to, _user, message, options) => send(to, message, options),
    openDirect: async (_installation, { user }) => ({ conversation: `D-${user}` }),
    linkTo: async ({ conversation }, message) => `https://chat.example/${conversation}/${message}`,
    members: async ({ conversation }) => {
      const members = people.get(conversation) ?? [];
      return members === 'unknown' ? { unknown: 'nobody told' } : { members };
    },
  };
  return platform;
}
