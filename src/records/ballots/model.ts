import { z } from 'zod';

/** One person's answer in one round. */
export const ballotAnswer = z.strictObject({
  /** Made from the workspace, the thing, the round and the person: one row for each. */
  _id: z.string(),
  workspaceId: z.string(),
  projectId: z.string(),
  /** The thing of the ballot: `entry:ID`. */
  about: z.string(),
  /** Several ballots about one thing, such as one per told revision. */
  round: z.string(),
  personId: z.string(),
  answer: z.string(),
  at: z.date(),
});
export type BallotAnswer = z.infer<typeof ballotAnswer>;

/**
 * The outcome of an answer. Recorded: `new`, `changed`. `same`: the person gave it before. Not recorded: `closed`,
 * `notAnOption`.
 */
export type BallotOutcome = 'new' | 'changed' | 'same' | 'closed' | 'notAnOption';
