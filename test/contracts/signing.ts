import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Scope, systemScope } from '../../src/core/access.ts';
import { stoppedClock } from '../../src/ground/clock.ts';
import { newId } from '../../src/ground/ids.ts';
import { ballotAnswers } from '../../src/records/ballots/collections.ts';
import { type Ballots, createBallots } from '../../src/records/ballots/store.ts';
import { signatureRequests } from '../../src/records/signatures/collections.ts';
import type { SignatureRequest, Verdict } from '../../src/records/signatures/model.ts';
import { createSignatures, type Signatures } from '../../src/records/signatures/store.ts';
import type { Database } from '../../src/store/collection.ts';

const OPTIONS = ['seen', 'talk'];

/** The contract of presses at once over one engine, for signatures and ballots: `open` returns a new database. */
export function signingContract(engine: string, open: () => Promise<Database>): void {
  describe(`signing and voting at once on ${engine}`, () => {
    let db: Database;
    let signatures: Signatures;
    let ballots: Ballots;
    beforeAll(async () => {
      db = await open();
      await db.prepare([signatureRequests, ballotAnswers]);
      const clock = stoppedClock('2026-11-23T12:00:00Z');
      signatures = createSignatures({ db, clock });
      ballots = createBallots({ db, clock });
    });
    afterAll(() => db.close());

    const ours = systemScope('w1', 'p1');
    const of = (personId: string) => ({ ...ours, personId }) as unknown as Scope<'approve'>;
    const ask = (more: { _id?: string; projectId?: string; needs?: 1 | 2 } = {}) =>
      signatures.ask(ours, {
        ...{ projectId: 'p1', about: `entry:${newId()}`, revision: 1, kind: 'baseline', shown: 'Beta', locale: 'en' },
        ...{ needs: 1, ...more },
      });
    const answer = ({ _id, hash }: SignatureRequest, who: string, verdict: Verdict = 'accepted') =>
      signatures.answer(of(who), _id, {
        ...{ role: 'approver', verdict, hash },
        words: verdict === 'accepted' ? undefined : 'The search is slow',
      });
    const stored = async ({ _id }: SignatureRequest) => signatures.get(ours, _id);

    test('thirty requests at once, half of them repeats, get numbers without a gap', async () => {
      const ids = Array.from({ length: 15 }, () => newId());
      const asked = await Promise.all([...ids, ...ids].map((_id) => ask({ _id, projectId: 'p2' })));
      expect(new Set(asked.map(({ number }) => number))).toEqual(new Set(ids.map((_, index) => index + 1)));
      expect(asked.slice(15)).toEqual(asked.slice(0, 15));
    });

    test('the same person ten times at once signs once', async () => {
      const request = await ask({ needs: 2 });
      const outcomes = await Promise.all(Array.from({ length: 10 }, () => answer(request, 'ana')));
      expect(outcomes.filter(({ outcome }) => outcome === 'waitsForSecond')).toHaveLength(1);
      expect(outcomes.filter(({ outcome }) => outcome === 'already')).toHaveLength(9);
      expect(await stored(request)).toMatchObject({ state: 'asked', signatures: [{ personId: 'ana' }] });
    });

    test('of six different people at once one settles it, and the others learn that it is over', async () => {
      const request = await ask();
      const people = ['ana', 'bo', 'cai', 'li', 'tom', 'zoe'];
      const answers = await Promise.all(
        people.map((who, index) => answer(request, who, index % 2 === 0 ? 'accepted' : 'declined')),
      );
      const after = await stored(request);
      expect(answers.filter(({ outcome }) => outcome === 'over')).toHaveLength(5);
      expect(answers.map(({ outcome }) => outcome)).toContain(after?.state);
      expect(after?.signatures).toHaveLength(1);
      expect(answers.every(({ request: { state } }) => state === after?.state)).toBe(true);
    });

    test('two signers at once both sign, and one of them completes it', async () => {
      const request = await ask({ needs: 2 });
      const both = await Promise.all([answer(request, 'ana'), answer(request, 'li', 'remarks')]);
      const outcomes = both.map(({ outcome }) => outcome).sort();
      expect(outcomes).toEqual(['remarks', 'waitsForSecond']);
      expect(await stored(request)).toMatchObject({ state: 'remarks' });
      expect((await stored(request))?.signatures.map(({ personId }) => personId).sort()).toEqual(['ana', 'li']);
    });

    test('a signature and a withdrawal at once end as one of them', async () => {
      for (let round = 0; round < 5; round++) {
        const request = await ask();
        const [answered, withdrawn] = await Promise.all([
          answer(request, 'ana'),
          signatures.withdraw(ours, request._id),
        ]);
        const after = await stored(request);
        expect([
          ['signed', 'over', 'signed', 1],
          ['over', 'withdrawn', 'withdrawn', 0],
        ]).toContainEqual([answered.outcome, withdrawn.outcome, after?.state, after?.signatures.length]);
      }
    });

    test('of ten presses of one person in a ballot one is new, and one answer stays', async () => {
      const about = `entry:${newId()}`;
      const outcomes = await Promise.all(
        Array.from({ length: 10 }, (_, index) =>
          ballots.answer(of('ana'), {
            ...{ projectId: 'p1', about, round: '1', options: OPTIONS },
            answer: OPTIONS[index % 2] ?? '',
          }),
        ),
      );
      const { answers, counts } = await ballots.of(ours, about, '1');
      expect(outcomes.filter((outcome) => outcome === 'new')).toHaveLength(1);
      expect(outcomes.every((outcome) => ['new', 'changed', 'same'].includes(outcome))).toBe(true);
      expect(answers).toHaveLength(1);
      expect([...counts.values()]).toEqual([1]);
    });
  });
}
