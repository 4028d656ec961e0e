import type { Connection } from 'mongoose';
import type { Database, IndexDefinition } from './collection.ts';

/** The differences between the two engines. */
export interface Engine {
  readonly name: Database['engine'];
  readonly connection: Connection;
  /** Creates an index unless it exists. `array`: the key that is an array, if one is. */
  createIndex(collection: string, index: IndexDefinition, array: string | undefined): Promise<void>;
  stored(): Promise<readonly string[]>;
  now(): Date;
  ping(): Promise<void>;
  close(): Promise<void>;
}
