import { afterAll, inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { signingContract } from '../contracts/signing.ts';
import { withDatabase } from './address.ts';
import { dropDatabase } from './server.ts';

const mongodb = inject('mongodb');

if ('missing' in mongodb) test.skip(`signing on MongoDB (${mongodb.missing})`);
else {
  const uri = withDatabase(mongodb.uri, `rapport-signing-${newId()}`);
  signingContract('MongoDB', () => openDatabase({ uri }));
  afterAll(() => dropDatabase(uri));
}
