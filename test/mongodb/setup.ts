import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { MongoMemoryReplSet } from 'mongodb-memory-server-core';
import type { TestProject } from 'vitest/node';

/** Where the tests' MongoDB is, or why there is none; tests read it with `inject('mongodb')`. */
export type MongodbForTests = { readonly uri: string; readonly binary: string | undefined } | { readonly missing: string };

declare module 'vitest' {
  export interface ProvidedContext {
    mongodb: MongodbForTests;
  }
}

function binaryOnPath(): string | undefined {
  return (process.env.PATH ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'mongod'))
    .find((file) => existsSync(file));
}

/** The version must be named, or the package looks for one to download. */
export function versionOf(binary: string): string {
  return /v(\d+\.\d+\.\d+)/.exec(execFileSync(binary, ['--version'], { encoding: 'utf8' }))?.[1] ?? '6.0.0';
}

/**
 * One server for all MongoDB tests: the one of MONGODB_URI, else a replica set of one made from MONGOMS_SYSTEM_BINARY, else from `mongod` on the PATH.
 * A binary that is named and does not start is an error, not a reason to skip.
 */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const binary = process.env.MONGOMS_SYSTEM_BINARY || binaryOnPath();
  const uri = process.env.MONGODB_URI;
  if (uri) {
    project.provide('mongodb', { uri, binary });
    return undefined;
  }
  if (binary === undefined) {
    project.provide('mongodb', { missing: 'no MONGODB_URI, no MONGOMS_SYSTEM_BINARY, no mongod on the PATH' });
    return undefined;
  }
  const server = await MongoMemoryReplSet.create({
    binary: { systemBinary: binary, version: versionOf(binary) },
    replSet: { count: 1, storageEngine: 'wiredTiger' },
  });
  project.provide('mongodb', { uri: server.getUri(), binary });
  return async () => {
    await server.stop({ doCleanup: true });
  };
}
