import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, expect, test } from 'vitest';
import { z } from 'zod';
import { house } from '../../test/fakes/house.ts';
import { compose } from '../app/composition.ts';
import { systemClock } from '../ground/clock.ts';
import { silentLogger } from '../ground/log.ts';
import { defineCollection } from '../store/collection.ts';
import { openDatabase } from '../store/database.ts';
import { migrate, migrationsCollection } from '../store/migrations.ts';
import { inventory } from '../store/move.ts';
import { backUp, copy, restore } from './move.ts';

const future = defineCollection({
  name: 'futureThings',
  model: z.strictObject({ _id: z.string() }),
  tenancy: 'installation',
  indexes: [],
});
const folder = mkdtempSync(join(tmpdir(), 'rapport-move-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function livedIn() {
  const here = await house();
  await here.say('mei', 'remind #acme "Send the pictures, 请发图" every Mon 9:00');
  await here.say('ana', 'checkout is down!!', 'C-acme');
  await here.at('2026-11-30T08:00:00Z');
  return here;
}
async function empty() {
  const db = await openDatabase({ memory: true });
  await compose({ db, clock: systemClock, log: silentLogger, platforms: [], answerLate: async () => undefined });
  return db;
}

test('all data moves into an empty database, and counts and hashes agree', async () => {
  const here = await livedIn();
  const there = await empty();
  const moved = await copy(here.db, there, here);
  expect(moved).toEqual(await inventory(here.db, here.collections));
  expect(moved.reminders?.count).toBe(1);
  expect(moved.deliveries?.count).toBeGreaterThan(0);
});

test('a database with data is refused as a target', async () => {
  const here = await livedIn();
  const there = await livedIn();
  await expect(copy(here.db, there.db, here)).rejects.toThrow('there is data');
});

test('a backup restores to the same data, dates and both languages included', async () => {
  const here = await livedIn();
  const file = join(folder, 'a.gz');
  const written = await backUp(here.db, here, file);
  const there = await empty();
  expect(await restore(file, there, here)).toEqual(written);
  await expect(backUp(here.db, here, file)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('exists already'),
  });
});

test('a truncated or changed backup is refused', async () => {
  const here = await livedIn();
  const file = join(folder, 'b.gz');
  await backUp(here.db, here, file);
  const whole = readFileSync(file);
  const cut = join(folder, 'cut.gz');
  writeFileSync(cut, whole.subarray(0, whole.length - 40));
  const there = await empty();
  await expect(restore(cut, there, here)).rejects.toThrow('cannot be read to its end');
  expect(Object.values(await inventory(there, here.collections)).every(({ count }) => count === 0)).toBe(true);

  const changed = join(folder, 'changed.gz');
  writeFileSync(
    changed,
    gzipSync(gunzipSync(whole).toString('utf8').replace('Send the pictures', 'Send the invoices')),
  );
  await expect(restore(changed, there, here)).rejects.toThrow('other contents');
});

test('a backup of data that changes meanwhile fails at once, and leaves no file', async () => {
  const here = await livedIn();
  const file = join(folder, 'moving.gz');
  let reads = 0;
  const restless = {
    ...here.db,
    housekeeping: ((wanted: never) => {
      const rows = here.db.housekeeping(wanted);
      return {
        ...rows,
        find: async (...asked: Parameters<typeof rows.find>) => {
          reads += 1;
          if (reads === here.collections.length) await here.say('mei', 'remind #acme "One more" every Tue 9:00');
          return rows.find(...asked);
        },
      };
    }) as typeof here.db.housekeeping,
  };

  await expect(backUp(restless, here, file)).rejects.toThrow('Was the bot still running?');

  expect(existsSync(file)).toBe(false);
});

test('an invalid document, an empty database and a missing file are reported as such', async () => {
  const here = await livedIn();
  const file = join(folder, 'c.gz');
  await backUp(here.db, here, file);
  const bent = join(folder, 'bent.gz');
  writeFileSync(
    bent,
    gzipSync(gunzipSync(readFileSync(file)).toString('utf8').replace('"workspaceId"', '"workspace"')),
  );
  const there = await empty();

  await expect(restore(bent, there, here)).rejects.toThrow('does not fit its model');
  await expect(restore(join(folder, 'none.gz'), await empty(), here)).rejects.toThrow('there is no file');
  await expect(backUp(await empty(), here, join(folder, 'empty.gz'))).rejects.toThrow('nothing to move');
  expect(existsSync(join(folder, 'empty.gz'))).toBe(false);
});

test('a database on which a bot was only started counts as empty, and gets the version of the moved data', async () => {
  const here = await livedIn();
  const there = await empty();
  const known = { ...here, collections: [...here.collections, migrationsCollection] };
  for (const [db, steps] of [
    [here.db, []],
    [there, [{ version: 1, name: 'one', run: async () => undefined }]],
  ] as const)
    await migrate(db, steps);

  const moved = await copy(here.db, there, known);

  expect(moved.migrations?.count).toBe(1);
  expect(await there.everywhere(migrationsCollection).get('schema')).toEqual({ _id: 'schema', version: 0 });
});

test('a version that does not know a collection refuses backup, copy and restore', async () => {
  const here = await livedIn();
  const there = await empty();
  const [file, other] = [join(folder, 'newer.gz'), join(folder, 'older.gz')];
  await backUp(here.db, here, file);
  const older = { ...here, collections: here.collections.filter(({ name }) => name !== 'reminders') };
  const refused = { code: 'refused', message: expect.stringContaining('does not know reminders') };

  await expect(backUp(here.db, older, other)).rejects.toMatchObject(refused);
  await expect(copy(here.db, there, older)).rejects.toMatchObject(refused);
  await expect(restore(file, there, older)).rejects.toMatchObject(refused);

  expect(existsSync(other)).toBe(false);
  expect(await there.stored()).toEqual([]);
});

test('data that a step of a newer version has changed is not moved, from a database or a backup', async () => {
  const here = await livedIn();
  const there = await empty();
  const known = { ...here, collections: [...here.collections, migrationsCollection] };
  const [file, newer] = [join(folder, 'steps.gz'), join(folder, 'newerSteps.gz')];
  await migrate(here.db, here.steps);
  await backUp(here.db, known, file);
  const last = here.steps.length;
  writeFileSync(
    newer,
    gzipSync(
      gunzipSync(readFileSync(file))
        .toString('utf8')
        .replace(`"version":${last}}`, `"version":${last + 1}}`),
    ),
  );
  await here.db.everywhere(migrationsCollection).findOneAndUpdate({ _id: 'schema' }, { $set: { version: last + 1 } });
  const refused = { code: 'refused', message: expect.stringContaining(`at step ${last + 1}`) };

  await expect(backUp(here.db, known, join(folder, 'none.gz'))).rejects.toMatchObject(refused);
  await expect(copy(here.db, there, known)).rejects.toMatchObject(refused);
  await expect(restore(newer, there, known)).rejects.toMatchObject(refused);

  expect(await there.stored()).toEqual([]);
});

test('a target database with an unknown collection is refused', async () => {
  const here = await livedIn();
  const there = await empty();
  await there.prepare([future]);
  await there.everywhere(future).insert({ _id: 'f1' });

  await expect(copy(here.db, there, here)).rejects.toThrow('there is data in futureThings');
});
