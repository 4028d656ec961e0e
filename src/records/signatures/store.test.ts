import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runs } from '../../../test/fakes/soak.ts';
import { type Actor, authorize, type Scope, systemScope } from '../../core/access.ts';
import { type MovableClock, stoppedClock } from '../../ground/clock.ts';
import { newId } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { openDatabase } from '../../store/database.ts';
import { signatureRequests } from './collections.ts';
import { hashOf, type SignatureRequest, type Verdict } from './model.ts';
import { createSignatures, type NewSignatureRequest, type Signatures } from './store.ts';

const NOON = '2026-11-23T12:00:00Z';
const HOUR = 3_600_000;
const SHOWN = 'Milestone Beta: 15 Dec 2026, checkout and search.';
const ours = systemScope('w1');

let db: Database;
let clock: MovableClock;
let signatures: Signatures;
beforeEach(async () => {
  db = await openDatabase({ memory: true });
  await db.prepare([signatureRequests]);
  clock = stoppedClock(NOON);
  signatures = createSignatures({ db, clock });
});
afterEach(() => db.close());

/** The scope of an approver of project p1, or of another one. */
function approver(personId: string | undefined, projectId: string | undefined = 'p1'): Scope<'approve'> {
  const actor: Actor = {
    ...{ workspaceId: 'w1', personId, name: 'Ana', locale: 'en', zone: 'Europe/Berlin' },
    user: { platform: 'playground', tenant: 't1', user: 'ana' },
    standing: { side: 'client', role: 'approver', clientId: 'c1' },
  };
  const project =
    projectId === undefined ? undefined : { projectId, workspaceId: 'w1', clientId: 'c1', managerId: 'mei' };
  return { ...authorize(actor, 'approve', project, clock.now()), from: 'playground/channel C1' };
}
const ask = (more: Partial<NewSignatureRequest> = {}) =>
  signatures.ask(ours, {
    ...{ projectId: 'p1', about: 'entry:ms1', revision: 4, kind: 'baseline', shown: SHOWN, locale: 'en', needs: 1 },
    ...more,
  });
const answer = (
  { _id, hash }: SignatureRequest,
  who: string,
  verdict: Verdict = 'accepted',
  words: string | undefined = verdict === 'accepted' ? undefined : 'The search is slow',
) => signatures.answer(approver(who), _id, { role: 'approver', verdict, words, hash });

describe('asking', () => {
  test('freezes the shown text with its hash', async () => {
    const request = await ask({ shown: '里程碑：测试版 🚀' });
    expect(request).toMatchObject({ number: 1, state: 'asked', signatures: [], askedBy: 'rapport' });
    expect(request.hash).toBe(hashOf('里程碑：测试版 🚀'));
    expect(await signatures.get(ours, request._id)).toEqual(request);
  });

  test('a repeat returns the first request and takes no number; each project counts by itself', async () => {
    const _id = newId();
    const first = await ask({ _id });
    const repeated = await Promise.all([ask({ _id, shown: 'other' }), ask({ _id })]);
    const next = await ask();
    expect(repeated).toEqual([first, first]);
    expect(next.number).toBe(2);
    expect((await ask({ projectId: 'p2' })).number).toBe(1);
  });
});

