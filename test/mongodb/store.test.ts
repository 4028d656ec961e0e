import { afterAll, inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { storeContract } from '../contracts/store.ts';
import { storeArraysContract } from '../contracts/storeArrays.ts';
import { migrationsContract } from '../contracts/storeMigrations.ts';
import { storeReadAheadContract } from '../contracts/storeReadAhead.ts';
import { storeRulesContract } from '../contracts/storeRules.ts';
import { withDatabase } from './address.ts';
import { dropDatabase } from './server.ts';

const mongodb = inject('mongodb');

if ('missing' in mongodb) test.skip(`the store on MongoDB (${mongodb.missing})`);
else {
  const used: string[] = [];
  const inNewDatabase = async () => {
    const uri = withDatabase(mongodb.uri, `rapport-test-${newId()}`);
    used.push(uri);
    return () => openDatabase({ uri });
  };
  const open = async () => (await inNewDatabase())();
  storeContract('MongoDB', open);
  storeArraysContract('MongoDB', inNewDatabase);
  storeRulesContract('MongoDB', open);
  storeReadAheadContract('MongoDB', open);
  migrationsContract('MongoDB', open);
  afterAll(async () => {
    for (const uri of used) await dropDatabase(uri);
  });
}
