import type { UserRef } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { newId } from '../../src/ground/ids.ts';
import type { Database } from '../../src/store/collection.ts';
import { playgroundTexts } from './texts.ts';
import {
  type PlaygroundChannel,
  type PlaygroundUser,
  playgroundChannels,
  playgroundMessages,
  playgroundUsers,
} from './worldRows.ts';

/** The tenant of the playground's one installation. Outsiders belong to another. */
export const PLAYGROUND_TENANT = 'playground';
export const OUTSIDE_TENANT = 'outside';
/** The author of the bot's posts. */
export const BOT_USER = 'rapport';
/** The reader of a public message: all members of its conversation. */
export const EVERYONE = 'everyone';

export interface NewUser {
  /** The platform's id, e.g. `U-mei`; generated when left out. */
  readonly user?: string;
  readonly name: string;
  readonly outsider: boolean;
  readonly locale: PlaygroundUser['locale'];
  readonly zone: string;
  readonly side: PlaygroundUser['side'];
}
export interface NewChannel {
  /** The platform's id, e.g. `C-acme`; generated when left out. */
  readonly conversation?: string;
  readonly name: string;
  /** Users' ids. */
  readonly members: readonly string[];
  /** Whether the bot is a member from the start. No event is sent: only acts on the page make events. */
  readonly bot: boolean;
}

/**
 * The playground's users, channels and memberships. They are data only: adding a user here sends the bot no event. An
 * existing id is left unchanged, so sample data may be added at every start.
 */
export interface World {
  /** @throws RapportError `conflict` when another person has the name. */
  addUser(user: NewUser): Promise<PlaygroundUser>;
  /** @throws RapportError `conflict` when another channel has the name, `missing` for an unknown member. */
  addChannel(channel: NewChannel): Promise<PlaygroundChannel>;
  /** Adds a member. Returns whether they are new. @throws RapportError `missing`. */
  join(conversation: string, user: string): Promise<boolean>;
  leave(conversation: string, user: string): Promise<boolean>;
  /** Adds or removes the bot. Returns whether that changed anything. @throws RapportError `missing`. */
  setBot(conversation: string, inside: boolean): Promise<boolean>;
  /** Adds a line to the first screen. Nothing answers it. Idempotent by key. */
  say(line: {
    readonly key: string;
    readonly conversation: string;
    readonly user: string;
    readonly text: string;
    readonly at?: Date;
  }): Promise<void>;
  users(): Promise<PlaygroundUser[]>;
  user(id: string): Promise<PlaygroundUser | undefined>;
  /** All channels, without direct conversations. */
  channels(): Promise<PlaygroundChannel[]>;
  /** A channel or direct conversation. */
  channel(conversation: string): Promise<PlaygroundChannel | undefined>;
  /** The person's own conversation with the bot, made on first use. @throws RapportError `missing`. */
  direct(user: string): Promise<PlaygroundChannel>;
}

/** A playground user as the core's user. */
export function refOf(user: Pick<PlaygroundUser, '_id' | 'outsider'>): UserRef {
  return { platform: 'playground', tenant: user.outsider ? OUTSIDE_TENANT : PLAYGROUND_TENANT, user: user._id };
}

const gone = (what: string) =>
  new RapportError('missing', `playground: no ${what}`, { forPeople: playgroundTexts.all('gone') });
const taken = (field: string, cause: unknown) =>
  new RapportError('conflict', `playground: ${field} is taken`, {
    forPeople: playgroundTexts.all('taken'),
    field,
    cause,
  });

/** Opens the world in a database that was prepared with `playgroundCollections`. */
export function createWorld({ db, clock }: { db: Database; clock: Clock }): World {
  const users = db.everywhere(playgroundUsers);
  const channels = db.everywhere(playgroundChannels);
  const messages = db.everywhere(playgroundMessages);

  async function channelOf(conversation: string): Promise<PlaygroundChannel> {
    const found = await channels.get(conversation);
    if (found === undefined) throw gone(`channel ${conversation}`);
    return found;
  }
  async function userOf(id: string): Promise<PlaygroundUser> {
    const found = await users.get(id);
    if (found === undefined) throw gone(`user ${id}`);
    return found;
  }

  const world: World = {
    async addUser({ user: id = `U-${newId()}`, ...rest }) {
      const known = await users.get(id);
      if (known !== undefined) return known;
      if ((await users.findOne({ name: rest.name })) !== undefined) throw taken('name', undefined);
      // People are listed in order of arrival, also within one millisecond.
      const [latest] = await users.find({}, { sort: { createdAt: -1 }, limit: 1 });
      const after = latest === undefined ? 0 : latest.createdAt.getTime() + 1;
      return users.insert({ _id: id, ...rest, createdAt: new Date(Math.max(clock.now().getTime(), after)) });
    },
    async addChannel({ conversation = `C-${newId()}`, name, members, bot }) {
      const known = await channels.get(conversation);
      if (known !== undefined) return known;
      await Promise.all(members.map(userOf));
      if ((await channels.findOne({ name })) !== undefined) throw taken('name', undefined);
      return channels.insert({
        _id: conversation,
        kind: 'channel',
        name,
        members: [...members],
        bot,
        createdAt: clock.now(),
      });
    },
    async join(conversation, id) {
      const [{ members }] = await Promise.all([channelOf(conversation), userOf(id)]);
      if (members.includes(id)) return false;
      await channels.findOneAndUpdate({ _id: conversation }, { $addToSet: { members: id } });
      return true;
    },
    async leave(conversation, id) {
      const { members } = await channelOf(conversation);
      if (!members.includes(id)) return false;
      await channels.findOneAndUpdate({ _id: conversation }, { $pull: { members: id } });
      return true;
    },
    async setBot(conversation, inside) {
      const { bot } = await channelOf(conversation);
      if (bot === inside) return false;
      await channels.findOneAndUpdate({ _id: conversation }, { $set: { bot: inside } });
      return true;
    },
    async say({ key, conversation, user: from, text, at = clock.now() }) {
      await Promise.all([channelOf(conversation), userOf(from)]);
      if ((await messages.findOne({ key })) !== undefined) return;
      await messages.insert({ _id: newId(), conversation, key, reader: EVERYONE, from, text, at });
    },
    users: () => users.find({}, { sort: { createdAt: 1, name: 1 } }),
    user: (id) => users.get(id),
    channels: () => channels.find({ kind: 'channel' }, { sort: { createdAt: 1, _id: 1 } }),
    channel: (conversation) => channels.get(conversation),
    async direct(id) {
      const conversation = `D-${id}`;
      const known = await channels.get(conversation);
      if (known !== undefined) return known;
      await userOf(id);
      try {
        return await channels.insert({
          _id: conversation,
          kind: 'direct',
          name: conversation,
          members: [id],
          bot: true,
          createdAt: clock.now(),
        });
      } catch (error) {
        // Two tabs may open it at the same moment; the other one made it.
        const made = await channels.get(conversation);
        if (made === undefined) throw error;
        return made;
      }
    },
  };
  return world;
}
