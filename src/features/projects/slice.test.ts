import { afterEach, beforeEach, expect, test } from 'vitest';
import { event, inChannel, member } from '../../../test/fakes/agency.ts';
import { buttonOf, messageOf, type TalkingAgency, talkingAgency, wordsIn } from '../../../test/fakes/talk.ts';

let here: TalkingAgency;
beforeEach(async () => {
  here = await talkingAgency();
});
afterEach(() => here.db.close());

const place = (conversation: string, name?: string) => inChannel(conversation, name);
/** An event: a person adds the bot to a channel. */
const joined = (conversation: string, name: string, by?: string) =>
  event('memberJoined', 'bot', { place: place(conversation, name), bot: true, ...(by === undefined ? {} : { by }) });
const problemsOf = (reply: Awaited<ReturnType<TalkingAgency['type']>>) =>
  reply.kind === 'invalid'
    ? Object.fromEntries(reply.form.fields.flatMap((one) => (one.error === undefined ? [] : [[one.name, one.error]])))
    : reply.kind;

test('the bot joins silently; the inviter gets a card that makes a ready project from three fields', async () => {
  await here.happens(joined('C9', 'client-borealis', 'mei'));
  const [card] = [...here.outbox.sent.values()];
  expect(here.outbox.sent.size).toBe(1);
  expect(card?.to.conversation).toBe('D-mei');
  if (card === undefined) throw new Error('a card was sent');
  const form = await here.press('mei', buttonOf(card.message, '开始设置'));
  if (form.kind !== 'form') throw new Error('a form opens');
  expect(form.form.fields.map((one) => [one.name, one.value])).toEqual([
    ['client', 'Borealis'],
    ['kind', 'client'],
    ['language', 'en'],
  ]);
  const shown = Object.fromEntries(form.form.fields.map((one) => [one.name, String(one.value)]));
  const reply = await here.press('mei', { command: 'setup new', input: { ...form.form.hidden, ...shown } });
  expect(messageOf(reply).fallbackText).toContain('Borealis（BORE）已就绪');
  const project = await here.projects.find(here.scope, 'BORE');
  expect(project).toMatchObject({ state: 'active', managerId: here.mei._id, locale: 'en', zone: 'Asia/Shanghai' });
  expect(here.audited.map((one) => one.action)).toEqual(['client new', 'setup new', 'link new']);
  // The card is still visible: a second press reports the link at once, without a form.
  await expect(here.press('mei', buttonOf(card.message, '开始设置'))).rejects.toMatchObject({
    forPeople: {
      'zh-CN':
        '#client-borealis 已关联到 Borealis（BORE），可见范围：客户。如需更改，请先输入：取消关联 #client-borealis',
    },
  });
});

test('the internal channel of an existing client joins its project', async () => {
  await here.projects.unlink(here.scope, here.internalChannel._id);
  await here.happens(joined('C10', 'acme-team', 'mei'));
  await here.press('mei', {
    command: 'setup new',
    input: { client: 'acme', kind: 'internal', language: 'en', channel: 'C10' },
  });
  expect((await here.projects.channelsOf(here.scope, here.project._id)).map((one) => one.name)).toEqual([
    'acme',
    'acme-team',
  ]);
});

test('if an outsider added the bot, the admins are asked', async () => {
  await here.happens(joined('C9', 'client-borealis', 'ana'));
  expect([...here.outbox.sent.values()].map((one) => one.to.conversation)).toEqual(['D-root']);
});

test('a second link of a channel is refused: the answer names its link and the way to end it', async () => {
  await here.type('mei', 'project new Borealis client:Borealis');
  expect(problemsOf(await here.type('mei', 'link <#C1|acme> client project:BORE'))).toEqual({
    channel: '#acme 已关联到 Acme（ACME），可见范围：客户。如需更改，请先输入：取消关联 #acme',
  });
  expect(problemsOf(await here.type('mei', 'link <#C1|acme> internal project:ACME'))).toEqual({
    channel: expect.stringContaining('#acme 已关联到 Acme'),
  });
  expect(problemsOf(await here.type('mei', 'link <#C9|acme-two> client project:ACME'))).toEqual({
    channel: expect.stringContaining('已有同类频道 #acme。'),
  });
});

