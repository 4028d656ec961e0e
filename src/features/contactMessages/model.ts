import { z } from 'zod';
import { platformId } from '../../core/platform.ts';
import { LOCALES } from '../../ground/i18n.ts';

/** What a contact can say that their words are. */
export const SORTS = ['problem', 'question', 'change'] as const;
/** Our side may also say that they are none of these: thanks, small talk. */
export const OUR_SORTS = [...SORTS, 'other'] as const;
export type Sort = (typeof OUR_SORTS)[number];

/** Where words were said. `message`: the message that they stand in; words from a form stand in none. */
const saidIn = z.strictObject({
  platform: platformId,
  tenant: z.string(),
  conversation: z.string(),
  kind: z.enum(['channel', 'group', 'direct']),
  name: z.string().optional(),
  thread: z.string().optional(),
  message: z.string().optional(),
});
export type SaidIn = z.infer<typeof saidIn>;

/** One message to our side about an item: by its delivery's key it can be edited. */
const copy = z.strictObject({
  key: z.string(),
  /** Who handed the item to this reader. */
  from: z.string().optional(),
  to: z.strictObject({ platform: platformId, tenant: z.string(), conversation: z.string() }),
  locale: z.enum(LOCALES),
  zone: z.string(),
});
export type Copy = z.infer<typeof copy>;

/** What somebody of our side answered, under the client's message. */
const answer = z.strictObject({ key: z.string(), name: z.string(), text: z.string(), at: z.date() });
/** An answer of somebody who may not write to the client: it waits for whoever runs the project. */
const proposal = z.strictObject({ id: z.string(), personId: z.string(), name: z.string(), text: z.string() });
export type Proposal = z.infer<typeof proposal>;
/** The colleague who has an item now. */
const assignee = z.strictObject({ personId: z.string(), name: z.string() });

/**
 * What a contact wrote to Rapport in their own words. Kept at once, whatever becomes of it. Words that our side is told
 * of in one message share a `bundle` and are one item from then on: what is done with one of them is done with all.
 */
export const contactMessage = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string().optional(),
  /** The contact, once somebody has confirmed them. */
  personId: z.string().optional(),
  /** The contact's client; undefined for somebody who belongs to none. */
  clientId: z.string().optional(),
  name: z.string(),
  text: z.string(),
  sort: z.enum(OUR_SORTS).optional(),
  at: z.date(),
  /** The platform's user who wrote them, `slack/T1/U1`; older words lack it, and where they were said. */
  speaker: z.string().optional(),
  saidIn: saidIn.optional(),
  /** The id of the first words of the item. Unset: nobody was told yet, but for older words. */
  bundle: z.string().optional(),
  /**
   * With the first words of an item alone: the way to the message, what our side was told, and what was answered. The
   * assignee stands with all.
   */
  link: z.string().optional(),
  copies: z.array(copy).optional(),
  answer: answer.optional(),
  proposal: proposal.optional(),
  assignee: assignee.optional(),
  /** Somebody of our side saw to it. */
  doneAt: z.date().optional(),
  doneBy: z.string().optional(),
});
export type ContactMessage = z.infer<typeof contactMessage>;

/** The words of one item, oldest first; never empty. */
export interface Item {
  /** Those that the item is named by: they carry what is noted of the item as a whole. */
  readonly first: ContactMessage;
  readonly messages: readonly ContactMessage[];
}

/** Undefined where there are no words. */
export function itemOf(messages: readonly ContactMessage[]): Item | undefined {
  const first = messages.find(({ _id, bundle }) => bundle === undefined || bundle === _id) ?? messages[0];
  return first === undefined ? undefined : { first, messages };
}

/** Words as items, in the order of their first words. */
export function itemsOf(messages: readonly ContactMessage[]): Item[] {
  const byItem = new Map<string, ContactMessage[]>();
  for (const one of messages) {
    const key = one.bundle ?? one._id;
    byItem.set(key, [...(byItem.get(key) ?? []), one]);
  }
  return [...byItem.values()].flatMap((group) => itemOf(group) ?? []);
}

export const isDone = ({ messages }: Item): boolean => messages.every(({ doneAt }) => doneAt !== undefined);
