import { expect, test } from 'vitest';
import { z } from 'zod';
import { withinRequest } from '../ground/request.ts';
import { defineCollection } from './collection.ts';
import { openDatabase } from './database.ts';

const cups = defineCollection({
  name: 'cups',
  model: z.strictObject({ _id: z.string(), color: z.string() }),
  tenancy: 'installation',
  remembered: true,
  indexes: [],
});

async function shelf() {
  const db = await openDatabase({ memory: true });
  await db.prepare([cups]);
  const rows = db.everywhere(cups);
  await rows.insert({ _id: 'c1', color: 'red' });
  return rows;
}

/** Runs another request's write in the middle of a request. */
function meeting(write: () => Promise<unknown>) {
  let begin = () => {};
  const done = new Promise<void>((resolve) => {
    begin = resolve;
  }).then(write);
  return {
    happens: () => {
      begin();
      return done;
    },
  };
}

test('a request reads a record once, and the next request reads it again', async () => {
  const rows = await shelf();
  const other = meeting(() => rows.findOneAndUpdate({ _id: 'c1' }, { $set: { color: 'blue' } }));

  const seen = await withinRequest(async () => {
    const before = await rows.get('c1');
    await other.happens();
    return [before, await rows.get('c1')];
  });
  const next = await withinRequest(() => rows.get('c1'));

  expect(seen.map((cup) => cup?.color)).toEqual(['red', 'red']);
  expect(next?.color).toBe('blue');
});

test('a request sees its own writes at once', async () => {
  const rows = await shelf();

  const seen = await withinRequest(async () => {
    await rows.get('c1');
    await rows.findOneAndUpdate({ _id: 'c1' }, { $set: { color: 'green' } });
    const after = await rows.get('c1');
    await rows.insert({ _id: 'c2', color: 'white' });
    return [after?.color, (await rows.find({})).length];
  });

  expect(seen).toEqual(['green', 2]);
});

test('work that outlives its request reads again', async () => {
  const rows = await shelf();
  const other = meeting(() => rows.findOneAndUpdate({ _id: 'c1' }, { $set: { color: 'blue' } }));
  let later: Promise<string | undefined> | undefined;

  await withinRequest(async () => {
    await rows.get('c1');
    later = other.happens().then(async () => (await rows.get('c1'))?.color);
  });

  expect(await later).toBe('blue');
});
