import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { ClassicLevel } from 'classic-level';
import { RapportError } from '../../ground/errors.ts';
import type { Logger } from '../../ground/log.ts';
import type { Journal } from './driver.ts';
import { isPlainObject, type StoredDocument } from './values.ts';

/** The key of the count and the fingerprint of all documents; no collection's name begins like this. */
const sealKey = '#seal';

/**
 * Only dates have no form in JSON, and no field of a model begins with $. (A replacer for JSON.stringify would take
 * twice as long.)
 */
function encode(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Date) return { $date: value.getTime() };
  if (Array.isArray(value)) return value.map(encode);
  const encoded: StoredDocument = {};
  for (const field of Object.keys(value)) encoded[field] = encode((value as StoredDocument)[field]);
  return encoded;
}

function decode(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decode);
  if (!isPlainObject(value)) return value;
  if (typeof value.$date === 'number') return new Date(value.$date);
  for (const [field, inner] of Object.entries(value))
    if (typeof inner === 'object' && inner !== null) value[field] = decode(inner);
  return value;
}

/**
 * Written with each batch: its number, and the count and the exclusive-or of the CRC-32 of all documents. LevelDB skips
 * damaged log records silently: the fingerprint detects loss in the middle, the number detects loss at the end (see
 * `confirmedFile`).
 */
interface Seal {
  sequence: number;
  count: number;
  fingerprint: number;
}

/**
 * Holds the number of the last batch before a clean shutdown. Older data has lost its end. LevelDB ignores unknown
 * files.
 */
const confirmedFile = 'CONFIRMED';

interface Level {
  readonly database: ClassicLevel<string, string>;
  readonly folder: string;
}

function reasonOf(error: unknown): string {
  const { cause } = error as { cause?: unknown };
  return cause instanceof Error ? cause.message : String((error as Error).message);
}

function damaged(folder: string, reason: string, cause?: unknown): RapportError {
  return new RapportError(
    'unavailable',
    `The data in ${folder} is damaged (${reason}). Rapport does not run on data with holes: put back a copy of the folder.`,
    {
      cause,
    },
  );
}

async function openLevel(dataFolder: string): Promise<Level> {
  const folder = join(dataFolder, 'store');
  let files: string[];
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    files = await readdir(folder);
  } catch (error) {
    throw new RapportError(
      'unavailable',
      `The data folder ${dataFolder} cannot be used: ${reasonOf(error)}. Rapport needs a folder that it may read and write.`,
      { cause: error },
    );
  }
  const isNew = !files.some((file) => /\.(ldb|sst|log)$|^MANIFEST-/.test(file));
  if (!isNew && !files.includes('CURRENT')) throw damaged(folder, 'its file CURRENT is missing');
  const database = new ClassicLevel<string, string>(folder, { keyEncoding: 'utf8', valueEncoding: 'utf8' });
  try {
    await database.open({ createIfMissing: isNew });
  } catch (error) {
    const { code } = ((error as { cause?: unknown }).cause ?? error) as { code?: string };
    if (code === 'LEVEL_LOCKED') {
      throw new RapportError(
        'conflict',
        `The data folder ${dataFolder} is in use by another Rapport process. Stop that one first, or give this one another folder; several processes share data only through MongoDB.`,
        { cause: error },
      );
    }
    if (code === 'LEVEL_CORRUPTION') throw damaged(folder, reasonOf(error), error);
    throw new RapportError('unavailable', `The data in ${folder} cannot be opened: ${reasonOf(error)}.`, {
      cause: error,
    });
  }
  return { database, folder };
}

