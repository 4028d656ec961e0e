import { afterAll, inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { entriesContract } from '../contracts/entries.ts';
import { withDatabase } from './address.ts';
import { dropDatabase } from './server.ts';

const mongodb = inject('mongodb');

if ('missing' in mongodb) test.skip(`entries on MongoDB (${mongodb.missing})`);
else {
  const uri = withDatabase(mongodb.uri, `rapport-entries-${newId()}`);
  entriesContract('MongoDB', () => openDatabase({ uri }));
  afterAll(() => dropDatabase(uri));
}
