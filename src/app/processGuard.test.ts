import { EventEmitter } from 'node:events';
import { expect, test } from 'vitest';
import { stoppedClock } from '../ground/clock.ts';
import { createLogger } from '../ground/log.ts';
import { guardProcess } from './processGuard.ts';

function guardedProcess() {
  const source = new EventEmitter();
  const clock = stoppedClock('2026-11-23T09:00:00Z');
  const lines: { level: number; msg: string; reference: string; untold?: number; err: { message: string } }[] = [];
  const left: string[] = [];
  const log = createLogger({ level: 'warn', write: (line) => lines.push(JSON.parse(line)) });
  guardProcess({ source, clock, log, leave: () => left.push('left') });
  return { source, clock, lines, left };
}

test('an unhandled rejection is logged once, with a reference, and the process continues', () => {
  const { source, lines, left } = guardedProcess();
  source.emit('unhandledRejection', new Error('a library was surprised'));
  source.emit('unhandledRejection', undefined);
  expect(lines.map(({ err }) => err?.message)).toEqual(['a library was surprised', undefined]);
  expect(lines[0]?.reference).toMatch(/^[0-9a-f]{8}$/);
  expect(left).toEqual([]);
});

test('a broken connection without a listener does not end the process; an exception does', () => {
  const { source, lines, left } = guardedProcess();
  source.emit('uncaughtException', Object.assign(new Error('read ECONNRESET'), { code: 'ECONNRESET' }));
  expect(left).toEqual([]);
  source.emit('uncaughtException', new TypeError('x is null'));
  expect([left, lines.map(({ level }) => level)]).toEqual([['left'], [50, 60]]);
});

test('of a storm of faults only some are logged, so that the log does not grow without limit', () => {
  const { source, clock, lines } = guardedProcess();
  for (let count = 0; count < 5_000; count++) source.emit('unhandledRejection', new Error(`fault ${count}`));
  expect(lines).toHaveLength(20);
  clock.advance(60_000);
  source.emit('unhandledRejection', new Error('the next minute'));
  expect(lines.at(-1)).toMatchObject({ untold: 4_980, err: { message: 'the next minute' } });
});

test('a failing log causes no further fault', () => {
  const source = new EventEmitter();
  const log = createLogger({
    level: 'warn',
    write: () => {
      throw new Error('the disk is full');
    },
  });
  guardProcess({ source, clock: stoppedClock('2026-11-23T09:00:00Z'), log, leave: () => undefined });
  expect(() => source.emit('unhandledRejection', new Error('x'))).not.toThrow();
});