/** Loads all documents by collection, checked against the seal. */
async function load({ database, folder }: Level): Promise<{
  documents: Map<string, Map<string, StoredDocument>>;
  sums: Map<string, Map<string, number>>;
  seal: Seal;
}> {
  const documents = new Map<string, Map<string, StoredDocument>>();
  const sums = new Map<string, Map<string, number>>();
  const seal: Seal = { sequence: 0, count: 0, fingerprint: 0 };
  let written: Seal = { ...seal };
  try {
    for await (const [key, value] of database.iterator()) {
      if (key === sealKey) {
        written = JSON.parse(value);
        continue;
      }
      const at = key.indexOf('/');
      const [collection, id] = [key.slice(0, at), key.slice(at + 1)];
      const document = decode(JSON.parse(value));
      if (at < 1 || !isPlainObject(document) || document._id !== id) throw new Error(`record ${key} is not a document`);
      const sum = crc32(value, crc32(key));
      inner(documents, collection).set(id, document);
      inner(sums, collection).set(id, sum);
      seal.count++;
      seal.fingerprint ^= sum;
    }
  } catch (error) {
    throw damaged(folder, reasonOf(error), error);
  }
  if (written.count !== seal.count || written.fingerprint !== seal.fingerprint)
    throw damaged(folder, 'some records are missing or altered');
  const confirmed = await readFile(join(folder, confirmedFile), 'utf8').catch(() => '');
  if (written.sequence < Number(confirmed)) throw damaged(folder, 'the last records are missing');
  seal.sequence = written.sequence;
  return { documents, sums, seal };
}

function inner<V>(outer: Map<string, Map<string, V>>, collection: string): Map<string, V> {
  const known = outer.get(collection);
  if (known !== undefined) return known;
  const made = new Map<string, V>();
  outer.set(collection, made);
  return made;
}

/**
 * Opens the folder's journal: LevelDB with one key per document. Changes are written in batches, each with a sync;
 * changes during a batch go into the next one. After a crash a batch is complete or absent. LevelDB's own lock excludes
 * a second process. Throws with a reason for operators: `conflict` when the folder is in use, `unavailable` when it is
 * unusable or damaged.
 */
export async function openJournal(dataFolder: string, log?: Logger): Promise<Journal> {
  const level = await openLevel(dataFolder);
  const { database, folder } = level;
  const { documents, sums, seal } = await load(level).catch(async (error) => {
    await database.close();
    throw error;
  });
  let pending = new Map<string, { collection: string; id: string; document: StoredDocument | undefined }>();
  let writing: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let failure: RapportError | undefined;

  async function write(): Promise<void> {
    const batch = pending;
    pending = new Map();
    seal.sequence++;
    const operations = [...batch].map(([key, { collection, id, document }]) => {
      const known = inner(sums, collection);
      const before = known.get(id);
      if (before !== undefined) {
        known.delete(id);
        seal.count--;
        seal.fingerprint ^= before;
      }
      if (document === undefined) return { type: 'del' as const, key };
      const value = JSON.stringify(encode(document));
      const sum = crc32(value, crc32(key));
      known.set(id, sum);
      seal.count++;
      seal.fingerprint ^= sum;
      return { type: 'put' as const, key, value };
    });
    try {
      await database.batch([...operations, { type: 'put', key: sealKey, value: JSON.stringify(seal) }], { sync: true });
    } catch (error) {
      failure = new RapportError(
        'unavailable',
        `Data could not be written to ${folder}: ${reasonOf(error)}. Rapport stores nothing more until it is started again; make room on the disk or repair it first. What was confirmed is safe.`,
        { cause: error },
      );
      log?.fatal({ err: error, folder }, failure.message);
      throw failure;
    }
  }

  /** Starts the next batch after the running one, and after all callbacks that are ready now. */
  function schedule(): Promise<void> {
    const current = writing ?? new Promise<void>((resolve) => setImmediate(resolve));
    const batch = current.then(() => {
      writing = batch;
      next = undefined;
      if (failure !== undefined) throw failure;
      return write();
    });
    batch.then(
      () => {
        if (writing === batch) writing = undefined;
      },
      () => undefined,
    );
    return batch;
  }

  const check = () => {
    if (failure !== undefined) throw failure;
  };

  return {
    take: (collection) => {
      const taken = [...(documents.get(collection)?.values() ?? [])];
      documents.delete(collection);
      return taken;
    },
    untaken: () => documents.keys(),
    change: (collection, id, document) => {
      pending.set(`${collection}/${id}`, { collection, id, document });
      next ??= schedule();
    },
    settled: async () => {
      await (next ?? writing);
      check();
    },
    check,
    close: async () => {
      await (next ?? writing)?.catch(() => undefined);
      if (failure === undefined)
        await writeFile(join(folder, confirmedFile), String(seal.sequence)).catch(() => undefined);
      await database.close();
    },
  };
}
