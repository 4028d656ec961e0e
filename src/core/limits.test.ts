import { expect, test } from 'vitest';
import { stoppedClock } from '../ground/clock.ts';
import { createLimits } from './limits.ts';

const times = (count: number, ask: () => string) => Array.from({ length: count }, ask);

test('thirty at once are allowed; then there is one notice a minute, and one more request each second', () => {
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const limits = createLimits(clock);
  const ask = () => limits.ask('ana', 'w1');
  expect(new Set(times(30, ask))).toEqual(new Set(['ok']));
  expect(times(3, ask)).toEqual(['tell', 'silent', 'silent']);
  clock.advance(1_000);
  expect(times(2, ask)).toEqual(['ok', 'silent']);
  clock.advance(60_000);
  expect(times(31, ask)).toEqual([...times(30, () => 'ok'), 'tell']);
});

test('one person’s flood does not affect others, up to the limit of the workspace', () => {
  const limits = createLimits(stoppedClock('2026-11-23T08:00:00Z'));
  for (let person = 0; person < 20; person++)
    expect(new Set(times(30, () => limits.ask(`p${person}`, 'w1')))).toEqual(new Set(['ok']));
  expect(limits.ask('late', 'w1')).toBe('tell');
  expect(limits.ask('late', 'w1')).toBe('silent');
  expect(limits.ask('other', 'w2')).toBe('ok');
});

test('a clock that is moved back does not extend a refusal', () => {
  const clock = stoppedClock('2026-11-23T08:00:00Z');
  const limits = createLimits(clock);
  times(31, () => limits.ask('ana', 'w1'));
  clock.advance(-86_400_000);
  expect(limits.ask('ana', 'w1')).toBe('tell');
  clock.advance(2_000);
  expect(limits.ask('ana', 'w1')).toBe('ok');
});

test('the number of remembered people is bounded: the least recent one is dropped', () => {
  const limits = createLimits(stoppedClock('2026-11-23T08:00:00Z'));
  times(30, () => limits.ask('first', 'w0'));
  expect(limits.ask('first', 'w0')).toBe('tell');
  for (let person = 0; person < 10_001; person++) limits.ask(`p${person}`, `w${person}`);
  expect(limits.ask('first', 'w0')).toBe('ok');
});
