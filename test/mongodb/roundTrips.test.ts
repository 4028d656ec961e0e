import { expect, inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { ACTS, type Act, sentByActs } from '../fakes/acts.ts';
import { withDatabase } from './address.ts';
import { dropDatabase } from './server.ts';

const mongodb = inject('mongodb');

if ('missing' in mongodb) test.skip(`how many commands an act sends to MongoDB (${mongodb.missing})`);
else {
  test('no act sends more commands to MongoDB than its bound', async () => {
    const uri = withDatabase(mongodb.uri, `rapport-round-trips-${newId()}`);
    const sent = await sentByActs(uri);
    await dropDatabase(uri);

    const over = (Object.keys(ACTS) as Act[]).flatMap((act) => {
      const { commands, seconds } = sent[act];
      const count = commands.length / seconds;
      return count > ACTS[act] ? [`${act}: ${count} of ${ACTS[act]}: ${commands.slice(0, 80).join(' ')}`] : [];
    });
    expect(over).toEqual([]);
  });
}
