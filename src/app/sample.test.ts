import { afterEach, expect, test } from 'vitest';
import { createWorld } from '../../adapters/playground/world.ts';
import { playgroundCollections } from '../../adapters/playground/worldRows.ts';
import { type Composed, composed } from '../../test/fakes/composed.ts';
import { systemScope } from '../core/access.ts';
import { startEmpty, startWithSample } from './sample.ts';

let house: Composed | undefined;
afterEach(async () => {
  await house?.db.close();
  house = undefined;
});

test.each([
  ['en', 'Robin Hale', 'My agency'],
  ['zh-CN', '林悦', '我的公司'],
] as const)(
  'an empty start speaks the machine’s language, %s, and its one person has a name that fits into sentences',
  async (locale, name, workspace) => {
    house = await composed();
    await house.db.prepare([...playgroundCollections]);
    const world = createWorld({ db: house.db, clock: house.clock });
    expect(await startEmpty(house, world, { zone: 'Asia/Shanghai', locale })).toBe(true);
    expect(await world.users()).toMatchObject([{ name, locale, zone: 'Asia/Shanghai' }]);
    const home = await house.workspaces.byInstallation({ platform: 'playground', tenant: 'playground' });
    expect(await house.workspaces.get(systemScope(home?.workspaceId ?? ''))).toMatchObject({ name: workspace, locale });
    expect(await startEmpty(house, world, { zone: 'Asia/Shanghai', locale })).toBe(false);
  },
);

test('the people of the first screen are listed in the order of their creation', async () => {
  house = await composed();
  await house.db.prepare([...playgroundCollections]);
  const world = createWorld({ db: house.db, clock: house.clock });
  await startWithSample(house, world, house.clock);
  expect((await world.users()).map(({ name }) => name)).toEqual([
    'Mei Chen',
    'Tom Berg',
    'Olga Novak',
    'Ana Lima',
    '李静',
  ]);
});
