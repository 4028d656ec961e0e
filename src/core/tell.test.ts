import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Agency, agency } from '../../test/fakes/agency.ts';
import { words } from '../../test/fakes/work.ts';
import { systemScope } from './access.ts';
import { createOutbox, deliveries } from './delivery/outbox.ts';
import type { Reach } from './directory.ts';
import type { Audience, Message } from './message.ts';
import { createTell, type Tell } from './tell.ts';

let here: Agency;
let tell: Tell;
beforeEach(async () => {
  here = await agency();
  await here.db.prepare([deliveries]);
  tell = createTell({ directory: here.directory, outbox: createOutbox(here) });
});
afterEach(() => here.db.close());

/** The enqueued deliveries: key, conversation, audience, text. */
async function enqueued(): Promise<string[]> {
  const rows = await here.db.everywhere(deliveries).find({}, { sort: { key: 1 } });
  return rows.map(({ key, to, message }) => {
    const { audience, fallbackText } = JSON.parse(message) as Message;
    return `${key} → ${to.conversation} (${to.audience}): ${audience} ${fallbackText}`;
  });
}
const hello = ({ name, locale, zone }: Reach<'internal'>): Message<'internal'> =>
  words(`${name} ${locale} ${zone}`, 'internal');
const greeting = <A extends Audience>({ to, name }: Reach<A>): Message<A> => words(`Hello ${name}`, to.audience);

test('a colleague gets a private message in their language and zone', async () => {
  const { workspace, mei } = here;
  const whom = { workspaceId: workspace._id, personId: mei._id, audience: 'internal' } as const;
  expect(await tell.person(whom, hello, { key: 'k1' })).toEqual({ isTold: true, isNew: true });
  expect(await enqueued()).toEqual(['k1 → D-mei (internal): internal Mei Chen zh-CN Asia/Shanghai']);
  const [row] = await here.db.everywhere(deliveries).find({});
  expect(row).toMatchObject({ locale: 'zh-CN', zone: 'Asia/Shanghai', state: 'waiting' });
  expect(row).not.toHaveProperty('projectId');
});

test('the same key again is one post', async () => {
  const whom = { workspaceId: here.workspace._id, personId: here.mei._id, audience: 'internal' } as const;
  await tell.person(whom, hello, { key: 'k1' });
  expect(await tell.person(whom, hello, { key: 'k1' })).toEqual({ isTold: true, isNew: false });
  expect(await enqueued()).toHaveLength(1);
});

test('a person to whom the platform lets us send nothing gets no message', async () => {
  here.platform.openDirect = async () => ({ unreachable: 'no chat' });
  const whom = { workspaceId: here.workspace._id, personId: here.tom._id };
  expect(await tell.person(whom, greeting, { key: 'k1', noise: 'answer' })).toEqual({
    isTold: false,
    why: 'noIdentity',
  });
  expect(await tell.find(whom)).toBeUndefined();
  expect(await enqueued()).toEqual([]);
});

test('a person who has left gets no message', async () => {
  await here.people.leave(here.scope, here.ana._id);
  const whom = { workspaceId: here.workspace._id, personId: here.ana._id };
  expect(await tell.person(whom, greeting, { key: 'k1', noise: 'answer' })).toEqual({ isTold: false, why: 'left' });
  expect(await enqueued()).toEqual([]);
});

test('a message for either side reaches a contact as a client’s message', async () => {
  const whom = { workspaceId: here.workspace._id, personId: here.ana._id };
  await tell.person(whom, greeting, { key: 'k1', noise: 'answer' });
  expect(await enqueued()).toEqual(['k1 → D-ana (client): client Hello Ana Lima']);
});

test('an internal message is not built for a contact or a client’s channel', async () => {
  const { workspace, ana, project } = here;
  const workspaceId = workspace._id;
  const refused = { isTold: false, why: 'otherAudience' };
  const makes = (): never => {
    throw new Error('nothing is to be made');
  };
  const [audience, how] = ['internal' as const, { key: 'k1' }];
  expect(await tell.person({ workspaceId, personId: ana._id, audience }, makes, how)).toEqual(refused);
  expect(await tell.people({ workspaceId, personIds: [ana._id] }, makes, how)).toEqual([refused]);
  const channel = { workspaceId, conversation: 'C1', projectId: project._id, audience };
  expect(await tell.channel(channel, makes, how)).toEqual(refused);
  expect(await tell.find({ workspaceId, personId: ana._id, audience })).toBeUndefined();
});