test('a channel with unknown readers is refused as internal, with the next step; nothing is stored', async () => {
  await here.projects.unlink(here.scope, here.internalChannel._id);
  here.platform.rooms.set('C2', 'unknown');
  expect(problemsOf(await here.type('mei', 'link <#C2|acme-internal> internal project:ACME'))).toEqual({
    channel: expect.stringContaining('看不到此频道里有谁'),
  });
  expect(problemsOf(await here.type('root', 'link <#C2|acme-internal> internal project:ACME'))).toEqual({
    channel: expect.stringContaining('try again'),
  });
  const before = (await here.projects.all(here.scope)).length;
  here.platform.rooms.set('C10', 'unknown');
  await here.press('mei', {
    command: 'setup new',
    input: { client: 'Cato', kind: 'internal', language: 'en', channel: 'C10' },
  });
  expect((await here.projects.all(here.scope)).length).toBe(before);
  expect((await here.projects.channelById(here.scope, here.internalChannel._id))?.projectId).toBeUndefined();
  here.platform.rooms.delete('C2');
  expect((await here.type('root', 'link <#C2|acme-internal> internal project:ACME')).kind).toBe('message');
});

test('a stopped channel stays stopped while its readers are unknown, and is checked again', async () => {
  await here.watch.stop(here.internalChannel, 'outsider', 'Eve');
  here.platform.rooms.set('C2', 'unknown');
  const reply = await here.press('root', { command: 'link check', input: { channel: here.internalChannel._id } });
  expect(messageOf(reply).fallbackText).toContain('I still cannot see who is in #acme-internal');
  expect((await here.projects.channelById(here.scope, here.internalChannel._id))?.blocked).toBeDefined();
});

test('a channel with an outsider, or a shared one, is refused as internal with the reason', async () => {
  await here.type('mei', 'project new Borealis client:Borealis');
  here.platform.rooms.set('C9', [member('mei'), member('eve', true)]);
  expect(problemsOf(await here.type('mei', 'link <#C9|bor> internal project:BORE'))).toEqual({
    channel: expect.stringContaining('外部人员 eve'),
  });
  here.platform.rooms.set('C9', [member('mei')]);
  await here.happens(joined('C9', 'bor', 'mei'));
  await here.happens(event('channelShared', 'mei', { place: place('C9') }));
  expect(problemsOf(await here.type('mei', 'link <#C9|bor> internal project:BORE'))).toEqual({
    channel: expect.stringContaining('与其他组织共享'),
  });
  expect(messageOf(await here.type('mei', 'link <#C9|bor> client project:BORE')).fallbackText).toContain('客户频道');
});

test('only the people who run the project link, unlink and rehearse', async () => {
  expect(problemsOf(await here.type('tom', 'rehearsal on project:ACME'))).toHaveProperty('project');
  await expect(here.type('tom', 'unlink <#C1>')).rejects.toMatchObject({ code: 'refused' });
  expect(messageOf(await here.type('root', 'rehearsal on project:ACME')).fallbackText).toContain('#acme-internal');
  expect((await here.projects.get(here.scope, here.project._id))?.rehearsal).toBe(true);
});

test('a setup by another manager does not link a channel to the client’s project', async () => {
  await here.workspaces.setRole(here.scope, here.tom._id, 'manager');
  await here.projects.unlink(here.scope, here.internalChannel._id);
  const setup = {
    command: 'setup new',
    input: { client: 'acme', kind: 'internal', language: 'en', channel: '<#C77>' },
  };
  await expect(here.press('tom', setup)).rejects.toMatchObject({ code: 'refused' });
  expect(
    (await here.projects.channelsOf(here.scope, here.project._id)).map(({ conversation }) => conversation),
  ).toEqual(['C1']);
});

