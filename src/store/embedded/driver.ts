import mongoose from 'mongoose';
import type { Filter, FindOptions, Sort, Update } from '../collection.ts';
import type { Engine } from '../engine.ts';
import { createTable, type Table } from './table.ts';
import type { StoredDocument } from './values.ts';

/** The durable storage of changes; see log.ts. */
export interface Journal {
  /** The documents of a collection at the opening of the store; each is returned once. */
  take(collection: string): Iterable<StoredDocument>;
  /** The collections with documents that were not taken yet. */
  untaken(): Iterable<string>;
  change(collection: string, id: string, document: StoredDocument | undefined): void;
  /** Resolves once all changes so far are on disk; rejects `unavailable` once a write has failed. */
  settled(): Promise<void>;
  /** Throws `unavailable` once a write has failed: memory is then ahead of the disk and must not be read. */
  check(): void;
  close(): Promise<void>;
}

/** Stores nothing: for tests. */
export const forgetfulJournal: Journal = {
  take: () => [],
  untaken: () => [],
  change: () => undefined,
  settled: async () => undefined,
  check: () => undefined,
  close: async () => undefined,
};

/** Mongoose's needs from a connection beyond its own base class. */
type OpenableConnection = mongoose.Connection & { onOpen(): void };
type ConnectionBase = new (base: unknown) => OpenableConnection;
type CollectionBase = new (name: string, connection: unknown, options?: unknown) => object;

/**
 * A driver for mongoose.setDriver: connections and collections over tables in this process, the subset that models.ts
 * uses. A call runs at once in memory and returns when the journal has settled, so that no result can be undone by a
 * crash.
 */
export function embeddedDriver(
  journal: Journal,
): { Connection: unknown; Collection: unknown; stored(): string[] } & Pick<Engine, 'createIndex'> {
  const tables = new Map<string, Table>();
  const tableOf = (name: string): Table => {
    const known = tables.get(name);
    if (known !== undefined) return known;
    const table = createTable(name, journal.take(name), (id, document) => journal.change(name, id, document));
    tables.set(name, table);
    return table;
  };

  async function run<R>(work: () => R): Promise<R> {
    journal.check();
    try {
      return work();
    } finally {
      await journal.settled();
    }
  }

  class EmbeddedConnection extends (mongoose.BaseConnection as unknown as ConnectionBase) {
    async createClient(): Promise<void> {
      this.onOpen();
    }
    async doClose(): Promise<void> {
      await journal.close();
    }
  }

  class EmbeddedCollection extends (mongoose.BaseCollection as unknown as CollectionBase) {
    readonly #table: Table;

    constructor(name: string, connection: unknown, options?: unknown) {
      super(name, connection, options);
      this.#table = tableOf(name);
    }
    async insertOne(document: StoredDocument) {
      await run(() => this.#table.insert(document));
      return { acknowledged: true, insertedId: document._id };
    }
    async insertMany(documents: readonly StoredDocument[]) {
      await run(() => this.#table.insertMany(documents));
      return { acknowledged: true, insertedCount: documents.length };
    }
    find(filter: Filter, options: FindOptions = {}) {
      return { toArray: () => run(() => this.#table.find(filter, options)) };
    }
    async findOne(filter: Filter, options: FindOptions = {}) {
      const [document] = await run(() => this.#table.find(filter, { ...options, limit: 1 }));
      return document ?? null;
    }
    countDocuments(filter: Filter) {
      return run(() => this.#table.count(filter));
    }
    async findOneAndUpdate(filter: Filter, update: Update, options: { sort?: Sort; upsert?: boolean } = {}) {
      return (await run(() => this.#table.updateOne(filter, update, options))) ?? null;
    }
    async updateMany(filter: Filter, update: Update) {
      const matchedCount = await run(() => this.#table.updateMany(filter, update));
      return { acknowledged: true, matchedCount, modifiedCount: matchedCount, upsertedCount: 0, upsertedId: null };
    }
    async deleteMany(filter: Filter) {
      return { acknowledged: true, deletedCount: await run(() => this.#table.deleteMany(filter)) };
    }
  }

  return {
    Connection: EmbeddedConnection,
    Collection: EmbeddedCollection,
    createIndex: (name, index, array) => run(() => tableOf(name).ensureIndex(index, array)),
    stored: () => [
      ...[...tables].filter(([, table]) => table.count({}) > 0).map(([name]) => name),
      ...journal.untaken(),
    ],
  };
}