test('an internal message to a contact does not compile, and is refused at run time', async () => {
  const whom = { workspaceId: here.workspace._id, personId: here.ana._id };
  const secret = () => words('our margin', 'internal');
  const how = { key: 'k1', noise: 'answer' } as const;
  // @ts-expect-error: a message for either side takes the audience of its reader.
  await expect(tell.person(whom, secret, how)).rejects.toMatchObject({ code: 'refused' });
  // @ts-expect-error: a message to a client names its noise kind.
  await expect(tell.person(whom, secret, { key: 'k1' })).rejects.toMatchObject({ code: 'refused' });
  expect(await enqueued()).toEqual([]);
});

test('the steward of a project is its manager, then the cover, then the admins', async () => {
  const { workspace, scope, mei, tom, project, clock, people } = here;
  const stewards = (key: string) =>
    tell.stewards({ workspaceId: workspace._id, projectId: project._id }, hello, { key });
  await stewards('a');
  const [from, until] = [clock.now(), new Date(clock.now().getTime() + 86_400_000)];
  await people.change(scope, mei._id, { away: { from, until, coverId: tom._id } });
  await stewards('b');
  for (const { _id } of [mei, tom]) await people.leave(scope, _id);
  expect(await stewards('c')).toEqual([{ isTold: true, isNew: true }]);
  expect((await enqueued()).map((line) => line.split(' (')[0])).toEqual([
    `a:${mei._id} → D-mei`,
    `b:${tom._id} → D-tom`,
    `c:${here.admin._id} → D-root`,
  ]);
});

test('a linked channel gets messages only for its own project', async () => {
  const { workspace, project, scope, acme, mei } = here;
  const there = { workspaceId: workspace._id, conversation: 'C1' };
  const how = { key: 'k1', noise: 'requested' } as const;
  await tell.channel({ ...there, projectId: project._id }, greeting, how);
  expect(await enqueued()).toEqual(['k1 → C1 (client): client Hello #acme']);
  expect(await here.db.everywhere(deliveries).find({})).toMatchObject([{ projectId: project._id }]);

  const other = await here.projects.add(scope, {
    ...{ name: 'Other', clientId: acme._id, managerId: mei._id, locale: 'en', zone: 'UTC' },
  });
  const unknown = { isTold: false, why: 'unknown' };
  expect(await tell.channel({ ...there, projectId: other._id }, greeting, { ...how, key: 'k2' })).toEqual(unknown);
  await here.projects.unlink(systemScope(workspace._id, project._id), here.clientChannel._id);
  expect(await tell.channel({ ...there, projectId: project._id }, greeting, { ...how, key: 'k3' })).toEqual(unknown);
  expect(await enqueued()).toHaveLength(1);
});

test('an internal channel gets nothing while a person from outside is in it', async () => {
  const { workspace, project, scope, internalChannel } = here;
  await here.projects.block(scope, internalChannel._id, 'outsider', 'Zoe');
  const there = { workspaceId: workspace._id, projectId: project._id, audience: 'internal' } as const;
  expect(await tell.channel({ ...there, conversation: 'C2' }, hello, { key: 'k1' })).toEqual({
    isTold: false,
    why: 'outsiderInside',
  });
  expect(await tell.find(there)).toBeUndefined();
  expect(await enqueued()).toEqual([]);
});

test('an answer goes under the contact’s message, otherwise to them privately, otherwise into their channel', async () => {
  const { workspace, project, scope, ana, clientChannel } = here;
  let isTheirs = true;
  const place = () =>
    tell.answerPlace({
      workspaceId: workspace._id,
      place: { platform: 'playground', tenant: 'north', conversation: 'C1', kind: 'channel', message: 'm7' },
      personId: ana._id,
      projectId: project._id,
      isTheirs: async () => isTheirs,
      usual: { locale: 'en', zone: 'UTC' },
      nameOf: () => 'their place',
    });
  expect(await place()).toMatchObject({ to: { conversation: 'C1', thread: 'm7' }, name: '#acme', isUnder: true });
  // The channel belongs to another client by now.
  isTheirs = false;
  expect(await place()).toMatchObject({ to: { conversation: 'D-ana' }, name: 'Ana Lima', isUnder: false });
  await here.people.leave(scope, ana._id);
  const inChannel = await place();
  expect(inChannel).toMatchObject({ to: { conversation: 'C1' }, isUnder: false });
  expect(inChannel?.to).not.toHaveProperty('thread');
  await here.projects.happened(scope, clientChannel, { state: 'archived' });
  expect(await place()).toBeUndefined();
});
