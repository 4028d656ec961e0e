import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { built } from './house.ts';
import { refusesNewerData } from './newerData.ts';

if (!built) test.skip('data of a newer version over the embedded engine (dist is not there: run npm run build first)');
else {
  let folder = '';
  refusesNewerData('the embedded engine', {
    open: async () => {
      folder = await mkdtemp(join(tmpdir(), 'rapport-newer-'));
      return { folder };
    },
    clean: () => rm(folder, { recursive: true }),
  });
}
