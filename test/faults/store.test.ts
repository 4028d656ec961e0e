import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { type Database, defineCollection } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';

const built = fileURLToPath(new URL('../../dist/src/store/database.js', import.meta.url));
if (!existsSync(built)) throw new Error('These tests run the built program: run `npm run build` first');

const writer = fileURLToPath(new URL('storeWriter.mjs', import.meta.url));
const counter = z.strictObject({
  _id: z.string(),
  number: z.number().int(),
  version: z.number().int(),
  filling: z.string(),
});
const counters = defineCollection({
  name: 'counters',
  tenancy: 'installation',
  model: counter,
  indexes: [{ keys: { number: 1 }, unique: true }],
});

describe('the embedded engine on disk', () => {
  let folder: string;
  let children: ChildProcess[];

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'rapport-faults-'));
    children = [];
  });
  afterEach(async () => {
    for (const child of children) child.kill('SIGKILL');
    await rm(folder, { recursive: true });
  });

  async function opened(): Promise<Database> {
    const db = await openDatabase({ folder });
    await db.prepare([counters]);
    return db;
  }

  /** Starts a writer and reads its lines until `enough` is true or it ends; then kills it without a warning. */
  async function writeUntil(
    enough: (lines: readonly string[]) => boolean,
    { first = 0, prefix = [] as string[] } = {},
  ): Promise<string[]> {
    const [command = process.execPath, ...rest] = [...prefix, process.execPath, writer, folder, String(first), '8'];
    const child = spawn(command, rest, { stdio: ['ignore', 'pipe', 'inherit'] });
    children.push(child);
    const lines: string[] = [];
    for await (const line of createInterface({ input: child.stdout })) {
      lines.push(line);
      if (enough(lines)) child.kill('SIGKILL');
    }
    return lines;
  }

  test('loses no confirmed write under repeated kills', async () => {
    const confirmed = new Map<number, number>();
    for (let round = 0; round < 8; round++) {
      const lines = await writeUntil((all) => all.length > 40 + round * 61, { first: round * 100_000 });
      for (const line of lines.slice(1)) {
        const [number = Number.NaN, version = Number.NaN] = line.split(' ').map(Number);
        confirmed.set(number, Math.max(version, confirmed.get(number) ?? 0));
      }
      const db = await opened();
      const stored = new Map((await db.everywhere(counters).find({})).map(({ number, version }) => [number, version]));
      await db.close();
      const lost = [...confirmed].filter(([number, version]) => (stored.get(number) ?? 0) < version);
      expect(lost).toEqual([]);
      expect(confirmed.size).toBeGreaterThan(10 * (round + 1));
    }
  });

  test('refuses a second process with the reason', async () => {
    const db = await opened();
    const lines = await writeUntil(() => false);
    await db.close();
    const afterwards = await writeUntil((all) => all.length > 1);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toContain('failed conflict');
    expect(lines[0]).toContain('is in use by another Rapport process');
    expect(afterwards[0]).toBe('open');
  });

  test('stops with a clear error if a write fails, and keeps its confirmed data', async () => {
    // A limit on the file size simulates the full disk: it needs no privileges and fails the same write.
    const prefix = ['bash', '-c', `trap '' XFSZ; ulimit -f 200; exec "$@"`, 'limited'];
    const lines = await writeUntil(() => false, { prefix });
    const last = lines.at(-1) ?? '';
    const confirmed = lines.filter((line) => /^\d+ 1$/.test(line)).map((line) => Number.parseInt(line, 10));
    const db = await opened();
    const stored = new Set((await db.everywhere(counters).find({})).map(({ number }) => number));
    await db.close();
    expect(last).toMatch(/^failed unavailable Data could not be written to .*File too large/);
    expect(confirmed.length).toBeGreaterThan(100);
    expect(confirmed.filter((number) => !stored.has(number))).toEqual([]);
  });

  test.each<[string, RegExp, (bytes: Buffer) => Buffer]>([
    [
      'a byte in its log is altered',
      /\.log$/,
      (bytes) => Buffer.concat([bytes.subarray(0, 500), Buffer.from([~(bytes[500] ?? 0) & 255]), bytes.subarray(501)]),
    ],
    ['its list of files is altered', /^MANIFEST/, (bytes) => bytes.fill(7, 10, 30)],
    ['the pointer to that list is gone', /^CURRENT$/, () => Buffer.alloc(0)],
  ])('reports damage if %s', async (_, name, damage) => {
    const db = await opened();
    for (let number = 0; number < 50; number++)
      await db.everywhere(counters).insert({ _id: `c${number}`, number, version: 1, filling: 'y'.repeat(50) });
    await db.close();
    const [file = ''] = (await readdir(join(folder, 'store'))).filter((each) => name.test(each));
    const path = join(folder, 'store', file);
    await writeFile(path, damage(await readFile(path)));
    const failure = await openDatabase({ folder }).catch((error) => error);
    expect(failure).toMatchObject({
      code: 'unavailable',
      message: expect.stringMatching(/is damaged|cannot be opened/),
    });
  });

  test('reports the problem of a folder that is not one', async () => {
    await writeFile(join(folder, 'file'), '');
    const failure = await openDatabase({ folder: join(folder, 'file') }).catch((error) => error);
    expect(failure).toMatchObject({ code: 'unavailable', message: expect.stringContaining('cannot be used') });
  });
});
