import fc from 'fast-check';
import { expect, test, vi } from 'vitest';
import { settledClock, steadyClock, stoppedClock } from './clock.ts';

const START = '2026-11-23T08:00:00Z';
const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

/** A machine with a movable wall clock, and a reader that reads the clock each second. */
function machine() {
  const [wall, steady] = [stoppedClock(START), stoppedClock('2001-01-01T00:00:00Z')];
  const followed: number[] = [];
  const clock = settledClock({ wall, steady, followed: (milliseconds) => followed.push(milliseconds) });
  const runFor = (milliseconds: number) => {
    for (let passed = 0; passed < milliseconds; passed += 1_000) {
      wall.advance(1_000);
      steady.advance(1_000);
      clock.now();
    }
  };
  /** The difference between the clock and the wall clock. */
  const behind = () => wall.now().getTime() - clock.now().getTime();
  return { clock, wall, steady, followed, runFor, behind };
}

test('a step ahead is ignored if it is taken back within half a minute', () => {
  const { wall, followed, runFor, behind } = machine();
  wall.advance(HOUR);
  runFor(20_000);
  const during = behind();
  wall.advance(-HOUR);
  runFor(5 * MINUTE);

  expect([during, behind(), followed]).toEqual([HOUR, 0, []]);
});

test('after a suspend of a night the clock is correct within half a minute', () => {
  const { wall, followed, runFor, behind } = machine();
  wall.advance(8 * HOUR);
  runFor(31_000);

  expect([behind(), followed]).toEqual([0, [8 * HOUR]]);
});

test('after a step back the time continues, and a lasting correction is followed after ten minutes', () => {
  const { clock, wall, followed, runFor, behind } = machine();
  const before = clock.now().getTime();
  wall.advance(-HOUR);
  runFor(9 * MINUTE);
  const during = clock.now().getTime();
  runFor(2 * MINUTE);

  expect([during - before, behind(), followed]).toEqual([9 * MINUTE, 0, [-HOUR]]);
});

test('a small correction by a time server is followed at once', () => {
  const { wall, followed, runFor, behind } = machine();
  wall.advance(-400);
  runFor(1_000);

  expect([behind(), followed]).toEqual([0, []]);
});

test('property: after any steps, a wall clock without a step for ten minutes is followed', () => {
  const steps = fc.array(
    fc.record({ by: fc.integer({ min: -2 * HOUR, max: 2 * HOUR }), left: fc.integer({ min: 0, max: 60 }) }),
    { maxLength: 6 },
  );
  fc.assert(
    fc.property(steps, (moves) => {
      const { wall, runFor, behind } = machine();
      for (const { by, left } of moves) {
        wall.advance(by);
        runFor(left * 1_000);
      }
      runFor(11 * MINUTE);
      expect(Math.abs(behind())).toBeLessThanOrEqual(1_000);
    }),
    { numRuns: 50 },
  );
});

test('the steady clock ignores a change of the wall clock', () => {
  vi.useFakeTimers({ toFake: ['Date'] });
  try {
    const before = steadyClock.now().getTime();
    vi.setSystemTime('2031-01-01T00:00:00Z');
    const after = steadyClock.now().getTime();
    expect(after - before).toBeGreaterThanOrEqual(0);
    expect(after - before).toBeLessThan(MINUTE);
  } finally {
    vi.useRealTimers();
  }
});
