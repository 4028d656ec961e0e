import { z } from 'zod';
import { audience } from '../../core/message.ts';

/** What a thing can be found by, for one audience. A thing has two rows at most: ours, and the client's. */
export const searchRow = z.strictObject({
  /** The thing's ref, `entry:ID`, for our row; with `:client` for the client's. */
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string(),
  /** The thing's kind, `risk`. */
  kind: z.string(),
  audience,
  /** The terms of the text (terms.ts). */
  terms: z.array(z.string()),
  /** The thing's words for this audience, one per line. */
  text: z.string(),
  /** The date of the thing: the newest is found first. */
  at: z.date(),
});
export type SearchRow = z.infer<typeof searchRow>;
