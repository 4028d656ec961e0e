import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Composed, composed } from '../fakes/composed.ts';
import { jobFindings } from './jobFindings.ts';

let house: Composed;
beforeAll(async () => {
  house = await composed();
});
afterAll(() => house.db.close());

// test/unit/adding-a-slice.test.ts plants each mistake that this finds.
test('no command and no job of a slice tells a client an internal word, and no job fails', async () => {
  const findings: string[] = [];
  for (const slice of house.slices) findings.push(...(await jobFindings(house, slice)));
  expect(findings).toEqual([]);
});
