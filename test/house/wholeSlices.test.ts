import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { z } from 'zod';
import { createBot, type RunningBot } from '../../src/core/bot.ts';
import { defineCommand, type Thing, toCaller } from '../../src/core/command.ts';
import { keptCollection } from '../../src/core/kept.ts';
import { createRegistry } from '../../src/core/registry.ts';
import type { Slice } from '../../src/core/slice.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { packageFolder } from '../../src/ground/packageFolder.ts';
import type { MigrationStep } from '../../src/store/collection.ts';
import { type Composed, composed, type Settled, settle } from '../fakes/composed.ts';
import { runExamples } from '../fakes/examples.ts';
import { said } from '../fakes/trialRegistry.ts';
import { CANARY, gapsOf, leaksOf, rowsOf } from './wholeFindings.ts';

let house: Composed;
let here: Settled;
beforeAll(async () => {
  house = await composed();
  here = await settle(house, { tenant: 'here', word: CANARY });
  await runExamples(house, { tenant: 'here', word: CANARY });
  return () => house.db.close();
});

const memoThing: Thing = { name: 'memo', title: said('Memos', '备忘'), aliases: ['备忘'] };
const memos = keptCollection({
  name: 'memos',
  model: z.strictObject({ _id: z.string(), workspaceId: z.string(), personId: z.string(), text: z.string() }),
  tenancy: 'workspace',
  indexes: [],
  retention: { kept: 'a trial' },
  person: {
    title: said('Memos', '备忘'),
    find: ({ personIds }) => ({ personId: { $in: [...personIds] } }),
    export: ({ text }) => ({ text }),
    erase: 'delete',
  },
});
/** A slice with internal memos; `shows` is what `memo list` answers to any person. */
const memoSlice = (shows: () => Promise<string>): Slice => ({
  name: 'memos',
  things: [memoThing],
  commands: [
    defineCommand({
      thing: memoThing,
      verb: 'list',
      summary: said('List memos', '备忘列表'),
      permission: 'view',
      input: {},
      run: async (_input, { scope }) => {
        const text = await shows();
        return toCaller({ audience: scope.audience, fallbackText: text, blocks: [{ kind: 'text', text }] });
      },
    }),
  ],
  jobs: [],
  collections: [memos],
  example: { internal: { none: 'inserted by the test' }, published: [] },
});

/** The bot of the house with these slices. */
function botOf(slices: readonly Slice[]): RunningBot {
  const unasked = async () => undefined;
  return createBot({
    ...{ slices, registry: createRegistry(slices), db: house.db, clock: house.clock, directory: house.directory },
    ...{ log: silentLogger, answerLate: unasked, onFreeText: async () => ({ kind: 'nothing' as const }) },
  });
}

test('every slice declares the retention, export and erasure of its rows, and has an example', () => {
  expect(house.slices.flatMap((slice) => gapsOf(slice).map((gap) => `${slice.name}: ${gap}`))).toEqual([]);
});

test.each([
  ['no retention', { ...memos, retention: undefined }, 'memos: no retention'],
  ['no export', { ...memos, person: { ...memos.person, export: undefined } }, 'memos: no export'],
  ['no erasure', { ...memos, person: { ...memos.person, erase: undefined } }, 'memos: no erasure'],
  [
    'persons whom it denies',
    { ...memos, person: { none: 'nobody' } },
    'memos: nothing about a person, but it has personId',
  ],
])('a slice with %s is found', (_what, collection, gap) => {
  const trial = { ...memoSlice(async () => ''), collections: [collection] } as unknown as Slice;
  expect(gapsOf(trial)).toEqual([gap]);
});

test('a slice with collections and no example is found', () => {
  const { example: _, ...trial } = memoSlice(async () => '');
  expect(gapsOf(trial)).toEqual(['no example']);
  expect(gapsOf({ ...trial, collections: [] })).toEqual([]);
});

test('every example creates rows, with the internal word in them if the slice has internal fields', async () => {
  for (const slice of house.slices) {
    if (slice.example === undefined || slice.collections.length === 0) continue;
    const rows = await rowsOf(house.db, slice);
    expect(rows, slice.name).not.toBe('[]');
    if (!('none' in slice.example.internal)) expect(rows, slice.name).toContain(CANARY);
  }
});

test('a contact and a stranger read no internal word of the examples’ rows; a slice that leaks is found', async () => {
  await house.db.prepare([memos]);
  await house.db
    .within(memos, here.scope)
    .insert({ _id: 'm1', workspaceId: here.workspace._id, personId: here.mei._id, text: `${CANARY} of a memo` });
  const tight = memoSlice(async () => 'nothing for you');
  const leaky = memoSlice(async () => (await house.db.within(memos, here.scope).find({}))[0]?.text ?? '');
  const withTrial = (slice: Slice) => ({ ...house, bot: botOf([...house.slices, slice]) });
  expect(await leaksOf(house, house.slices)).toEqual([]);
  expect(await leaksOf(withTrial(tight), [tight])).toEqual([]);
  expect(await leaksOf(withTrial(leaky), [leaky])).toEqual(['ana: memo list', 'zoe: memo list']);
});

test('every owner’s migration steps are run, each version once and in order', async () => {
  const folder = join(packageFolder(), 'src');
  const owners = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((path) =>
    /^(core|records|features)\/(.*\/)?migrations\.ts$/.test(path),
  );
  const declared = await Promise.all(
    owners.map(async (path) => Object.values<MigrationStep[]>(await import(/* @vite-ignore */ join(folder, path)))),
  );
  expect(new Set(house.steps)).toEqual(new Set(declared.flat(2)));
  expect(house.steps.map(({ version }) => version)).toEqual(house.steps.map((_, at) => at + 1));
});
