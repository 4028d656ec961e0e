import type { Connection } from 'mongoose';
import type { Database } from './collection.ts';

/** The differences between the two engines. */
export interface Engine {
  readonly name: Database['engine'];
  readonly connection: Connection;
  stored(): Promise<readonly string[]>;
  now(): Date;
  ping(): Promise<void>;
  close(): Promise<void>;
}
