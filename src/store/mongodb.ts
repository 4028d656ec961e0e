import mongoose from 'mongoose';
import { steadyClock } from '../ground/clock.ts';
import { RapportError } from '../ground/errors.ts';
import type { Logger } from '../ground/log.ts';
import type { Engine } from './engine.ts';
import { storeError } from './errors.ts';

/** The timeout of a call to a hanging server, in milliseconds. */
const limit = 3_000;
/** Milliseconds between readings of the server's clock: this machine's own stops during a suspend. */
const clockInterval = 10_000;

/**
 * The options that limit every call, measured with SIGSTOP on a real server. `timeoutMS` has no effect under mongoose
 * 9.12's driver, and with the driver's own retries a call takes several times the limit. Our callers retry what is
 * idempotent.
 */
const connectionOptions = {
  serverSelectionTimeoutMS: limit,
  socketTimeoutMS: limit,
  connectTimeoutMS: limit,
  waitQueueTimeoutMS: limit,
  retryReads: false,
  retryWrites: false,
  ignoreUndefined: true,
  bufferCommands: false,
  autoIndex: false,
  autoCreate: false,
  w: 'majority',
} as const;

export interface MongodbOptions {
  readonly log?: Logger | undefined;
  /** Called with the name of each command that the driver sends, `find` or `insert`; heartbeats are not among them. */
  readonly onCommand?: ((name: string, collection: unknown) => void) | undefined;
}

/**
 * Opens MongoDB; without a database in the connection string it is called `rapport`. Throws `unavailable` when the
 * server does not answer.
 */
export async function openMongodb(uri: string, { log, onCommand }: MongodbOptions = {}): Promise<Engine> {
  const namesDatabase = /^mongodb(\+srv)?:\/\/[^/]+\/[^?]/.test(uri);
  const instance = new mongoose.Mongoose();
  const connection = instance.createConnection();
  let isOpen = false;
  // Without a listener an error event would end the process. Calls and the opening report their own errors.
  connection.on('error', (error) => {
    if (isOpen) log?.warn({ err: error }, 'The connection to MongoDB has a problem');
  });
  try {
    await connection.openUri(uri, {
      ...connectionOptions,
      ...(namesDatabase ? {} : { dbName: 'rapport' }),
      ...(onCommand === undefined ? {} : { monitorCommands: true }),
    });
    if (onCommand !== undefined)
      connection.getClient().on('commandStarted', ({ commandName, command }) => {
        onCommand(commandName, command[commandName]);
      });
    isOpen = true;
  } catch (error) {
    await connection.destroy(true).catch(() => undefined);
    const { message } = storeError(error, 'MongoDB');
    throw new RapportError(
      'unavailable',
      `${message.replace(/\.$/, '')}. Check MONGODB_URI and that the server is running.`,
      { cause: error },
    );
  }

  let offset = 0;
  /** Reads the server's clock, which our monotonic clock continues. Half of the round trip counts as the way there. */
  async function ask(): Promise<void> {
    const before = steadyClock.now().getTime();
    let answer: Record<string, unknown> | undefined;
    try {
      answer = await connection.db?.admin().command({ hello: 1 });
    } catch (error) {
      throw storeError(error, 'MongoDB');
    }
    const after = steadyClock.now().getTime();
    if (answer?.localTime instanceof Date) offset = answer.localTime.getTime() - (before + after) / 2;
  }
  await ask();
  const timer = setInterval(() => void ask().catch(() => undefined), clockInterval);
  timer.unref();

  async function stored(): Promise<string[]> {
    try {
      const collections = (await connection.listCollections()).filter(
        ({ type, name }) => type === 'collection' && !name.startsWith('system.'),
      );
      const firsts = await Promise.all(
        collections.map(({ name }) => connection.collection(name).findOne({}, { projection: { _id: 1 } })),
      );
      return collections.map(({ name }) => name).filter((_, index) => firsts[index] !== null);
    } catch (error) {
      throw storeError(error, 'MongoDB');
    }
  }

  return {
    name: 'mongodb',
    connection,
    createIndex: async (collection, { keys, unique, where }) => {
      await connection.collection(collection).createIndex(keys, {
        ...(unique === true ? { unique } : {}),
        ...(where === undefined ? {} : { partialFilterExpression: where }),
      });
    },
    stored,
    now: () => new Date(steadyClock.now().getTime() + offset),
    ping: ask,
    close: async () => {
      clearInterval(timer);
      await connection.destroy(true);
    },
  };
}
