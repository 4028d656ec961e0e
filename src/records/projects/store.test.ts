import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Agency, agency, TENANT } from '../../../test/fakes/agency.ts';

let here: Agency;
beforeEach(async () => {
  here = await agency();
});
afterEach(() => here.db.close());

const place = { platform: 'playground' as const, tenant: TENANT };

test('a key is guessed from the name or given, and is unique', async () => {
  const { projects, scope, acme, mei } = here;
  const fresh = { clientId: acme._id, managerId: mei._id, locale: 'en' as const, zone: 'UTC' };
  expect(here.project.key).toBe('ACME');
  expect((await projects.add(scope, { ...fresh, name: 'Acme' })).key).toBe('ACME2');
  expect((await projects.add(scope, { ...fresh, name: 'Blue Sky Shop' })).key).toBe('BSS');
  expect((await projects.add(scope, { ...fresh, name: '云禾' })).key).toBe('P1');
  // INT marks internal numbers.
  expect((await projects.add(scope, { ...fresh, name: 'In Nearby Towns' })).key).toBe('INT2');
  await expect(projects.add(scope, { ...fresh, name: 'Intranet', key: 'int' })).rejects.toMatchObject({ field: 'key' });
  await expect(projects.add(scope, { ...fresh, name: 'Other', key: 'acme' })).rejects.toMatchObject({
    code: 'conflict',
    field: 'key',
  });
  await expect(projects.add(scope, { ...fresh, name: 'Other', key: '9!' })).rejects.toMatchObject({
    code: 'invalid',
    field: 'key',
  });
});

test('former keys stay reserved for their project, and still find it', async () => {
  const { projects, scope, project, acme, mei } = here;
  const fresh = { clientId: acme._id, managerId: mei._id, locale: 'en' as const, zone: 'UTC' };
  await projects.change(scope, project._id, { key: 'shop' });
  expect((await projects.find(scope, 'acme'))?.key).toBe('SHOP');
  const taken = { code: 'conflict', field: 'key' };
  await expect(projects.add(scope, { ...fresh, name: 'Other', key: 'ACME' })).rejects.toMatchObject(taken);
  const other = await projects.add(scope, { ...fresh, name: 'Acme' });
  expect(other.key).toBe('ACME2');
  await expect(projects.change(scope, other._id, { key: 'ACME' })).rejects.toMatchObject(taken);
  // Its own project may take it back.
  expect(await projects.change(scope, project._id, { key: 'ACME' })).toMatchObject({
    key: 'ACME',
    formerKeys: ['SHOP'],
  });
});

test('two concurrent changes of a key keep both former ones', async () => {
  const { projects, scope, project } = here;
  await Promise.all(['ONE', 'TWO'].map((key) => projects.change(scope, project._id, { key })));
  const { key, formerKeys = [] } = await projects.must(scope, project._id);
  expect([...formerKeys, key].sort()).toEqual(['ACME', 'ONE', 'TWO']);
});

test('two concurrent projects of one name get two keys', async () => {
  const fresh = {
    name: 'Borealis',
    clientId: here.acme._id,
    managerId: here.mei._id,
    locale: 'en' as const,
    zone: 'UTC',
  };
  const both = await Promise.all([here.projects.add(here.scope, fresh), here.projects.add(here.scope, fresh)]);
  expect(both.map((one) => one.key).sort()).toEqual(['BORE', 'BORE2']);
});

test('a channel is linked once, and a project has one channel per kind and platform', async () => {
  const { projects, scope, project, acme, mei } = here;
  const other = await projects.add(scope, {
    name: 'Second',
    clientId: acme._id,
    managerId: mei._id,
    locale: 'en',
    zone: 'UTC',
  });
  const taken = projects.link(scope, {
    ...place,
    conversation: 'C1',
    name: 'acme',
    projectId: other._id,
    audience: 'client',
  });
  await expect(taken).rejects.toMatchObject({
    code: 'conflict',
    field: 'channel',
    forPeople: { en: expect.stringContaining('linked already') },
  });
  const second = projects.link(scope, {
    ...place,
    conversation: 'C9',
    name: 'more',
    projectId: project._id,
    audience: 'client',
  });
  await expect(second).rejects.toMatchObject({
    code: 'conflict',
    forPeople: { en: expect.stringContaining('such a channel here already: #acme') },
  });
  const teams = { platform: 'teams' as const, tenant: 'north-teams', conversation: 'C1', name: 'acme' };
  expect((await projects.link(scope, { ...teams, projectId: project._id, audience: 'client' })).platform).toBe('teams');
  expect((await projects.channelsOf(scope, project._id)).map((one) => one.name)).toEqual([
    'acme',
    'acme-internal',
    'acme',
  ]);
});

test('repeating a link changes nothing; after unlinking, the channel can be linked elsewhere', async () => {
  const { projects, scope, project, clientChannel } = here;
  const again = await projects.link(scope, {
    ...place,
    conversation: 'C1',
    name: 'acme',
    projectId: project._id,
    audience: 'client',
  });
  expect(again._id).toBe(clientChannel._id);
  await projects.unlink(scope, clientChannel._id);
  expect(
    (
      await projects.link(scope, {
        ...place,
        conversation: 'C1',
        name: 'acme',
        projectId: project._id,
        audience: 'client',
      })
    ).audience,
  ).toBe('client');
});

test('another workspace sees no data of ours', async () => {
  const other = await here.workspaces.create({ name: 'South', admin: { name: 'Sue' } });
  const foreign = { ...here.scope, workspaceId: other.workspace._id };
  expect(await here.projects.get(foreign, here.project._id)).toBeUndefined();
  expect(await here.projects.all(foreign)).toEqual([]);
  expect(await here.people.get(foreign, here.ana._id)).toBeUndefined();
  expect(await here.clients.find(foreign, 'ACME')).toBeUndefined();
});
