import { expect, test } from 'vitest';
import { backoff } from './backoff.ts';

test('pauses double with each attempt up to their bound, with full jitter', () => {
  const limits = { baseMs: 1_000, capMs: 60_000 };

  const longest = [1, 2, 3, 7, 500].map((attempt) => backoff(attempt, { ...limits, random: () => 1 }));

  expect(longest).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
  expect(backoff(3, { ...limits, random: () => 0.25 })).toBe(1_000);
});
