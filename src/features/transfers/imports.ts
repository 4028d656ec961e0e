import { z } from 'zod';
import { keptCollection, saysName } from '../../core/kept.ts';

/** A pasted table: the plan of its import, and how many rows are done. */
const importRun = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string(),
  /** Whose table it is: changes are theirs. */
  personId: z.string(),
  /** The plan as JSON: see `importPlan`. Without rows once all are done: the words are on record then. */
  plan: z.string(),
  /** The number of rows in the plan. */
  total: z.number().int(),
  /** The number of rows that are done. */
  cursor: z.number().int(),
  fresh: z.number().int(),
  changed: z.number().int(),
  /** The numbers of the entries that were changed after the preview. */
  lost: z.array(z.string()),
  createdAt: z.date(),
});
export type ImportRun = z.infer<typeof importRun>;

export const importRuns = keptCollection({
  name: 'importRuns',
  model: importRun,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, personId: 1 } }, { keys: { createdAt: 1 } }],
  retention: { by: 'createdAt', days: 30 },
  person: {
    title: { en: 'Imported tables', 'zh-CN': '导入的表格' },
    // A plan may say a name, so all are read: there are few.
    find: () => ({}),
    isAbout: ({ personId, plan }, subject) =>
      subject.personIds.some((id) => id === personId || plan.includes(id)) || saysName(plan, subject),
    export: ({ personId, createdAt, fresh, changed }, { personIds }) =>
      personIds.includes(personId) ? { at: createdAt, added: fresh, changed } : undefined,
    erase: 'delete',
  },
});
