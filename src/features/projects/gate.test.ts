import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { type Agency, agency, event, inChannel, member, TENANT, user } from '../../../test/fakes/agency.ts';
import type { Addressed } from '../../core/delivery/gate.ts';
import type { Audience } from '../../core/message.ts';

let here: Agency;
beforeEach(async () => {
  here = await agency();
});
afterEach(() => here.db.close());

/** A delivery as the gate receives it. `project` false: not sent in a project's name. */
function delivery(conversation: string, audience: Audience, project = true): Addressed {
  return {
    key: 'k1',
    workspaceId: here.workspace._id,
    ...(project ? { projectId: here.project._id } : {}),
    to: { platform: 'playground', tenant: TENANT, conversation, audience },
  };
}

test('both channels of a project are open', async () => {
  here.platform.rooms.set('C2', [member('mei'), member('tom')]);
  expect(await here.gate.pass(delivery('C1', 'client'))).toMatchObject({ verdict: 'go' });
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'go' });
});

test('an outsider in the internal channel stops posts; manager and admin are told once', async () => {
  here.platform.rooms.set('C2', [member('mei'), member('eve', true)]);
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'stop' });
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'stop' });
  expect([...here.outbox.sent.values()].map((one) => one.to.conversation).sort()).toEqual(['D-mei', 'D-root']);
  expect(here.outbox.texts()).toEqual(
    expect.arrayContaining(['我已停止在 #acme-internal 发布内容', 'I stopped posting in #acme-internal']),
  );
});

test('a client’s contact in the internal channel stops posts too, even as a member on the platform', async () => {
  here.platform.rooms.set('C2', [member('mei'), member('ana')]);
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'stop' });
  expect((await here.projects.channelById(here.scope, here.internalChannel._id))?.blocked).toMatchObject({
    reason: 'contact',
    who: 'Ana Lima',
  });
});

test('a burst of posts asks the platform once; seconds later it is asked again', async () => {
  here.platform.rooms.set('C2', [member('mei')]);
  for (let post = 0; post < 5; post++) await here.gate.pass(delivery('C2', 'internal'));
  expect(here.platform.asked).toBe(1);
  here.platform.rooms.set('C2', [member('mei'), member('eve', true)]);
  here.presence.advance(15_000);
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'stop' });
});

test('posts stay stopped after the outsider left, until a person checks', async () => {
  await here.watch.stop(here.internalChannel, 'outsider', 'Eve');
  here.platform.rooms.set('C2', [member('mei')]);
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'stop' });
  await here.projects.unblock(here.scope, here.internalChannel._id);
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'go' });
});

test('an internal post waits while the platform does not list the members, and is sent afterwards', async () => {
  here.platform.rooms.set('C2', 'unknown');
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'wait' });
  here.platform.rooms.set('C2', [member('mei')]);
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'go' });
  expect((await here.projects.channelById(here.scope, here.internalChannel._id))?.unreadable).toBeUndefined();
  here.presence.advance(20_000);
  here.platform.rooms.set('C2', 'unknown');
  await here.watch.stop(here.internalChannel, 'shared', '');
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'stop' });
});

test('a member look-up that fails or hangs is no answer either', async () => {
  here.platform.members = () => Promise.reject(new Error('the adapter failed'));
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'wait' });
  vi.useFakeTimers();
  here.platform.members = () => new Promise(() => undefined);
  const verdict = here.gate.pass(delivery('C2', 'internal'));
  await vi.advanceTimersByTimeAsync(21_000);
  vi.useRealTimers();
  expect(await verdict).toMatchObject({ verdict: 'wait' });
});

test('after some minutes without an answer the manager is told once; a short fault is not reported', async () => {
  const ask = async (minutes: number) => {
    here.presence.advance(minutes * 60_000);
    return here.gate.pass(delivery('C2', 'internal'));
  };
  here.platform.rooms.set('C2', 'unknown');
  await ask(0);
  await ask(3);
  here.platform.rooms.set('C2', [member('mei')]);
  await ask(1);
  here.platform.rooms.set('C2', 'unknown');
  await ask(2);
  await ask(4);
  // The gate was not asked for an hour: this is a separate fault, not a lasting one.
  await ask(60);
  expect(here.outbox.texts()).toEqual([]);
  for (const minutes of [3, 3, 3]) expect(await ask(minutes)).toMatchObject({ verdict: 'wait' });
  expect([...here.outbox.sent.values()].map(({ to }) => to.conversation)).toEqual(['D-mei']);
  expect(here.outbox.texts()[0]).toMatch(/acme-internal/);
  // From now on, replies there are visible only to the person who asked.
  expect(
    (await here.directory.locate(event('mention', 'mei', { text: 'help', place: inChannel('C2') }))).setting.audience,
  ).toBe('client');
});

