import { execFile } from 'node:child_process';
import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compose } from '../../src/app/composition.ts';
import { registers } from '../../src/app/registers.ts';
import { packageFolder } from '../../src/ground/packageFolder.ts';
import type { Register } from '../../src/records/registers/define.ts';
import { composed, settle } from '../fakes/composed.ts';
import { runExamples } from '../fakes/examples.ts';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf, type User } from '../fakes/house.ts';
import { isSoak } from '../fakes/soak.ts';
import { projectFindings } from '../house/aboutFindings.ts';
import { auditFindings } from '../house/auditFindings.ts';
import { formFindings } from '../house/formFindings.ts';
import { CANARY, gapsOf, leaksOf, rowsOf } from '../house/wholeFindings.ts';

const root = packageFolder();
const folder = join(root, '.cache', `adding-a-register-${process.pid}`);
let all: readonly Register[];
/** The real house with the register of the page in it. */
let here: House;

beforeAll(async () => {
  const page = await readFile(join(root, 'docs/adding-a-register.md'), 'utf8');
  const [texts = '', code = ''] = [...page.matchAll(/```ts\n(.*?)```/gs)].map(([, block = '']) => block);
  const [, line = ''] = /Add `(\w+)` to the list in `src\/app\/registers.ts`/.exec(page) ?? [];
  const moved = (source: string) => source.replaceAll(/'(?:\.\.\/)+(core|ground|records)\//g, "'../../src/$1/");
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'texts.ts'), moved(texts));
  await writeFile(join(folder, 'index.ts'), moved(code));
  const made = (await import(/* @vite-ignore */ join(folder, 'index.ts'))) as Readonly<Record<string, Register>>;
  const register = made[line];
  if (register === undefined) throw new Error(`the page declares no ${line}`);
  all = [...registers, register];
  here = await house(undefined, undefined, all);
});
afterAll(async () => {
  await here.db.close();
  await rm(folder, { recursive: true, force: true });
});

const say = (user: User, words: string, where = INTERNAL_CHANNEL) => {
  here.clock.advance(5_000);
  return here.say(user, words, where);
};
const said = async (user: User, words: string, where?: string) => textOf(await say(user, words, where));

describe('the register of the page', () => {
  test('is added in one line and listed, in both languages', async () => {
    const card = await said('mei', 'access "Shop backend" write Friday from:@Ana secretIn:"vault 7"');
    expect(card).toContain('ACME-INT-ACC-1 · Shop backend');
    expect(card).toContain('State: asked for\nNeeded by: Fri 27 Nov\nFrom: Ana Lima\nLevel: write');
    const chinese = await say('tom', '权限 “域名后台” 管理员 周五 来自：@Ana');
    expect(textOf(chinese, 'Asia/Shanghai', undefined, 'zh-CN')).toContain('状态: 已申请');
    expect(await said('mei', 'access')).toContain('2. 域名后台 · 🔑 · ACME-INT-ACC-2');
    expect(await said('tom', '权限')).toContain('1. Shop backend · ACME-INT-ACC-1');
  });

  test('opens by its number; done, its own verb and Undo change its state', async () => {
    expect(await said('mei', 'done INT-ACC-1')).toContain('Now given.');
    const revoked = await say('tom', '收回 INT-ACC-1');
    const undo = buttonOf(revoked, '撤销');
    await here.press('tom', undo.command, undo.input);
    expect(await said('mei', 'INT-ACC-1')).toContain('State: given');
    expect(await said('mei', 'edit INT-ACC-1 level:read state:"asked for"')).toContain('State: asked for');
  });

  test('is shared in words for the client, who sees its fields for them alone', async () => {
    expect(await said('ana', 'access', CLIENT_CHANNEL)).toContain('Access: none');
    await say('mei', 'edit INT-ACC-1 system:"Shop"');
    expect(await said('mei', 'share INT-ACC-1 en:"Login for the shop" zh:"商城登录账号"')).toContain('as ACME-ACC-1');
    const theirs = await said('ana', 'ACC-1', CLIENT_CHANNEL);
    expect(theirs).toContain('ACME-ACC-1 · Login for the shop');
    expect(theirs).toContain('System: Shop\nLevel: read');
    expect(theirs).not.toMatch(/backend|vault/);
  });

  test('has forms, and asks about a sentence that only begins like it', async () => {
    expect(await say('mei', 'new access')).toMatchObject({ kind: 'form', form: { command: 'access new' } });
    expect(await say('tom', '权限不够')).toMatchObject({
      kind: 'form',
      form: { notice: '要新建权限申请吗？请核对后保存，或关闭此表单。' },
    });
  });
});

test('the guards of the house have nothing to say', async () => {
  const trial = await composed({ compose: (options) => compose({ ...options, registers: all }) });
  try {
    const slice = trial.slices.find(({ name }) => name === 'access');
    if (slice === undefined) throw new Error('the register is composed');
    await settle(trial, { tenant: 'here', word: CANARY });
    await runExamples({ ...trial, slices: [slice] }, { tenant: 'here', word: CANARY });
    expect([
      ...gapsOf(slice),
      ...projectFindings(slice.commands),
      ...(await leaksOf(trial, [slice])),
      ...(await auditFindings(trial, slice)),
      ...(await formFindings(trial, slice)),
    ]).toEqual([]);
    // Its rows are in the collection of all entries.
    const entries = trial.collections.filter(({ name }) => name === 'entries');
    expect(await rowsOf(trial.db, { collections: entries })).toContain(CANARY);
  } finally {
    await trial.db.close();
  }
});

// The compiler takes seconds, so only the project `soak` runs it.
if (isSoak)
  test('it compiles under the rules of the project', async () => {
    await writeFile(
      join(folder, 'tsconfig.json'),
      JSON.stringify({
        extends: '../../tsconfig.json',
        include: ['index.ts'],
        compilerOptions: { rootDir: '../..', incremental: true, tsBuildInfoFile: '../adding-a-register.tsbuildinfo' },
      }),
    );
    await expect(
      promisify(execFile)(process.execPath, [join(root, 'node_modules/typescript/bin/tsc'), '-p', folder]),
    ).resolves.toMatchObject({ stdout: '' });
  });

test('each register is one file of less than 150 lines, without its texts', async () => {
  const list = await readFile(join(root, 'src/app/registers.ts'), 'utf8');
  const files = [
    ...[...list.matchAll(/'\.\.\/(features\/\w+\/index\.ts)'/g)].map(([, file = '']) => join(root, 'src', file)),
    join(folder, 'index.ts'),
  ];
  expect(files.length).toBe(all.length);
  const lines = await Promise.all(
    files.map(async (file) => [file, (await readFile(file, 'utf8')).split('\n').length] as const),
  );
  expect(lines.filter(([, count]) => count >= 150)).toEqual([]);
});
