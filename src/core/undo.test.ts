import { expect, test } from 'vitest';
import type { Subject } from './kept.ts';
import { undoRows } from './undo.ts';

test('an erased person’s name is not brought back by an Undo: the states that say it are deleted', () => {
  const { person } = undoRows;
  if (!('isAbout' in person)) throw new Error('it is about nobody');
  const at = new Date('2026-11-23T09:00:00Z');
  const subject: Subject = {
    ...{ workspaceId: 'W', side: 'client', personIds: ['P'], name: 'Ana Lima', users: [], directs: [], at },
  };
  const row = { _id: 'U', workspaceId: 'W', requestId: 'R', subject: 'entry:1', at };
  const isAbout = (before: string) => person.isAbout?.({ ...row, before } as never, subject);
  expect(isAbout('{"title":"Call Ana Lima"}')).toBe(true);
  expect(isAbout('{"title":"Call Bo"}')).toBe(false);
  expect(person.erase).toBe('delete');
});
