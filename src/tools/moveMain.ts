import { parseArgs } from 'node:util';
import { knownData } from '../app/knownData.ts';
import { readConfig } from '../config/config.ts';
import { RapportError } from '../ground/errors.ts';
import { withoutSecrets } from '../ground/log.ts';
import { openDatabase } from '../store/database.ts';
import type { Inventory } from '../store/move.ts';
import { backUp, copy, restore } from './move.ts';

const USAGE = `Stop the bot first. Then:
  npm run move -- --to mongodb://HOST/NAME   copy everything from the configured database into another, empty one
  npm run move -- --to FOLDER                the same into the embedded engine
  npm run move -- --backup FILE              write everything into a file
  npm run move -- --restore FILE             put such a file into the configured database, which must be empty
`;

const open = (place: string) => openDatabase(/^mongodb(\+srv)?:\/\//.test(place) ? { uri: place } : { folder: place });

async function work(): Promise<Inventory | undefined> {
  const { values } = parseArgs({
    options: { to: { type: 'string' }, backup: { type: 'string' }, restore: { type: 'string' } },
  });
  const given = Object.values(values);
  if (given.length !== 1) return undefined;
  const config = readConfig();
  const db = await open(config.mongodbUri ?? config.dataFolder);
  try {
    const known = await knownData();
    await db.prepare(known.collections);
    if (values.backup !== undefined) return await backUp(db, known, values.backup);
    if (values.restore !== undefined) return await restore(values.restore, db, known);
    const target = await open(values.to as string);
    try {
      await target.prepare(known.collections);
      return await copy(db, target, known);
    } finally {
      await target.close();
    }
  } finally {
    await db.close();
  }
}

try {
  const moved = await work();
  if (moved === undefined) {
    process.stderr.write(USAGE);
    process.exitCode = 1;
  } else {
    for (const [name, { count, sha256 }] of Object.entries(moved))
      if (count > 0) console.log(`${name.padEnd(22)} ${String(count).padStart(8)}  ${sha256.slice(0, 16)}`);
    console.log('Everything is there: counts and hashes agree.');
  }
} catch (error) {
  const text = error instanceof RapportError || error instanceof Error ? error.message : String(error);
  process.stderr.write(`${withoutSecrets(text)}\n${error instanceof TypeError ? USAGE : ''}`);
  process.exitCode = 1;
}
