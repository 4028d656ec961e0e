import { z } from 'zod';
import type { Scope } from '../../core/access.ts';
import { type Database, defineCollection } from '../../store/collection.ts';

export const SORTS = ['problem', 'question', 'change'] as const;
export type Sort = (typeof SORTS)[number];

/** What a contact wrote to Rapport in their own words. Kept at once, whatever becomes of it. */
const keptWords = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string().optional(),
  /** The contact, once somebody has confirmed them. */
  personId: z.string().optional(),
  name: z.string(),
  text: z.string(),
  sort: z.enum(SORTS).optional(),
  at: z.date(),
  /** Somebody of our side saw to it. */
  doneAt: z.date().optional(),
});
export type KeptWords = z.infer<typeof keptWords>;

export const words = defineCollection({
  name: 'words',
  model: keptWords,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, projectId: 1, doneAt: 1, at: 1 } }],
});

/** Keeps words; a repeat of the same request changes nothing. */
export async function keepWords(db: Database, scope: Scope, kept: Omit<KeptWords, 'workspaceId'>): Promise<void> {
  const { _id, ...rest } = kept;
  await db.within(words, scope).findOneAndUpdate({ _id }, { $setOnInsert: rest }, { upsert: true });
}

export const wordsById = (db: Database, scope: Scope, id: string): Promise<KeptWords | undefined> => db.within(words, scope).get(id);

/** Says what the words are, once: undefined when that was said before. */
export function sortWords(db: Database, scope: Scope, id: string, sort: Sort): Promise<KeptWords | undefined> {
  return db.within(words, scope).findOneAndUpdate({ _id: id, sort: { $exists: false } }, { $set: { sort } });
}

/** What contacts of these projects wrote and nobody has seen to, the oldest first. */
export const openWords = (db: Database, scope: Scope, projectIds: readonly string[]): Promise<KeptWords[]> =>
  db.within(words, scope).find({ projectId: { $in: [...projectIds] }, doneAt: { $exists: false } }, { sort: { at: 1, _id: 1 } });

/** The same of those that belong to no project: said in a direct conversation by somebody unknown, or by a contact of several projects. */
export const openWordsOfNoProject = (db: Database, scope: Scope): Promise<KeptWords[]> =>
  db.within(words, scope).find({ projectId: { $exists: false }, doneAt: { $exists: false } }, { sort: { at: 1, _id: 1 } });

/** Somebody saw to them; undefined when that was so before. */
export function doneWords(db: Database, scope: Scope, id: string, at: Date): Promise<KeptWords | undefined> {
  return db.within(words, scope).findOneAndUpdate({ _id: id, doneAt: { $exists: false } }, { $set: { doneAt: at } });
}
