import { afterAll, inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { requestedNoiseContract } from '../contracts/requestedNoise.ts';
import { withDatabase } from './address.ts';
import { dropDatabase } from './server.ts';

const mongodb = inject('mongodb');

if ('missing' in mongodb) test.skip(`the noise kind set on MongoDB (${mongodb.missing})`);
else {
  const uri = withDatabase(mongodb.uri, `rapport-requested-${newId()}`);
  requestedNoiseContract('MongoDB', () => openDatabase({ uri }));
  afterAll(() => dropDatabase(uri));
}
