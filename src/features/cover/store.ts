import { z } from 'zod';
import type { Scope } from '../../core/access.ts';
import { keptCollection } from '../../core/kept.ts';
import type { Collection, Database } from '../../store/collection.ts';

/**
 * The cover as last announced. A difference to the person's record is a change to announce. One row per absent person.
 */
const cover = z.strictObject({
  /** The person who is away. */
  _id: z.string(),
  workspaceId: z.string(),
  coverId: z.string(),
  from: z.date(),
  until: z.date(),
  /** Identifies the question: buttons of an older one have no effect. */
  askedAt: z.date(),
  /** The same cover was asked before, for other dates. */
  moved: z.boolean().optional(),
  /** The question is stored in the outbox. */
  told: z.boolean().optional(),
  /** The cover said yes. A no deletes the row. */
  agreed: z.boolean().optional(),
});
export type Cover = z.infer<typeof cover>;

export const covers = keptCollection({
  name: 'covers',
  model: cover,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, coverId: 1 } }, { keys: { until: 1 } }],
  retention: { by: 'until', days: 30 },
  person: {
    title: { en: 'Covers during absences', 'zh-CN': '休假代理' },
    find: ({ personIds }) => ({ $or: [{ _id: { $in: [...personIds] } }, { coverId: { $in: [...personIds] } }] }),
    export: ({ _id, from, until, agreed }, { personIds }) => ({
      as: personIds.includes(_id) ? 'away' : 'cover',
      ...{ from, until, agreed },
    }),
    erase: 'delete',
  },
});

export const coversIn = (db: Database, scope: Scope): Collection<Cover> => db.within(covers, scope);
