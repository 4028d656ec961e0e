import type { ChatPlatform, ConversationRef, SendResult } from '../../src/core/platform.ts';
import { isError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import { mayRead, type Posts } from './posts.ts';
import { EVERYONE, PLAYGROUND_TENANT, refOf, type World } from './world.ts';

/** The database did not answer. The key is unique, so a retry is always safe here. */
function retry(error: unknown, log: Logger): SendResult {
  const reason = error instanceof Error ? error.message : String(error);
  log.warn({ err: error }, 'playground: a post was not kept');
  return { outcome: 'retry', reason };
}
const foreign: SendResult = { outcome: 'dead', reason: 'disconnected', detail: 'playground: another installation' };
const absent: SendResult = { outcome: 'dead', reason: 'channelGone', detail: 'playground: no such conversation' };
const outside: SendResult = {
  outcome: 'dead',
  reason: 'notInChannel',
  detail: 'playground: Rapport was not added to the channel',
};

/** The playground as the core's platform: it stores every post and knows every delivery key. */
export function createPlatform({
  world,
  posts,
  log,
  address,
}: {
  world: World;
  posts: Posts;
  log: Logger;
  address: () => string | undefined;
}): ChatPlatform {
  /** Why a conversation cannot be posted to; undefined when it can. */
  async function obstacle(to: Pick<ConversationRef, 'conversation' | 'tenant'>): Promise<SendResult | undefined> {
    if (to.tenant !== PLAYGROUND_TENANT) return foreign;
    const channel = await world.channel(to.conversation);
    if (channel === undefined) return absent;
    return channel.bot ? undefined : outside;
  }

  return {
    id: 'playground',
    pace: { perConversation: [], perInstallation: [] },
    appearsWithinMs: 0,
    async send(to, message, { key, locale }) {
      try {
        const problem = await obstacle(to);
        if (problem !== undefined) return problem;
        const { id } = await posts.posted({
          key,
          conversation: to.conversation,
          thread: to.thread,
          reader: EVERYONE,
          message,
          locale,
        });
        return { outcome: 'sent', message: id };
      } catch (error) {
        return retry(error, log);
      }
    },
    async find(to, key) {
      try {
        const post = await posts.byKey(key);
        return to.tenant === PLAYGROUND_TENANT && post?.conversation === to.conversation
          ? { found: post._id }
          : 'absent';
      } catch (error) {
        log.warn({ err: error }, 'playground: a post could not be looked up');
        return 'later';
      }
    },
    async update(to, posted, message, { locale }) {
      try {
        const problem = await obstacle(to);
        if (problem !== undefined) return problem;
        const changed = await posts.replaced(posted, message, locale);
        if (changed === undefined)
          return { outcome: 'dead', reason: 'rejected', detail: 'playground: no such message' };
        return { outcome: 'sent', message: posted };
      } catch (error) {
        return retry(error, log);
      }
    },
    async whisper(to, user, message, { key, locale }) {
      try {
        if (to.tenant !== PLAYGROUND_TENANT) return foreign;
        const channel = await world.channel(to.conversation);
        const isThere = channel?.bot === true && mayRead(channel, user.user);
        // A person who has left the place gets it in their own conversation, as on the other platforms.
        const { _id: conversation } = isThere ? channel : await world.direct(user.user);
        const thread = isThere ? to.thread : undefined;
        const { id } = await posts.posted({ key, conversation, thread, reader: user.user, message, locale });
        return { outcome: 'sent', message: id };
      } catch (error) {
        if (isError(error, 'missing'))
          return { outcome: 'dead', reason: 'blocked', detail: 'playground: no such person' };
        return retry(error, log);
      }
    },
    async openDirect(installation, user) {
      if (installation.tenant !== PLAYGROUND_TENANT) return { unreachable: 'another installation' };
      try {
        return { conversation: (await world.direct(user.user))._id };
      } catch (error) {
        // A failing database says nothing about the person: the caller retries.
        if (isError(error, 'missing')) return { unreachable: 'no such user' };
        throw error;
      }
    },
    async linkTo({ conversation }, message) {
      const page = address();
      return page === undefined
        ? undefined
        : `${page}/playground/#${new URLSearchParams({ in: conversation, at: message })}`;
    },
    async members(to) {
      try {
        const channel = to.tenant === PLAYGROUND_TENANT ? await world.channel(to.conversation) : undefined;
        if (channel === undefined) return { unknown: 'no such conversation' };
        const users = await world.users();
        const inside = users.filter((user) => channel.members.includes(user._id));
        return { members: inside.map((user) => ({ user: refOf(user), name: user.name, outsider: user.outsider })) };
      } catch (error) {
        return { unknown: error instanceof Error ? error.message : String(error) };
      }
    },
  };
}
