import { z } from 'zod';
import { subjectFields } from '../../core/history/subject.ts';
import { type Audience, audience } from '../../core/message.ts';
import { dayOffPolicy, type QuietPolicy, quietPolicy } from '../../core/schedule/schedule.ts';

/**
 * Something that somebody wants to be reminded of, or wants others to be. When is said by its schedule, which is the
 * truth; the reminder says what, to whom and whether it is still wanted.
 */
export const reminder = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  /** Of a reminder into a project's channel. */
  projectId: z.string().optional(),
  /** Who set it: hears of it when it cannot be delivered. */
  ownerId: z.string(),
  ownerName: z.string(),
  target: z.strictObject({
    kind: z.enum(['person', 'channel']),
    /** The person's id, or the conversation. */
    id: z.string(),
    name: z.string(),
  }),
  /** The owner's words, written for whoever reads them there. */
  text: z.string(),
  /**
   * Who read there when it was written: what was meant for our side alone is never shown to a client, whatever becomes
   * of the channel.
   */
  writtenFor: audience.optional(),
  scheduleId: z.string(),
  /**
   * `asked`: waits until the project's manager allows it. `stuck`: it could not be delivered; kept, and set going again
   * by an edit, or by itself: `canResolveItself`.
   */
  state: z.enum(['active', 'asked', 'done', 'stuck', 'deleted']),
  problem: z.enum(['left', 'noIdentity', 'noChannel', 'outsiderInside', 'readersChanged', 'unknown']).optional(),
  /** The slot that was posted last, by its wall date-time. */
  firedWall: z.string().optional(),
  /** The instant of that slot: later than its wall where it waited for the end of a night. Older rows lack it. */
  firedAt: z.date().optional(),
  /** Put off until then, besides its rule. */
  snoozedUntil: z.date().optional(),
  /** When somebody sent it besides its plan last, and by which request: two presses within a minute are one. */
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

/** What a schedule of a reminder carries; `snoozed`: one more time, besides its own rule. */
export const reminderData = z.strictObject({ reminderId: z.string(), snoozed: z.boolean() });

/** What a reminder does on a day off, as the form offers it. */
export const DAY_OFFS = dayOffPolicy.options;
/** What it does in its reader's quiet hours, as the form offers it. */
export const QUIETS = quietPolicy.options;

/**
 * Whoever sets a reminder for themselves, or into the channel that they share with their team, means the time that they
 * say; a client and a colleague are left to sleep, unless it is said.
 */
export const defaultQuietPolicy = ({
  target,
  ownerId,
  audience,
}: Pick<Reminder, 'target' | 'ownerId'> & { audience: Audience | undefined }): QuietPolicy =>
  (target.kind === 'person' && target.id === ownerId) || audience === 'internal' ? 'keep' : 'wait';
/** Whose night counts: the person's; a channel has its project's. */
export const readerIdOf = ({ target }: Pick<Reminder, 'target'>): string | undefined =>
  target.kind === 'person' ? target.id : undefined;

/** How long a reminder is put off, as the menu offers it. */
export const SNOOZES = ['10m', '1h', 'tomorrow'] as const;
export type Snooze = (typeof SNOOZES)[number];
/** The words that mean it, read as any other time is. */
export const snoozePhrase: Record<Snooze, string> = {
  '10m': 'in 10 minutes',
  '1h': 'in 1 hour',
  tomorrow: 'tomorrow 9:00',
};
