import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Agency, agency, event, inChannel, inDirect } from '../../../test/fakes/agency.ts';
import { may } from '../../core/access.ts';

let here: Agency;
beforeEach(async () => {
  here = await agency();
});
afterEach(() => here.db.close());

const mention = (from: string, conversation: string) =>
  event('mention', from, { place: inChannel(conversation), text: 'hello' });

test('in a client’s channel, our side has their role, the project and the client audience', async () => {
  const { actor, setting } = await here.directory.locate(mention('mei', 'C1'));
  expect(actor).toMatchObject({
    name: 'Mei Chen',
    locale: 'zh-CN',
    zone: 'Asia/Shanghai',
    standing: { side: 'ours', role: 'manager' },
  });
  expect(setting).toMatchObject({
    audience: 'client',
    project: { key: 'ACME', zone: 'Europe/Berlin' },
    conversation: { conversation: 'C1', audience: 'client' },
  });
});

test('a contact has their role in their client’s channel, and none in another client’s', async () => {
  const other = await here.clients.add(here.scope, { name: 'Borealis', locale: 'en' });
  const project = await here.projects.add(here.scope, {
    name: 'Borealis',
    clientId: other._id,
    managerId: here.mei._id,
    locale: 'en',
    zone: 'UTC',
  });
  await here.projects.link(here.scope, {
    ...here.clientChannel,
    conversation: 'C5',
    name: 'borealis',
    projectId: project._id,
    audience: 'client',
  });
  const home = await here.directory.locate(mention('ana', 'C1'));
  expect(home.actor?.standing).toEqual({ side: 'client', role: 'approver', clientId: here.acme._id });
  const away = await here.directory.locate(mention('ana', 'C5'));
  if (away.actor === undefined) throw new Error('Ana is known');
  expect(may(away.actor, 'view', away.setting.project, here.clock.now())).toBe(false);
});

test('an unknown person in a client’s channel is a viewer there, and the manager is asked once', async () => {
  const first = await here.directory.locate(mention('zoe', 'C1'));
  await here.directory.locate(mention('zoe', 'C1'));
  expect(first.actor).toMatchObject({
    personId: undefined,
    standing: { side: 'client', role: 'viewer', clientId: here.acme._id },
  });
  const asked = [...here.outbox.sent.values()];
  expect(asked.map((one) => [one.to.conversation, one.message.audience, one.message.fallbackText])).toEqual([
    ['D-mei', 'internal', 'zoe 是谁？'],
  ]);
});

test('while the manager is away, the cover is asked', async () => {
  const now = here.clock.now();
  await here.people.change(here.scope, here.mei._id, {
    away: { from: now, until: new Date(now.getTime() + 1e9), coverId: here.tom._id },
  });
  const { setting } = await here.directory.locate(mention('zoe', 'C1'));
  expect([...here.outbox.sent.values()].map((one) => one.to.conversation)).toEqual(['D-tom']);
  expect(setting.project?.cover?.personId).toBe(here.tom._id);
  expect(await here.directory.stewards(here.workspace._id, here.project._id)).toEqual([here.tom._id]);
});

test('an unknown person in an internal channel has no role and no project', async () => {
  const { actor, setting } = await here.directory.locate(mention('zoe', 'C2'));
  if (actor === undefined) throw new Error('the workspace is known');
  expect(may(actor, 'view', setting.project, here.clock.now())).toBe(false);
  expect(here.outbox.sent.size).toBe(0);
});

test('an unlinked channel counts as the client’s, and a direct conversation as its person’s', async () => {
  expect((await here.directory.locate(mention('mei', 'C7'))).setting).toMatchObject({
    audience: 'client',
    project: undefined,
  });
  expect(
    (await here.directory.locate(event('directMessage', 'mei', { place: inDirect('D1'), text: 'x' }))).setting.audience,
  ).toBe('internal');
  const ana = await here.directory.locate(event('directMessage', 'ana', { place: inDirect('D2'), text: 'x' }));
  expect(ana.setting).toMatchObject({ audience: 'client', project: { key: 'ACME' } });
});

