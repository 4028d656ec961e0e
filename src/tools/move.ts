import { createReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { RapportError } from '../ground/errors.ts';
import type { AnyCollectionDefinition, Database } from '../store/collection.ts';
import { migrationsCollection, refuseNewerSteps } from '../store/migrations.ts';
import {
  createTally,
  decodeLine,
  differenceOf,
  documentsOf,
  encodeLine,
  type Inventory,
  inventory,
  type Line,
  moveIn,
} from '../store/move.ts';
import { type Known, refuseNewerData, refuseUnknown } from '../store/newer.ts';

/** A backup file ends with its own inventory, so that a truncated file is detected. */
const END = '#inventory ';

/** The beginning of the line with the migration version; keys are sorted. */
const MIGRATIONS = `{"collection":"${migrationsCollection.name}"`;

const CHANGED = 'Was the bot still running?';

/** @throws RapportError `missing` for an empty database: probably the wrong one. */
async function somethingIn(db: Database, definitions: readonly AnyCollectionDefinition[]): Promise<void> {
  for (const definition of definitions) if ((await db.housekeeping(definition).findOne({})) !== undefined) return;
  throw new RapportError(
    'missing',
    'there is nothing to move: the configured database is empty. Are MONGODB_URI and DATA_FOLDER the same as the bot’s?',
  );
}

/**
 * Copies a database into an empty one, reads both back and compares. @throws RapportError `internal` when they differ.
 */
export async function copy(from: Database, to: Database, known: Known): Promise<Inventory> {
  const { collections: definitions } = known;
  await refuseNewerData(from, known);
  await somethingIn(from, definitions);
  await moveIn(documentsOf(from, definitions), to, definitions);
  return verified(await inventory(from, definitions), to, definitions);
}

/**
 * Writes all data into a gzipped file of JSON lines. Returns the inventory.
 * @throws RapportError `conflict` for an existing file; `internal` when the data changed meanwhile: then no file is
 * left, since it could not be restored.
 */
export async function backUp(db: Database, known: Known, file: string): Promise<Inventory> {
  const { collections: definitions } = known;
  await refuseNewerData(db, known);
  await somethingIn(db, definitions);
  const written = createTally(definitions);
  async function* lines() {
    for await (const line of documentsOf(db, definitions)) {
      written.add(line);
      yield `${encodeLine(line)}\n`;
    }
    const contents = written.inventory();
    const difference = differenceOf(await inventory(db, definitions), contents);
    if (difference !== undefined)
      throw new RapportError('internal', `the data changed during the backup: ${difference}. ${CHANGED}`);
    yield `${END}${JSON.stringify(contents)}\n`;
  }
  // `wx`: an older backup is never overwritten
  const target = await open(file, 'wx', 0o600).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'EEXIST')
      throw new RapportError('conflict', `${file} exists already and is left unchanged; name another file`, {
        cause: error,
      });
    throw error;
  });
  try {
    await pipeline(Readable.from(lines()), createGzip(), target.createWriteStream({ flush: true }));
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  }
  return written.inventory();
}

/**
 * Restores a backup into an empty database and compares. @throws RapportError `invalid` for a truncated file or another
 * kind of file.
 */
export async function restore(file: string, db: Database, known: Known): Promise<Inventory> {
  let contents: Inventory | undefined;
  async function* lines(): AsyncGenerator<Line> {
    for await (const text of createInterface({
      input: createReadStream(file).pipe(createGunzip()),
      crlfDelay: Number.POSITIVE_INFINITY,
    })) {
      if (text.startsWith(END)) contents = JSON.parse(text.slice(END.length)) as Inventory;
      else yield decodeLine(text);
    }
  }
  const { collections: definitions } = known;
  await checkBefore(file, known);
  await moveIn(lines(), db, definitions);
  if (contents === undefined) throw new RapportError('invalid', `${file} is cut off: its last line is missing`);
  return verified(contents, db, definitions);
}

/**
 * Reads the whole file once before storing anything. @throws RapportError `invalid` for an incomplete file, `refused`
 * for a newer version's.
 */
async function checkBefore(file: string, known: Known): Promise<void> {
  let rest = '';
  let contents: Inventory | undefined;
  let step = 0;
  const read = (line: string) => {
    if (line.startsWith(END)) contents = JSON.parse(line.slice(END.length)) as Inventory;
    else if (line.startsWith(MIGRATIONS)) step = (decodeLine(line).document as { version?: number }).version ?? 0;
  };
  try {
    const decoder = new TextDecoder();
    await pipeline(createReadStream(file), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) {
        const lines = (rest + decoder.decode(chunk, { stream: true })).split('\n');
        rest = lines.pop() ?? '';
        for (const line of lines) read(line);
      }
    });
    if (rest !== '') read(rest);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT')
      throw new RapportError('missing', `there is no file ${file}`, { cause: error });
    throw new RapportError('invalid', `${file} cannot be read to its end: it is damaged or no backup`, {
      cause: error,
    });
  }
  if (contents === undefined) throw new RapportError('invalid', `${file} is cut off: its last line is missing`);
  refuseNewerSteps(step, known.steps);
  const kept = Object.entries(contents).flatMap(([name, { count }]) => (count > 0 ? [name] : []));
  refuseUnknown(kept, known);
}

async function verified(
  expected: Inventory,
  db: Database,
  definitions: readonly AnyCollectionDefinition[],
): Promise<Inventory> {
  const found = await inventory(db, definitions);
  const difference = differenceOf(expected, found);
  if (difference !== undefined)
    throw new RapportError('internal', `the stored data differs from the data read: ${difference}. ${CHANGED}`);
  return found;
}
