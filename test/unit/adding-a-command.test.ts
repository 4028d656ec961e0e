import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createBot, type RunningBot } from '../../src/core/bot.ts';
import { createRegistry, type Registry } from '../../src/core/registry.ts';
import type { Slice } from '../../src/core/slice.ts';
import { LOCALES } from '../../src/ground/i18n.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { packageFolder } from '../../src/ground/packageFolder.ts';
import { commandsMarkdown } from '../../src/tools/commandsDoc.ts';
import { type Composed, composed, eventIn, settle } from '../fakes/composed.ts';
import { isSoak } from '../fakes/soak.ts';
import { messageOf } from '../fakes/talk.ts';

const root = packageFolder();
const folder = join(root, '.cache', `adding-a-command-${process.pid}`);
let house: Composed;
let registry: Registry;
let bot: RunningBot;

beforeAll(async () => {
  const page = await readFile(join(root, 'docs/adding-a-command.md'), 'utf8');
  const [, code = ''] = /```ts\n(.*?)```/s.exec(page) ?? [];
  await mkdir(folder, { recursive: true });
  // The folder is as deep as a slice's, but the sources are one step further away.
  await writeFile(
    join(folder, 'index.ts'),
    code.replaceAll(/'\.\.\/\.\.\/(core|ground|records|store)\//g, "'../../src/$1/"),
  );
  await writeFile(
    join(folder, 'tsconfig.json'),
    JSON.stringify({
      extends: '../../tsconfig.json',
      include: ['index.ts'],
      compilerOptions: { rootDir: '../..', incremental: true, tsBuildInfoFile: '../adding-a-command.tsbuildinfo' },
    }),
  );
  const { thanksSlice } = (await import(/* @vite-ignore */ join(folder, 'index.ts'))) as { thanksSlice: Slice };
  house = await composed();
  const slices = [...house.slices, thanksSlice];
  registry = createRegistry(slices);
  const { db, clock, directory } = house;
  const unasked = async () => {
    throw new Error('not in this test');
  };
  bot = createBot({
    registry,
    slices,
    directory,
    db,
    clock,
    log: silentLogger,
    onFreeText: unasked,
    answerLate: unasked,
  });
  await settle(house, { tenant: 't' });
});
afterAll(async () => {
  await house.db.close();
  await rm(folder, { recursive: true, force: true });
});

// The compiler takes seconds, so only the project `soak` runs it.
if (isSoak)
  test('the documented slice compiles under the rules of the project', async () => {
    await expect(
      promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]),
    ).resolves.toMatchObject({ stdout: '' });
  });

test('its command can be typed in both languages and used by a form, and is listed', async () => {
  const place = { conversation: 'C-client-t', kind: 'channel' as const };
  const typed = await bot.handle(eventIn('t', 'command', 'mei', { place, text: 'thank @Tom "the quick fix"' })).reply;
  expect(typed).toMatchObject({ kind: 'message', to: 'conversation' });
  expect(messageOf(typed).fallbackText).toBe('Mei Chen thanks Tom Berg for the quick fix.');
  for (const locale of LOCALES) {
    const command = registry.find('thanks new');
    expect(
      registry.read(command?.example?.[locale] ?? '', { locale, now: house.clock.now(), zone: 'UTC' }),
    ).toMatchObject({
      kind: 'command',
      command,
      leftover: undefined,
    });
  }

  const form = await bot.handle(eventIn('t', 'command', 'mei', { place, text: '感谢 @Tom' })).reply;
  expect(form).toMatchObject({ kind: 'form', form: { command: 'thanks new' } });
  const sent = eventIn('t', 'formSubmit', 'cai', {
    place,
    command: 'thanks new',
    values: { who: '@Mei', what: 'patience' },
  });
  expect(bot.accept(sent)).toEqual({ kind: 'saving' });
  expect(messageOf(await bot.handle(sent).reply).fallbackText).toBe('Cai Wen thanks Mei Chen for patience.');
  const refused = await bot.handle(
    eventIn('t', 'action', 'bo', {
      place,
      payload: { v: 1, command: 'thanks new', input: { who: '@Mei', what: 'x' } },
    }),
  ).reply;
  expect(messageOf(refused).fallbackText).toContain('may not');
  expect(commandsMarkdown(registry)).toContain('## Thanks · 感谢');
});
