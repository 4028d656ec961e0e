import { newId } from '../../src/ground/ids.ts';
import { ACTS, type Act, sentByActs } from '../fakes/acts.ts';
import { withDatabase } from '../mongodb/address.ts';
import { dropDatabase } from '../mongodb/server.ts';
import type { MongodbForBench } from './databases.ts';
import type { Row } from './row.ts';

/** The number of commands that each act sends to MongoDB. test/mongodb/roundTrips.test.ts checks the bounds. */
export async function benchRoundTrips({ uri }: Pick<MongodbForBench, 'uri'>): Promise<Row[]> {
  const address = withDatabase(uri, `rapport-round-trips-${newId()}`);
  const sent = await sentByActs(address);
  await dropDatabase(address);
  return (Object.keys(ACTS) as Act[]).map((act) => ({
    name: `round trips: ${act}`,
    value: sent[act].commands.length / sent[act].seconds,
    unit: 'commands',
    goal: `<= ${ACTS[act]}`,
  }));
}
