import { isDeepStrictEqual } from 'node:util';
import type { z } from 'zod';
import type { Bot } from '../../src/core/bot.ts';
import type { InboundEvent } from '../../src/core/platform.ts';
import { isZone } from '../../src/core/schedule/zone.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { LocalizedText } from '../../src/ground/i18n.ts';
import type { Logger } from '../../src/ground/log.ts';
import { botActor, commonOf, joined, left, placeOf, readTyped, type requests, withTokens } from './inbound.ts';
import { LIMITS } from './limits.ts';
import type { Answer } from './page/wire.ts';
import { mayRead, type Posts } from './posts.ts';
import { messageOf, payloadsOf } from './render.ts';
import type { ShowReply } from './replies.ts';
import { playgroundTexts } from './texts.ts';
import { BOT_USER, EVERYONE, type World } from './world.ts';
import type { PlaygroundChannel, PlaygroundUser } from './worldRows.ts';

/** The command of the shortcut on messages. */
const TRACK = 'record new';

type Body<K extends keyof typeof requests> = z.infer<(typeof requests)[K]>;
const refused = (forOperators: string, forPeople: LocalizedText) =>
  new RapportError('refused', `playground: ${forOperators}`, { forPeople });
const taken = (working: boolean): Answer => ({ outcome: 'taken', working });

