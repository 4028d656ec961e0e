import type { TestProject } from 'vitest/node';
import { startMongodb } from './server.ts';

/** The tests' MongoDB, or why there is none; tests read it with `inject('mongodb')`. */
export type MongodbForTests =
  | { readonly uri: string; readonly binary: string | undefined }
  | { readonly missing: string };

declare module 'vitest' {
  export interface ProvidedContext {
    mongodb: MongodbForTests;
  }
}

/** One server for all tests of a project that uses it. */
export async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const mongodb = await startMongodb();
  if ('missing' in mongodb) {
    project.provide('mongodb', mongodb);
    return undefined;
  }
  const { uri, binary, stop } = mongodb;
  project.provide('mongodb', { uri, binary });
  return stop;
}
