import { afterEach, beforeEach, expect, test } from 'vitest';
import { event, inChannel, member } from '../../../test/fakes/agency.ts';
import { buttonOf as entryOf, house, textOf } from '../../../test/fakes/house.ts';
import { buttonOf, messageOf, type TalkingAgency, talkingAgency, wordsIn } from '../../../test/fakes/talk.ts';

let here: TalkingAgency;
beforeEach(async () => {
  here = await talkingAgency();
});
afterEach(() => here.db.close());

const place = (conversation: string, name?: string) => inChannel(conversation, name);
/** The bot is added to a channel by somebody. */
const joined = (conversation: string, name: string, by?: string) =>
  event('memberJoined', 'bot', { place: place(conversation, name), bot: true, ...(by === undefined ? {} : { by }) });
const problemsOf = (reply: Awaited<ReturnType<TalkingAgency['type']>>) =>
  reply.kind === 'invalid'
    ? Object.fromEntries(reply.form.fields.flatMap((one) => (one.error === undefined ? [] : [[one.name, one.error]])))
    : reply.kind;

test('the bot joins silently; whoever added it gets a card that leads through three fields to a ready project', async () => {
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
  // The card is still there: pressed again it says so at once, and asks for nothing.
  await expect(here.press('mei', buttonOf(card.message, '开始设置'))).rejects.toMatchObject({
    forPeople: {
      'zh-CN':
        '#client-borealis 已关联到 Borealis（BORE），可见范围：客户。如需更改，请先输入：取消关联 #client-borealis',
    },
  });
});

