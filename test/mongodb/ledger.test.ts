import { afterAll, inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { ledgerContract } from '../contracts/ledger.ts';
import { withDatabase } from './address.ts';
import { dropDatabase } from './server.ts';

const mongodb = inject('mongodb');

if ('missing' in mongodb) test.skip(`counting what is said unasked on MongoDB (${mongodb.missing})`);
else {
  const uri = withDatabase(mongodb.uri, `rapport-ledger-${newId()}`);
  ledgerContract('MongoDB', () => openDatabase({ uri }));
  afterAll(() => dropDatabase(uri));
}
