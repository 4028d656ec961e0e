import fc from 'fast-check';
import { expect, test } from 'vitest';
import { dayFrom, isoOf } from '../../core/schedule/wall.ts';
import { dayAfter, quarterBefore, quarterOf, readQuarter } from './quarters.ts';

test('a quarter begins the day after the one before it', () => {
  expect(['2026-12-31', '2027-01-01', '2028-02-29', '2026-03-31T23:59', '2026-04-01T00:00'].map(quarterOf)).toEqual([
    '2026-Q4',
    '2027-Q1',
    '2028-Q1',
    '2026-Q1',
    '2026-Q2',
  ]);
  expect(dayAfter('2026-Q4')).toBe('2027-01-01');
  expect(quarterBefore('2027-Q1')).toBe('2026-Q4');
});

test('each day belongs to the quarter that its neighbours say', () => {
  fc.assert(
    fc.property(fc.integer({ min: dayFrom(1999, 1, 1), max: dayFrom(2100, 1, 1) }), (day) => {
      const quarter = quarterOf(isoOf(day));
      const next = quarterOf(dayAfter(quarter));
      expect(quarterBefore(next)).toBe(quarter);
      expect(isoOf(day) < dayAfter(quarter) && isoOf(day) >= dayAfter(quarterBefore(quarter))).toBe(true);
    }),
  );
});

test.each([
  ['Q3', '2026-Q3'],
  ['q4', '2026-Q4'],
  ['2025-Q1', '2025-Q1'],
  ['Q2 2025', '2025-Q2'],
  ['last quarter', '2026-Q3'],
  ['三季度', '2026-Q3'],
  ['第四季度', '2026-Q4'],
  ['２０２５年第１季度', '2025-Q1'],
  ['上季度', '2026-Q3'],
  ['本季度', '2026-Q4'],
])('%s is read', (words, quarter) => {
  expect(readQuarter(words, '2026-11-23')).toBe(quarter);
});

test('without a year it is the latest that has begun', () => {
  expect(readQuarter('Q4', '2027-02-01')).toBe('2026-Q4');
  expect(readQuarter('last', '2027-02-01')).toBe('2026-Q4');
});

test.each(['Q5', '2026', 'autumn', '第五季度', ''])('%s is no quarter', (words) => {
  expect(readQuarter(words, '2026-11-23')).toBeUndefined();
});
