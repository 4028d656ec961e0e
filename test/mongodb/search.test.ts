import mongoose from 'mongoose';
import { expect, inject, test } from 'vitest';
import { systemScope } from '../../src/core/access.ts';
import { newId } from '../../src/ground/ids.ts';
import { createSearch, searchRows } from '../../src/records/search/store.ts';
import { openDatabase } from '../../src/store/database.ts';
import { withDatabase } from './address.ts';
import { dropDatabase } from './server.ts';

const mongodb = inject('mongodb');
const FREQUENT = 1_500;

if ('missing' in mongodb) test.skip(`what a search costs on MongoDB (${mongodb.missing})`);
else {
  test('a search reads few rows if one of its words is rare, whichever is longer', async () => {
    const uri = withDatabase(mongodb.uri, `rapport-search-${newId()}`);
    const db = await openDatabase({ uri });
    await db.prepare([searchRows]);
    const raw = (await mongoose.createConnection(uri).asPromise()).getClient();
    const scope = systemScope('w1');
    await db.within(searchRows, scope).insertMany(
      Array.from({ length: FREQUENT }, (_, number) => ({
        ...{ _id: `entry:${number}`, workspaceId: 'w1', projectId: 'p1', kind: 'risk', audience: 'internal' as const },
        terms: number === 7 ? ['delivery', 'kpi'] : ['delivery'],
        text: number === 7 ? 'delivery kpi' : 'delivery',
        at: new Date(number),
      })),
    );
    const search = createSearch({ db });

    await raw.db().command({ profile: 2 });
    const found = [
      await search.find(scope, 'delivery kpi', { audience: 'internal', limit: 20 }),
      await search.find(scope, 'kpi', { audience: 'internal', projectIds: ['p1'], limit: 20 }),
      await search.find(scope, 'delivery', { audience: 'internal', projectIds: ['p2'], limit: 20 }),
    ];
    await raw.db().command({ profile: 0 });

    const costs = await raw
      .db()
      .collection('system.profile')
      .find({ ns: /searchRows/, op: 'query' })
      .toArray();
    expect(found.map((rows) => rows.map(({ _id }) => _id))).toEqual([['entry:7'], ['entry:7'], []]);
    const [looks, reads] = [true, false].map((isLook) =>
      costs.filter(({ command }) => (command.skip !== undefined) === isLook).map((cost) => cost.docsExamined),
    );
    expect(reads).toEqual([1, 1, 0]);
    expect(looks?.filter((rows) => rows > 1_001)).toEqual([]);
    await db.close();
    await raw.close();
    await dropDatabase(uri);
  });
}
