import { inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { withDatabase } from '../mongodb/address.ts';
import { dropDatabase } from '../mongodb/server.ts';
import { survivesEachStep } from './steps.ts';

const mongodb = inject('mongodb');

if ('missing' in mongodb) test.skip(`each step over MongoDB (${mongodb.missing})`);
else {
  const uri = withDatabase(mongodb.uri, `rapport-steps-${newId()}`);
  survivesEachStep('MongoDB', { open: () => openDatabase({ uri }), clean: () => dropDatabase(uri) });
}