test('a rehearsal goes to the manager while the internal channel’s readers are unknown', async () => {
  await here.projects.change(here.scope, here.project._id, { rehearsal: true });
  here.platform.rooms.set('C2', 'unknown');
  expect(await here.gate.pass(delivery('C1', 'client'))).toMatchObject({
    verdict: 'redirect',
    to: { conversation: 'D-mei' },
  });
  await here.people.leave(here.scope, here.mei._id);
  here.platform.openDirect = async () => ({ unreachable: 'no such user' });
  expect(await here.gate.pass(delivery('C1', 'client'))).toMatchObject({ verdict: 'wait' });
});

test('a rehearsed project shows our side each post for the client, and its place', async () => {
  await here.projects.change(here.scope, here.project._id, { rehearsal: true });
  expect(await here.gate.pass(delivery('C1', 'client'))).toMatchObject({
    verdict: 'redirect',
    to: { conversation: 'C2', audience: 'internal' },
    wouldHaveGone: '#acme',
  });
  const direct = await here.directory.reachPerson(here.workspace._id, here.ana._id);
  expect(direct).toMatchObject({ to: { conversation: 'D-ana', audience: 'client' } });
  expect(await here.gate.pass(delivery('D-ana', 'client'))).toMatchObject({
    verdict: 'redirect',
    wouldHaveGone: 'Ana Lima',
  });
  expect(await here.gate.pass(delivery('C2', 'internal'))).toMatchObject({ verdict: 'go' });
});

test('without a usable internal channel the rehearsal goes to the manager', async () => {
  await here.projects.change(here.scope, here.project._id, { rehearsal: true });
  here.platform.rooms.set('C2', [member('eve', true)]);
  expect(await here.gate.pass(delivery('C1', 'client'))).toMatchObject({
    verdict: 'redirect',
    to: { conversation: 'D-mei', audience: 'internal' },
  });
});

test('a post stops if its channel changed meanwhile: unlinked, archived, other audience, paused', async () => {
  await here.projects.happened(here.scope, here.clientChannel, { state: 'archived' });
  expect(await here.gate.pass(delivery('C1', 'client'))).toMatchObject({
    verdict: 'stop',
    reason: '#acme is archived',
  });
  await here.projects.happened(here.scope, here.clientChannel, { state: 'open' });
  expect(await here.gate.pass(delivery('C1', 'internal'))).toMatchObject({ verdict: 'stop' });
  await here.projects.change(here.scope, here.project._id, { state: 'paused' });
  expect(await here.gate.pass(delivery('C1', 'client'))).toMatchObject({ verdict: 'stop', reason: 'ACME is paused' });
  await here.projects.change(here.scope, here.project._id, { state: 'active' });
  await here.projects.unlink(here.scope, here.clientChannel._id);
  expect(await here.gate.pass(delivery('C1', 'client'))).toMatchObject({ verdict: 'stop' });
});

test('a post of one project is not sent into a channel that another project has now', async () => {
  const other = await here.projects.add(here.scope, {
    name: 'Cato',
    clientId: here.acme._id,
    managerId: here.mei._id,
    locale: 'en',
    zone: 'UTC',
  });
  await here.projects.unlink(here.scope, here.clientChannel._id);
  await here.projects.link(here.scope, { ...here.clientChannel, projectId: other._id, audience: 'client' });
  expect(await here.gate.pass(delivery('C1', 'client'))).toMatchObject({
    verdict: 'stop',
    reason: '#acme belongs to another project now',
  });
});

test('a channel with a changed id gets the posts for its old id', async () => {
  await here.projects.moved(here.scope, here.clientChannel, 'C1-new');
  expect(await here.gate.pass(delivery('C1', 'client'))).toMatchObject({
    verdict: 'go',
    to: { conversation: 'C1-new' },
  });
});

test('a person who left gets no post; a contact and an unknown person get no internal post', async () => {
  await here.directory.reachPerson(here.workspace._id, here.ana._id);
  expect(await here.gate.pass(delivery('D-ana', 'internal', false))).toMatchObject({ verdict: 'stop' });
  expect(await here.gate.pass(delivery('D-ana', 'client', false))).toMatchObject({ verdict: 'go' });
  expect(await here.gate.pass(delivery('nowhere', 'internal', false))).toMatchObject({ verdict: 'stop' });
  await here.people.leave(here.scope, here.ana._id);
  expect(await here.gate.pass(delivery('D-ana', 'client', false))).toMatchObject({ verdict: 'stop' });
  expect(await here.people.byUser(here.scope, user('ana'))).toMatchObject({ identity: { state: 'stopped' } });
});