describe('answering', () => {
  test.each([
    ['accepted', 'signed', 'signed'],
    ['remarks', 'remarks', 'remarks'],
    ['declined', 'declined', 'declined'],
  ] as const)('%s settles a request for one signer', async (verdict, outcome, state) => {
    const request = await ask();
    const answered = await answer(request, 'ana', verdict);
    expect(answered).toMatchObject({ outcome, request: { state } });
    expect(answered.request.signatures).toMatchObject([
      { personId: 'ana', role: 'approver', verdict, at: new Date(NOON), place: 'playground/channel C1' },
    ]);
  });

  test('remarks and a refusal need words, blank ones do not count', async () => {
    const request = await ask();
    await expect(answer(request, 'ana', 'remarks', ' \n ')).rejects.toMatchObject({ code: 'invalid', field: 'words' });
    await expect(answer(request, 'ana', 'declined', '')).rejects.toMatchObject({ code: 'invalid', field: 'words' });
    expect(await signatures.get(ours, request._id)).toEqual(request);
  });

  test('of two signers the first waits for the second, and one person cannot be both', async () => {
    const request = await ask({ needs: 2 });
    const first = await answer(request, 'ana');
    const again = await answer(request, 'ana');
    const second = await answer(request, 'li');
    expect([first, again, second].map(({ outcome }) => outcome)).toEqual(['waitsForSecond', 'already', 'signed']);
    expect(first.request.state).toBe('asked');
  });

  test('of two signers, remarks of the first stay remarks, and a refusal of the second keeps the first signature', async () => {
    const [withRemarks, refused] = [await ask({ needs: 2 }), await ask({ needs: 2 })];
    await answer(withRemarks, 'ana', 'remarks');
    const accepted = await answer(withRemarks, 'li');
    await answer(refused, 'ana');
    const declined = await answer(refused, 'li', 'declined');
    expect(accepted).toMatchObject({ outcome: 'remarks', request: { state: 'remarks' } });
    expect(declined.request.signatures.map(({ verdict }) => verdict)).toEqual(['accepted', 'declined']);
  });

  test('a later answer of the same person does not replace the first one', async () => {
    const request = await ask({ needs: 2 });
    await answer(request, 'ana');
    const other = await answer(request, 'ana', 'declined');
    expect(other).toMatchObject({ outcome: 'stands', request: { state: 'asked' } });
    expect(other.request.signatures).toMatchObject([{ verdict: 'accepted' }]);
  });

  test('other words for the same answer are another answer: the first ones stay', async () => {
    const request = await ask({ needs: 2 });
    await answer(request, 'ana', 'remarks', 'The search is slow');
    const other = await answer(request, 'ana', 'remarks', 'The checkout is slow');
    expect(other).toMatchObject({ outcome: 'stands', request: { signatures: [{ words: 'The search is slow' }] } });
  });

  test('an answer to another text than the frozen one is not recorded', async () => {
    const request = await ask();
    const answered = await answer({ ...request, hash: hashOf('Milestone Beta: 1 Dec 2026') }, 'ana');
    expect(answered).toMatchObject({ outcome: 'changed', request: { state: 'asked', signatures: [] } });
  });

  test('from the expiry on it is expired, without a job, and stays so when the clock steps back', async () => {
    const request = await ask({ expiresAt: new Date(Date.parse(NOON) + HOUR) });
    clock.advance(HOUR);
    const readLate = await signatures.of(ours, request.about);
    const late = await answer(request, 'ana');
    clock.advance(-HOUR);
    const back = await answer(request, 'ana');
    expect(readLate.map(({ state }) => state)).toEqual(['expired']);
    expect([late, back].map(({ outcome, request: { state } }) => [outcome, state])).toEqual([
      ['expired', 'expired'],
      ['expired', 'expired'],
    ]);
  });

  test('an unknown request and one of another project answer alike, and a person without a record is refused', async () => {
    const request = await ask();
    const given = { role: 'approver', verdict: 'accepted', hash: request.hash } as const;
    for (const [scope, id] of [
      [approver('ana'), 'nothing'],
      [approver('ana', 'p2'), request._id],
      [systemScope('w2') as never, request._id],
    ] as [Scope<'approve'>, string][])
      await expect(signatures.answer({ ...scope, personId: 'ana' }, id, given)).rejects.toMatchObject({
        code: 'missing',
      });
    await expect(signatures.answer(approver(undefined), request._id, given)).rejects.toMatchObject({ code: 'refused' });
    expect(await signatures.get(approver('ana', 'p2'), request._id)).toBeUndefined();
    expect(await signatures.of(approver('ana', 'p2'), request.about)).toEqual([]);
  });
});

test('a client’s scope without a project finds nothing', async () => {
  const request = await ask();
  const scope = { ...approver('ana'), projectId: undefined };
  expect(await signatures.get(scope, request._id)).toBeUndefined();
  expect(await signatures.of(scope, request.about)).toEqual([]);
});