/** The acts on the page, each turned into a post of the platform and an event for the bot. */
export function createActions({
  world,
  posts,
  show,
  log,
}: {
  world: World;
  posts: Posts;
  show: ShowReply;
  log: Logger;
}) {
  /** Ids of events already passed to the bot: a retry after a lost answer is not a second event. */
  const handed = new Set<string>();

  /** The conversation, if this person is a member. */
  async function conversationOf(user: PlaygroundUser, conversation: string): Promise<PlaygroundChannel> {
    const channel = await world.channel(conversation);
    if (channel === undefined || !mayRead(channel, user._id))
      throw refused(`${user._id} is not in ${conversation}`, playgroundTexts.all('notIn'));
    return channel;
  }

  /**
   * Passes an event through the bot's two doors. The answer goes out once the event is kept; the reply follows on the
   * event stream.
   */
  async function hand(bot: Bot, event: InboundEvent, tab: string): Promise<Answer> {
    if (handed.has(event.id)) return taken(false);
    const ack = bot.accept(event);
    if (ack.kind === 'errors') return { outcome: 'errors', errors: ack.errors };
    handed.add(event.id);
    for (const oldest of handed) {
      if (handed.size <= LIMITS.remembered) break;
      handed.delete(oldest);
    }
    const { kept, reply } = bot.handle(event);
    try {
      await kept;
    } catch (error) {
      // Not kept: the page still has the text, and may retry with the same id.
      handed.delete(event.id);
      throw error;
    }
    reply
      .then((answer) => show(event, answer, tab))
      .catch((error: unknown) => log.error({ err: error, event: event.id }, 'playground: a reply was not shown'));
    return taken(true);
  }

  return {
    /** A typed line: all members see it (a slash command only its author), and the bot gets those addressed to it. */
    async say(bot: Bot, user: PlaygroundUser, { id, tab, conversation, thread, text }: Body<'say'>): Promise<Answer> {
      const channel = await conversationOf(user, conversation);
      const [people, channels] = await Promise.all([world.users(), world.channels()]);
      const visible = channels.filter((other) => mayRead(other, user._id));
      const words = withTokens(text, people, visible);
      const typed = readTyped(words, { user, channel });
      if (typed.kind === 'hint') {
        const { why } = typed;
        return {
          outcome: 'hint',
          text: playgroundTexts(user.locale)[why](),
          instead:
            why === 'slashOutside'
              ? text.replace(/^[/／]rapport\s*/iu, channel.kind === 'direct' ? '' : '@Rapport ')
              : undefined,
        };
      }
      const reader = typed.kind === 'command' && channel.kind === 'channel' ? user._id : EVERYONE;
      const shown =
        typed.kind === 'mention' || typed.kind === 'directMessage'
          ? words.replace(/[@＠]rapport(?![\p{L}\p{N}_])/iu, `<@${BOT_USER}>`)
          : words;
      const said = await posts.typed({ key: `said:${id}`, conversation, thread, reader, user: user._id, text: shown });
      if (typed.kind === 'plain') return taken(false);
      const place = placeOf(channel, { thread, message: said.id });
      return hand(bot, { kind: typed.kind, ...commonOf(id, user), place, text: typed.text }, tab);
    },

    /** A press counts only as the message offers it, and only for its readers. */
    async press(bot: Bot, user: PlaygroundUser, { id, tab, message, payload }: Body<'press'>): Promise<Answer> {
      const post = await posts.seenBy(user._id, message);
      const offered = post?.message === undefined ? [] : payloadsOf(messageOf(post, await posts.names()));
      if (post === undefined || !offered.some((offer) => isDeepStrictEqual(offer, payload))) {
        throw new RapportError('conflict', `playground: ${message} offers no such press`, {
          forPeople: playgroundTexts.all('changed'),
        });
      }
      const channel = await conversationOf(user, post.conversation);
      return hand(
        bot,
        { kind: 'action', ...commonOf(id, user), place: placeOf(channel, { thread: post.thread, message }), payload },
        tab,
      );
    },

    /** "Track with Rapport" on a person's message. Outsiders have no shortcuts, as in Slack Connect. */
    async track(bot: Bot, user: PlaygroundUser, { id, tab, message }: Body<'track'>): Promise<Answer> {
      const post = await posts.seenBy(user._id, message);
      if (post?.text === undefined || user.outsider)
        throw refused(`${user._id} cannot track ${message}`, playgroundTexts.all('gone'));
      const channel = await conversationOf(user, post.conversation);
      const { people } = await posts.names();
      const place = placeOf(channel, { thread: post.thread, message });
      const said = { text: post.text, author: people.get(post.from) ?? '' };
      return hand(bot, { kind: 'messageShortcut', ...commonOf(id, user), place, command: TRACK, ...said }, tab);
    },

    async submit(
      bot: Bot,
      user: PlaygroundUser,
      { id, tab, conversation, thread, message, command, values }: Body<'submit'>,
    ): Promise<Answer> {
      const channel = await conversationOf(user, conversation);
      return hand(
        bot,
        { kind: 'formSubmit', ...commonOf(id, user), place: placeOf(channel, { thread, message }), command, values },
        tab,
      );
    },

    async dismiss(
      bot: Bot,
      user: PlaygroundUser,
      { id, tab, conversation, thread, message, command, values }: Body<'dismiss'>,
    ): Promise<Answer> {
      const channel = await conversationOf(user, conversation);
      return hand(
        bot,
        { kind: 'formClosed', ...commonOf(id, user), place: placeOf(channel, { thread, message }), command, values },
        tab,
      );
    },

    async person(_user: PlaygroundUser, { name, side, locale, zone }: Body<'person'>): Promise<{ id: string }> {
      if (!isZone(zone))
        throw new RapportError('invalid', `playground: zone ${zone}`, {
          forPeople: playgroundTexts.all('unknownZone'),
          field: 'zone',
        });
      const added = await world.addUser({ name, side, locale, zone, outsider: side === 'client' });
      return { id: added._id };
    },

    /** Creates a channel for this person. Adding the bot then makes it offer the setup. */
    async channel(
      bot: Bot,
      user: PlaygroundUser,
      { id, tab, name, bot: withBot }: Body<'channel'>,
    ): Promise<{ id: string }> {
      // Accepts a name typed with its sign in front.
      const plain = name
        .replace(/^[#＃]/u, '')
        .trim()
        .replace(/\s+/g, '-');
      if (!/^[^<>#@＃＠]+$/u.test(plain)) {
        throw new RapportError('invalid', `playground: channel name ${name}`, {
          forPeople: playgroundTexts.all('channelName'),
          field: 'name',
        });
      }
      const made = await world.addChannel({ conversation: `C-${id}`, name: plain, members: [user._id], bot: withBot });
      if (withBot) await hand(bot, joined(id, { user: botActor(user), channel: made, by: user }), tab);
      return { id: made._id };
    },

    async join(bot: Bot, user: PlaygroundUser, { id, tab, conversation, user: member }: Body<'join'>): Promise<Answer> {
      const channel = await conversationOf(user, conversation);
      const newcomer = member === BOT_USER ? botActor(user) : await world.user(member);
      if (newcomer === undefined)
        throw new RapportError('missing', `playground: no user ${member}`, { forPeople: playgroundTexts.all('gone') });
      const changed =
        member === BOT_USER ? await world.setBot(conversation, true) : await world.join(conversation, member);
      if (!changed || (member !== BOT_USER && !channel.bot)) return taken(false);
      return hand(bot, joined(id, { user: newcomer, channel: { ...channel, bot: true }, by: user }), tab);
    },

    async leave(
      bot: Bot,
      user: PlaygroundUser,
      { id, tab, conversation, user: member }: Body<'leave'>,
    ): Promise<Answer> {
      const channel = await conversationOf(user, conversation);
      const leaver = member === BOT_USER ? botActor(user) : await world.user(member);
      if (leaver === undefined)
        throw new RapportError('missing', `playground: no user ${member}`, { forPeople: playgroundTexts.all('gone') });
      const changed =
        member === BOT_USER ? await world.setBot(conversation, false) : await world.leave(conversation, member);
      if (!changed || !channel.bot) return taken(false);
      return hand(bot, left(id, { user: leaver, channel }), tab);
    },
  };
}
export type Actions = ReturnType<typeof createActions>;
