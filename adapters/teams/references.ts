import { z } from 'zod';
import { keptCollection, type Subject } from '../../src/core/kept.ts';
import type { ConversationRef } from '../../src/core/platform.ts';
import { isError } from '../../src/ground/errors.ts';
import type { LocalizedText } from '../../src/ground/i18n.ts';
import type { Database } from '../../src/store/collection.ts';
import type { Spot } from './activity.ts';
import type { Address } from './connector.ts';

/** A conversation that Rapport may write to: Teams has no look-up, so that what it once told is kept. */
const conversationModel = z.strictObject({
  _id: z.string(),
  tenant: z.string(),
  conversation: z.string(),
  kind: z.enum(['channel', 'group', 'direct']),
  name: z.string().optional(),
  team: z.string().optional(),
  /** Whose conversation a direct one is. */
  user: z.string().optional(),
  serviceUrl: z.string(),
  /** The bot, as Teams names it there. */
  bot: z.string(),
  /** `dead`: taken out, blocked or deleted; nothing is posted until Teams shows that we are there again. */
  state: z.enum(['live', 'dead']),
  reason: z.string().optional(),
  /** Why it is dead, in the core's terms; rows of before have none. */
  why: z.enum(['notInChannel', 'channelGone', 'blocked']).optional(),
  /** The installation itself has told that we are there, so that the news of the members need not. */
  announced: z.boolean().optional(),
  seenAt: z.date(),
});
export type KnownConversation = z.infer<typeof conversationModel>;

/**
 * A private answer: in somebody's own chat, where a channel has no place for it, so that what is pressed there is meant
 * for where it was asked; or a targeted message in its own place, which is changed in another way than those that all
 * can read.
 */
const movedModel = z.strictObject({
  _id: z.string(),
  tenant: z.string(),
  /** The direct conversation, and the message in it. */
  conversation: z.string(),
  message: z.string(),
  user: z.string(),
  /** Where it belongs. */
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

/** What was said to all who are there because one person could not be told alone. */
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
  /** The words; `pointer`: the way to a chat. */
  readonly what: string;
}

/** Somebody of Teams: their own tenant, and whether they are from outside. */
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

/** What the Teams adapter keeps. */
export const teamsCollections = [teamsConversations, teamsMoved, teamsSaid, teamsPeople] as const;

/** What is known about a conversation is written at most so often while nothing of it changes. */
const FRESH_MS = 5 * 60_000;
const REMEMBERED = 2_000;
/** As long as somebody may still press a button of a private answer. */
const KEEP_MOVED_MS = 90 * 24 * 3_600_000;
/** After so long somebody may be told again how to open a chat. */
const KEEP_SAID_MS = 30 * 24 * 3_600_000;

export type References = ReturnType<typeof createReferences>;

/** The conversations in which Rapport is installed. `db` is prepared with `teamsCollections`. */
export function createReferences({ db }: { readonly db: Database }) {
  const rows = db.everywhere(teamsConversations);
  const moved = db.everywhere(teamsMoved);
  const said = db.everywhere(teamsSaid);
  const saidId = ({ tenant, conversation, thread, user, what }: Said) =>
    JSON.stringify([tenant, conversation, thread ?? '', user, what]);
  /** What was written last, so that a busy channel costs no write per message. */
  const written = new Map<string, { readonly as: string; readonly at: number }>();
  const idOf = (tenant: string, conversation: string) => `${tenant} ${conversation}`;

  return {
    /** Rapport is there: remembers how to write to it, or revives it. */
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
    /** Somebody's own conversation with Rapport. */
    direct: (tenant: string, user: string): Promise<KnownConversation | undefined> => rows.findOne({ tenant, user }),
    ofTeam: (tenant: string, team: string): Promise<KnownConversation[]> => rows.find({ tenant, team }),
    /** Any conversation of a tenant in which we are, the latest first: its address leads to the tenant. */
    anyLive: (tenant: string): Promise<KnownConversation | undefined> =>
      rows.findOne({ tenant, state: 'live' }, { sort: { seenAt: -1 } }),
    /** Whether Rapport may write anywhere in a tenant, besides this conversation. */
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
    /** Whether the installation has told it; asked once, since the next time is another arrival. */
    async takeAnnounced(tenant: string, conversation: string): Promise<boolean> {
      return (
        (await rows.findOneAndUpdate({ tenant, conversation, announced: true }, { $unset: { announced: '' } })) !==
        undefined
      );
    },
    /** Nothing can be posted there any more; `reason` is for operators. */
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

    /** True for the first who says this there. */
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
    /** It could not be said after all. */
    async unsaid(one: Said): Promise<void> {
      await said.deleteMany({ _id: saidId(one) });
    },
    /** Remembers where a private answer belongs. */
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
    /** Where what somebody pressed in their own chat was asked; only that person's. */
    async movedFrom(
      at: Pick<Moved, 'tenant' | 'conversation' | 'message' | 'user'>,
    ): Promise<Moved['place'] | undefined> {
      const found = await moved.get(JSON.stringify([at.tenant, at.conversation, at.message]));
      return found?.user === at.user ? found.place : undefined;
    },
    /** Who alone reads a message in a shared conversation; undefined where all who are there do. */
    async targetedAt(at: Pick<Moved, 'tenant' | 'conversation' | 'message'>): Promise<string | undefined> {
      const found = await moved.get(JSON.stringify([at.tenant, at.conversation, at.message]));
      return found?.place.conversation === at.conversation ? found.user : undefined;
    },
    /** In whose own chat a message really is that belongs to this place. */
    async movedTo(tenant: string, message: string, conversation: string): Promise<string | undefined> {
      const found = await moved.find({ tenant, message });
      return found.find(({ place }) => place.conversation === conversation)?.conversation;
    },
  };
}

/** A known conversation as the connector needs it; `thread` is the root of a channel's thread. */
export function addressOf(known: KnownConversation, thread?: ConversationRef['thread']): Address {
  const { tenant, conversation, serviceUrl, bot, kind } = known;
  return {
    tenant,
    serviceUrl,
    bot,
    conversation: kind === 'channel' && thread !== undefined ? `${conversation};messageid=${thread}` : conversation,
  };
}
