import { z } from 'zod';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { LOCALES } from '../../ground/i18n.ts';
import { newId } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { erasedMark, keptCollection, type Subject, saysName, withoutName } from '../kept.ts';
import { type Audience, audience, type Message, message as messageModel } from '../message.ts';
import { type ConversationRef, platformId } from '../platform.ts';
import { COUNTED, type Noise, UNCOUNTED } from './budget.ts';

const conversationRef = z.strictObject({
  platform: platformId,
  tenant: z.string(),
  conversation: z.string(),
  thread: z.string().optional(),
  audience,
});

/**
 * The order of sending: a page before everything, everything before a digest. Within a priority a conversation keeps
 * its order.
 */
export const PRIORITIES = ['urgent', 'normal', 'bulk'] as const;
export type Priority = (typeof PRIORITIES)[number];
/** The stored priority: the smaller goes first. */
export const rankOf = (priority: Priority): number => PRIORITIES.indexOf(priority);

/**
 * `waiting`: to be sent (a lease means that a sender has claimed it, nothing is posted yet). `sending`: the platform is
 * being called, so it may be there or not. `sent`. `unknown`: whether it arrived cannot be determined.
 * `dead`: it will not arrive, unless a person retries it. `expired`: its time was over. `dropped`: a person decided
 * against it. `merged`: its text is in another delivery's post. `held`: over the noise budget, the manager is asked.
 * `paused`: its installation is paused.
 */
const state = z.enum([
  'waiting',
  'sending',
  'sent',
  'unknown',
  'dead',
  'expired',
  'dropped',
  'merged',
  'held',
  'paused',
]);
export type DeliveryState = z.infer<typeof state>;

/** One message to one conversation. The key is unique, so enqueuing is idempotent. */
export const delivery = z.strictObject({
  _id: z.string(),
  key: z.string(),
  workspaceId: z.string(),
  projectId: z.string().optional(),
  /** The owner: is told, and decides, when it does not arrive. Unset outside a project: its recipient. */
  ownerId: z.string().optional(),
  to: conversationRef,
  /** The real place of the post, during and after posting: differs from `to` in a rehearsal. */
  target: conversationRef.optional(),
  /** The neutral message as JSON. */
  message: z.string(),
  locale: z.enum(LOCALES),
  zone: z.string(),
  /** Pinned in its conversation, where the platform has pins. */
  pin: z.boolean().optional(),
  /** The original place, in a rehearsal. */
  rehearsalOf: z.string().optional(),
  state,
  /** See rankOf. */
  priority: z.number().int().min(0).max(2),
  /** Not before this instant, by the clock. */
  notBefore: z.date(),
  /** Expires at this instant. */
  until: z.date().optional(),
  /**
   * Whether it counts as unprompted, and as what. Unset: it does not. `set`: the former name of `requested`, which an
   * instance of an older version may still write.
   */
  noise: z.enum([...COUNTED, ...UNCOUNTED, 'set']).optional(),
  /** Its meeting or survey, for limits of their own. */
  about: z.string().optional(),
  /** Over the budget: it is merged into the next post that may go, or goes alone once it may. */
  rides: z.boolean().optional(),
  /** A manager permitted it over the budget. */
  permitted: z.boolean().optional(),
  /** With `merged`: the key of the delivery with its text. */
  mergedInto: z.string().optional(),
  /** The keys of the riders in its composed post: later marks are not in it. */
  carries: z.array(z.string()).optional(),
  /** How often a person has retried it: buttons of an old question do not decide about a new one. */
  round: z.number().int().optional(),
  attempts: z.number().int(),
  /** The latest attempt: a process recognises its own outcome by it. */
  tryId: z.string().optional(),
  /** The start of that attempt, by the database's clock. */
  triedAt: z.date().optional(),
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
  /** Why it waits again, is dead or unknown: for the manager and the operator. */
  reason: z.string().optional(),
  /** Its text was edited before it was posted: a running attempt may have posted the former text. */
  amended: z.boolean().optional(),
  /** The platform's id of the post. */
  posted: z.string().optional(),
  /** Order within a conversation. */
  enqueuedAt: z.date(),
  settledAt: z.date().optional(),
});
export type Delivery = z.infer<typeof delivery>;

type Stored = Pick<Delivery, 'to' | 'message'>;
export const isToThem = ({ to }: Stored, subject: Subject): boolean =>
  subject.directs.some(({ platform, conversation }) => platform === to.platform && conversation === to.conversation);
/** Whether a kept message went to a person, or names them. */
export const isMessageAbout = (row: Stored, subject: Subject): boolean =>
  isToThem(row, subject) || saysName(row.message, subject);
/** The rest of a message that named an erased person, as JSON. It is only needed for editing the post. */
export const blankMessage = ({ to }: Stored, subject: Subject): string => {
  const text = erasedMark(subject);
  return JSON.stringify({ audience: to.audience, fallbackText: text, blocks: [{ kind: 'text', text }] });
};

/** Parts of a message that no reader sees as words: a name there is no name, and a change would break the message. */
const NO_WORDS: ReadonlySet<string> = new Set([
  'kind',
  'audience',
  'style',
  'at',
  'zone',
  'url',
  'user',
  'conversation',
]);
/** A message as JSON without the name of an erased person; it stays a message that can be sent. */
const unnamedMessage = ({ message }: Stored, subject: Subject): string =>
  JSON.stringify(
    JSON.parse(message, (key, value: unknown) =>
      typeof value === 'string' && !NO_WORDS.has(key) ? withoutName(value, subject) : value,
    ),
  );

