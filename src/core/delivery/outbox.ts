import { z } from 'zod';
import { type Database, defineCollection } from '../../store/collection.ts';
import type { Clock } from '../clock.ts';
import { isError, RapportError } from '../errors.ts';
import { LOCALES } from '../i18n.ts';
import { newId } from '../ids.ts';
import { type Audience, audience, type Message, message as messageModel } from '../message.ts';
import { type ConversationRef, platformId } from '../platform.ts';

const conversationRef = z.strictObject({ platform: platformId, tenant: z.string(), conversation: z.string(), thread: z.string().optional(), audience });

/**
 * One message to one conversation. `waiting`: to be sent (a lease on it means that a sender has it in hand, nothing was posted yet); `sending`: the
 * platform is being called, so it may or may not be there; `sent`; `unknown`: nobody can tell whether it is there; `dead`: it will not arrive. The key is unique: enqueuing the same key again changes nothing. */
export const delivery = z.strictObject({
  _id: z.string(),
  key: z.string(),
  workspaceId: z.string(),
  projectId: z.string().optional(),
  to: conversationRef,
  /** Where it is really being posted, while and after that happens: differs from `to` when the project is rehearsed. */
  target: conversationRef.optional(),
  /** The neutral message as JSON. */
  message: z.string(),
  locale: z.enum(LOCALES),
  zone: z.string(),
  /** Where it would have gone, when the project is rehearsed. */
  rehearsalOf: z.string().optional(),
  state: z.enum(['waiting', 'sending', 'sent', 'unknown', 'dead']),
  /** Not before this instant, by the clock. */
  notBefore: z.date(),
  attempts: z.number().int(),
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
  /** Why it waits again, is dead or unknown: for the manager and the operator. */
  reason: z.string().optional(),
  /** The platform's reference of what was posted. */
  posted: z.string().optional(),
  /** Order within a conversation. */
  enqueuedAt: z.date(),
  settledAt: z.date().optional(),
});
export type Delivery = z.infer<typeof delivery>;

export const deliveries = defineCollection({
  name: 'deliveries',
  model: delivery,
  tenancy: 'installation',
  indexes: [
    { keys: { key: 1 }, unique: true },
    { keys: { state: 1, notBefore: 1 } },
    { keys: { workspaceId: 1, state: 1 } },
    // The order within a conversation.
    { keys: { 'to.conversation': 1, state: 1, enqueuedAt: 1, _id: 1 } },
    // Never two posts in flight for one conversation, whoever sends: the database itself refuses the second.
    { keys: { 'target.conversation': 1, 'target.tenant': 1, 'target.platform': 1 }, unique: true, where: { state: 'sending' } },
  ],
});

/** What may be enqueued: the audience of the message and of the conversation must be the same, in the types and again at run time. */
export interface Outgoing<A extends Audience> {
  readonly key: string;
  readonly workspaceId: string;
  readonly projectId?: string | undefined;
  readonly to: ConversationRef<A>;
  readonly message: Message<A>;
  readonly locale: (typeof LOCALES)[number];
  readonly zone: string;
  readonly notBefore?: Date;
}

/** Slices' door to the outbox. */
export interface Outbox {
  /** Stores one message to be sent. A key that is there already is left as it is (`duplicate`). @throws RapportError `refused` when the audiences differ. */
  enqueue<A extends Audience>(outgoing: Outgoing<A>): Promise<'queued' | 'duplicate'>;
}

/** The outbox over a database. */
export function createOutbox({ db, clock }: { db: Database; clock: Clock }): Outbox {
  const rows = db.everywhere(deliveries);
  return {
    async enqueue(outgoing) {
      const { key, message, to, workspaceId, projectId, locale, zone } = outgoing;
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
          to: asStored(to),
          message: JSON.stringify(read.data),
          locale,
          zone,
          state: 'waiting',
          notBefore: outgoing.notBefore ?? now,
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

/** A conversation as a document holds it: nothing but its own fields, and no key without a value. */
export function asStored(to: ConversationRef): Delivery['to'] {
  const { platform, tenant, conversation, thread, audience } = to;
  return { platform, tenant, conversation, ...(thread === undefined ? {} : { thread }), audience };
}
