import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { stopsInABacklog } from './backlog.ts';
import { built } from './house.ts';

if (!built) test.skip('SIGTERM in a backlog over the embedded engine (dist is not there: run npm run build first)');
else {
  let folder = '';
  stopsInABacklog('the embedded engine', {
    open: async () => {
      folder = await mkdtemp(join(tmpdir(), 'rapport-backlog-'));
      return { folder };
    },
    clean: () => rm(folder, { recursive: true }),
  });
}
