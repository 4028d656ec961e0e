import { z } from 'zod';
import { subjectFields } from '../../core/history/subject.ts';
import { type Audience, audience } from '../../core/message.ts';
import { dayOffPolicy, type QuietPolicy, quietPolicy } from '../../core/schedule/schedule.ts';

/**
 * A reminder of a person, for themselves or for others. The schedule is the source of truth for the time. The reminder
 * holds the text, the target and the state.
 */
export const reminder = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  /** Set for a reminder into a project's channel. */
  projectId: z.string().optional(),
  /** The person who set it. The owner is told when it cannot be delivered. */
  ownerId: z.string(),
  ownerName: z.string(),
  target: z.strictObject({
    kind: z.enum(['person', 'channel']),
    /** The person's id, or the conversation's id. */
    id: z.string(),
    name: z.string(),
  }),
  /** The owner's text, written for the readers of the target. */
  text: z.string(),
  /**
   * The audience at the time of writing. An internal text is never shown to a client, even when its channel becomes a
   * client's.
   */
  writtenFor: audience.optional(),
  scheduleId: z.string(),
  /**
   * `asked`: waits for the manager's approval. `stuck`: could not be delivered. A stuck reminder is kept. An edit makes
   * it active again, and some problems resolve themselves: `canResolveItself`.
   */
  state: z.enum(['active', 'asked', 'done', 'stuck', 'deleted']),
  problem: z.enum(['left', 'noIdentity', 'noChannel', 'outsiderInside', 'readersChanged', 'unknown']).optional(),
  /** The last posted slot, as its wall date-time. */
  firedWall: z.string().optional(),
  /**
   * The instant of the last posted slot. It is later than the wall time after a wait for the end of a night. Older rows
   * lack it.
   */
  firedAt: z.date().optional(),
  /** The snooze time; the rule continues beside it. */
  snoozedUntil: z.date().optional(),
  /** The last "send now" and its request id. Two presses within one minute count as one. */
  sentNow: z.strictObject({ wall: z.string(), requestId: z.string() }).optional(),
  createdAt: z.date(),
  ...subjectFields,
});
export type Reminder = z.infer<typeof reminder>;
export type Problem = NonNullable<Reminder['problem']>;

/**
 * Problems that can end without touching the reminder: a channel is linked or restored, or an outsider leaves it.
 */
export const canResolveItself = (problem: Problem): boolean => problem === 'noChannel' || problem === 'outsiderInside';

/** The data of a reminder's schedule. `snoozed`: one extra slot beside the rule. */
export const reminderData = z.strictObject({ reminderId: z.string(), snoozed: z.boolean() });

/** The form's options for a slot on a day off. */
export const DAY_OFFS = dayOffPolicy.options;
/** The form's options for a slot in the reader's quiet hours. */
export const QUIETS = quietPolicy.options;

/**
 * The default is to post at the time given for a reminder to oneself or to the team's own channel. A client or a
 * colleague is not disturbed in quiet hours, unless the speaker chooses so.
 */
export const defaultQuietPolicy = ({
  target,
  ownerId,
  audience,
}: Pick<Reminder, 'target' | 'ownerId'> & { audience: Audience | undefined }): QuietPolicy =>
  (target.kind === 'person' && target.id === ownerId) || audience === 'internal' ? 'keep' : 'wait';
/** The person whose quiet hours apply; undefined for a channel, which uses its project's. */
export const readerIdOf = ({ target }: Pick<Reminder, 'target'>): string | undefined =>
  target.kind === 'person' ? target.id : undefined;

/** The snooze times in the menu. */
export const SNOOZES = ['10m', '1h', 'tomorrow'] as const;
export type Snooze = (typeof SNOOZES)[number];
/** The phrase for each snooze time, parsed like a typed time. */
export const snoozePhrase: Record<Snooze, string> = {
  '10m': 'in 10 minutes',
  '1h': 'in 1 hour',
  tomorrow: 'tomorrow 9:00',
};
