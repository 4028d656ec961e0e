import { z } from 'zod';
import { LOCALES } from '../../ground/i18n.ts';
import { keptCollection } from '../kept.ts';
import { audience } from '../message.ts';
import { platformId } from '../platform.ts';
import { readMessage } from './compose.ts';
import { blankMessage, isMessageAbout, isToThem } from './outbox.ts';

/**
 * What was posted, kept so that it can be edited. `message` is what the post should say; while `editDue` is set, the
 * platform does not show that yet.
 */
export const post = z.strictObject({
  _id: z.string(),
  /** The delivery's key. */
  key: z.string(),
  workspaceId: z.string(),
  projectId: z.string().optional(),
  /** Its actual place. */
  to: z.strictObject({
    platform: platformId,
    tenant: z.string(),
    conversation: z.string(),
    thread: z.string().optional(),
    audience,
  }),
  /** The platform's reference. */
  posted: z.string(),
  /** The neutral message as JSON, in the format `v`, without the mark of a rehearsal. */
  message: z.string(),
  v: z.literal(1),
  /** The merged deliveries: their text is part of the post. */
  riders: z.array(z.strictObject({ key: z.string(), message: z.string(), isMain: z.boolean() })).optional(),
  rehearsalOf: z.string().optional(),
  locale: z.enum(LOCALES),
  zone: z.string(),
  /** 0 as posted, one more with each edit. */
  revision: z.number().int(),
  postedAt: z.date(),
  editDue: z.date().optional(),
  /** A change that people are to hear of: one reply names them at `due`. `revision`: of the latest such edit. */
  change: z
    .strictObject({
      revision: z.number().int(),
      due: z.date(),
      people: z.array(z.strictObject({ user: z.string(), name: z.string() })),
      text: z.string(),
    })
    .optional(),
  attempts: z.number().int(),
  /** Why the last edit could not be shown. */
  problem: z.string().optional(),
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
});

export type Post = z.infer<typeof post>;

export const posts = keptCollection({
  name: 'posts',
  model: post,
  tenancy: 'installation',
  indexes: [
    { keys: { key: 1 }, unique: true },
    { keys: { editDue: 1 }, where: { editDue: { $exists: true } } },
    { keys: { postedAt: 1 } },
  ],
  retention: { by: 'postedAt', days: 'posts', where: [{ editDue: { $exists: false } }] },
  person: {
    title: { en: 'Messages sent', 'zh-CN': '已发送的消息' },
    find: ({ workspaceId }) => ({ workspaceId }),
    isAbout: isMessageAbout,
    // Messages to other people belong to them.
    export: (row, subject) =>
      isToThem(row, subject) ? { at: row.postedAt, text: readMessage(row.message)?.fallbackText } : undefined,
    erase: (row, subject) =>
      isToThem(row, subject)
        ? 'delete'
        : { $set: { message: blankMessage(row, subject) }, $unset: { riders: '', editDue: '', change: '' } },
    stays: {
      en: 'copies for editing lose their words; the posts stay where they are',
      'zh-CN': '清除用于编辑的副本内容，已发布的消息保留在原处',
    },
  },
});
