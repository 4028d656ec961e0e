import { z } from 'zod';
import { keptCollection } from '../../src/core/kept.ts';
import type { UserRef } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { LOCALES } from '../../src/ground/i18n.ts';
import { newId } from '../../src/ground/ids.ts';
import type { Database } from '../../src/store/collection.ts';
import { playgroundTexts } from './texts.ts';

/** The playground is one installation: this is its tenant. People from outside belong to another. */
export const PLAYGROUND_TENANT = 'playground';
export const OUTSIDE_TENANT = 'outside';
/** Who posts what the bot says. */
export const BOT_USER = 'rapport';
/** A message that all who are in its conversation may read. */
export const EVERYONE = 'everyone';

const user = z.strictObject({
  _id: z.string(),
  name: z.string(),
  /** Told to the bot with every event, as a real platform tells it. */
  outsider: z.boolean(),
  locale: z.enum(LOCALES),
  /** IANA name. */
  zone: z.string(),
  /** Which half of the list of people they stand in. */
  side: z.enum(['ours', 'client']),
  createdAt: z.date(),
});
export type PlaygroundUser = z.infer<typeof user>;
export const playgroundUsers = keptCollection({
  name: 'playgroundUsers',
  model: user,
  tenancy: 'installation',
  // Names are what mentions are typed with, so no two people share one.
  indexes: [{ keys: { name: 1 }, unique: true }],
  retention: { kept: 'the playground is the chat itself' },
  person: { none: 'the playground is the chat itself, as Slack or Teams is' },
});

const channel = z.strictObject({
  _id: z.string(),
  kind: z.enum(['channel', 'direct']),
  /** A direct conversation is called by its person's id. */
  name: z.string(),
  members: z.array(z.string()),
  /** Whether the bot was added. */
  bot: z.boolean(),
  createdAt: z.date(),
});
export type PlaygroundChannel = z.infer<typeof channel>;
export const playgroundChannels = keptCollection({
  name: 'playgroundChannels',
  model: channel,
  tenancy: 'installation',
  indexes: [{ keys: { name: 1 }, unique: true }],
  retention: { kept: 'the playground is the chat itself' },
  person: { none: 'the playground is the chat itself, as Slack or Teams is' },
});

const posted = z.strictObject({
  /** Ordered by time, so that it is also the order on the page. */
  _id: z.string(),
  conversation: z.string(),
  thread: z.string().optional(),
  /** The delivery's or the event's key: the same thing cannot show twice. */
  key: z.string(),
  /** `everyone`, or the one person who sees it. */
  reader: z.string(),
  /** A user's id, or the bot's. */
  from: z.string(),
  /** What a person typed, with mentions as tokens; undefined for the bot's. */
  text: z.string().optional(),
  /** The bot's neutral message as JSON, and its language. */
  message: z.string().optional(),
  locale: z.enum(LOCALES).optional(),
  /** By the clock that can be moved. */
  at: z.date(),
  editedAt: z.date().optional(),
});
export type PlaygroundMessage = z.infer<typeof posted>;
export const playgroundMessages = keptCollection({
  name: 'playgroundMessages',
  model: posted,
  tenancy: 'installation',
  indexes: [{ keys: { key: 1 }, unique: true }, { keys: { conversation: 1, _id: 1 } }],
  retention: { kept: 'the playground is the chat itself' },
  person: { none: 'the playground is the chat itself, as Slack or Teams is' },
});

const memory = z.strictObject({
  _id: z.string(),
  /** Milliseconds that the clock was moved by. */
  offset: z.number(),
});
export const playgroundMemory = keptCollection({
  name: 'playgroundMemory',
  model: memory,
  tenancy: 'installation',
  indexes: [],
  retention: { kept: 'the playground is the chat itself' },
  person: { none: 'the playground is the chat itself, as Slack or Teams is' },
});

/** What the database must be prepared with before `createPlayground`. */
export const playgroundCollections = [
  playgroundUsers,
  playgroundChannels,
  playgroundMessages,
  playgroundMemory,
] as const;

export interface NewUser {
  /** The platform's id, e.g. `U-mei`; made when it is left out. */
  readonly user?: string;
  readonly name: string;
  readonly outsider: boolean;
  readonly locale: PlaygroundUser['locale'];
  readonly zone: string;
  readonly side: PlaygroundUser['side'];
}
export interface NewChannel {
  /** The platform's id, e.g. `C-acme`; made when it is left out. */
  readonly conversation?: string;
  readonly name: string;
  /** Users' ids. */
  readonly members: readonly string[];
  /** Whether the bot is in it from the start. Nobody is told: events are made by what people do on the page. */
  readonly bot: boolean;
}

/**
 * The playground's own users, channels and memberships. They are data only: adding somebody here tells the bot nothing.
 * Adding what is there already (the same id) leaves it as it is, so that sample data may be added at every start.
 */
export interface World {
  /** @throws RapportError `conflict` when another person has the name. */
  addUser(user: NewUser): Promise<PlaygroundUser>;
  /** @throws RapportError `conflict` when another channel has the name, `missing` for a member who is not there. */
  addChannel(channel: NewChannel): Promise<PlaygroundChannel>;
  /** Somebody comes in. Returns whether they were not there before. @throws RapportError `missing`. */
  join(conversation: string, user: string): Promise<boolean>;
  leave(conversation: string, user: string): Promise<boolean>;
  /** The bot comes in, or goes. Returns whether that changed anything. @throws RapportError `missing`. */
  setBot(conversation: string, inside: boolean): Promise<boolean>;
  /** A line that somebody said, for a first screen that is alive. Nothing answers it. The same key is said once. */
  say(line: {
    readonly key: string;
    readonly conversation: string;
    readonly user: string;
    readonly text: string;
    readonly at?: Date;
  }): Promise<void>;
  users(): Promise<PlaygroundUser[]>;
  user(id: string): Promise<PlaygroundUser | undefined>;
  /** All channels; direct conversations are not among them. */
  channels(): Promise<PlaygroundChannel[]>;
  /** A channel or direct conversation. */
  channel(conversation: string): Promise<PlaygroundChannel | undefined>;
  /** The person's own conversation with the bot, made on first use. @throws RapportError `missing`. */
  direct(user: string): Promise<PlaygroundChannel>;
}

/** How the core names a user of the playground. */
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

/** Opens the world kept in a database that was prepared with `playgroundCollections`. */
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
      // People stand in the order in which they came, also those who came within one millisecond.
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
