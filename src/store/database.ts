import mongoose from 'mongoose';
import { type Clock, steadyClock } from '../ground/clock.ts';
import { RapportError } from '../ground/errors.ts';
import type { Logger } from '../ground/log.ts';
import type { AnyCollectionDefinition, Collection, Database, Entity } from './collection.ts';
import { embeddedDriver, forgetfulJournal, type Journal } from './embedded/driver.ts';
import { openJournal } from './embedded/log.ts';
import type { Engine } from './engine.ts';
import { storeError } from './errors.ts';
import { collectionOf, type Prepared, prepareModel } from './models.ts';
import { type MongodbOptions, openMongodb } from './mongodb.ts';
import { checkReadAhead, readAheadOn } from './readAhead.ts';
import { remembering } from './remembering.ts';

/**
 * The place of the data: a MongoDB, a folder of the embedded engine, or memory alone (tests). `clock`: the embedded
 * engine's; default the monotonic one. `journal`: what takes part in a test's changes; default none.
 */
export type DatabaseOptions =
  | ({ readonly uri: string } & MongodbOptions)
  | { readonly folder: string; readonly log?: Logger; readonly clock?: Clock | undefined }
  | { readonly memory: true; readonly journal?: Journal };

/**
 * Opens the database. Throws with a reason for operators: `unavailable` when the server does not answer, or the folder
 * is not writable or is damaged; `conflict` when another process uses the folder.
 */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  if ('uri' in options) return databaseOver(await openMongodb(options.uri, options));
  const journal =
    'memory' in options ? (options.journal ?? forgetfulJournal) : await openJournal(options.folder, options.log);
  return databaseOver(await openEmbedded(journal, 'folder' in options ? options.clock : undefined));
}

async function openEmbedded(journal: Journal, clock: Clock = steadyClock): Promise<Engine> {
  const instance = new mongoose.Mongoose({ autoCreate: false, autoIndex: false });
  // With a Schema class of its own, the instance would clone every schema for each database that a process opens.
  Object.assign(instance, { Schema: mongoose.Schema });
  const driver = embeddedDriver(journal);
  instance.setDriver(driver);
  const connection = await instance.createConnection('embedded://here').asPromise();
  return {
    name: 'embedded',
    connection,
    createIndex: driver.createIndex,
    stored: async () => driver.stored(),
    now: clock.now,
    ping: async () => journal.check(),
    close: () => connection.close(),
  };
}

function databaseOver(engine: Engine): Database {
  const prepared = new Map<string, Prepared>();
  let isClosed = false;

  const find = (definition: AnyCollectionDefinition): Prepared => {
    const known = prepared.get(definition.name);
    if (known?.definition === definition) return known;
    throw new RapportError(
      'internal',
      `Collection ${definition.name} was not made ready: its slice does not register it, or another one has the same name`,
    );
  };

  return {
    engine: engine.name,
    prepare: async (definitions) => {
      for (const definition of definitions) {
        const known = prepared.get(definition.name);
        if (known?.definition === definition) continue;
        if (known !== undefined) throw new RapportError('internal', `Two collections are called ${definition.name}`);
        try {
          prepared.set(definition.name, await prepareModel(engine, definition));
        } catch (error) {
          throw storeError(error, definition.name);
        }
      }
    },
    everywhere: (definition) => {
      if (definition.tenancy === 'workspace')
        throw new RapportError(
          'internal',
          `Collection ${definition.name} belongs to workspaces: ask for it within a scope`,
        );
      return whenUsed(() => doorTo(find(definition)));
    },
    housekeeping: (definition) => whenUsed(() => doorTo(find(definition))),
    within: (definition, scope) => {
      if (scope.workspaceId === '')
        throw new RapportError('internal', `Collection ${definition.name}: a scope needs a workspace`);
      return whenUsed(() => doorTo(find(definition), scope.workspaceId));
    },
    readAhead: async (first) => {
      checkReadAhead(first);
      if (engine.name === 'mongodb') await readAheadOn(find, first);
    },
    stored: () => engine.stored(),
    now: () => engine.now(),
    ping: () => engine.ping(),
    close: async () => {
      if (isClosed) return;
      isClosed = true;
      await engine.close();
    },
  };
}

function doorTo<T extends Entity>(prepared: Prepared, workspaceId?: string): Collection<T> {
  const collection = collectionOf<T>(prepared, workspaceId);
  return prepared.definition.remembered === true ? remembering(collection, prepared, workspaceId) : collection;
}

/** A collection that may be requested before it is prepared: slices get theirs at the start. */
function whenUsed<T extends Entity>(make: () => Collection<T>): Collection<T> {
  let made: Collection<T> | undefined;
  const ready = () => {
    made ??= make();
    return made;
  };
  return {
    insert: async (document) => ready().insert(document),
    insertMany: async (documents) => ready().insertMany(documents),
    get: async (id) => ready().get(id),
    find: async (filter, options) => ready().find(filter, options),
    findOne: async (filter, options) => ready().findOne(filter, options),
    count: async (filter) => ready().count(filter),
    findOneAndUpdate: async (filter, update, options) => ready().findOneAndUpdate(filter, update, options),
    updateMany: async (filter, update) => ready().updateMany(filter, update),
    deleteMany: async (filter) => ready().deleteMany(filter),
  };
}
