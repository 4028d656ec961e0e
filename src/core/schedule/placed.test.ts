import fc from 'fast-check';
import { expect, test } from 'vitest';
import { runs } from '../../../test/fakes/soak.ts';
import { nextPlaced, type Plan, placedSlots, type ReaderTime } from './placed.ts';
import { mondayToFriday } from './recurrence.ts';
import { wallOf } from './zone.ts';

const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Shanghai', 'Pacific/Auckland', 'Asia/Kolkata'];
const two = (value: number) => String(value).padStart(2, '0');
const plans = fc.record({
  zone: fc.constantFrom(...zones),
  hour: fc.integer({ min: 0, max: 23 }),
  minute: fc.constantFrom(0, 30, 59),
  weekdays: fc.option(fc.uniqueArray(fc.integer({ min: 1, max: 7 }), { minLength: 1 }), { nil: undefined }),
  dayOff: fc.constantFrom('keep' as const, 'skip' as const, 'next' as const, 'previous' as const),
  quiet: fc.constantFrom('keep' as const, 'skip' as const, 'wait' as const),
});
const readerIn = (zone: string): ReaderTime => ({
  isWorkingDay: mondayToFriday,
  hours: { from: '09:00', to: '18:00', zone },
});
const start = Date.parse('2026-10-20T00:00:00Z');

function planOf({
  zone,
  hour,
  minute,
  weekdays,
  dayOff,
  quiet,
}: typeof plans extends fc.Arbitrary<infer T> ? T : never): Plan {
  const anchor = `2026-10-01T${two(hour)}:${two(minute)}`;
  return {
    recurrence: {
      frequency: weekdays === undefined ? 'daily' : 'weekly',
      interval: 1,
      ...(weekdays && { weekdays }),
      anchor,
      zone,
    },
    dayOff,
    quiet,
  };
}
function some(plan: Plan, after: Date, reader: ReaderTime, count: number) {
  const found = [];
  for (const slot of placedSlots(plan, after, reader)) {
    found.push(slot);
    if (found.length === count) break;
  }
  return found;
}

test('with a policy for quiet hours no slot runs at night, and times only go forward', () => {
  fc.assert(
    fc.property(plans, fc.constantFrom(...zones), (drawn, readerZone) => {
      // A rule that has only days off and skips days off has no slot at all.
      fc.pre(!(drawn.dayOff === 'skip' && drawn.weekdays !== undefined && drawn.weekdays.every((day) => day > 5)));
      fc.pre(drawn.quiet !== 'skip');
      const slots = some(planOf(drawn), new Date(start), readerIn(readerZone), 40);
      for (const [index, slot] of slots.entries()) {
        const there = wallOf(slot.at, readerZone).slice(11);
        if (drawn.quiet === 'wait') expect(there >= '09:00' && there <= '18:00').toBe(true);
        expect(slot.at.getTime()).toBeGreaterThan(slots[index - 1]?.at.getTime() ?? start);
      }
    }),
    { numRuns: runs(30, 150) },
  );
});

test('a restart at any instant gives the same times', () => {
  fc.assert(
    fc.property(
      plans,
      fc.constantFrom(...zones),
      fc.integer({ min: 0, max: 30 * 24 * 60 }),
      (drawn, readerZone, minutes) => {
        fc.pre(drawn.dayOff !== 'skip' && drawn.quiet !== 'skip');
        const [plan, reader, after] = [planOf(drawn), readerIn(readerZone), new Date(start + minutes * 60_000)];
        const fromTheStart = some(plan, new Date(start), reader, 60).filter(({ at }) => at > after)[0];
        expect(nextPlaced(plan, after, reader)).toEqual(fromTheStart);
      },
    ),
    { numRuns: runs(30, 150) },
  );
});

test('a slot on Friday evening waits for Monday morning if days off count, otherwise for Saturday morning', () => {
  const recurrence: Plan['recurrence'] = {
    frequency: 'weekly',
    interval: 1,
    weekdays: [5],
    anchor: '2026-11-06T20:00',
    zone: 'Europe/Berlin',
  };
  const first = (plan: Plan) => nextPlaced(plan, new Date('2026-11-10T00:00:00Z'), readerIn('Europe/Berlin'));
  expect(first({ recurrence, quiet: 'wait', dayOff: 'next' })).toEqual({
    wall: '2026-11-13T20:00',
    at: new Date('2026-11-16T08:00:00Z'),
  });
  expect(first({ recurrence, quiet: 'wait' })?.at).toEqual(new Date('2026-11-14T08:00:00Z'));
});
