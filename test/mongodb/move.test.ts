import mongoose from 'mongoose';
import { expect, inject, test } from 'vitest';
import { compose } from '../../src/app/composition.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { newId } from '../../src/ground/ids.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { inventory } from '../../src/store/move.ts';
import { copy } from '../../src/tools/move.ts';
import { house } from '../fakes/house.ts';
import { withDatabase } from './address.ts';

const mongodb = inject('mongodb');

if ('missing' in mongodb) test.skip(`moving house to MongoDB and back (${mongodb.missing})`);
else {
  test('all data moves from the embedded engine to MongoDB and back unchanged', async () => {
    const here = await house();
    await here.say('mei', 'remind #acme "Send the pictures, 请发图" every Mon 9:00');
    await here.at('2026-11-30T08:00:00Z');
    const uri = withDatabase(mongodb.uri, `rapport-test-${newId()}`);
    const there = await openDatabase({ uri });
    const back = await openDatabase({ memory: true });
    for (const db of [there, back])
      await compose({ db, clock: systemClock, log: silentLogger, platforms: [], answerLate: async () => undefined });

    await copy(here.db, there, here);
    await copy(there, back, here);

    const before = await inventory(here.db, here.collections);
    expect(before.reminders?.count).toBe(1);
    expect(await inventory(back, here.collections)).toEqual(before);
    await there.close();
    const connection = await mongoose.createConnection(uri).asPromise();
    await connection.dropDatabase();
    await connection.close();
  });
}