test('an outsider who joins our channel stops it; [Check again] names remaining outsiders, then posts resume', async () => {
  here.platform.rooms.set('C2', [member('mei'), member('eve', true)]);
  const arrives = event('memberJoined', 'eve', { place: place('C2'), bot: false });
  await here.happens({ ...arrives, from: { ...arrives.from, outsider: true } });
  await here.happens({ ...arrives, from: { ...arrives.from, outsider: true } });
  expect([...here.outbox.sent.values()].map((one) => one.to.conversation).sort()).toEqual(['D-mei', 'D-root']);
  const card = [...here.outbox.sent.values()].find((one) => one.to.conversation === 'D-mei');
  if (card === undefined) throw new Error('Mei is told');
  const check = buttonOf(card.message, '重新检查');
  expect(messageOf(await here.press('mei', check)).fallbackText).toContain('eve 仍在');
  here.platform.rooms.set('C2', [member('mei')]);
  expect(messageOf(await here.press('mei', check)).fallbackText).toContain('已恢复发布');
  expect((await here.projects.channelById(here.scope, here.internalChannel._id))?.blocked).toBeUndefined();
});

test('a contact who joins our channel stops it too; a colleague does not', async () => {
  await here.happens(event('memberJoined', 'tom', { place: place('C2'), bot: false }));
  expect((await here.projects.channelById(here.scope, here.internalChannel._id))?.blocked).toBeUndefined();
  await here.happens(event('memberJoined', 'ana', { place: place('C2'), bot: false }));
  expect((await here.projects.channelById(here.scope, here.internalChannel._id))?.blocked).toMatchObject({
    reason: 'contact',
    who: 'Ana Lima',
  });
});

test('changes of a channel are stored: renamed, moved, archived', async () => {
  await here.happens(event('channelRenamed', 'mei', { place: place('C1', 'acme-2027') }));
  await here.happens(event('channelIdChanged', 'mei', { place: place('C1'), newConversation: 'G1' }));
  expect(await here.directory.reachProject(here.workspace._id, here.project._id, 'client')).toMatchObject({
    name: '#acme-2027',
    to: { conversation: 'G1' },
  });
  await here.happens(event('channelArchived', 'mei', { place: place('G1') }));
  expect(await here.directory.reachProject(here.workspace._id, here.project._id, 'client')).toEqual({
    unreachable: 'noChannel',
  });
  expect(here.outbox.texts()).toEqual([
    'ACME 的 #acme-2027：该频道已归档，恢复之前我无法在那里发布内容。如不再恢复，请关联其他频道。',
  ]);
});

test('an archived channel is used again once it is restored or linked again', async () => {
  const archived = () => here.happens(event('channelArchived', 'mei', { place: place('C1') }));
  const reached = () => here.directory.reachProject(here.workspace._id, here.project._id, 'client');
  await archived();
  await here.happens(event('channelRestored', 'mei', { place: place('C1') }));
  expect(await reached()).toMatchObject({ to: { conversation: 'C1' } });
  const told = [...here.outbox.sent.values()].map(({ message }) => wordsIn(message));
  expect(told.at(-1)).toContain('#acme 已恢复，之后的内容会照常发布到该频道。');
  await archived();
  expect(await reached()).toEqual({ unreachable: 'noChannel' });
  await here.type('mei', 'link <#C1|acme> client project:ACME');
  expect(await reached()).toMatchObject({ to: { conversation: 'C1' } });
});

test('a restored channel without Rapport waits until Rapport is added again', async () => {
  await here.happens(event('memberLeft', 'bot', { place: place('C1'), bot: true }));
  await here.happens(event('channelRestored', 'mei', { place: place('C1') }));
  expect(await here.directory.reachProject(here.workspace._id, here.project._id, 'client')).toEqual({
    unreachable: 'noChannel',
  });
});

test('a channel never takes the id of another linked channel, which would get its posts', async () => {
  await here.happens(event('channelIdChanged', 'mei', { place: place('C1'), newConversation: 'C2' }));
  for (const [audience, conversation] of [
    ['client', 'C1'],
    ['internal', 'C2'],
  ] as const)
    expect(await here.directory.reachProject(here.workspace._id, here.project._id, audience)).toMatchObject({
      to: { conversation, audience },
    });
});

test('each example is parsed as its own command, in both languages', () => {
  for (const command of here.registry.commands) {
    for (const [locale, text] of Object.entries(command.example ?? {})) {
      const reading = here.registry.read(text, { locale: locale as 'en', now: here.clock.now(), zone: 'UTC' });
      expect([
        text,
        reading.kind === 'command' ? reading.command.name : reading.kind,
        reading.kind === 'command' ? reading.leftover : '',
      ]).toEqual([text, command.name, undefined]);
    }
  }
});
