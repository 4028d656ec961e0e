import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openDatabase } from '../../src/store/database.ts';
import { survivesEachStep } from './steps.ts';

let folder = '';
survivesEachStep('the embedded engine', {
  open: async () => {
    folder = await mkdtemp(join(tmpdir(), 'rapport-steps-'));
    return openDatabase({ folder });
  },
  clean: () => rm(folder, { recursive: true }),
});
