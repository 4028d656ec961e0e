import { z } from 'zod';
import { platformId } from '../../core/platform.ts';
import { LOCALES } from '../../ground/i18n.ts';

/** The sorts that a contact can choose. */
export const SORTS = ['problem', 'question', 'change'] as const;
/** Our side may also choose `other`: thanks, small talk. */
export const OUR_SORTS = [...SORTS, 'other'] as const;
export type Sort = (typeof OUR_SORTS)[number];

/** The place of a contact message. `message`: the platform message that contains it; undefined for a form's text. */
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

/** One delivery of an item to our side. Its key allows a later edit. */
const copy = z.strictObject({
  key: z.string(),
  /** The person who assigned the item to this reader. */
  from: z.string().optional(),
  to: z.strictObject({ platform: platformId, tenant: z.string(), conversation: z.string() }),
  locale: z.enum(LOCALES),
  zone: z.string(),
});
export type Copy = z.infer<typeof copy>;

/** A member's answer to the contact message. */
const answer = z.strictObject({ key: z.string(), name: z.string(), text: z.string(), at: z.date() });
/** An answer of a member without permission to write to the client. It waits for the manager's approval. */
const proposal = z.strictObject({ id: z.string(), personId: z.string(), name: z.string(), text: z.string() });
export type Proposal = z.infer<typeof proposal>;
/** The colleague to whom the item is assigned. */
const assignee = z.strictObject({ personId: z.string(), name: z.string() });

/**
 * A contact message: free text of a contact, stored before anything else happens. Messages told to our side together
 * share a `bundle` and form one item. Every later change applies to all messages of the item.
 */
export const contactMessage = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string().optional(),
  /** The contact; undefined until confirmed. */
  personId: z.string().optional(),
  /** The contact's client; undefined for a person without a client. */
  clientId: z.string().optional(),
  name: z.string(),
  text: z.string(),
  sort: z.enum(OUR_SORTS).optional(),
  at: z.date(),
  /** The author's platform user, `slack/T1/U1`. Older rows lack it, and `saidIn` as well. */
  speaker: z.string().optional(),
  saidIn: saidIn.optional(),
  /** The id of the item's first message. Unset until our side is told; older rows lack it. */
  bundle: z.string().optional(),
  /**
   * Only the item's first message holds `link`, `copies`, `answer` and `proposal`. All its messages hold the assignee.
   */
  link: z.string().optional(),
  copies: z.array(copy).optional(),
  answer: answer.optional(),
  proposal: proposal.optional(),
  assignee: assignee.optional(),
  /** The time at which a member marked the item as done. */
  doneAt: z.date().optional(),
  doneBy: z.string().optional(),
});
export type ContactMessage = z.infer<typeof contactMessage>;

/** The contact messages of one item, oldest first; never empty. */
export interface Item {
  /** The message whose id names the item. It holds the fields of the whole item. */
  readonly first: ContactMessage;
  readonly messages: readonly ContactMessage[];
}

/** Groups messages into one item; undefined for an empty list. */
export function itemOf(messages: readonly ContactMessage[]): Item | undefined {
  const first = messages.find(({ _id, bundle }) => bundle === undefined || bundle === _id) ?? messages[0];
  return first === undefined ? undefined : { first, messages };
}

/** Groups messages into items, in the order of their first messages. */
export function itemsOf(messages: readonly ContactMessage[]): Item[] {
  const byItem = new Map<string, ContactMessage[]>();
  for (const one of messages) {
    const key = one.bundle ?? one._id;
    byItem.set(key, [...(byItem.get(key) ?? []), one]);
  }
  return [...byItem.values()].flatMap((group) => itemOf(group) ?? []);
}

export const isDone = ({ messages }: Item): boolean => messages.every(({ doneAt }) => doneAt !== undefined);
