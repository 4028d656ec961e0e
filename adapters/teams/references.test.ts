import { expect, test } from 'vitest';
import { openDatabase } from '../../src/store/database.ts';
import { teamsCollections } from './referenceRows.ts';
import { createReferences } from './references.ts';

test('a conversation that one process found closed is opened by another at the next message there', async () => {
  const db = await openDatabase({ memory: true });
  await db.prepare(teamsCollections);
  const [one, other] = [createReferences({ db }), createReferences({ db })];
  const spot = {
    tenant: 't',
    conversation: 'D-mei',
    kind: 'direct' as const,
    thread: undefined,
    team: undefined,
    name: undefined,
  };
  const from = { serviceUrl: 'https://smba.trafficmanager.net/emea/', bot: '28:app', user: 'mei' };
  await one.see(spot, from);
  await other.bury('t', 'D-mei', { why: 'blocked', reason: 'blocked' });
  await one.see(spot, from);
  expect(await one.find('t', 'D-mei')).toMatchObject({ state: 'live' });
  expect(await one.find('t', 'D-mei')).not.toHaveProperty('why');
  await db.close();
});
