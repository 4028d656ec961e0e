/** The store of ballots: one answer per person and round, changeable until the round closes. */

import type { Scope } from '../../core/access.ts';
import { coreTexts } from '../../core/texts.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { ballotAnswers } from './collections.ts';
import type { BallotAnswer, BallotOutcome } from './model.ts';

/** A person's press in a round. */
export interface BallotPress extends Pick<BallotAnswer, 'projectId' | 'about' | 'round' | 'answer'> {
  /** The answers that the round offers. */
  readonly options: readonly string[];
  /** From this instant on the round is closed; unset: it stays open. */
  readonly until?: Date | undefined;
}

/** A round's answers, the oldest first, and how many people gave each. */
export interface BallotResult {
  readonly answers: readonly BallotAnswer[];
  readonly counts: ReadonlyMap<string, number>;
}

export type Ballots = ReturnType<typeof createBallots>;

/** How often a press is tried again because another one of the same person was recorded meanwhile. */
const ATTEMPTS = 20;

/** Creates the store of ballots; see the methods. Everything is inside the scope's workspace. */
export function createBallots({ db, clock }: { db: Database; clock: Clock }) {
  const records = (scope: Scope) => db.within(ballotAnswers, scope);

  return {
    /**
     * Records the answer of the scope's person; a repeat is `same`, also after closing. Of two presses at once, the
     * later one stays. @throws RapportError `refused` for a person without a record.
     */
    async answer(
      scope: Scope,
      { projectId, about, round, answer, options, until }: BallotPress,
    ): Promise<BallotOutcome> {
      const { personId, workspaceId } = scope;
      if (personId === undefined)
        throw new RapportError('refused', 'a ballot needs a person', { forPeople: coreTexts.all('refusedUnknown') });
      if (!options.includes(answer)) return 'notAnOption';
      const _id = idFrom(JSON.stringify([workspaceId, about, round]), personId);
      for (let attempt = 1; ; attempt++) {
        const at = clock.now();
        const before = await records(scope).get(_id);
        if (before?.answer === answer) return 'same';
        if (until !== undefined && until <= at) return 'closed';
        try {
          if (before === undefined) {
            await records(scope).insert({ _id, workspaceId, projectId, about, round, personId, answer, at });
            return 'new';
          }
          const changed = await records(scope).findOneAndUpdate(
            { _id, answer: before.answer },
            { $set: { answer, at } },
          );
          if (changed !== undefined) return 'changed';
          if (attempt === ATTEMPTS) throw new RapportError('conflict', `ballot ${_id} keeps changing`);
        } catch (error) {
          if (!isError(error, 'conflict') || attempt === ATTEMPTS) throw error;
        }
      }
    },

    /** A round's answers and their counts. Who may read them is said in the ballot's own message. */
    async of(scope: Scope, about: string, round: string): Promise<BallotResult> {
      const answers = await records(scope).find({ about, round }, { sort: { at: 1, _id: 1 } });
      const counts = new Map<string, number>();
      for (const { answer } of answers) counts.set(answer, (counts.get(answer) ?? 0) + 1);
      return { answers, counts };
    },
  };
}
