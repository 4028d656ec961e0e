import { inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { withDatabase } from '../mongodb/address.ts';
import { dropDatabase } from '../mongodb/server.ts';
import { outlivesClockSteps } from './clocks.ts';
import { built } from './house.ts';
import { faketimeMissing } from './program.ts';

const mongodb = inject('mongodb');
const obstacle = !built
  ? 'dist is not there: run npm run build first'
  : 'missing' in mongodb
    ? mongodb.missing
    : faketimeMissing;

if (obstacle !== undefined || 'missing' in mongodb) test.skip(`a clock that is set, over MongoDB (${obstacle})`);
else {
  let uri = '';
  outlivesClockSteps('MongoDB', {
    open: async () => {
      uri = withDatabase(mongodb.uri, `rapport-clocks-${newId()}`);
      return { uri };
    },
    clean: () => dropDatabase(uri),
  });
}
