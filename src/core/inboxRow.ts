/** The row that stores an inbound event, and the retention of each kind of event. */

import { z } from 'zod';
import { keptCollection } from './kept.ts';
import { type EventKind, inboundEvent } from './platform.ts';

const inboxRow = z.strictObject({
  /**
   * The installation and the platform's event id, the same for every redelivery. For a form with a mark: the mark and
   * the sender, the same for every submit.
   */
  _id: z.string(),
  kind: z.string(),
  /** The event as JSON, until it is done; only for kinds that must survive a crash. */
  event: z.string().optional(),
  state: z.enum(['waiting', 'done', 'dead']),
  attempts: z.number().int(),
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
  /** For a form: the digest of the sent values. */
  sent: z.string().optional(),
  /**
   * For a form that is done: its answer as JSON, without secrets. Unset if there was no message.
   */
  answer: z.string().optional(),
  /** By the database's clock: the end of the row's use; with `dead`, the time at which it was given up. */
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
    // Kept for operators only.
    export: () => undefined,
    erase: 'delete',
  },
});

/**
 * Events that are answered at once or never: the person who typed a command or opened a form sees the failure. All
 * other events are saved before they are acknowledged, and completed even after a crash: presses, forms and messages,
 * and events of channels and installations, which the platform does not send again.
 */
export const FLEETING: ReadonlySet<EventKind> = new Set([
  'command',
  'formClosed',
  'messageShortcut',
  'globalShortcut',
  'optionsQuery',
  'homeOpened',
]);

/** Events with a short retention: platforms redeliver them only for a short time. */
export const SHORT: ReadonlySet<EventKind> = new Set([
  'command',
  'action',
  'formSubmit',
  'formClosed',
  'messageShortcut',
  'globalShortcut',
  'optionsQuery',
]);
