import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { built } from './house.ts';
import { stopsCleanly } from './stop.ts';

if (!built) test.skip('SIGTERM over the embedded engine (dist is not there: run npm run build first)');
else {
  let folder = '';
  stopsCleanly('the embedded engine', {
    open: async () => {
      folder = await mkdtemp(join(tmpdir(), 'rapport-stop-'));
      return { folder };
    },
    clean: () => rm(folder, { recursive: true }),
  });
}
