import { inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { withDatabase } from '../mongodb/address.ts';
import { dropDatabase } from '../mongodb/server.ts';
import { built, survivesKills } from './house.ts';

const mongodb = inject('mongodb');
const obstacle = built
  ? 'missing' in mongodb
    ? mongodb.missing
    : undefined
  : 'dist is not there: run npm run build first';

if (obstacle !== undefined || 'missing' in mongodb) test.skip(`the house that is killed over MongoDB (${obstacle})`);
else {
  const uri = withDatabase(mongodb.uri, `rapport-faults-${newId()}`);
  survivesKills('MongoDB', { workers: 2, open: async () => ({ uri }), clean: () => dropDatabase(uri) });
}
