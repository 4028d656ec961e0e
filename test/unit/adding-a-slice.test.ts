import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBot, type RunningBot } from '../../src/core/bot.ts';
import { createPersonData } from '../../src/core/personData.ts';
import { createRegistry } from '../../src/core/registry.ts';
import { anyTime } from '../../src/core/schedule/placed.ts';
import { createScheduler, type Scheduler } from '../../src/core/schedule/scheduler.ts';
import { createSchedules, type Schedules } from '../../src/core/schedule/schedules.ts';
import type { Slice } from '../../src/core/slice.ts';
import { createTell, type Tell } from '../../src/core/tell.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { packageFolder } from '../../src/ground/packageFolder.ts';
import type { Database } from '../../src/store/collection.ts';
import { type Composed, composed, eventIn, type Settled, settle } from '../fakes/composed.ts';
import { runExamples } from '../fakes/examples.ts';
import { buttonOf, messageOf } from '../fakes/talk.ts';

const root = packageFolder();
const folder = join(root, '.cache', `adding-a-slice-${process.pid}`);
let house: Composed;
let here: Settled;
let slice: Slice;
let bot: RunningBot;
let scheduler: Scheduler;

beforeAll(async () => {
  const page = await readFile(join(root, 'docs/adding-a-slice.md'), 'utf8');
  const [, code = ''] = /```ts\n(.*?)```/s.exec(page) ?? [];
  await mkdir(folder, { recursive: true });
  // The folder is as deep as a slice's, but the sources are one step further away.
  const moved = code.replaceAll(/'\.\.\/\.\.\/(core|ground|records|store)\//g, "'../../src/$1/");
  await writeFile(join(folder, 'index.ts'), moved);
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({ extends: '../../tsconfig.json', include: ['index.ts'], compilerOptions: { rootDir: '../..' } }),
  );
  const { errandsSlice } = (await import(/* @vite-ignore */ join(folder, 'index.ts'))) as {
    errandsSlice: (deps: { db: Database; schedules: Schedules; tell: Tell }) => Slice;
  };
  house = await composed();
  here = await settle(house, { tenant: 't' });
  const { db, clock, directory, outbox } = house;
  const schedules = createSchedules({ db, clock, readerTimes: anyTime });
  slice = errandsSlice({ db, schedules, tell: createTell({ directory, outbox }) });
  await db.prepare(slice.collections);
  const slices = [...house.slices, slice];
  const unasked = async () => {
    throw new Error('not in this test');
  };
  bot = createBot({
    ...{ registry: createRegistry(slices), slices, directory, db, clock },
    ...{ log: silentLogger, onFreeText: unasked, answerLate: unasked },
  });
  const jobs = slices.flatMap((each) => each.jobs);
  scheduler = createScheduler({ db, clock, jobs, outbox, directory, log: silentLogger, readerTimes: anyTime });
});
afterAll(async () => {
  await house.db.close();
  await rm(folder, { recursive: true, force: true });
});
const type = async (text: string) => {
  house.clock.advance(5_000);
  return bot.handle(eventIn('t', 'command', 'tom', { text })).reply;
};

test('the documented slice compiles under the rules of the project', async () => {
  await expect(
    promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]),
  ).resolves.toMatchObject({ stdout: '' });
}, 60_000);

test('it offers a form in both languages, posts its card when due, and the button completes it', async () => {
  expect(await type('errand "Buy a cable"')).toMatchObject({ kind: 'form', form: { command: 'errand new' } });
  expect(await type('跑腿 “买网线”')).toMatchObject({ kind: 'form', form: { command: 'errand new' } });
  expect(messageOf(await type('errand "Buy a cable" tomorrow 9:00')).fallbackText).toBe('Noted: Buy a cable.');
  house.clock.advance(2 * 86_400_000);
  while ((await scheduler.tick()) + (await house.sender.tick()) > 0);
  const brought = house.platform.posts
    .map(({ message }) => message)
    .filter(({ fallbackText }) => fallbackText.includes('cable'));
  expect(brought.map(({ fallbackText }) => fallbackText)).toEqual(['It is time: Buy a cable']);
  const [card] = brought;
  if (card === undefined) throw new Error('a card is there');
  const payload = buttonOf(card, 'Done');
  const done = await bot.handle(eventIn('t', 'action', 'tom', { payload })).reply;
  expect(messageOf(done).fallbackText).toBe('Done: Buy a cable.');
  house.clock.advance(5_000);
  const others = await bot.handle(eventIn('t', 'action', 'mei', { payload })).reply;
  expect(messageOf(others).fallbackText).toBe('This errand is not there any more.');
});

test('its example creates its rows, and a person’s rows can be exported and erased', async () => {
  await runExamples({ bot, slices: [slice], clock: house.clock, db: house.db }, { tenant: 't', word: 'canary' });
  const data = createPersonData({ db: house.db, histories: house.histories, house: slice });
  const subject = await house.people.subjectOf(here.scope, here.tom._id);
  expect(JSON.stringify(await data.export(subject))).toContain('canary cable');
  await data.erase(subject);
  expect(await data.count(subject)).toEqual([]);
});
