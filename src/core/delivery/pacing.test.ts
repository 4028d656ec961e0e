import fc from 'fast-check';
import { expect, test } from 'vitest';
import { stoppedClock } from '../../ground/clock.ts';
import type { PaceLimit, PostingPace } from '../platform.ts';
import { createPacing } from './pacing.ts';

const to = (conversation: string, tenant = 't1') => ({ platform: 'slack', tenant, conversation }) as const;
const teams: PostingPace = {
  perConversation: [
    { count: 7, perMs: 1_000 },
    { count: 60, perMs: 30_000 },
  ],
  perInstallation: [{ count: 50, perMs: 1_000 }],
};

test('a conversation and its installation have separate limits', () => {
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const pacing = createPacing(clock.now);
  const pace: PostingPace = {
    perConversation: [{ count: 1, perMs: 1_000 }],
    perInstallation: [{ count: 2, perMs: 1_000 }],
  };

  const taken = [to('C1'), to('C1'), to('C2'), to('C3'), to('C3', 't2')].map((place) => pacing.take(place, pace));
  clock.advance(1_000);

  expect(taken).toEqual([true, false, true, false, true]);
  expect(pacing.take(to('C1'), pace)).toBe(true);
});

test('a pause applies only to its installation, and the longest one counts', () => {
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const pacing = createPacing(clock.now);
  pacing.pause(to('C1'), 10_000);
  pacing.pause(to('C2'), 1_000);
  clock.advance(9_999);

  expect([pacing.room(to('C3'), teams), pacing.room(to('C3', 't2'), teams)]).toEqual([0, 7]);
  clock.advance(1);
  expect(pacing.room(to('C3'), teams)).toBe(7);
});

test('property: no window of a limit exceeds it', () => {
  fc.assert(
    fc.property(fc.array(fc.record({ wait: fc.nat(2_000), lane: fc.nat(3) }), { maxLength: 300 }), (steps) => {
      const clock = stoppedClock('2026-11-23T08:00:00Z');
      const pacing = createPacing(clock.now);
      const taken: { at: number; lane: number }[] = [];
      for (const { wait, lane } of steps) {
        clock.advance(wait);
        if (pacing.take(to(`C${lane}`), teams)) taken.push({ at: clock.now().getTime(), lane });
      }
      const keeps = (stamps: readonly number[], limits: readonly PaceLimit[]) =>
        limits.every(({ count, perMs }) =>
          stamps.every((start) => stamps.filter((at) => at >= start && at < start + perMs).length <= count),
        );
      expect(
        keeps(
          taken.map(({ at }) => at),
          teams.perInstallation,
        ),
      ).toBe(true);
      for (const lane of [0, 1, 2, 3])
        expect(
          keeps(
            taken.filter((each) => each.lane === lane).map(({ at }) => at),
            teams.perConversation,
          ),
        ).toBe(true);
    }),
  );
});
