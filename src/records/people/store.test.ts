import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Agency, agency, TENANT, user } from '../../../test/fakes/agency.ts';
import { reactTo } from '../../core/history/reaction.ts';
import { linkCodes, personSubject } from './collections.ts';
import { hashCode as hash, hashCode, makeCode, type Person, standingOf } from './model.ts';

let here: Agency;
beforeEach(async () => {
  here = await agency();
});
afterEach(() => here.db.close());

test('one user is one person, also with two concurrent events of an unknown user', async () => {
  const seen = { ...user('zoe'), via: TENANT, name: 'Zoe' };
  const both = await Promise.all([here.people.see(here.scope, seen), here.people.see(here.scope, seen)]);
  expect(both[0].person._id).toBe(both[1].person._id);
  expect((await here.people.all(here.scope)).filter((one) => one.name === 'Zoe')).toHaveLength(1);
});

test('a user of another person cannot be claimed', async () => {
  await expect(here.people.identify(here.scope, here.tom._id, { user: user('ana') })).rejects.toMatchObject({
    code: 'conflict',
  });
  expect((await here.people.byUser(here.scope, user('ana')))?.person._id).toBe(here.ana._id);
});

test('an unverified e-mail address does not identify a person', async () => {
  await expect(
    here.people.identify(here.scope, here.tom._id, { email: 'ana@acme.test', verified: false }),
  ).rejects.toMatchObject({ code: 'refused' });
  const verified = await here.people.identify(here.scope, here.ana._id, { email: ' Ana@Acme.test ', verified: true });
  expect(verified.key).toBe('email/ana@acme.test');
  await expect(
    here.people.identify(here.scope, here.tom._id, { email: 'ana@acme.test', verified: true }),
  ).rejects.toMatchObject({ code: 'conflict' });
});

test('a code from one platform identifies its owner on another, once and within a quarter of an hour', async () => {
  const { code } = await here.people.issueCode(here.scope, here.ana._id);
  const elsewhere = { platform: 'teams' as const, tenant: 'acme', user: 'T-ana' };
  const typed = code.toLowerCase().replaceAll('-', ' ');
  expect((await here.people.redeemCode(here.scope, typed, elsewhere, 'north-teams'))._id).toBe(here.ana._id);
  await expect(
    here.people.redeemCode(here.scope, code, { ...elsewhere, user: 'T-eve' }, 'north-teams'),
  ).rejects.toMatchObject({ code: 'refused' });

  const late = await here.people.issueCode(here.scope, here.ana._id);
  here.clock.advance(15 * 60_000);
  await expect(
    here.people.redeemCode(here.scope, late.code, { ...elsewhere, user: 'T-eve' }, 'north-teams'),
  ).rejects.toMatchObject({ code: 'refused' });
  expect(await here.people.identitiesOf(here.scope, here.ana._id)).toHaveLength(2);
});

test('codes are unique and stored as hashes', async () => {
  const { code } = await here.people.issueCode(here.scope, here.ana._id);
  const stored = await here.db.within(linkCodes, here.scope).find({});
  expect(JSON.stringify(stored)).not.toContain(code);
  expect(stored[0]?.hash).toBe(hashCode(code));
  expect(new Set(Array.from({ length: 500 }, makeCode)).size).toBe(500);
  expect(makeCode()).toMatch(/^[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}$/);
  expect(hash('abcd-efgh-jkmn')).toBe(hash('ＡＢＣＤ EFGH JKMN'));
});

test('a code of another workspace is not valid', async () => {
  const other = await here.workspaces.create({ name: 'South', admin: { name: 'Sue' } });
  const { code } = await here.people.issueCode(here.scope, here.ana._id);
  const foreign = { ...here.scope, workspaceId: other.workspace._id };
  await expect(here.people.redeemCode(foreign, code, user('eve'), TENANT)).rejects.toMatchObject({ code: 'refused' });
});

test('linking an unknown user to a person moves their accounts and ends the second record', async () => {
  const { person: stranger } = await here.people.see(here.scope, { ...user('ana2'), via: TENANT, name: 'Ana (phone)' });
  await here.people.merge(here.scope, stranger._id, here.ana._id);
  expect((await here.people.byUser(here.scope, user('ana2')))?.person._id).toBe(here.ana._id);
  expect((await here.people.all(here.scope)).map((one) => one._id)).not.toContain(stranger._id);
});

test('a contact and a member are never merged, and an admin is never merged into another person', async () => {
  await expect(here.people.merge(here.scope, here.ana._id, here.tom._id)).rejects.toMatchObject({ code: 'invalid' });
  await expect(here.people.merge(here.scope, here.admin._id, here.tom._id)).rejects.toMatchObject({ code: 'invalid' });
});

test('a person who leaves is not identified any more and covers no manager, and slices react to it', async () => {
  const heard: string[] = [];
  const hear = async (left: Person) => void heard.push(left.name);
  here.reactions.push(reactTo(personSubject, { name: 'hear', events: ['left'], run: hear }));
  const from = here.clock.now();
  await here.people.change(here.scope, here.mei._id, {
    away: { from, until: new Date(from.getTime() + 1e9), coverId: here.tom._id },
  });
  await here.people.leave(here.scope, here.tom._id);
  await here.histories.settled();
  const left = await here.people.must(here.scope, here.tom._id);
  expect(heard).toEqual(['Tom Berg']);
  expect(standingOf(left, here.acme._id)).toEqual({ side: 'client', role: 'viewer', clientId: undefined });
  expect((await here.people.identitiesOf(here.scope, here.tom._id)).map((one) => one.state)).toEqual(['stopped']);
  expect((await here.people.must(here.scope, here.mei._id)).away?.coverId).toBeUndefined();
});
