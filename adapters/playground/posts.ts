import type { Message } from '../../src/core/message.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { isError } from '../../src/ground/errors.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import { newId } from '../../src/ground/ids.ts';
import type { Database } from '../../src/store/collection.ts';
import type { Hub } from './hub.ts';
import { LIMITS } from './limits.ts';
import type { MessagesView } from './page/wire.ts';
import { type Names, postView } from './render.ts';
import { BOT_USER, EVERYONE, type World } from './world.ts';
import {
  type PlaygroundChannel,
  type PlaygroundMessage,
  type PlaygroundUser,
  playgroundMessages,
} from './worldRows.ts';

export interface NewPost {
  readonly key: string;
  readonly conversation: string;
  readonly thread?: string | undefined;
  /** `everyone`, or the one reader. */
  readonly reader: string;
}

/** Posts of the playground: stored first, then shown to their readers. */
export interface Posts {
  /** Stores a person's text. Idempotent by key. Returns whether it is new. */
  typed(post: NewPost & { readonly user: string; readonly text: string }): Promise<{ id: string; fresh: boolean }>;
  /** Stores the bot's message. Idempotent by key. */
  posted(
    post: NewPost & { readonly message: Message; readonly locale: Locale },
  ): Promise<{ id: string; fresh: boolean }>;
  /** Replaces one of the bot's messages; undefined when the id is unknown. */
  replaced(id: string, message: Message, locale: Locale): Promise<PlaygroundMessage | undefined>;
  /** A post, if this person may see it. */
  seenBy(user: string, id: string): Promise<PlaygroundMessage | undefined>;
  /** The number of posts made since the process started. */
  made(): number;
  byKey(key: string): Promise<PlaygroundMessage | undefined>;
  /** A conversation as one person sees it, oldest first; `before` is the id of a post. */
  list(reader: PlaygroundUser, conversation: string, before: string | undefined): Promise<MessagesView>;
  /** The newest post that a person may see there. */
  latest(user: string, conversation: string): Promise<string | undefined>;
  names(): Promise<Names>;
}

/** Whether a person may read a conversation: members only. */
export const mayRead = (channel: PlaygroundChannel, user: string) => channel.members.includes(user);

export function createPosts({ db, clock, world, hub }: { db: Database; clock: Clock; world: World; hub: Hub }): Posts {
  const messages = db.everywhere(playgroundMessages);
  let made = 0;

  async function names(): Promise<Names> {
    const [users, channels] = await Promise.all([world.users(), world.channels()]);
    return {
      people: new Map(users.map((user) => [user._id, user.name])),
      channels: new Map(channels.map((channel) => [channel._id, channel.name])),
    };
  }

  async function show(post: PlaygroundMessage): Promise<void> {
    const [channel, users, known] = await Promise.all([world.channel(post.conversation), world.users(), names()]);
    const readers = post.reader === EVERYONE ? (channel?.members ?? []) : [post.reader];
    const others = readers.filter((reader) => reader !== post.from);
    hub.toEach((id) => {
      const reader = readers.includes(id) ? users.find((user) => user._id === id) : undefined;
      if (reader !== undefined)
        return { type: 'post', post: postView(post, reader, { names: known, now: clock.now() }) };
      return others.length === 0 ? undefined : { type: 'activity', people: others, conversation: post.conversation };
    });
  }

  async function keep(post: Omit<PlaygroundMessage, '_id' | 'at'>): Promise<{ id: string; fresh: boolean }> {
    try {
      const kept = await messages.insert({ _id: newId(), at: clock.now(), ...post });
      made += 1;
      await show(kept);
      return { id: kept._id, fresh: true };
    } catch (error) {
      if (!isError(error, 'conflict')) throw error;
      const known = await messages.findOne({ key: post.key });
      if (known === undefined) throw error;
      return { id: known._id, fresh: false };
    }
  }

  const place = ({ key, conversation, thread, reader }: NewPost) => ({
    key,
    conversation,
    reader,
    ...(thread === undefined ? {} : { thread }),
  });
  const visibleTo = (user: string) => ({ reader: { $in: [EVERYONE, user] } });

  return {
    names,
    typed: (post) => keep({ ...place(post), from: post.user, text: post.text }),
    posted: (post) =>
      keep({ ...place(post), from: BOT_USER, message: JSON.stringify(post.message), locale: post.locale }),
    async replaced(id, message, locale) {
      const changed = await messages.findOneAndUpdate(
        { _id: id, from: BOT_USER },
        { $set: { message: JSON.stringify(message), locale, editedAt: clock.now() } },
      );
      if (changed !== undefined) await show(changed);
      return changed;
    },
    async seenBy(user, id) {
      const post = await messages.get(id);
      const channel = post === undefined ? undefined : await world.channel(post.conversation);
      if (post === undefined || channel === undefined || !mayRead(channel, user)) return undefined;
      return post.reader === EVERYONE || post.reader === user ? post : undefined;
    },
    made: () => made,
    byKey: (key) => messages.findOne({ key }),
    async list(reader, conversation, before) {
      const filter = {
        conversation,
        ...visibleTo(reader._id),
        ...(before === undefined ? {} : { _id: { $lt: before } }),
      };
      const found = await messages.find(filter, { sort: { _id: -1 }, limit: LIMITS.page + 1 });
      const known = await names();
      const posts = found.slice(0, LIMITS.page).reverse();
      return {
        posts: posts.map((post) => postView(post, reader, { names: known, now: clock.now() })),
        earlier: found.length > LIMITS.page,
      };
    },
    latest: async (user, conversation) =>
      (await messages.findOne({ conversation, ...visibleTo(user) }, { sort: { _id: -1 } }))?._id,
  };
}
