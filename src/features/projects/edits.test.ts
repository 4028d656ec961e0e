import { afterEach, beforeEach, expect, test } from 'vitest';
import { buttonOf as entryOf, house, textOf } from '../../../test/fakes/house.ts';
import { buttonOf, messageOf, type TalkingAgency, talkingAgency, wordsIn } from '../../../test/fakes/talk.ts';

let here: TalkingAgency;
beforeEach(async () => {
  here = await talkingAgency();
});
afterEach(() => here.db.close());
const problemsOf = (reply: Awaited<ReturnType<TalkingAgency['type']>>) =>
  reply.kind === 'invalid'
    ? Object.fromEntries(reply.form.fields.flatMap((one) => (one.error === undefined ? [] : [[one.name, one.error]])))
    : reply.kind;

test('an import reports problems first, loses no typed text, and starts nothing twice when repeated', async () => {
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

test('the list of all projects opens each with one press', async () => {
  const there = await house();
  const { command, input } = entryOf(await there.say('mei', 'projects'), 'Acme shop (ACME)');
  expect(textOf(await there.press('mei', command, input))).toContain('#acme · the client');
});

test('a mistyped command is offered only to people who may run it', async () => {
  const there = await house();
  expect(textOf(await there.say('mei', 'projct "Shop"'))).toContain('[Start a project]');
  expect(textOf(await there.say('tom', 'projct "Shop"'))).not.toContain('新建项目');
});

test('of two concurrent edits, the second author is told, keeps the typed values, and decides', async () => {
  const there = await house();
  const open = async (who: 'mei' | 'root') => {
    const reply = await there.say(who, 'project edit ACME');
    if (reply.kind !== 'form') throw new Error('a form opens');
    const { hidden, fields } = reply.form;
    // The project's id is a hidden field: ids are never shown.
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

test('an empty table is an error at its field', async () => {
  const there = await house();
  const asked = await there.say('mei', 'project import');
  expect([asked.kind, asked.kind === 'form' && asked.form.fields[0]?.error]).toEqual(['form', undefined]);
  const sent = await there.submit('mei', 'project import', { table: ' ' });
  expect([sent.kind, sent.kind === 'invalid' && sent.form.fields[0]?.error]).toEqual([
    'invalid',
    'Please fill this in.',
  ]);
});

test('a project is changed, handed over and shown; the new manager is told', async () => {
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

test('a manager sets a project’s own days, an admin a country’s', async () => {
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
  // Added to the days of the country's table.
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
