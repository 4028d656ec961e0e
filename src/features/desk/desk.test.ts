import { expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, house, messageOf, textOf } from '../../../test/fakes/house.ts';
import { deskMessage } from './messages.ts';

test('the manager posts the desk: it shows the team and its hours, and a button for each request', async () => {
  const here = await house();
  await here.at('2026-11-23T09:01:00Z');
  expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
  expect(textOf(await here.say('mei', 'desk post ACME'))).toContain('The client desk is posted in #acme.');
  await here.at('2026-11-23T09:02:00Z');
  expect(here.posted(CLIENT_CHANNEL)).toEqual([
    'Acme × North\n\nMei Chen runs your project, Mon–Fri 09:00–18:00 (New York time). I read only mentions, messages to me and button presses.\n\n[Report a problem] [Ask Mei] [More]',
  ]);
  expect(here.platform.posts[0]?.pin).toBe(true);
});

test('without a name of our side the desk shows none', () => {
  const view = {
    client: 'Acme',
    us: undefined,
    manager: 'Mei Chen',
    cover: undefined,
    hours: { days: [1, 2, 3, 4, 5], from: '09:00', to: '18:00' },
    zone: 'UTC',
  };
  expect([deskMessage(view, 'en'), deskMessage(view, 'zh-CN')].map(({ blocks }) => blocks[0])).toEqual([
    { kind: 'heading', text: 'Acme' },
    { kind: 'heading', text: 'Acme 服务台' },
  ]);
});

test('a member cannot post the desk, and a contact may open it in their own language', async () => {
  const here = await house();
  expect(JSON.stringify(await here.say('tom', 'desk post ACME'))).toContain('项目经理');
  const mine = await here.say('ana', 'desk', CLIENT_CHANNEL);
  expect(messageOf(mine).audience).toBe('client');
  expect(textOf(mine)).toContain('Mei Chen runs your project');
});

test('a new manager and new hours update the posted desk; a channel without a desk gets none', async () => {
  const here = await house();
  await here.projects.change(here.scope, here.project._id, { zone: 'America/Chicago' });
  await here.at('2026-11-23T09:01:00Z');
  expect(here.posted(CLIENT_CHANNEL)).toEqual([]);

  await here.say('mei', 'desk post ACME');
  await here.at('2026-11-23T09:02:00Z');
  await here.projects.change(here.scope, here.project._id, {
    managerId: here.tom._id,
    hours: { days: [1, 3, 5], from: '10:00', to: '16:00' },
  });
  await here.at('2026-11-23T09:03:00Z');
  expect(here.posted(CLIENT_CHANNEL)).toHaveLength(1);
  expect(here.posted(CLIENT_CHANNEL)[0]).toMatch(
    /Tom Berg runs your project, Mon, Wed, Fri 10:00–16:00[\s\S]*\[Ask Tom\]/,
  );
});

test('while the manager is away, from the first day to the last, the desk names the cover', async () => {
  const here = await house();
  await here.say('mei', 'desk post ACME');
  await here.at('2026-11-23T09:02:00Z');
  const desk = () => here.posted(CLIENT_CHANNEL).at(-1);
  await here.say('mei', 'away 25–26 Nov cover:@Tom');
  await here.at('2026-11-24T22:59:00Z');
  expect(desk()).toContain('Mei Chen runs your project');
  // It is midnight in Berlin, Mei's zone.
  await here.at('2026-11-24T23:00:00Z');
  expect(desk()).toMatch(/Tom Berg runs your project while Mei Chen is away[\s\S]*\[Ask Tom\]/);
  expect(textOf(await here.say('ana', 'desk', CLIENT_CHANNEL))).toContain('Tom Berg runs your project');
  await here.at('2026-11-26T23:00:00Z');
  expect(desk()).toContain('Mei Chen runs your project');
  expect(here.posted(CLIENT_CHANNEL)).toHaveLength(1);
});

test('the desk shows at once that a cover left, or that the manager came back early', async () => {
  const here = await house();
  await here.say('mei', 'desk post ACME');
  await here.at('2026-11-23T09:01:00Z');
  await here.say('mei', 'away 23–26 Nov cover:@Tom');
  await here.at('2026-11-23T09:02:00Z');
  expect(here.posted(CLIENT_CHANNEL)[0]).toContain('Tom Berg runs your project');
  await here.say('mei', 'away done');
  await here.at('2026-11-23T09:03:00Z');
  expect(here.posted(CLIENT_CHANNEL)[0]).toContain('Mei Chen runs your project');
  await here.say('mei', 'away 23–26 Nov cover:@Tom');
  await here.people.leave(here.scope, here.tom._id);
  await here.at('2026-11-23T09:04:00Z');
  expect(here.posted(CLIENT_CHANNEL)[0]).toContain('Mei Chen runs your project');
});

test('a contact reports a problem by two presses; the manager is told, and it waits in the manager’s list', async () => {
  const here = await house();
  await here.say('mei', 'desk post ACME');
  await here.at('2026-11-23T09:02:00Z');
  const { command, input } = buttonOf(here.platform.posts[0]?.message as never, 'Report a problem');
  const form = await here.press('ana', command, input, CLIENT_CHANNEL);
  if (form.kind !== 'form') throw new Error(`a form was to come, not ${form.kind}`);
  const values = {
    ...form.form.hidden,
    ...Object.fromEntries(form.form.fields.map(({ name, value }) => [name, (value ?? '') as string])),
  };
  expect(values).toMatchObject({ sort: 'problem' });
  expect(
    textOf(await here.submit('ana', 'words new', { ...values, text: 'Checkout is down' }, CLIENT_CHANNEL)),
  ).toContain('Mei Chen has it now');
  await here.at('2026-11-23T09:03:00Z');
  expect(here.posted('D-mei')[0]).toMatch(
    /Ana Lima wrote \(Acme shop, Problem\):\n\n> Checkout is down\n\n#acme · [^\n]+\n\n\[Reply\] \[Assign\] \[What is it\?\] \[Done\]/,
  );
  expect(textOf(await here.say('mei', 'today'))).toContain('Ana Lima wrote (Acme shop, Problem): Checkout is down');
});

test('one press shows the other language', async () => {
  const here = await house();
  await here.say('mei', 'desk post ACME');
  await here.at('2026-11-23T09:02:00Z');
  const { command, input } = buttonOf(here.platform.posts[0]?.message as never, '中文');
  await here.press('ana', command, input, CLIENT_CHANNEL);
  expect(textOf(await here.say('ana', '服务台', CLIENT_CHANNEL), undefined, undefined, 'zh-CN')).toContain(
    '我只读取@我的消息',
  );
});

test('words behind the command name a project’s desk, and post nothing', async () => {
  const here = await house();
  expect(textOf(await here.say('mei', 'desk ACME'))).toContain('Mei Chen runs your project');
  expect(textOf(await here.say('tom', 'desk project:ACME'))).toContain('Mei Chen');
  const asked = await here.say('mei', 'desk');
  expect([asked.kind, asked.kind === 'form' && asked.form.fields.map(({ name }) => name)]).toEqual([
    'form',
    ['project'],
  ]);
  await here.at('2026-11-23T09:02:00Z');
  expect(here.posted(CLIENT_CHANNEL)).toEqual([]);
  // The old spelling of the command still works.
  expect(textOf(await here.say('mei', 'desk new ACME'))).toContain('The client desk is posted in #acme.');
});
