import { z } from 'zod';
import type { Scope } from '../../core/access.ts';
import { keptCollection } from '../../core/kept.ts';
import type { Collection, Database } from '../../store/collection.ts';

/**
 * Who was asked to cover for whom, as the cover knows it: what differs from the person's record is what they have to
 * hear. One per person who is away.
 */
const cover = z.strictObject({
  /** The person who is away. */
  _id: z.string(),
  workspaceId: z.string(),
  coverId: z.string(),
  from: z.date(),
  until: z.date(),
  /** Names this question: an older one's buttons decide nothing. */
  askedAt: z.date(),
  /** The same cover was asked before, for other dates. */
  moved: z.boolean().optional(),
  /** The question is safe in the outbox. */
  told: z.boolean().optional(),
  /** They said yes. A no ends it. */
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
    title: { en: 'Who covers while somebody is away', 'zh-CN': '休假代理' },
    find: ({ personIds }) => ({ $or: [{ _id: { $in: [...personIds] } }, { coverId: { $in: [...personIds] } }] }),
    export: ({ _id, from, until, agreed }, { personIds }) => ({
      as: personIds.includes(_id) ? 'away' : 'cover',
      ...{ from, until, agreed },
    }),
    erase: 'delete',
  },
});

export const coversIn = (db: Database, scope: Scope): Collection<Cover> => db.within(covers, scope);
