import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Figures, goalBar, shareOf } from './progress.ts';

const figure = fc.integer({ min: -1e9, max: 1e9 }).map((value) => value / 100);

describe('how far a goal is', () => {
  test.each<[string, Figures, number | undefined]>([
    ['a rising goal', { from: 10, target: 20, now: 15 }, 0.5],
    ['a falling goal', { from: 5, target: 2, now: 3.5 }, 0.5],
    ['across zero', { from: -10, target: 10, now: 5 }, 0.75],
    ['it has fallen back', { from: 10, target: 20, now: 4 }, 0],
    ['it is beyond its target', { from: 5, target: 2, now: 1 }, 1],
    ['without a first value it counts from zero', { target: 200, now: 50 }, 0.25],
    ['without a first value, above the target: it may be falling', { target: 2, now: 5 }, undefined],
    ['without a first value, below zero', { target: 2, now: -1 }, undefined],
    ['without a first value, down to zero', { target: 0, now: 4 }, undefined],
    ['no target', { from: 5, now: 3 }, undefined],
    ['no present value', { from: 5, target: 2 }, undefined],
    ['nothing to change', { from: 2, target: 2, now: 2 }, undefined],
  ])('%s', (_, figures, share) => {
    expect(shareOf(figures)).toBe(share);
  });

  test('is within its bounds, whole only at the target, and grows towards it', () => {
    fc.assert(
      fc.property(figure, figure, figure, figure, (from, target, one, other) => {
        fc.pre(from !== target);
        const share = (now: number) => shareOf({ from, target, now }) as number;
        for (const now of [one, other]) {
          expect(share(now)).toBeGreaterThanOrEqual(0);
          expect(share(now)).toBeLessThanOrEqual(1);
          const isThere = from < target ? now >= target : now <= target;
          if (isThere) expect(share(now)).toBe(1);
          const [bar] = goalBar({ details: { from, target, now } }, 'Load time', 'en');
          expect(bar).toMatchObject({ kind: 'progress', of: 100 });
          if (!isThere && share(now) < 1) expect(bar).not.toMatchObject({ value: 100 });
        }
        expect([share(from), share(target)]).toEqual([0, 1]);
        const isNearer = from < target ? one > other : one < other;
        if (isNearer) expect(share(one)).toBeGreaterThanOrEqual(share(other));
      }),
    );
  });

  test('nearly reached is not shown as reached', () => {
    const [bar] = goalBar({ details: { target: 100, now: 99.9 } }, 'Sign-ups', 'en');
    expect(bar).toEqual({ kind: 'progress', label: 'Sign-ups: now 99.9 of 100', value: 99, of: 100 });
  });
});
