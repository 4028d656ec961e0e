import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { defineCollection } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import type { Place } from './program.ts';

const future = defineCollection({
  name: 'futureThings',
  model: z.strictObject({ _id: z.string() }),
  tenancy: 'installation',
  indexes: [],
});

/** Runs a built program to its end. */
function run(name: string, place: Place, args: readonly string[] = []): Promise<{ code: unknown; said: string }> {
  const file = fileURLToPath(new URL(`../../dist/src/${name}.js`, import.meta.url));
  const where = 'folder' in place ? { DATA_FOLDER: place.folder } : { MONGODB_URI: place.uri };
  const env = { PATH: process.env.PATH ?? '', PORT: '0', LOG_LEVEL: 'error', PLAYGROUND: 'off', ...where };
  return new Promise((resolve) => {
    execFile(process.execPath, [file, ...args], { env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : error.code, said: stdout + stderr }),
    );
  });
}

/** The behaviour of a version with unknown data, over one engine; `clean` removes the data of `open`. */
export function refusesNewerData(
  engine: string,
  { open, clean }: { open: () => Promise<Place>; clean: () => Promise<void> },
): void {
  test(`data of a newer version over ${engine} is refused by the bot, by move and by the doctor, with the reason`, async () => {
    const place = await open();
    const scratch = await mkdtemp(join(tmpdir(), 'rapport-newer-'));
    try {
      const db = await openDatabase(place);
      await db.prepare([future]);
      await db.everywhere(future).insert({ _id: 'f1' });
      await db.close();

      const backup = join(scratch, 'backup.gz');
      const outcomes = [
        await run('main', place),
        await run('tools/moveMain', place, ['--backup', backup]),
        await run('tools/moveMain', place, ['--to', join(scratch, 'there')]),
        await run('tools/doctorMain', place),
      ];

      for (const outcome of outcomes)
        expect(outcome).toEqual({ code: 1, said: expect.stringMatching(/does not know futureThings.*newer version/) });
      expect(existsSync(backup)).toBe(false);
    } finally {
      await rm(scratch, { recursive: true });
      await clean();
    }
  });
}
