/** The row that keeps an inbound event, and how long each kind of event is kept. */

import { z } from 'zod';
import { keptCollection } from './kept.ts';
import { type EventKind, inboundEvent } from './platform.ts';

const inboxRow = z.strictObject({
  /**
   * The installation and the platform's event id, the same for every redelivery; of a form with a mark, the mark and
   * who sent it, whichever event brought it.
   */
  _id: z.string(),
  kind: z.string(),
  /** The event as JSON, while it is not done; only of kinds that must survive a crash. */
  event: z.string().optional(),
  state: z.enum(['waiting', 'done', 'dead']),
  attempts: z.number().int(),
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
  /** Of a form: the digest of the values that were sent. */
  sent: z.string().optional(),
  /**
   * Of a form that is done: the message that answered it, without a secret, as JSON; without one, nothing was to be
   * said.
   */
  answer: z.string().optional(),
  /** By the database's clock: when the row is not needed any more; with `dead`, when it was given up. */
  expiresAt: z.date(),
});
export type InboxRow = z.infer<typeof inboxRow>;

export const inboxRows = keptCollection({
  name: 'inbox',
  model: inboxRow,
  tenancy: 'installation',
  indexes: [{ keys: { 'lease.until': 1 }, where: { state: 'waiting' } }, { keys: { state: 1, expiresAt: 1 } }],
  retention: { sweptBy: 'the inbox: events within 25 hours, failed ones after KEEP_EVENTS_DAYS' },
  person: {
    title: { en: 'Events that failed', 'zh-CN': '处理失败的事件' },
    find: () => ({ state: 'dead' }),
    isAbout: ({ event }, { users }) => {
      const parsed = inboundEvent.safeParse(JSON.parse(event ?? 'null'));
      if (!parsed.success) return false;
      const { from, installation } = parsed.data;
      return users.some(
        (each) => each.platform === installation.platform && each.tenant === from.tenant && each.user === from.user,
      );
    },
    // Kept for an operator to look at.
    export: () => undefined,
    erase: 'delete',
  },
});

/**
 * Answered at once or not at all: the person who typed a command or opened a form sees the failure. All other events
 * are saved before they are acknowledged, and done even after a crash: presses, forms and messages, and events of
 * channels and installations, which the platform does not send again.
 */
export const FLEETING: ReadonlySet<EventKind> = new Set([
  'command',
  'formClosed',
  'messageShortcut',
  'globalShortcut',
  'optionsQuery',
  'homeOpened',
]);

/** Answered once and forgotten soon: platforms do not redeliver these for long. */
export const SHORT: ReadonlySet<EventKind> = new Set([
  'command',
  'action',
  'formSubmit',
  'formClosed',
  'messageShortcut',
  'globalShortcut',
  'optionsQuery',
]);
