/** The rows of the playground: its people, channels, messages and the memory of its page. */

import { z } from 'zod';
import { keptCollection } from '../../src/core/kept.ts';
import { LOCALES } from '../../src/ground/i18n.ts';

export const user = z.strictObject({
  _id: z.string(),
  name: z.string(),
  /** Sent to the bot with every event, as a real platform does. */
  outsider: z.boolean(),
  locale: z.enum(LOCALES),
  /** IANA name. */
  zone: z.string(),
  /** The group of the list of people. */
  side: z.enum(['ours', 'client']),
  createdAt: z.date(),
});
export type PlaygroundUser = z.infer<typeof user>;
export const playgroundUsers = keptCollection({
  name: 'playgroundUsers',
  model: user,
  tenancy: 'installation',
  // Mentions are typed by name, so names are unique.
  indexes: [{ keys: { name: 1 }, unique: true }],
  retention: { kept: 'the playground is the chat itself' },
  person: { none: 'the playground is the chat itself, as Slack or Teams is' },
});

export const channel = z.strictObject({
  _id: z.string(),
  kind: z.enum(['channel', 'direct']),
  /** A direct conversation is named by its person's id. */
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
  /** Ordered by time, which is the order on the page. */
  _id: z.string(),
  conversation: z.string(),
  thread: z.string().optional(),
  /** The delivery's or the event's key: nothing shows twice. */
  key: z.string(),
  /** `everyone`, or the one reader. */
  reader: z.string(),
  /** A user's id, or the bot's. */
  from: z.string(),
  /** A person's text, with mentions as tokens; undefined for the bot's. */
  text: z.string().optional(),
  /** The bot's neutral message as JSON, and its language. */
  message: z.string().optional(),
  locale: z.enum(LOCALES).optional(),
  /** By the movable clock. */
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
  /** The clock's offset in milliseconds. */
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

/** The collections that the database must prepare before `createPlayground`. */
export const playgroundCollections = [
  playgroundUsers,
  playgroundChannels,
  playgroundMessages,
  playgroundMemory,
] as const;
