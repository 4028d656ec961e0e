import { expect, test } from 'vitest';
import { readCorpus } from '../phrases/corpus.ts';
import { isOverGoal, judgeAll } from '../phrases/judge.ts';

// Measured end to end, from the typed words to the reminder that is set or the question; `npm run phrases` prints all
// results.
test.each(['english', 'chinese'] as const)(
  'what people really typed is understood or asked about, never set wrongly in silence: %s',
  async (name) => {
    const judged = await judgeAll(readCorpus(name));
    const wrong = judged.filter(({ verdict }) => verdict === 'SILENTLY WRONG').map(({ sentence }) => sentence);

    expect(isOverGoal(judged), wrong.join('\n')).toBe(false);
  },
);
