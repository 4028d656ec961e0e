import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Agency, agency, TENANT, user } from '../../../test/fakes/agency.ts';
import { authorize } from '../../core/access.ts';
import { hasRealInstallation } from './store.ts';

let here: Agency;
beforeEach(async () => {
  here = await agency();
});
afterEach(() => here.db.close());

/** The admin's own scope, as the core would issue it. */
function asAdmin() {
  const actor = {
    workspaceId: here.workspace._id,
    personId: here.admin._id,
    user: user('root'),
    name: 'Root',
    locale: 'en' as const,
    zone: 'UTC',
  };
  return authorize({ ...actor, standing: { side: 'ours', role: 'admin' } }, 'administer', undefined, here.clock.now());
}

test('an admin’s code connects one installation, once, and identifies the admin there', async () => {
  const { code } = await here.workspaces.issueCode(asAdmin(), here.admin._id);
  const teams = { platform: 'teams' as const, tenant: 'north-teams' };
  const connected = await here.workspaces.connect({ code, installation: teams, user: { ...teams, user: 'T-root' } });
  expect(connected.workspace.name).toBe('North');
  expect((await here.workspaces.byInstallation(teams))?.workspaceId).toBe(here.workspace._id);
  expect((await here.people.byUser(here.scope, { ...teams, user: 'T-root' }))?.person._id).toBe(here.admin._id);
  await expect(
    here.workspaces.connect({ code, installation: { platform: 'slack', tenant: 'T9' } }),
  ).rejects.toMatchObject({ code: 'refused' });
});

test('an org-wide installation is refused with the reason, and the code stays valid', async () => {
  const { code } = await here.workspaces.issueCode(asAdmin(), here.admin._id);
  const slack = { platform: 'slack' as const, tenant: 'T1' };
  const refusal = here.workspaces.connect({ code, installation: slack, orgWide: true });
  await expect(refusal).rejects.toMatchObject({
    code: 'refused',
    forPeople: { en: expect.stringContaining('Enterprise Grid') },
  });
  expect((await here.workspaces.connect({ code, installation: slack })).workspace._id).toBe(here.workspace._id);
});

test('an installation belongs to one workspace; another one cannot take it, even after it was removed', async () => {
  const other = await here.workspaces.create({ name: 'South', admin: { name: 'Sue' } });
  const foreign = { ...here.scope, workspaceId: other.workspace._id };
  const place = { platform: 'playground' as const, tenant: TENANT };
  await expect(here.workspaces.attach(foreign, place)).rejects.toMatchObject({ code: 'conflict' });
  await here.workspaces.remove(place);
  expect(await here.workspaces.byInstallation(place)).toBeUndefined();
  await expect(here.workspaces.attach(foreign, place)).rejects.toMatchObject({ code: 'conflict' });
  await here.workspaces.attach(here.scope, place);
  expect((await here.workspaces.byInstallation(place))?.workspaceId).toBe(here.workspace._id);
});

test('a code ends with its time and with its admin’s role', async () => {
  const old = await here.workspaces.issueCode(asAdmin(), here.admin._id);
  here.clock.advance(15 * 60_000);
  await expect(
    here.workspaces.connect({ code: old.code, installation: { platform: 'slack', tenant: 'T1' } }),
  ).rejects.toMatchObject({ code: 'refused' });
  const fresh = await here.workspaces.issueCode(asAdmin(), here.admin._id);
  await here.workspaces.setRole(here.scope, here.mei._id, 'admin');
  await here.workspaces.setRole(here.scope, here.admin._id, 'member');
  await expect(
    here.workspaces.connect({ code: fresh.code, installation: { platform: 'slack', tenant: 'T1' } }),
  ).rejects.toMatchObject({ code: 'refused' });
});

test('the last admin stays, by role and by leaving', async () => {
  await expect(here.workspaces.setRole(here.scope, here.admin._id, 'member')).rejects.toMatchObject({
    code: 'refused',
  });
  await expect(here.people.leave(here.scope, here.admin._id)).rejects.toMatchObject({ code: 'refused' });
  expect((await here.people.admins(here.scope)).map((one) => one.name)).toEqual(['Root']);
});

test('of two admins who demote each other at the same moment, one stays', async () => {
  await here.workspaces.setRole(here.scope, here.mei._id, 'admin');
  const both = await Promise.allSettled([
    here.workspaces.setRole(here.scope, here.mei._id, 'member'),
    here.workspaces.setRole(here.scope, here.admin._id, 'member'),
  ]);
  expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  expect(await here.people.admins(here.scope)).toHaveLength(1);
});

test('a contact cannot get one of our roles', async () => {
  await expect(here.workspaces.setRole(here.scope, here.ana._id, 'admin')).rejects.toMatchObject({ code: 'invalid' });
});

test('only an installation outside the playground is a real one', async () => {
  expect(await hasRealInstallation(here.db)).toBe(false);
  await here.workspaces.attach(here.scope, { platform: 'slack', tenant: 'T1' });
  expect(await hasRealInstallation(here.db)).toBe(true);
});
