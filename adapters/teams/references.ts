import { z } from 'zod';
import { keptCollection, type Subject } from '../../src/core/kept.ts';
import type { ConversationRef } from '../../src/core/platform.ts';
import { isError } from '../../src/ground/errors.ts';
import type { LocalizedText } from '../../src/ground/i18n.ts';
import type { Database } from '../../src/store/collection.ts';
import type { Spot } from './activity.ts';
import type { Address } from './connector.ts';

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

/** Rows about one user of Teams: they say nothing that the person does not see in Teams, and Teams tells them anew. */
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

const teamsConversations = keptCollection({
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
const teamsMoved = keptCollection({
  name: 'teamsMoved',
  model: movedModel,
  tenancy: 'installation',
  indexes: [{ keys: { tenant: 1, message: 1 } }, { keys: { expiresAt: 1 } }],
  retention: { sweptBy: 'the adapter, when they expire' },
  person: teamsUserRows({ en: 'Private answers in Teams', 'zh-CN': 'Teams 私密回复' }),
});

/** A public message that replaced a private answer. */
const saidModel = z.strictObject({ _id: z.string(), expiresAt: z.date() });
const teamsSaid = keptCollection({
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

/** The longest interval without a write while a conversation stays the same. */
const FRESH_MS = 5 * 60_000;
const REMEMBERED = 2_000;
/** How long a private answer's buttons work. */
const KEEP_MOVED_MS = 90 * 24 * 3_600_000;
/** After this, a person may be told again how to open a chat. */
const KEEP_SAID_MS = 30 * 24 * 3_600_000;

export type References = ReturnType<typeof createReferences>;

/** The conversations in which Rapport is installed. `db` is prepared with `teamsCollections`. */
export function createReferences({ db }: { readonly db: Database }) {
  const rows = db.everywhere(teamsConversations);
  const moved = db.everywhere(teamsMoved);
  const said = db.everywhere(teamsSaid);
  const saidId = ({ tenant, conversation, thread, user, what }: Said) =>
    JSON.stringify([tenant, conversation, thread ?? '', user, what]);
  /** The last written values: a busy channel then costs no write per message. */
  const written = new Map<string, { readonly as: string; readonly at: number }>();
  const idOf = (tenant: string, conversation: string) => `${tenant} ${conversation}`;

  return {
    /** Stores the address of a conversation with Rapport in it, or revives it. */
    async see(
      spot: Spot,
      from: { readonly serviceUrl: string; readonly bot: string; readonly user: string | undefined },
    ): Promise<void> {
      const { tenant, conversation, kind, name, team } = spot;
      const known = {
        kind,
        serviceUrl: from.serviceUrl,
        bot: from.bot,
        ...(name === undefined ? {} : { name }),
        ...(team === undefined ? {} : { team }),
        ...(kind === 'direct' && from.user !== undefined ? { user: from.user } : {}),
      };
      const [_id, as, now] = [idOf(tenant, conversation), JSON.stringify(known), db.now()];
      const last = written.get(_id);
      const isFresh = last?.as === as && now.getTime() - last.at < FRESH_MS;
      // Another process may have found it closed since.
      if (isFresh && (await rows.findOne({ tenant, conversation }))?.state === 'live') return;
      await rows.findOneAndUpdate(
        { tenant, conversation },
        { $set: { ...known, state: 'live', seenAt: now }, $unset: { reason: '', why: '' }, $setOnInsert: { _id } },
        { upsert: true },
      );
      if (written.size >= REMEMBERED) written.clear();
      written.set(_id, { as, at: now.getTime() });
    },
    find: (tenant: string, conversation: string): Promise<KnownConversation | undefined> =>
      rows.findOne({ tenant, conversation }),
    /** A person's own conversation with Rapport. */
    direct: (tenant: string, user: string): Promise<KnownConversation | undefined> => rows.findOne({ tenant, user }),
    ofTeam: (tenant: string, team: string): Promise<KnownConversation[]> => rows.find({ tenant, team }),
    /** The latest live conversation of a tenant: its address leads to the tenant. */
    anyLive: (tenant: string): Promise<KnownConversation | undefined> =>
      rows.findOne({ tenant, state: 'live' }, { sort: { seenAt: -1 } }),
    /** Whether Rapport may write anywhere else in a tenant. */
    async isElsewhere(tenant: string, conversation: string): Promise<boolean> {
      return (await rows.findOne({ tenant, state: 'live', conversation: { $ne: conversation } })) !== undefined;
    },
    async rename(tenant: string, conversation: string, name: string): Promise<void> {
      written.delete(idOf(tenant, conversation));
      await rows.findOneAndUpdate({ tenant, conversation }, { $set: { name } });
    },
    async markAnnounced(tenant: string, conversation: string): Promise<void> {
      await rows.findOneAndUpdate({ tenant, conversation }, { $set: { announced: true } });
    },
    /** Whether the installation has announced it; reading resets it, since the next time is another arrival. */
    async takeAnnounced(tenant: string, conversation: string): Promise<boolean> {
      return (
        (await rows.findOneAndUpdate({ tenant, conversation, announced: true }, { $unset: { announced: '' } })) !==
        undefined
      );
    },
    /** Marks a conversation as dead; `reason` is for operators. */
    async bury(
      tenant: string,
      conversation: string,
      { why, reason }: { why: NonNullable<KnownConversation['why']>; reason: string },
    ): Promise<void> {
      written.delete(idOf(tenant, conversation));
      await rows.findOneAndUpdate(
        { tenant, conversation },
        { $set: { state: 'dead', why, reason: reason.slice(0, 200) }, $unset: { announced: '' } },
      );
    },

    /** True for the first public message of its kind there. */
    async saysFirst(one: Said): Promise<boolean> {
      const now = db.now();
      await said.deleteMany({ expiresAt: { $lte: now } });
      try {
        await said.insert({ _id: saidId(one), expiresAt: new Date(now.getTime() + KEEP_SAID_MS) });
        return true;
      } catch (error) {
        if (isError(error, 'conflict')) return false;
        throw error;
      }
    },
    /** Reverts `saysFirst` after a failed post. */
    async unsaid(one: Said): Promise<void> {
      await said.deleteMany({ _id: saidId(one) });
    },
    /** Stores the place that a private answer belongs to. */
    async move(one: Omit<Moved, '_id' | 'expiresAt'>): Promise<void> {
      const now = db.now();
      const { tenant, conversation, message } = one;
      await moved.deleteMany({ expiresAt: { $lte: now } });
      await moved.insert({
        ...one,
        _id: JSON.stringify([tenant, conversation, message]),
        expiresAt: new Date(now.getTime() + KEEP_MOVED_MS),
      });
    },
    /** The place of a message that a person pressed in their own chat; only for that person. */
    async movedFrom(
      at: Pick<Moved, 'tenant' | 'conversation' | 'message' | 'user'>,
    ): Promise<Moved['place'] | undefined> {
      const found = await moved.get(JSON.stringify([at.tenant, at.conversation, at.message]));
      return found?.user === at.user ? found.place : undefined;
    },
    /** The one reader of a targeted message; undefined for a public one. */
    async targetedAt(at: Pick<Moved, 'tenant' | 'conversation' | 'message'>): Promise<string | undefined> {
      const found = await moved.get(JSON.stringify([at.tenant, at.conversation, at.message]));
      return found?.place.conversation === at.conversation ? found.user : undefined;
    },
    /** The chat in which a message of this place really stands. */
    async movedTo(tenant: string, message: string, conversation: string): Promise<string | undefined> {
      const found = await moved.find({ tenant, message });
      return found.find(({ place }) => place.conversation === conversation)?.conversation;
    },
  };
}

/** A stored conversation as the connector's address; `thread` is the root of a channel's thread. */
export function addressOf(known: KnownConversation, thread?: ConversationRef['thread']): Address {
  const { tenant, conversation, serviceUrl, bot, kind } = known;
  return {
    tenant,
    serviceUrl,
    bot,
    conversation: kind === 'channel' && thread !== undefined ? `${conversation};messageid=${thread}` : conversation,
  };
}
