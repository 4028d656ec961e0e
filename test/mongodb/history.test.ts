import { afterAll, inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { historyContract } from '../contracts/history.ts';
import { withDatabase } from './address.ts';
import { dropDatabase } from './server.ts';

const mongodb = inject('mongodb');

if ('missing' in mongodb) test.skip(`history on MongoDB (${mongodb.missing})`);
else {
  const uri = withDatabase(mongodb.uri, `rapport-history-${newId()}`);
  historyContract('MongoDB', () => openDatabase({ uri }));
  afterAll(() => dropDatabase(uri));
}
