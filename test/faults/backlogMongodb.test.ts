import { inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { withDatabase } from '../mongodb/address.ts';
import { dropDatabase } from '../mongodb/server.ts';
import { stopsInABacklog } from './backlog.ts';
import { built } from './house.ts';

const mongodb = inject('mongodb');
const obstacle = built
  ? 'missing' in mongodb
    ? mongodb.missing
    : undefined
  : 'dist is not there: run npm run build first';

if (obstacle !== undefined || 'missing' in mongodb) test.skip(`SIGTERM in a backlog over MongoDB (${obstacle})`);
else {
  const uri = withDatabase(mongodb.uri, `rapport-backlog-${newId()}`);
  stopsInABacklog('MongoDB', { open: async () => ({ uri }), clean: () => dropDatabase(uri) });
}
