import { createReadStream, createWriteStream } from 'node:fs';
import { createInterface } from 'node:readline';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import { RapportError } from '../core/errors.ts';
import type { AnyCollectionDefinition, Database } from '../store/collection.ts';
import { decodeLine, differenceOf, documentsOf, encodeLine, type Inventory, inventory, type Line, moveIn } from '../store/move.ts';

/** A backup file ends with its own inventory, so that a file that was cut off is known as such. */
const END = '#inventory ';

/** Copies everything from one database into another, empty one, reads both back and compares. @throws RapportError `internal` when they differ. */
export async function copy(from: Database, to: Database, definitions: readonly AnyCollectionDefinition[]): Promise<Inventory> {
  await moveIn(documentsOf(from, definitions), to, definitions);
  return verified(await inventory(from, definitions), to, definitions);
}

/** Writes everything into a gzipped file of JSON lines. Returns what is in it. */
export async function backUp(db: Database, definitions: readonly AnyCollectionDefinition[], file: string): Promise<Inventory> {
  const contents = await inventory(db, definitions);
  async function* lines() {
    for await (const line of documentsOf(db, definitions)) yield `${encodeLine(line)}\n`;
    yield `${END}${JSON.stringify(contents)}\n`;
  }
  // `wx`: an older backup is never overwritten
  await pipeline(Readable.from(lines()), createGzip(), createWriteStream(file, { flags: 'wx', mode: 0o600 }));
  return contents;
}

/** Puts a backup into an empty database and compares. @throws RapportError `invalid` for a file that is cut off or no backup. */
export async function restore(file: string, db: Database, definitions: readonly AnyCollectionDefinition[]): Promise<Inventory> {
  let contents: Inventory | undefined;
  async function* lines(): AsyncGenerator<Line> {
    for await (const text of createInterface({ input: createReadStream(file).pipe(createGunzip()), crlfDelay: Number.POSITIVE_INFINITY })) {
      if (text.startsWith(END)) contents = JSON.parse(text.slice(END.length)) as Inventory;
      else yield decodeLine(text);
    }
  }
  await checkWhole(file);
  await moveIn(lines(), db, definitions);
  if (contents === undefined) throw new RapportError('invalid', `${file} is cut off: its last line is missing`);
  return verified(contents, db, definitions);
}

/** Reads the file once to its end before anything is stored. */
async function checkWhole(file: string): Promise<void> {
  let last = '';
  try {
    await pipeline(createReadStream(file), createGunzip(), async (chunks: AsyncIterable<Buffer>) => {
      for await (const chunk of chunks) last = (last + chunk.toString('utf8')).slice(-100_000);
    });
  } catch (error) {
    throw new RapportError('invalid', `${file} cannot be read to its end: it is damaged or no backup`, { cause: error });
  }
  if (!last.includes(`\n${END}`) && !last.startsWith(END)) throw new RapportError('invalid', `${file} is cut off: its last line is missing`);
}

async function verified(expected: Inventory, db: Database, definitions: readonly AnyCollectionDefinition[]): Promise<Inventory> {
  const found = await inventory(db, definitions);
  const difference = differenceOf(expected, found);
  if (difference !== undefined) throw new RapportError('internal', `what was stored differs from what was read: ${difference}. Was the bot still running?`);
  return found;
}
