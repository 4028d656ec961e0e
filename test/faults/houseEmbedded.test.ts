import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { built, survivesKills } from './house.ts';

if (!built) test.skip('the house that is killed over the embedded engine (dist is not there: run npm run build first)');
else {
  let folder = '';
  survivesKills('the embedded engine', {
    workers: 1,
    open: async () => {
      folder = await mkdtemp(join(tmpdir(), 'rapport-faults-'));
      return { folder };
    },
    clean: () => rm(folder, { recursive: true }),
  });
}
