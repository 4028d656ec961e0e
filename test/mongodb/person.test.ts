import { expect, inject, test } from 'vitest';
import { newId } from '../../src/ground/ids.ts';
import { openDatabase } from '../../src/store/database.ts';
import { composed, eventIn, settle } from '../fakes/composed.ts';
import { runExamples } from '../fakes/examples.ts';
import { withDatabase } from './address.ts';
import { dropDatabase } from './server.ts';

const mongodb = inject('mongodb');

if ('missing' in mongodb) test.skip(`erasing a person on MongoDB (${mongodb.missing})`);
else {
  test('each collection is exported and forgets a person on MongoDB as on the embedded engine', async () => {
    const uri = withDatabase(mongodb.uri, `rapport-test-${newId()}`);
    const house = await composed({ db: await openDatabase({ uri }) });
    const here = await settle(house, { tenant: 'here' });
    await runExamples(house, { tenant: 'here', word: 'amber' });
    while ((await house.scheduler.tick()) + (await house.sender.tick()) > 0);
    for (const [user, who] of [
      ['ana', here.ana],
      ['tom', here.tom],
    ] as const) {
      house.clock.advance(5_000);
      const payload = { v: 1 as const, command: 'me exportfile', input: {} };
      const file = await house.bot.handle(eventIn('here', 'action', user, { payload })).reply;
      expect(JSON.stringify(file)).toContain(who.name);
      house.clock.advance(5_000);
      const erasing = { v: 1 as const, command: 'person erasenow', input: { person: who._id } };
      const reply = await house.bot.handle(eventIn('here', 'action', 'root', { payload: erasing })).reply;
      expect(JSON.stringify(reply)).toContain('Erased');
      const rows = await Promise.all(house.collections.map((each) => house.db.housekeeping(each).find({})));
      expect(JSON.stringify(rows)).not.toContain(who.name);
      expect(await house.people.identitiesOf(here.scope, who._id)).toEqual([]);
    }
    await house.db.close();
    await dropDatabase(uri);
  });
}