describe('withdrawing', () => {
  test('ends an open request and keeps the signature that it has; a repeat changes nothing', async () => {
    const request = await ask({ needs: 2 });
    await answer(request, 'ana');
    const first = await signatures.withdraw(ours, request._id);
    clock.advance(HOUR);
    const again = await signatures.withdraw(ours, request._id);
    const late = await answer(request, 'li');
    expect([first.outcome, again.outcome, late.outcome]).toEqual(['withdrawn', 'already', 'over']);
    expect(again.request).toEqual(first.request);
    expect(first.request).toMatchObject({ state: 'withdrawn', withdrawn: { by: 'rapport', at: new Date(NOON) } });
    expect(first.request.signatures).toHaveLength(1);
  });

  test('comes too late for a signed and for an expired request', async () => {
    const [signed, expiring] = [await ask(), await ask({ expiresAt: new Date(Date.parse(NOON) + HOUR) })];
    await answer(signed, 'ana');
    clock.advance(HOUR);
    const results = [await signatures.withdraw(ours, signed._id), await signatures.withdraw(ours, expiring._id)];
    expect(results.map(({ outcome, request: { state } }) => [outcome, state])).toEqual([
      ['over', 'signed'],
      ['over', 'expired'],
    ]);
  });
});

type Act =
  | { readonly does: 'answer'; readonly who: string; readonly verdict: Verdict }
  | { readonly does: 'withdraw' }
  | { readonly does: 'wait'; readonly hours: number };
const act: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      does: fc.constant('answer' as const),
      who: fc.constantFrom('ana', 'li', 'cai'),
      verdict: fc.constantFrom<Verdict>('accepted', 'remarks', 'declined'),
    }),
  },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('withdraw' as const) }) },
  { weight: 1, arbitrary: fc.record({ does: fc.constant('wait' as const), hours: fc.integer({ min: -1, max: 2 }) }) },
);

test('any interleaving ends in one settled state, loses no recorded signature, and is the same on repeat', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom<1 | 2>(1, 2),
      // Each inner list happens at once.
      fc.array(fc.array(act, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 6 }),
      async (needs, waves) => {
        clock.moveTo(new Date(NOON));
        const asked = await ask({ needs, expiresAt: new Date(Date.parse(NOON) + 2 * HOUR) });
        const recorded: { readonly who: string; readonly verdict: Verdict }[] = [];
        const settlements: string[] = [];
        const run = async (one: Act) => {
          if (one.does === 'wait') clock.advance(one.hours * HOUR);
          else if (one.does === 'withdraw') {
            const { outcome } = await signatures.withdraw(ours, asked._id);
            if (outcome === 'withdrawn') settlements.push(outcome);
          } else {
            const { outcome } = await answer(asked, one.who, one.verdict);
            if (['signed', 'remarks', 'declined', 'waitsForSecond'].includes(outcome)) recorded.push(one);
            if (['signed', 'remarks', 'declined'].includes(outcome)) settlements.push(outcome);
          }
        };
        for (const wave of waves) {
          await Promise.all(wave.map(run));
          const now = await signatures.get(ours, asked._id);
          expect(now?.signatures.map(({ personId }) => personId).sort()).toEqual(recorded.map(({ who }) => who).sort());
        }
        clock.moveTo(new Date(Date.parse(NOON) + 3 * HOUR));
        await signatures.withdraw(ours, asked._id);
        const end = await signatures.get(ours, asked._id);

        const signers = (end?.signatures ?? []).map(({ personId, verdict }) => `${personId} ${verdict}`);
        expect([...signers].sort()).toEqual(recorded.map(({ who, verdict }) => `${who} ${verdict}`).sort());
        expect(new Set(recorded.map(({ who }) => who)).size).toBe(recorded.length);
        expect(settlements.length).toBeLessThanOrEqual(1);
        expect(end?.state).toBe(settlements[0] ?? 'expired');
        expect(end).toMatchObject({ shown: SHOWN, hash: asked.hash, number: asked.number, askedAt: asked.askedAt });

        for (const wave of waves) await Promise.all(wave.map(run));
        clock.moveTo(new Date(NOON));
        for (const wave of waves) await Promise.all(wave.map(run));
        expect(await signatures.get(ours, asked._id)).toEqual(end);
      },
    ),
    { numRuns: runs(40, 1_000) },
  );
});
