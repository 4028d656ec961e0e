import { parseArgs } from 'node:util';
import { playgroundCollections } from '../../adapters/playground/index.ts';
import { slackCollections } from '../../adapters/slack/store.ts';
import { teamsCollections } from '../../adapters/teams/references.ts';
import { compose } from '../composition.ts';
import { readConfig } from '../config.ts';
import { systemClock } from '../core/clock.ts';
import { RapportError } from '../core/errors.ts';
import { silentLogger, withoutSecrets } from '../core/log.ts';
import type { AnyCollectionDefinition, Database } from '../store/collection.ts';
import { openDatabase } from '../store/database.ts';
import { migrationsCollection } from '../store/migrations.ts';
import type { Inventory } from '../store/move.ts';
import { pageCollections } from '../web/pages/index.ts';
import { backUp, copy, restore } from './move.ts';

const USAGE = `Stop the bot first. Then:
  npm run move -- --to mongodb://HOST/NAME   copy everything from the configured database into another, empty one
  npm run move -- --to FOLDER                the same into the embedded engine
  npm run move -- --backup FILE              write everything into a file
  npm run move -- --restore FILE             put such a file into the configured database, which must be empty
`;

const open = (place: string) => openDatabase(/^mongodb(\+srv)?:\/\//.test(place) ? { uri: place } : { folder: place });

/** Makes every collection of this version ready, and says which those are. */
async function furnished(db: Database): Promise<readonly AnyCollectionDefinition[]> {
  const { collections } = await compose({ db, clock: systemClock, log: silentLogger, platforms: [], answerLate: async () => undefined });
  const all = [...collections, ...playgroundCollections, ...slackCollections, ...teamsCollections, ...pageCollections, migrationsCollection];
  await db.prepare(all);
  return all;
}

async function work(): Promise<Inventory | undefined> {
  const { values } = parseArgs({ options: { to: { type: 'string' }, backup: { type: 'string' }, restore: { type: 'string' } } });
  const given = Object.values(values);
  if (given.length !== 1) return undefined;
  const config = readConfig();
  const db = await open(config.mongodbUri ?? config.dataFolder);
  try {
    const definitions = await furnished(db);
    if (values.backup !== undefined) return await backUp(db, definitions, values.backup);
    if (values.restore !== undefined) return await restore(values.restore, db, definitions);
    const target = await open(values.to as string);
    try {
      await furnished(target);
      return await copy(db, target, definitions);
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
