import { expect, test } from 'vitest';
import { newId } from './ids.ts';

test('ids are 24 lower-case hex digits, all different, and sort by age', () => {
  const ids = Array.from({ length: 20_000 }, () => newId());
  expect(ids.every((id) => /^[0-9a-f]{24}$/.test(id))).toBe(true);
  expect(new Set(ids).size).toBe(ids.length);
  expect([...ids].sort()).toEqual(ids);
});
