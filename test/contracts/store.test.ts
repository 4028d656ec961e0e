import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { storeContract } from './store.ts';
import { storeArraysContract } from './storeArrays.ts';
import { migrationsContract } from './storeMigrations.ts';
import { storeReadAheadContract } from './storeReadAhead.ts';
import { storeRulesContract } from './storeRules.ts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true }))));

storeContract('the embedded engine in memory', () => openDatabase({ memory: true }));
async function inNewFolder(): Promise<() => Promise<Database>> {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-store-'));
  folders.push(folder);
  return () => openDatabase({ folder });
}
storeContract('the embedded engine in a folder', async () => (await inNewFolder())());
storeArraysContract('the embedded engine in a folder', inNewFolder);

migrationsContract('the embedded engine', () => openDatabase({ memory: true }));
storeRulesContract('the embedded engine', () => openDatabase({ memory: true }));
storeReadAheadContract('the embedded engine', () => openDatabase({ memory: true }));
