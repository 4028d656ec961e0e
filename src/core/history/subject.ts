import { z } from 'zod';
import type { CollectionDefinition, Entity, IndexDefinition } from '../../store/collection.ts';

/** One change of a subject. Holds ids, states and settings; never names or free words. */
const eventShape = {
  kind: z.string(),
  at: z.date(),
  /** The person; the platform's user, `slack/T1/U1`, if no person is linked; or `rapport`. */
  by: z.string(),
  /** The place of the request, as on the audit trail: `slack/channel C1`; `rapport` for work without a request. */
  from: z.string(),
  /** The request that made the change. */
  requestId: z.string().optional(),
  /** The fields that changed, by name; a told path by its full name, `risk.probability`. */
  fields: z.array(z.string()),
  /** Their new values as JSON, of those fields that may be told; null for one that was unset or partly changed. */
  after: z.string().optional(),
};
const pendingEvent = z.strictObject({ id: z.string(), ...eventShape });
export type PendingEvent = z.infer<typeof pendingEvent>;

/** The fields that each subject's model has besides its own. Older rows lack them: their revision is 0. */
export const subjectFields = {
  /** The number of changes, the insert included. */
  revision: z.number().int().optional(),
  /** Events that are not yet relayed, the oldest first. */
  pending: z.array(pendingEvent).optional(),
  /** The time of the oldest pending event. */
  pendingSince: z.date().optional(),
};
/** Index for a subject's collection: the cost of finding pending events grows with them, not with all documents. */
export const pendingIndex: IndexDefinition = {
  keys: { pendingSince: 1 },
  where: { pendingSince: { $exists: true } },
};

/** One change of a subject, in its history. Rows are only added; the one field that changes later is `owed`. */
export const historyRow = z.strictObject({
  /** The event's id. */
  _id: z.string(),
  workspaceId: z.string(),
  /** The changed subject, as `project:ID`. */
  subject: z.string(),
  /** The subject's revision after the change. */
  revision: z.number().int(),
  /** A reaction to it failed and is retried. */
  owed: z.literal(true).optional(),
  /** The timeline that shows it: see `timelineOf` of Subject. */
  timeline: z.string().optional(),
  ...eventShape,
});
export type HistoryRow = z.infer<typeof historyRow>;

export interface SubjectEntity extends Entity {
  readonly workspaceId: string;
  readonly revision?: number | undefined;
  readonly pending?: readonly PendingEvent[] | undefined;
  readonly pendingSince?: Date | undefined;
}

/** A kind of thing with a history: each change is an event. */
export interface Subject<T extends SubjectEntity, E extends string = string> {
  readonly kind: string;
  readonly collection: CollectionDefinition<T>;
  /** The kinds of its events. */
  readonly events: readonly E[];
  /**
   * Fields whose values the history may hold: ids, states and settings. Of other fields it holds only the names. A
   * dotted path, `risk.probability`, is one part of an object; it does not lead into an array.
   */
  readonly told: readonly ((keyof T & string) | `${keyof T & string}.${string}`)[];
  /** Fields that mark a post or a question as sent: a change of these alone is no event. */
  readonly marks: readonly (keyof T & string)[];
  /** Its history is the audit trail of its commands: they record nothing with `audit`. */
  readonly isTrail?: boolean;
  /** The timeline that shows an event, such as a project's; undefined: none does. */
  readonly timelineOf?: (subject: T, event: { readonly fields: readonly string[] }) => string | undefined;
}
// biome-ignore lint/suspicious/noExplicitAny: a list of subjects forgets each one's own type
export type AnySubject = Subject<any, any>;

/** The history's row of the event of a subject's document. `revision`: after the change. */
export function rowOf(subject: AnySubject, document: SubjectEntity, event: PendingEvent, revision: number): HistoryRow {
  const { id, ...rest } = event;
  const timeline = subject.timelineOf?.(document, event);
  return {
    _id: id,
    workspaceId: document.workspaceId,
    subject: `${subject.kind}:${document._id}`,
    revision,
    ...rest,
    ...(timeline === undefined ? {} : { timeline }),
  };
}

/** The history's rows of the pending events of a subject's document, oldest first. Each event made one revision. */
export function pendingRows(subject: AnySubject, document: SubjectEntity): HistoryRow[] {
  const { revision = 0, pending = [] } = document;
  return pending.map((event, index) => rowOf(subject, document, event, revision - (pending.length - 1 - index)));
}

/** Declares a subject. Its model has `subjectFields`, its collection `pendingIndex`. */
export function defineSubject<T extends SubjectEntity, const E extends string>(subject: Subject<T, E>): Subject<T, E> {
  return subject;
}
