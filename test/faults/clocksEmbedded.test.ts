import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'vitest';
import { outlivesClockSteps } from './clocks.ts';
import { built } from './house.ts';
import { faketimeMissing } from './program.ts';

const obstacle = built ? faketimeMissing : 'dist is not there: run npm run build first';

if (obstacle !== undefined) test.skip(`a clock that is set, over the embedded engine (${obstacle})`);
else {
  let folder = '';
  outlivesClockSteps('the embedded engine', {
    open: async () => {
      folder = await mkdtemp(join(tmpdir(), 'rapport-clocks-'));
      return { folder };
    },
    clean: () => rm(folder, { recursive: true }),
  });
}