test('an internal channel of a client that is there joins its project', async () => {
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

test('when nobody of ours added it, the admins are asked', async () => {
  await here.happens(joined('C9', 'client-borealis', 'ana'));
  expect([...here.outbox.sent.values()].map((one) => one.to.conversation)).toEqual(['D-root']);
});

test('linking one channel twice is refused: with what it is linked to, and how that ends', async () => {
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

test('a channel in which nobody can say who reads is refused as internal, with what to do; nothing is left behind', async () => {
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

test('a stopped channel stays stopped when nobody can say who reads there: it is checked again', async () => {
  await here.watch.stop(here.internalChannel, 'outsider', 'Eve');
  here.platform.rooms.set('C2', 'unknown');
  const reply = await here.press('root', { command: 'link check', input: { channel: here.internalChannel._id } });
  expect(messageOf(reply).fallbackText).toContain('I still cannot see who is in #acme-internal');
  expect((await here.projects.channelById(here.scope, here.internalChannel._id))?.blocked).toBeDefined();
});

test('a channel with somebody from outside, or shared, is refused as internal with the reason', async () => {
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

test('only whoever runs the project links, unlinks and rehearses', async () => {
  expect(problemsOf(await here.type('tom', 'rehearsal on project:ACME'))).toHaveProperty('project');
  await expect(here.type('tom', 'unlink <#C1>')).rejects.toMatchObject({ code: 'refused' });
  expect(messageOf(await here.type('root', 'rehearsal on project:ACME')).fallbackText).toContain('#acme-internal');
  expect((await here.projects.get(here.scope, here.project._id))?.rehearsal).toBe(true);
});

test('a setup by a manager who does not run the client’s project joins no channel to it', async () => {
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

test('an outsider who joins our channel stops it; [Check again] tells who is still there, then posting goes on', async () => {
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

test('what happens to a channel is kept: renamed, moved, archived', async () => {
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

test('an archived channel counts again once it is restored, or linked again', async () => {
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

test('a restored channel that Rapport was taken out of, too, waits for being brought back', async () => {
  await here.happens(event('memberLeft', 'bot', { place: place('C1'), bot: true }));
  await here.happens(event('channelRestored', 'mei', { place: place('C1') }));
  expect(await here.directory.reachProject(here.workspace._id, here.project._id, 'client')).toEqual({
    unreachable: 'noChannel',
  });
});

test('a channel never takes the id of another one that is linked: what goes to one would be read in the other', async () => {
  await here.happens(event('channelIdChanged', 'mei', { place: place('C1'), newConversation: 'C2' }));
  for (const [audience, conversation] of [
    ['client', 'C1'],
    ['internal', 'C2'],
  ] as const)
    expect(await here.directory.reachProject(here.workspace._id, here.project._id, audience)).toMatchObject({
      to: { conversation, audience },
    });
});

test('several projects at once: problems are said before anything happens, nothing typed is lost, and importing twice starts nothing twice', async () => {
  const table = 'client,project,key,manager\nBorealis,Shop,SHOP,Tom Berg\nCato,,,Nobody\nYunhe,,YUN,\nAcme,Acme,ACME,';
  const preview = messageOf(await here.press('mei', { command: 'project import', input: { table } }));
  expect(wordsIn(preview)).toContain('我方没有名为“Nobody”的人员。');
  expect(await here.projects.all(here.scope)).toHaveLength(1);
  const again = await here.press('mei', buttonOf(preview, '更正'));
  expect(again.kind === 'form' && again.form.fields[0]?.value).toBe(table);
  const press = buttonOf(preview, '导入（2）');
  expect(messageOf(await here.press('mei', press)).fallbackText).toBe('已新建 2 个项目。');
  expect(messageOf(await here.press('mei', press)).fallbackText).toBe('已新建 0 个项目。');
  expect((await here.projects.all(here.scope)).map((one) => one.key)).toEqual(['ACME', 'SHOP', 'YUN']);
  expect(await here.projects.find(here.scope, 'SHOP')).toMatchObject({ managerId: here.tom._id });
  const broken = await here.press('mei', { command: 'project import', input: { table: 'client\n"Acme' } });
  expect(broken.kind === 'invalid' && broken.form.fields[0]).toMatchObject({
    value: 'client\n"Acme',
    error: expect.stringContaining('引号'),
  });
});

test('a project is one press away in the list of all', async () => {
  const there = await house();
  const { command, input } = entryOf(await there.say('mei', 'projects'), 'Acme shop (ACME)');
  expect(textOf(await there.press('mei', command, input))).toContain('#acme · the client');
});

test('mistyped, it is offered to whoever may do it alone', async () => {
  const there = await house();
  expect(textOf(await there.say('mei', 'projct "Shop"'))).toContain('[Start a project]');
  expect(textOf(await there.say('tom', 'projct "Shop"'))).not.toContain('新建项目');
});

test('two who change a project at once: the second is told, keeps what they typed, and decides', async () => {
  const there = await house();
  const open = async (who: 'mei' | 'root') => {
    const reply = await there.say(who, 'project edit ACME');
    if (reply.kind !== 'form') throw new Error('a form opens');
    const { hidden, fields } = reply.form;
    // Which project it is goes along unseen: nobody is shown an id.
    expect(fields.map(({ value }) => value)).not.toContain(there.project._id);
    return { ...hidden, ...Object.fromEntries(fields.map((one) => [one.name, one.value ?? ''])) } as Record<
      string,
      string
    >;
  };
  const [mine, theirs] = [await open('mei'), await open('root')];
  await there.submit('mei', 'project edit', { ...mine, name: 'Acme store' });
  const told = await there.submit('root', 'project edit', { ...theirs, hours: '8:00–16:00' });
  if (told.kind !== 'invalid') throw new Error(`the form was to come back, not ${told.kind}`);
  expect(told.form.notice).toContain('changed by somebody else');
  expect(told.form.fields.find(({ name }) => name === 'hours')?.value).toBe('8:00–16:00');
  expect(await there.projects.get(there.scope, there.project._id)).toMatchObject({
    name: 'Acme store',
    hours: { from: '09:00' },
  });
  await there.submit('root', 'project edit', {
    ...theirs,
    ...told.form.hidden,
    name: 'Acme store',
    hours: '8:00–16:00',
  });
  expect(await there.projects.get(there.scope, there.project._id)).toMatchObject({
    name: 'Acme store',
    hours: { from: '08:00', to: '16:00' },
  });
});

test('an empty table is told at its field', async () => {
  const there = await house();
  const asked = await there.say('mei', 'project import');
  expect([asked.kind, asked.kind === 'form' && asked.form.fields[0]?.error]).toEqual(['form', undefined]);
  const sent = await there.submit('mei', 'project import', { table: ' ' });
  expect([sent.kind, sent.kind === 'invalid' && sent.form.fields[0]?.error]).toEqual([
    'invalid',
    'Please fill this in.',
  ]);
});

test('a project is changed, handed over and shown; the new manager hears of it', async () => {
  const form = await here.type('mei', 'project edit ACME');
  expect(form.kind === 'form' && form.form.fields.find((one) => one.name === 'hours')?.value).toBe('09:00–18:00');
  await here.type('mei', 'project edit ACME hours:8:30-17 zone:Europe/Paris');
  expect(await here.projects.get(here.scope, here.project._id)).toMatchObject({
    zone: 'Europe/Paris',
    hours: { from: '08:30', to: '17:00' },
  });
  await here.type('mei', 'project assign ACME @Tom');
  expect([...here.outbox.sent.values()].map((one) => [one.to.conversation, one.message.fallbackText])).toEqual([
    ['D-tom', expect.stringContaining('You manage Acme now')],
  ]);
  expect(problemsOf(await here.type('mei', 'project edit ACME name:Mine'))).toHaveProperty('project');
  expect(problemsOf(await here.type('tom', 'project assign ACME @Ana'))).toEqual({
    manager: expect.stringContaining('our side'),
  });
  expect(wordsIn(messageOf(await here.type('tom', 'project show ACME')))).toContain('Mon–Fri 08:30–17:00');
});

test('own days: of a project for its manager, of a country for admins', async () => {
  const saved = messageOf(await here.type('mei', 'holiday new 2027-02-06..2027-02-08 off project:ACME'));
  expect(saved.fallbackText).toBe('已保存 3 天。2027年2月6日（周六）、2027年2月7日（周日）、2027年2月8日（周一）');
  expect(wordsIn(messageOf(await here.press('mei', buttonOf(saved, '全部自定义日期'))))).toContain(
    '2027年2月8日（周一） · 休息',
  );
  const calendar = await here.calendars.of(here.scope, here.project);
  expect(['2027-02-05', '2027-02-08', '2027-02-09'].map((day) => calendar.day(day).working)).toEqual([
    true,
    false,
    true,
  ]);
  // On top of what the country's table says anyway.
  await here.projects.change(here.scope, here.project._id, { country: 'CN' });
  here.clock.moveTo(new Date('2026-06-01T09:00:00Z'));
  const all = wordsIn(messageOf(await here.type('mei', 'holiday list ACME')));
  expect(all).toContain('2027年2月8日（周一） · 休息');
  expect(all).toMatch(
    /9月20日（周日） · 上班（调休） · 国庆节调休上班[\s\S]*10月1日（周四）至10月7日（周三） · 休息 · 国庆节/,
  );
  expect(all).not.toContain('放假通知');
  here.clock.moveTo(new Date('2026-11-25T09:00:00Z'));
  const computed = wordsIn(messageOf(await here.type('mei', 'holiday list ACME')));
  expect(computed).toContain('尚未收录 2027 年的官方放假通知');
  expect(computed).toContain('中国接下来的节假日（自动计算）');
  expect(computed).toMatch(/4月5日（周一） · 休息 · 清明节"/);
  await here.projects.change(here.scope, here.project._id, { country: undefined });
  expect(wordsIn(messageOf(await here.type('mei', 'holiday list ACME')))).toContain('未设置国家/地区');
  await here.projects.change(here.scope, here.project._id, { country: 'DE' });
  await expect(here.type('mei', 'holiday new 2027-02-13 work for:CN')).rejects.toMatchObject({ code: 'refused' });
  await here.type('root', 'holiday new 2027-02-13 work for:CN');
  expect((await here.calendars.of(here.scope, { ...here.project, country: 'CN' })).day('2027-02-13').working).toBe(
    true,
  );
  expect(problemsOf(await here.type('mei', 'holiday new 2027-02-31 off project:ACME'))).toEqual({
    dates: expect.stringContaining('2027-02-06'),
  });
});

test('every example reads as its own command, in both languages', () => {
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
