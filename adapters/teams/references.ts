import type { ConversationRef } from '../../src/core/platform.ts';
import { isError } from '../../src/ground/errors.ts';
import type { Database } from '../../src/store/collection.ts';
import type { Spot } from './activity.ts';
import type { Address } from './connector.ts';
import {
  type KnownConversation,
  type Moved,
  type Said,
  teamsConversations,
  teamsMoved,
  teamsSaid,
} from './referenceRows.ts';

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
    async saysFirst(notice: Said): Promise<boolean> {
      const now = db.now();
      await said.deleteMany({ expiresAt: { $lte: now } });
      try {
        await said.insert({ _id: saidId(notice), expiresAt: new Date(now.getTime() + KEEP_SAID_MS) });
        return true;
      } catch (error) {
        if (isError(error, 'conflict')) return false;
        throw error;
      }
    },
    /** Reverts `saysFirst` after a failed post. */
    async unsaid(notice: Said): Promise<void> {
      await said.deleteMany({ _id: saidId(notice) });
    },
    /** Stores the place that a private answer belongs to. */
    async move(answer: Omit<Moved, '_id' | 'expiresAt'>): Promise<void> {
      const now = db.now();
      const { tenant, conversation, message } = answer;
      await moved.deleteMany({ expiresAt: { $lte: now } });
      await moved.insert({
        ...answer,
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
