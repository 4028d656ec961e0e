import { describe, expect, test } from 'vitest';
import { context, heard, registry, reminder, said } from '../../test/fakes/trialRegistry.ts';
import { type Command, defineCommand, nothing, type Thing } from './command.ts';
import { field } from './fields.ts';
import { createRegistry, type Interpretation, usageOf } from './registry.ts';

test('a field’s name is stronger than the label of another field, and the first field with a label has it', () => {
  const thing: Thing = { name: 'plan', title: said('Plans', '计划'), aliases: ['计划'] };
  const label = said('Project', '项目');
  const edit = defineCommand({
    ...{ thing, verb: 'edit', summary: label, permission: 'work', run: async () => nothing },
    input: { project: field.text({ label }), seen: field.text({ label, hidden: true, optional: true }) },
    positional: ['project'],
  });
  const plans = createRegistry([{ name: 'plans', things: [thing], commands: [edit] }]);
  for (const words of ['plan edit project:ACME', '计划 修改 项目:ACME'])
    expect(plans.read(words, context)).toMatchObject({ command: { name: 'plan edit' }, values: { project: 'ACME' } });
});

describe('typed words become a command with its fields', () => {
  test.each<[string, string, Record<string, string>]>([
    [
      'remind me "Send the invoice" tomorrow 3pm',
      'reminder new',
      { for: 'me', text: 'Send the invoice', when: 'tomorrow 3pm' },
    ],
    [
      'remind <@U1|ana> "assets" next Fri 3pm',
      'reminder new',
      { for: '<@U1|ana>', text: 'assets', when: 'next Fri 3pm' },
    ],
    [
      'remind <@29:1tom|Tom Berg> "Ask <@29:1ana|Ana Lima> for it" tomorrow 3pm',
      'reminder new',
      { for: '<@29:1tom|Tom Berg>', text: 'Ask @Ana Lima for it', when: 'tomorrow 3pm' },
    ],
    ['remind @Ana “assets” next Fri 3pm', 'reminder new', { for: '@Ana', text: 'assets', when: 'next Fri 3pm' }],
    [
      'remind #acme "Send the assets" every Mon 9:00',
      'reminder new',
      { channel: '#acme', text: 'Send the assets', when: 'every Mon 9:00' },
    ],
    [
      'remind me ‘call Ana’s office’ tomorrow 3pm',
      'reminder new',
      { for: 'me', text: 'call Ana’s office', when: 'tomorrow 3pm' },
    ],
    [
      'remind me send the invoice tomorrow 3pm',
      'reminder new',
      { for: 'me', text: 'send the invoice', when: 'tomorrow 3pm' },
    ],
    ['提醒我 「交报告」 明天下午3点', 'reminder new', { for: 'me', text: '交报告', when: '明天下午3点' }],
    ['提醒我明天下午3点交报告', 'reminder new', { for: 'me', text: '交报告', when: '明天下午3点' }],
    ['提醒 #acme 提交素材 每周一9点', 'reminder new', { channel: '#acme', text: '提交素材', when: '每周一9点' }],
    ['提醒#acme “提交素材” 每周一9点', 'reminder new', { channel: '#acme', text: '提交素材', when: '每周一9点' }],
    [
      '每两周周三下午3点提醒 #acme 提交素材',
      'reminder new',
      { channel: '#acme', text: '提交素材', when: '每两周周三下午3点' },
    ],
    ['明天下午3点请提醒我交报告', 'reminder new', { for: 'me', text: '交报告', when: '明天下午3点' }],
    ['明天提醒我下午3点开会', 'reminder new', { for: 'me', text: '开会', when: '明天 下午3点' }],
    ['提前20分钟提醒我明天下午3点开会', 'reminder new', { for: 'me', text: '开会', when: '提前20分钟 明天下午3点' }],
    ['端午节上午9点提醒我发祝福', 'reminder new', { for: 'me', text: '发祝福', when: '端午节上午9点' }],
    [
      'every other Wednesday 3pm remind #acme send the assets',
      'reminder new',
      { channel: '#acme', text: 'send the assets', when: 'every other Wednesday 3pm' },
    ],
    [
      'Tomorrow at 9, please remind me to call Ana',
      'reminder new',
      { for: 'me', text: 'call Ana', when: 'Tomorrow at 9' },
    ],
    ['remind me to call Ana tomorrow 9:00', 'reminder new', { for: 'me', text: 'call Ana', when: 'tomorrow 9:00' }],
    ['remind me "to do list" tomorrow 9:00', 'reminder new', { for: 'me', text: 'to do list', when: 'tomorrow 9:00' }],
    ['新建提醒', 'reminder new', {}],
    ['提醒列表', 'reminder list', {}],
    ['提醒 列表', 'reminder list', {}],
    ['list reminders', 'reminder list', {}],
    ['REMINDERS', 'reminder list', {}],
    ['issue 2', 'issue show', { number: '2' }],
    ['问题 ２', 'issue show', { number: '２' }],
    ['issue 2 pages are broken', 'issue new', { title: '2 pages are broken' }],
    ['remind 2 people to vote tomorrow 9:00', 'reminder new', { text: '2 people to vote', when: 'tomorrow 9:00' }],
    ['ｒｅｍｉｎｄ　列表', 'reminder list', {}],
    ['issue "Checkout is down" impact:high', 'issue new', { title: 'Checkout is down', impact: 'high' }],
    ['issue "Checkout is down" severity：高', 'issue new', { title: 'Checkout is down', impact: '高' }],
    ['问题 无法结账 影响：高', 'issue new', { title: '无法结账', impact: '高' }],
    [
      'issue title:"It\'s 10:30: https://x.example/a:b fails" impact:low',
      'issue new',
      { title: "It's 10:30: https://x.example/a:b fails", impact: 'low' },
    ],
    ['issue see https://x.example:8443/a at 10:30', 'issue new', { title: 'see https://x.example:8443/a at 10:30' }],
    ['ACME-ISS-12', 'issue show', { number: 'ACME-ISS-12' }],
    ['iss-12', 'issue show', { number: 'ISS-12' }],
    ['ＩＳＳ－１２　完成', 'issue done', { number: 'ISS-12' }],
    ['issue show "ACME-ISS-12"', 'issue show', { number: 'ACME-ISS-12' }],
    ['ACME-INT-ISS-3', 'issue show', { number: 'ACME-INT-ISS-3' }],
    ['ISS-3 move 22 Dec why:"API late"', 'issue move', { number: 'ISS-3', when: '22 Dec', why: 'API late' }],
    ['done ISS-12', 'issue done', { number: 'ISS-12' }],
    ['完成 ISS-12', 'issue done', { number: 'ISS-12' }],
    ['ISS-12 完成', 'issue done', { number: 'ISS-12' }],
  ])('%s', (text, command, values) => {
    expect(heard(text)).toEqual({ command, values });
  });

  test('words that fit no field are reported, never dropped', () => {
    expect(heard('reminder list of yesterday')).toEqual({
      command: 'reminder list',
      values: {},
      leftover: 'of yesterday',
    });
  });

  test('text values are kept as typed', () => {
    expect(heard('issue “ＡＢＣ　ist  kaputt”').values).toEqual({ title: 'ＡＢＣ　ist  kaputt' });
  });

  test('a sentence about a reminder creates none', () => {
    expect(heard('the invoice reminder never came')).toMatchObject({ command: undefined });
    expect(heard('昨天的提醒没有收到')).toMatchObject({ command: undefined });
    expect(heard('明天的提醒没有看到')).toMatchObject({ command: undefined });
  });

  test('a word that only begins like a command is none', () => {
    expect(registry.read('reminderx', context).kind).toBe('unknown');
    expect(registry.read('remind-o-matic is broken', context).kind).toBe('unknown');
  });

  test.each([
    ['remnid me "x" tomorrow', 'reminder new'],
    ['isue "x"', 'issue new'],
    ['提酲列表', 'reminder list'],
    ['提酲我明天交报告', 'reminder new'],
  ])('a mistyped %s is near to %s', (text, meant) => {
    const reading = registry.read(text, context) as Extract<Interpretation, { kind: 'unknown' }>;
    expect(reading.kind).toBe('unknown');
    expect(reading.nearest.map(({ command }) => command.name)).toContain(meant);
  });

  test('the words behind a mistyped word are kept', () => {
    const near = (text: string) => {
      const reading = registry.read(text, context);
      return reading.kind === 'unknown'
        ? reading.nearest.find(({ command }) => command.name === 'reminder new')?.values
        : reading.kind;
    };
    expect(near('remnid me "call Ana" tomorrow 3pm')).toEqual(heard('remind me "call Ana" tomorrow 3pm').values);
    expect(near('提酲我明天交报告')).toEqual(heard('提醒我明天交报告').values);
  });

  test('an unrelated sentence has no similar commands', () => {
    expect(registry.read('the shop of our customers in France shows an empty page', context)).toMatchObject({
      kind: 'unknown',
      nearest: [],
    });
  });
});

test.each(
  registry.commands.flatMap((command) =>
    (['en', 'zh-CN'] as const).map((locale) => [usageOf(command, locale), command] as [string, Command]),
  ),
)('the usage line "%s" reads back as its command', (usage, command) => {
  const reading = registry.read(usage, context);
  expect(reading).toMatchObject({ kind: 'command', command: { name: command.name } });
});

test('two declarations may not claim the same words', () => {
  const other: Thing = { name: 'alarm', title: said('Alarms', '闹钟'), aliases: ['提醒'] };
  const both = () =>
    createRegistry([
      { name: 'a', things: [reminder], commands: [] },
      { name: 'b', things: [other], commands: [] },
    ]);
  expect(both).toThrow('提醒');
});
