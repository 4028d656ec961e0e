import { createHash } from 'node:crypto';
import { RapportError } from '../ground/errors.ts';
import type { AnyCollectionDefinition, Database, Entity } from './collection.ts';
import { migrationsCollection } from './migrations.ts';

/**
 * The content of a collection in figures: the number of documents and a hash over them. Equal figures mean equal data.
 */
export interface Figures {
  readonly count: number;
  readonly sha256: string;
}
export type Inventory = Readonly<Record<string, Figures>>;

/** One stored document with its collection: one line of a backup file. */
export interface Line {
  readonly collection: string;
  readonly document: Entity;
}

const PAGE = 500;

/**
 * Every document of a database, by collection and id, one page at a time, so that memory does not grow with the data.
 */
export async function* documentsOf(
  db: Database,
  definitions: readonly AnyCollectionDefinition[],
): AsyncGenerator<Line> {
  for (const definition of definitions) {
    const collection = db.housekeeping<Entity>(definition);
    let last = '';
    for (;;) {
      const page = await collection.find({ _id: { $gt: last } }, { sort: { _id: 1 }, limit: PAGE });
      for (const document of page) yield { collection: definition.name, document };
      const end = page.at(-1);
      if (end === undefined) break;
      last = end._id;
    }
  }
}

/** JSON with sorted keys, with dates distinguished from text: a document gives the same line on both engines. */
export function encodeLine({ collection, document }: Line): string {
  return JSON.stringify({ collection, document: encoded(document) });
}

/** @throws RapportError `invalid` for a line that is not from a backup. */
export function decodeLine(text: string): Line {
  try {
    const { collection, document } = JSON.parse(text) as { collection: unknown; document: unknown };
    const decodedDocument = decoded(document) as Entity;
    if (typeof collection === 'string' && typeof decodedDocument._id === 'string')
      return { collection, document: decodedDocument };
  } catch {
    // reported below, as every other invalid line
  }
  throw new RapportError('invalid', `this is no line of a backup: ${text.slice(0, 60)}`);
}

function encoded(value: unknown): unknown {
  if (value instanceof Date) return { $date: value.toISOString() };
  if (Array.isArray(value)) return value.map(encoded);
  if (value === null || typeof value !== 'object') return value;
  const entries = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)).map(([key, part]) => [key, encoded(part)]));
}

function decoded(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(decoded);
  if (value === null || typeof value !== 'object') return value;
  const { $date } = value as { $date?: unknown };
  if (typeof $date === 'string') return new Date($date);
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, decoded(part)]));
}

/** Counts documents in the order of `documentsOf`. */
export function createTally(definitions: readonly AnyCollectionDefinition[]): {
  add(line: Line): void;
  inventory(): Inventory;
} {
  const sums = new Map(definitions.map(({ name }) => [name, { count: 0, hash: createHash('sha256') }]));
  return {
    add: (line) => {
      const sum = sums.get(line.collection);
      if (sum === undefined) return;
      sum.count += 1;
      sum.hash.update(`${encodeLine(line)}\n`);
    },
    inventory: () =>
      Object.fromEntries(
        [...sums].map(([name, { count, hash }]) => [name, { count, sha256: hash.copy().digest('hex') }]),
      ),
  };
}

/** Counts and hashes of all collections, read from the database. */
export async function inventory(db: Database, definitions: readonly AnyCollectionDefinition[]): Promise<Inventory> {
  const tally = createTally(definitions);
  for await (const line of documentsOf(db, definitions)) tally.add(line);
  return tally.inventory();
}

/** The first difference between two inventories, in words; undefined when they are equal. */
export function differenceOf(from: Inventory, to: Inventory): string | undefined {
  for (const name of new Set([...Object.keys(from), ...Object.keys(to)])) {
    const [a, b] = [from[name], to[name]];
    if (a?.count !== b?.count) return `${name}: ${a?.count ?? 0} documents there, ${b?.count ?? 0} here`;
    if (a?.sha256 !== b?.sha256) return `${name}: the same number of documents, with other contents`;
  }
  return undefined;
}

/**
 * Inserts documents unchanged into an empty database. A database that a bot has only started on counts as empty: it
 * holds its migration version alone, which is replaced.
 * @throws RapportError `conflict` when data is stored there already: moving never mixes data; `invalid` for a document
 * of an unknown collection.
 */
export async function moveIn(
  lines: AsyncIterable<Line>,
  to: Database,
  definitions: readonly AnyCollectionDefinition[],
): Promise<void> {
  const [first] = (await to.stored()).filter((name) => name !== migrationsCollection.name);
  if (first !== undefined) {
    throw new RapportError(
      'conflict',
      `there is data in ${first} already; move into an empty database or folder (what an interrupted try left behind has to be removed first)`,
    );
  }
  if (definitions.includes(migrationsCollection)) await to.housekeeping(migrationsCollection).deleteMany({});
  const known = new Map(definitions.map((definition) => [definition.name, definition]));
  // A batch begins and ends here. A failure while the next line is read would otherwise be an unhandled rejection.
  let batch: { definition: AnyCollectionDefinition; document: Entity }[] = [];
  const store = async () => {
    await Promise.all(batch.map(({ definition, document }) => to.housekeeping<Entity>(definition).insert(document)));
    batch = [];
  };
  for await (const { collection, document } of lines) {
    const definition = known.get(collection);
    if (definition === undefined)
      throw new RapportError(
        'invalid',
        `this version knows no collection ${collection}; use the version that made the backup`,
      );
    batch.push({ definition, document });
    if (batch.length >= PAGE) await store();
  }
  await store();
}