export const deliveries = keptCollection({
  name: 'deliveries',
  model: delivery,
  tenancy: 'installation',
  indexes: [
    { keys: { key: 1 }, unique: true },
    { keys: { state: 1, priority: 1, notBefore: 1 } },
    { keys: { workspaceId: 1, state: 1 } },
    // The order within a conversation.
    { keys: { 'to.conversation': 1, state: 1, priority: 1, enqueuedAt: 1, _id: 1 } },
    { keys: { state: 1, until: 1 }, where: { until: { $exists: true } } },
    { keys: { mergedInto: 1 }, where: { mergedInto: { $exists: true } } },
    // Settled deliveries, for retention.
    { keys: { state: 1, settledAt: 1 }, where: { settledAt: { $exists: true } } },
    // Never two posts in flight for one conversation: the database refuses the second.
    {
      keys: { 'target.conversation': 1, 'target.tenant': 1, 'target.platform': 1 },
      unique: true,
      where: { state: 'sending' },
    },
  ],
  // `dead`, `unknown` and `held` deliveries are kept until a member decides about them.
  retention: {
    by: 'settledAt',
    days: 'deliveries',
    where: (['sent', 'merged', 'expired', 'dropped'] as const).map((done) => ({ state: done })),
  },
  person: {
    title: { en: 'Messages not sent yet', 'zh-CN': '待发消息' },
    find: ({ workspaceId }) => ({ workspaceId }),
    isAbout: isMessageAbout,
    // Posts hold the sent messages; waiting deliveries were not told yet.
    export: () => undefined,
    // Waiting messages to others are still sent, without the name.
    stays: { en: 'what is for others goes to them without the name', 'zh-CN': '发给他人的消息保留，姓名将被清除' },
    erase: (row, subject) =>
      isToThem(row, subject) && row.state !== 'sending'
        ? 'delete'
        : {
            $set: {
              message: row.settledAt === undefined ? unnamedMessage(row, subject) : blankMessage(row, subject),
            },
          },
  },
});

/** A message with everything for sending it, except its kind for the noise budget. */
export interface Sendable<A extends Audience> {
  readonly key: string;
  readonly workspaceId: string;
  readonly projectId?: string | undefined;
  /** The owner: is told when it does not arrive. Unset outside a project: its recipient. */
  readonly ownerId?: string | undefined;
  readonly to: ConversationRef<A>;
  readonly message: Message<A>;
  readonly locale: (typeof LOCALES)[number];
  readonly zone: string;
  /** Pinned in its conversation, where the platform has pins. */
  readonly pin?: boolean;
  readonly notBefore?: Date;
  /** Expires at this instant: it is not posted any more, and the stewards are told. */
  readonly until?: Date | undefined;
  /**
   * Default: `bulk` for a digest and a nudge, `normal` for all others. `urgent` is for a page to a person on call: the
   * noise budget never holds it back.
   */
  readonly priority?: Priority;
  /** Its meeting or survey: limits per meeting and per survey count by it. */
  readonly about?: string | undefined;
}

/**
 * What may be enqueued: the audience of the message and of the conversation must be the same, in the types and again at
 * run time. A message to a client names its noise kind: asked for (`answer`, `change`, `requested`) or unprompted, and
 * as what. The noise budget decides by it (budget.ts).
 */
export type Outgoing<A extends Audience> = Sendable<A> &
  ('client' extends A ? { readonly noise: Noise } : { readonly noise?: Noise });

/** The queue of messages. Slices have `Tell` (core/tell.ts), which finds the conversation. */
export interface Outbox {
  /**
   * Stores one message to send. An existing key is left unchanged (`duplicate`). @throws RapportError `refused` when
   * the audiences differ.
   */
  enqueue<A extends Audience>(outgoing: Outgoing<A>): Promise<'queued' | 'duplicate'>;
}

/** The outbox over a database. */
export function createOutbox({ db, clock }: { db: Database; clock: Clock }): Outbox {
  const rows = db.everywhere(deliveries);
  return {
    async enqueue(outgoing) {
      const { key, message, to, workspaceId, projectId, ownerId, locale, zone, until, about } = outgoing;
      const kind: Noise | undefined = outgoing.noise;
      const priority = outgoing.priority ?? (kind === 'digest' || kind === 'nudge' ? 'bulk' : 'normal');
      if (message.audience !== to.audience) {
        throw new RapportError(
          'refused',
          `delivery ${key}: a message for ${message.audience} eyes does not go to the ${to.audience} conversation ${to.conversation}`,
        );
      }
      const read = messageModel.safeParse(message);
      if (!read.success) throw new RapportError('invalid', `delivery ${key}: not a message`, { cause: read.error });
      const now = clock.now();
      try {
        await rows.insert({
          _id: newId(),
          key,
          workspaceId,
          ...(projectId === undefined ? {} : { projectId }),
          ...(ownerId === undefined ? {} : { ownerId }),
          to: asStored(to),
          message: JSON.stringify(read.data),
          locale,
          zone,
          state: 'waiting',
          priority: rankOf(priority),
          notBefore: outgoing.notBefore ?? now,
          ...(outgoing.pin === true ? { pin: true } : {}),
          ...(until === undefined ? {} : { until }),
          ...(kind === undefined ? {} : { noise: kind }),
          ...(about === undefined ? {} : { about }),
          attempts: 0,
          enqueuedAt: now,
        });
        return 'queued';
      } catch (error) {
        if (isError(error, 'conflict')) return 'duplicate';
        throw error;
      }
    },
  };
}

/** A conversation in stored form: only its own fields, no key without a value. */
export function asStored(to: ConversationRef): Delivery['to'] {
  const { platform, tenant, conversation, thread, audience } = to;
  return { platform, tenant, conversation, ...(thread === undefined ? {} : { thread }), audience };
}
