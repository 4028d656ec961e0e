import { z } from 'zod';
import type { LocalizedText } from '../../ground/i18n.ts';

/** A row that adds an entry. `state`: another one than the first. */
const fresh = z.strictObject({
  line: z.number().int(),
  kind: z.string(),
  title: z.string(),
  note: z.string().optional(),
  due: z.string().optional(),
  owner: z.strictObject({ personId: z.string(), side: z.enum(['ours', 'client']) }).optional(),
  parentId: z.string().optional(),
  state: z.string().optional(),
  details: z.record(z.string(), z.unknown()),
  /** The words for the client, by language: kept for a later share. */
  wording: z.record(z.string(), z.string()),
});

/** A row that changes the entry with this id, if it is still at this revision. */
const change = z.strictObject({
  line: z.number().int(),
  id: z.string(),
  number: z.string(),
  revision: z.number().int(),
  event: z.enum(['edited', 'stateChanged']),
  fields: z.record(z.string(), z.unknown()),
  details: z.record(z.string(), z.unknown()),
  wording: z.record(z.string(), z.string()),
  /** The reason, for the rules of the register. */
  why: z.string().optional(),
});

/** What an import does, row by row, as it was previewed. Stored as JSON. */
export const importPlan = z.strictObject({ rows: z.array(z.union([fresh, change])) });
export type ImportPlan = z.infer<typeof importPlan>;
export type FreshRow = z.infer<typeof fresh>;
export type ChangeRow = z.infer<typeof change>;
export const isFresh = (row: FreshRow | ChangeRow): row is FreshRow => 'kind' in row;

/** One line of the preview: a row's line in the table, and what becomes of it. */
export interface PreviewLine {
  readonly line: number;
  readonly says: LocalizedText;
}

/** A table as it would be imported. */
export interface Preview {
  readonly plan: ImportPlan;
  readonly fresh: readonly PreviewLine[];
  readonly changed: readonly PreviewLine[];
  readonly wrong: readonly PreviewLine[];
  /** The number of rows that are on record as they are. */
  readonly same: number;
  /** The headings that were not read. */
  readonly unread: readonly string[];
}
