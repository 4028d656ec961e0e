import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runs } from '../../../test/fakes/soak.ts';
import { type Scope, systemScope } from '../../core/access.ts';
import { type MovableClock, stoppedClock } from '../../ground/clock.ts';
import type { Database } from '../../store/collection.ts';
import { openDatabase } from '../../store/database.ts';
import { ballotAnswers } from './collections.ts';
import { type BallotPress, type Ballots, createBallots } from './store.ts';

const NOON = '2026-11-23T12:00:00Z';
const HOUR = 3_600_000;
const OPTIONS = ['seen', 'talk', 'later'];

let db: Database;
let clock: MovableClock;
let ballots: Ballots;
beforeEach(async () => {
  db = await openDatabase({ memory: true });
  await db.prepare([ballotAnswers]);
  clock = stoppedClock(NOON);
  ballots = createBallots({ db, clock });
});
afterEach(() => db.close());

const of = (personId: string | undefined, workspaceId = 'w1'): Scope => ({ ...systemScope(workspaceId), personId });
const press = (who: string, answer: string, more: Partial<BallotPress> = {}) =>
  ballots.answer(of(who), { projectId: 'p1', about: 'entry:ms1', round: '4', answer, options: OPTIONS, ...more });
const result = async (round = '4', workspaceId = 'w1') => {
  const { answers, counts } = await ballots.of(of(undefined, workspaceId), 'entry:ms1', round);
  return { given: answers.map(({ personId, answer }) => `${personId} ${answer}`), counts: Object.fromEntries(counts) };
};

test('each person has one answer, which they may change', async () => {
  const outcomes = [await press('ana', 'seen'), await press('ana', 'seen'), await press('bo', 'seen')];
  clock.advance(HOUR);
  const changed = await press('ana', 'talk');
  expect([...outcomes, changed]).toEqual(['new', 'same', 'new', 'changed']);
  expect(await result()).toEqual({ given: ['bo seen', 'ana talk'], counts: { seen: 1, talk: 1 } });
});

test('an answer that the round does not offer is not recorded', async () => {
  expect(await press('ana', 'maybe')).toBe('notAnOption');
  expect(await result()).toEqual({ given: [], counts: {} });
});

test('a closed round takes no new answer and no change, and a repeat of a recorded one is still the same', async () => {
  const until = new Date(Date.parse(NOON) + HOUR);
  await press('ana', 'seen', { until });
  clock.advance(HOUR);
  const late = [
    await press('ana', 'talk', { until }),
    await press('bo', 'seen', { until }),
    await press('ana', 'seen', { until }),
  ];
  expect(late).toEqual(['closed', 'closed', 'same']);
  expect(await result()).toEqual({ given: ['ana seen'], counts: { seen: 1 } });
});

test('rounds and workspaces are apart', async () => {
  await press('ana', 'seen');
  await press('ana', 'talk', { round: '5' });
  expect([await result(), await result('5'), await result('4', 'w2')].map(({ given }) => given)).toEqual([
    ['ana seen'],
    ['ana talk'],
    [],
  ]);
});

test('a person without a record is refused', async () => {
  const asked = { projectId: 'p1', about: 'entry:ms1', round: '4', answer: 'seen', options: OPTIONS };
  await expect(ballots.answer(of(undefined), asked)).rejects.toMatchObject({ code: 'refused' });
});

test('any presses at once leave one answer per person, one that they pressed, and each said what it did', async () => {
  const one = fc.record({ who: fc.constantFrom('ana', 'bo'), answer: fc.constantFrom(...OPTIONS) });
  let round = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(one, { minLength: 1, maxLength: 4 }), { minLength: 1, maxLength: 4 }),
      async (waves) => {
        const name = `r${++round}`;
        for (const wave of waves) {
          const before = (await result(name)).given;
          const outcomes = await Promise.all(wave.map(({ who, answer }) => press(who, answer, { round: name })));
          const after = (await result(name)).given;
          for (const who of new Set(wave.map((each) => each.who))) {
            const ofWho = outcomes.filter((_, at) => wave[at]?.who === who);
            const pressed = wave.filter((each) => each.who === who).map((each) => `${who} ${each.answer}`);
            expect(ofWho.filter((outcome) => outcome === 'new')).toHaveLength(
              before.some((given) => given.startsWith(who)) ? 0 : 1,
            );
            expect(after.filter((given) => given.startsWith(who))).toHaveLength(1);
            expect(pressed).toContain(after.find((given) => given.startsWith(who)));
          }
        }
      },
    ),
    { numRuns: runs(30, 1_000) },
  );
});
