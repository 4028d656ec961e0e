import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, statfsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import mongoose from 'mongoose';

/** The available MongoDB, or why there is none. `binary`: a mongod for starting more. */
export type MongodbAtHand =
  | { readonly uri: string; readonly binary: string | undefined; stop(): Promise<void> }
  | { readonly missing: string };

function binaryOnPath(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'mongod'))
    .find((file) => existsSync(file));
}

/** The version must be given, or the package looks for one to download. */
export function versionOf(binary: string): string {
  return /v(\d+\.\d+\.\d+)/.exec(execFileSync(binary, ['--version'], { encoding: 'utf8' }))?.[1] ?? '6.0.0';
}

/** A file system in memory, on Linux. */
const IN_MEMORY = '/dev/shm';
/** More than the data and the journal of all tests of a project; a container may have 64 MB there. */
const ENOUGH_BYTES = 2 * 1024 ** 3;

/**
 * A new folder for a server's data, in memory where there is room: a journaled write takes 0.8 ms there, and about 10 ms
 * on a disk.
 */
function dataFolder(isOnDisk: boolean): string {
  const { bavail, bsize } = !isOnDisk && existsSync(IN_MEMORY) ? statfsSync(IN_MEMORY) : { bavail: 0, bsize: 0 };
  return mkdtempSync(join(bavail * bsize >= ENOUGH_BYTES ? IN_MEMORY : tmpdir(), 'rapport-mongodb-'));
}

/**
 * The server of MONGODB_URI, else a replica set of one made from MONGOMS_SYSTEM_BINARY, else from `mongod` on the PATH.
 * `isOnDisk`: keep the data on a disk, as an installation does: for measurements.
 * @throws when a binary that is named does not start: that is an error, not a reason to go on without.
 */
export async function startMongodb({ isOnDisk = false } = {}): Promise<MongodbAtHand> {
  const binary = process.env.MONGOMS_SYSTEM_BINARY || binaryOnPath();
  const uri = process.env.MONGODB_URI;
  if (uri) return { uri, binary, stop: async () => undefined };
  if (binary === undefined) return { missing: 'no MONGODB_URI, no MONGOMS_SYSTEM_BINARY, no mongod on the PATH' };
  const dbPath = dataFolder(isOnDisk);
  const server = await MongoMemoryReplSet.create({
    binary: { systemBinary: binary, version: versionOf(binary) },
    instanceOpts: [{ dbPath }],
    replSet: { count: 1, storageEngine: 'wiredTiger' },
  });
  return {
    uri: server.getUri(),
    binary,
    stop: async () => {
      await server.stop({ doCleanup: true });
      rmSync(dbPath, { recursive: true, force: true });
    },
  };
}

/** Removes a test's database from the server. */
export async function dropDatabase(uri: string): Promise<void> {
  const connection = await mongoose.createConnection(uri).asPromise();
  await connection.dropDatabase();
  await connection.close();
}
