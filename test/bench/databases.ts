import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import mongoose from 'mongoose';
import { workCollections } from '../../src/core/coreCollections.ts';
import { type Schedule, schedules } from '../../src/core/schedule/schedule.ts';
import { newId } from '../../src/ground/ids.ts';
import type { Database } from '../../src/store/collection.ts';
import { openDatabase } from '../../src/store/database.ts';
import { withDatabase } from '../mongodb/address.ts';
import { startMongodb } from '../mongodb/server.ts';

/** A database with prepared work collections; `fill` inserts schedules in the fastest way. */
export interface BenchDatabase {
  readonly name: string;
  readonly db: Database;
  readonly fill: (documents: readonly Schedule[]) => Promise<void>;
  close(): Promise<void>;
}

const INSERTS_AT_ONCE = 2_000;

async function embedded(name: string, db: Database, close: () => Promise<void>): Promise<BenchDatabase> {
  await db.prepare(workCollections);
  const rows = db.everywhere(schedules);
  return {
    name,
    db,
    close,
    fill: async (documents) => {
      for (let at = 0; at < documents.length; at += INSERTS_AT_ONCE)
        await Promise.all(documents.slice(at, at + INSERTS_AT_ONCE).map((document) => rows.insert(document)));
    },
  };
}

/** The embedded engine without a disk. */
export async function inMemory(): Promise<BenchDatabase> {
  const db = await openDatabase({ memory: true });
  return embedded('memory', db, () => db.close());
}

/** The embedded engine as in production: every answer waits for the disk. */
export async function inFolder(): Promise<BenchDatabase> {
  const folder = await mkdtemp(join(tmpdir(), 'rapport-bench-'));
  const db = await openDatabase({ folder });
  return embedded('embedded folder', db, async () => {
    await db.close();
    await rm(folder, { recursive: true });
  });
}

/** A MongoDB, with the driver's own collection of the same schedules beside ours. */
export interface MongodbForBench extends BenchDatabase {
  readonly raw: mongoose.mongo.Collection<Schedule>;
  /** The server's address, for databases besides this one. */
  readonly uri: string;
}

/** A separate database on the available MongoDB, or the reason why there is none. */
export async function inMongodb(): Promise<MongodbForBench | { readonly missing: string }> {
  const server = await startMongodb({ isOnDisk: true });
  if ('missing' in server) return server;
  const uri = withDatabase(server.uri, `rapport-bench-${newId()}`);
  const db = await openDatabase({ uri });
  await db.prepare(workCollections);
  // The driver's defaults except for the write concern: both sides answer once the write can no longer be lost.
  const client = await new mongoose.mongo.MongoClient(uri, { w: 'majority' }).connect();
  const raw = client.db().collection<Schedule>(schedules.name);
  return {
    name: 'MongoDB',
    db,
    raw,
    uri: server.uri,
    fill: async (documents) => {
      if (documents.length > 0) await raw.insertMany([...documents], { ordered: false });
    },
    close: async () => {
      await client.db().dropDatabase();
      await client.close();
      await db.close();
      await server.stop();
    },
  };
}