test('a blocked internal channel counts as a client’s until it is checked', async () => {
  await here.watch.stop(here.internalChannel, 'outsider', 'Eve');
  expect((await here.directory.locate(mention('mei', 'C2'))).setting.audience).toBe('client');
});

test('an installation without a workspace has no actor', async () => {
  const stranger = { ...mention('mei', 'C1'), installation: { platform: 'slack' as const, tenant: 'T9' } };
  expect(await here.directory.locate(stranger)).toMatchObject({
    actor: undefined,
    setting: { audience: 'client', project: undefined },
  });
});

test('people are found by mention, name, part of a name, id and “me”, only among those the actor may name', async () => {
  const mei = (await here.directory.locate(mention('mei', 'C1'))).actor;
  const ana = (await here.directory.locate(mention('ana', 'C1'))).actor;
  if (mei === undefined || ana === undefined) throw new Error('both are known');
  const named = async (actor: typeof mei, token: string) => {
    const found = await here.directory.findPerson(actor, token);
    return found.ok ? found.value.name : found.problem.code;
  };
  expect(await named(mei, '<@ana>')).toBe('Ana Lima');
  expect(await named(mei, '@Ana')).toBe('Ana Lima');
  expect(await named(mei, 'ana lima')).toBe('Ana Lima');
  expect(await named(mei, here.tom._id)).toBe('Tom Berg');
  expect(await named(mei, '我')).toBe('Mei Chen');
  expect(await named(mei, 'Nobody')).toBe('unknownPerson');
  expect(await named(ana, 'Mei')).toBe('Mei Chen');
  expect(await named(ana, 'Tom Berg')).toBe('unknownPerson');
  expect(await named(ana, here.tom._id)).toBe('unknownPerson');
  await here.people.add(here.scope, {
    name: 'Ana Costa',
    side: { kind: 'client', clientId: here.acme._id, role: 'viewer' },
  });
  expect(await named(mei, 'Ana')).toBe('ambiguousPerson');
});

test('channels are found by mention, name and “here”; a contact finds only their own client’s', async () => {
  const mei = await here.directory.locate(mention('mei', 'C1'));
  const ana = await here.directory.locate(mention('ana', 'C1'));
  if (mei.actor === undefined || ana.actor === undefined) throw new Error('both are known');
  const { directory } = here;
  expect(await directory.findChannel(mei.actor, mei.setting, '#acme-internal')).toMatchObject({
    ok: true,
    value: { conversation: 'C2', audience: 'internal' },
  });
  expect(await directory.findChannel(mei.actor, mei.setting, '这里')).toMatchObject({
    ok: true,
    value: { conversation: 'C1' },
  });
  expect(await directory.findChannel(mei.actor, mei.setting, '<#C9|new>')).toMatchObject({
    ok: true,
    value: { name: 'new', projectId: undefined },
  });
  expect(await directory.findChannel(ana.actor, ana.setting, '#acme')).toMatchObject({
    ok: true,
    value: { conversation: 'C1' },
  });
  expect(await directory.findChannel(ana.actor, ana.setting, '#acme-internal')).toMatchObject({ ok: false });
});

test('a person, a channel and a project have a route, or a reason for none', async () => {
  const { directory, workspace, project, ana } = here;
  expect(await directory.reachPerson(workspace._id, ana._id)).toMatchObject({
    to: { conversation: 'D-ana', audience: 'client' },
    zone: 'Europe/Berlin',
  });
  expect(await directory.reachChannel(workspace._id, 'C1')).toMatchObject({
    projectId: project._id,
    to: { audience: 'client' },
  });
  expect(await directory.reachProject(workspace._id, project._id, 'internal')).toMatchObject({
    to: { conversation: 'C2' },
  });
  await here.watch.stop(here.internalChannel, 'outsider', 'Eve');
  expect(await directory.reachProject(workspace._id, project._id, 'internal')).toEqual({
    unreachable: 'outsiderInside',
  });
  await here.people.leave(here.scope, ana._id);
  expect(await directory.reachPerson(workspace._id, ana._id)).toEqual({ unreachable: 'left' });
  expect(await directory.stewards(workspace._id, undefined)).toEqual([here.admin._id]);
});
