/** The rows with the addresses of Teams' conversations and people. */

import { z } from 'zod';
import { keptCollection, type Subject } from '../../src/core/kept.ts';
import type { LocalizedText } from '../../src/ground/i18n.ts';

/** Rows about one user of Teams: the person sees the same data in Teams, and Teams sends it again. */
const teamsUserRows = (title: LocalizedText) =>
  ({
    title,
    find: ({ users }: Subject) => {
      const theirs = users.filter(({ platform }) => platform === 'teams').map(({ user }) => ({ user }));
      return theirs.length === 0 ? undefined : { $or: theirs };
    },
    export: () => undefined,
    erase: 'delete',
  }) as const;

/** A conversation that Rapport may write to. Teams has no look-up, so addresses from activities are stored. */
const conversationModel = z.strictObject({
  _id: z.string(),
  tenant: z.string(),
  conversation: z.string(),
  kind: z.enum(['channel', 'group', 'direct']),
  name: z.string().optional(),
  team: z.string().optional(),
  /** The owner of a direct conversation. */
  user: z.string().optional(),
  serviceUrl: z.string(),
  /** The bot's id in Teams. */
  bot: z.string(),
  /** `dead`: removed, blocked or deleted; nothing is posted until an activity shows that we are there again. */
  state: z.enum(['live', 'dead']),
  reason: z.string().optional(),
  /** Why it is dead, in the core's terms; older rows lack it. */
  why: z.enum(['notInChannel', 'channelGone', 'blocked']).optional(),
  /** The installation's activity has announced our arrival, so the membership activity need not. */
  announced: z.boolean().optional(),
  seenAt: z.date(),
});
export type KnownConversation = z.infer<typeof conversationModel>;

/**
 * A private answer. Either it stands in the person's own chat, because a channel has no place for it, and its presses
 * belong to the original place; or it is a targeted message in its own place, which is updated by another method.
 */
const movedModel = z.strictObject({
  _id: z.string(),
  tenant: z.string(),
  /** The direct conversation, and the message in it. */
  conversation: z.string(),
  message: z.string(),
  user: z.string(),
  /** The place it belongs to. */
  place: z.strictObject({
    conversation: z.string(),
    kind: z.enum(['channel', 'group']),
    name: z.string().optional(),
    thread: z.string().optional(),
  }),
  expiresAt: z.date(),
});
export type Moved = z.infer<typeof movedModel>;

export const teamsConversations = keptCollection({
  name: 'teamsConversations',
  model: conversationModel,
  tenancy: 'installation',
  indexes: [
    { keys: { tenant: 1, conversation: 1 }, unique: true },
    { keys: { tenant: 1, user: 1 }, where: { user: { $exists: true } } },
    { keys: { tenant: 1, team: 1 }, where: { team: { $exists: true } } },
    { keys: { tenant: 1, state: 1, seenAt: 1 } },
  ],
  retention: { kept: 'Teams has no look-up of conversations' },
  person: teamsUserRows({ en: 'Teams chats', 'zh-CN': 'Teams 聊天' }),
});
export const teamsMoved = keptCollection({
  name: 'teamsMoved',
  model: movedModel,
  tenancy: 'installation',
  indexes: [{ keys: { tenant: 1, message: 1 } }, { keys: { expiresAt: 1 } }],
  retention: { sweptBy: 'the adapter, when they expire' },
  person: teamsUserRows({ en: 'Private answers in Teams', 'zh-CN': 'Teams 私密回复' }),
});

/** A public message that replaced a private answer. */
const saidModel = z.strictObject({ _id: z.string(), expiresAt: z.date() });
export const teamsSaid = keptCollection({
  name: 'teamsSaid',
  model: saidModel,
  tenancy: 'installation',
  indexes: [{ keys: { expiresAt: 1 } }],
  retention: { sweptBy: 'the adapter, when they expire' },
  person: { none: 'digests' },
});
export interface Said {
  readonly tenant: string;
  readonly conversation: string;
  readonly thread: string | undefined;
  readonly user: string;
  /** The text; `pointer`: how to open a chat. */
  readonly what: string;
}

/** A person in Teams: their own tenant, and whether they are an outsider. */
const personModel = z.strictObject({
  _id: z.string(),
  tenant: z.string(),
  user: z.string(),
  home: z.string(),
  outsider: z.boolean(),
  name: z.string(),
  checkedAt: z.date(),
});
export const teamsPeople = keptCollection({
  name: 'teamsPeople',
  model: personModel,
  tenancy: 'installation',
  indexes: [{ keys: { tenant: 1, user: 1 }, unique: true }],
  retention: { kept: 'Teams tells names and tenants only now and then' },
  person: teamsUserRows({ en: 'Their name in Teams', 'zh-CN': 'Teams 中的姓名' }),
});

/** The collections of the Teams adapter. */
export const teamsCollections = [teamsConversations, teamsMoved, teamsSaid, teamsPeople] as const;
