import type { z } from 'zod';

/** A direction per field path, in order. */
export type Sort = Readonly<Record<string, 1 | -1>>;

export interface IndexDefinition {
  /**
   * One of the fields may be an array of single values that every document has: it is used for an element, `$in` and
   * `$all`, where the first value of `$all` should be the rarest. Such an index is neither unique nor partial.
   */
  readonly keys: Sort;
  readonly unique?: boolean;
  /**
   * A partial index: it holds only matching documents. Equality, $exists: true, $gt(e), $lt(e), $type and $and only, as
   * in MongoDB.
   */
  readonly where?: Readonly<Record<string, unknown>>;
}

/** The common part of all stored entities. We generate the string ids. */
export interface Entity {
  readonly _id: string;
}

/**
 * A collection, declared once. The zod model is the source: the mongoose schema is made from it (schema.ts), so that
 * both engines cast and validate alike. Allowed in a model: string, number, boolean, date, enum, literal, nested
 * strictObject, arrays of these, optional and nullable.
 */
export interface CollectionDefinition<T extends Entity> {
  readonly name: string;
  readonly model: z.ZodType<T>;
  readonly indexes: readonly IndexDefinition[];
  /**
   * `workspace`: every query stays inside one workspace; the port sets and filters `workspaceId`. `installation`: for
   * the core's own collections.
   */
  readonly tenancy: 'workspace' | 'installation';
  /** Records that a request reads repeatedly: they are read once within each (ground/request.ts). */
  readonly remembered?: true;
}
// biome-ignore lint/suspicious/noExplicitAny: a list of definitions forgets each one's own type
export type AnyCollectionDefinition = CollectionDefinition<any>;

export function defineCollection<T extends Entity>(definition: CollectionDefinition<T>): CollectionDefinition<T> {
  return definition;
}

/** MongoDB's filter language. Features that the two engines do not share are refused at use (forbidden.ts). */
export type Filter = Readonly<Record<string, unknown>>;
/** MongoDB's own update language, operators only. */
export type Update = Readonly<
  Partial<
    Record<
      '$set' | '$unset' | '$inc' | '$push' | '$pull' | '$addToSet' | '$min' | '$max' | '$setOnInsert',
      Readonly<Record<string, unknown>>
    >
  >
>;

export interface FindOptions {
  readonly sort?: Sort;
  readonly limit?: number;
  readonly skip?: number;
}

/**
 * The port to stored data, the same over MongoDB and the embedded engine. Documents are plain objects of the model. All
 * methods throw RapportError: `conflict` for a duplicate unique key (with `field` = the index's first key), `invalid`
 * for a document that the model refuses or a query that the port forbids, `unavailable` when the database does not
 * answer within 3 s.
 */
export interface Collection<T extends Entity> {
  insert(document: T): Promise<T>;
  /**
   * Inserts many documents in one command, but not all together: when a unique key is taken, it throws `conflict` after
   * the others are inserted.
   */
  insertMany(documents: readonly T[]): Promise<void>;
  get(id: string): Promise<T | undefined>;
  find(filter: Filter, options?: FindOptions): Promise<T[]>;
  findOne(filter: Filter, options?: Pick<FindOptions, 'sort'>): Promise<T | undefined>;
  count(filter: Filter): Promise<number>;
  /** Updates one document atomically and returns it after the change; `upsert` only with a filter on a unique key. */
  findOneAndUpdate(filter: Filter, update: Update, options?: { sort?: Sort; upsert?: boolean }): Promise<T | undefined>;
  /** Updates each matching document atomically, but not all together. Returns how many. */
  updateMany(filter: Filter, update: Update): Promise<number>;
  deleteMany(filter: Filter): Promise<number>;
}

/**
 * A read of one document of a `remembered` collection, and the reads that follow from it: as `findOne(where)`, or with
 * `id` as `get` of the id that this field of the document before holds; with `all` as `find` of all whose field `of`
 * holds the id of the document before. Each follow-up stays inside the workspace of the document before.
 */
export interface ReadAhead {
  readonly from: AnyCollectionDefinition;
  /** Written as `findOne` is called later: the same fields in the same order. */
  readonly where?: Readonly<Record<string, string>>;
  readonly id?: string;
  readonly all?: { readonly of: string; readonly sort: Sort };
  readonly next?: readonly ReadAhead[];
}

/** A database: MongoDB or the embedded engine. */
export interface Database {
  readonly engine: 'mongodb' | 'embedded';
  /** Prepares the collections and their indexes. Called once with every slice's definitions before anything else. */
  prepare(definitions: readonly AnyCollectionDefinition[]): Promise<void>;
  /** A collection of the core, over all workspaces. */
  everywhere<T extends Entity>(definition: CollectionDefinition<T>): Collection<T>;
  /**
   * A collection inside the scope's workspace: the port adds `workspaceId` to every filter and every inserted document,
   * and refuses a foreign one.
   */
  within<T extends Entity & { workspaceId: string }>(
    definition: CollectionDefinition<T>,
    scope: { readonly workspaceId: string },
  ): Collection<T>;
  /**
   * A collection over all workspaces, whatever its tenancy: for moving data and retention, never for a person's
   * request.
   */
  housekeeping<T extends Entity>(definition: CollectionDefinition<T>): Collection<T>;
  /**
   * Reads in one command what this request is going to read one after another; the calls of `findOne` and `get` that
   * follow are answered from the request's memory. Changes no answer, only the number of commands: does nothing on the
   * embedded engine, whose reads cost no round trip, or outside of a request. @throws RapportError `unavailable`;
   * `internal` for a collection that is not `remembered`.
   */
  readAhead(first: ReadAhead): Promise<void>;
  /** The names of all non-empty collections, including unknown ones. */
  stored(): Promise<readonly string[]>;
  /**
   * The present for leases: MongoDB's clock, continued by our monotonic one; embedded, where one process holds all
   * leases, the start of this process continued. It does not follow a step of this machine's wall clock, nor the
   * playground's moved clock.
   */
  now(): Date;
  /**
   * Answers when the database does, and reads its clock afresh: called before work is taken from another process or
   * gets a date. Throws `unavailable` with the reason. Also for /readyz and the doctor.
   */
  ping(): Promise<void>;
  close(): Promise<void>;
}

/**
 * One change to stored data. It may run again after a crash in its middle, so it must find its own half-done work and
 * continue.
 */
export interface MigrationStep {
  /** 1 for the first step, then consecutive. A released step never changes. */
  readonly version: number;
  readonly name: string;
  run(db: Database): Promise<void>;
}
