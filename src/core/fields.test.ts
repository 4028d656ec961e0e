import { describe, expect, test } from 'vitest';
import type { LocalizedText } from '../ground/i18n.ts';
import { defineCommand, nothing } from './command.ts';
import { field } from './fields.ts';
import { problemText } from './fieldTexts.ts';
import type { Field, FieldContext, FieldProblem } from './form.ts';
import { formView } from './formView.ts';

const said = (en: string, zh: string): LocalizedText => ({ en, 'zh-CN': zh });
const label = said('Label', '标签');
const options = [
  { value: 'high', label: said('High', '高'), aliases: ['urgent'] },
  { value: 'low', label: said('Low', '低') },
];
const context: FieldContext = {
  now: new Date('2026-11-23T08:00:00Z'),
  zone: 'Europe/Berlin',
  locale: 'en',
  person: async (token) =>
    token === '@Ana'
      ? { ok: true, value: { personId: 'ana', name: 'Ana Lima' } }
      : { ok: false, problem: { code: 'unknownPerson', parameters: { name: token } } },
  project: async () => ({ ok: false, problem: { code: 'unknownProject' } }),
  channel: async (token) =>
    token === '#acme'
      ? {
          ok: true,
          value: {
            conversation: 'C1',
            platform: 'slack',
            tenant: 't',
            name: 'acme',
            projectId: undefined,
            audience: undefined,
          },
        }
      : { ok: false, problem: { code: 'unknownChannel', parameters: { name: token } } },
};

const fields = {
  text: field.text({ label, maxLength: 10 }),
  longText: field.longText({ label }),
  number: field.number({ label, min: 1, max: 5 }),
  choice: field.choice({ label, options }),
  choices: field.choices({ label, options }),
  toggle: field.toggle({ label }),
  date: field.date({ label }),
  time: field.time({ label }),
  when: field.when({ label }),
  person: field.person({ label }),
  channel: field.channel({ label }),
  zone: field.zone({ label }),
};

describe('each kind of field reads typed values', () => {
  test.each<[keyof typeof fields, string | string[], unknown]>([
    ['text', '  two words ', 'two words'],
    ['longText', 'two\nlines', 'two\nlines'],
    ['number', '3', 3],
    ['number', '２,５', 2.5],
    ['choice', 'HIGH', 'high'],
    ['choice', '高', 'high'],
    ['choice', 'urgent', 'high'],
    ['choices', '高、low', ['high', 'low']],
    ['choices', ['low'], ['low']],
    ['toggle', '是', true],
    ['toggle', 'off', false],
    ['date', '2026-12-04', '2026-12-04'],
    ['date', 'Friday', '2026-11-27'],
    ['date', '明天', '2026-11-24'],
    ['time', '9', '09:00'],
    ['time', '１５：３０', '15:30'],
    [
      'when',
      'tomorrow 3pm',
      {
        text: 'tomorrow 3pm',
        recurrence: expect.objectContaining({ frequency: 'once', anchor: '2026-11-24T15:00' }),
        ambiguous: false,
      },
    ],
    [
      'when',
      '每周一9点',
      expect.objectContaining({
        recurrence: expect.objectContaining({ frequency: 'weekly', anchor: '2026-11-30T09:00' }),
      }),
    ],
    ['person', '@Ana', { personId: 'ana', name: 'Ana Lima' }],
    ['channel', '#acme', expect.objectContaining({ conversation: 'C1' })],
    ['zone', 'Asia/Shanghai', 'Asia/Shanghai'],
    ['zone', 'berlin', 'Europe/Berlin'],
    ['zone', '上海', 'Asia/Shanghai'],
  ])('%s %s', async (kind, raw, value) => {
    const one: Field<unknown> = fields[kind];
    expect(await one.resolve(raw, context)).toEqual({ ok: true, value });
  });

  test.each<[keyof typeof fields, string, string, string]>([
    [
      'text',
      'more than ten letters',
      'Please use at most 10 characters; these are 21.',
      '请不要超过 10 个字符，目前为 21 个。',
    ],
    ['number', 'many', 'Please give a number.', '请填写数字。'],
    ['number', '0', 'Please give at least 1.', '请填写不小于 1 的数字。'],
    ['number', '6', 'Please give at most 5.', '请填写不大于 5 的数字。'],
    ['choice', 'middle', 'Please choose one of: High, Low.', '请从以下选项中选择：高、低。'],
    ['choices', 'high, middle', 'Please choose one of: High, Low.', '请从以下选项中选择：高、低。'],
    ['toggle', 'perhaps', 'Please choose one of: Yes, No.', '请从以下选项中选择：是、否。'],
    ['date', 'every Monday', 'Please give a date, such as 2026-12-04.', '请填写日期，例如 2026-12-04。'],
    ['time', '25:00', 'Please give a time, such as 15:00.', '请填写时间，例如 15:00。'],
    [
      'person',
      '@Zoe',
      'I do not know “@Zoe”. Give their full name, or mention them.',
      '我不认识“@Zoe”。请填写完整姓名，或直接@对方。',
    ],
    ['channel', '#none', 'I do not know a channel “#none”.', '没有找到频道“#none”。'],
    [
      'zone',
      'Atlantis',
      'I do not know this time zone. Give a city such as Europe/Berlin or Asia/Shanghai.',
      '没有找到这个时区。请填写城市，例如 Europe/Berlin 或 Asia/Shanghai。',
    ],
  ])('%s %s gets the reason of the error, in both languages', async (kind, raw, en, zh) => {
    const one: Field<unknown> = fields[kind];
    const parsed = await one.resolve(raw, context);
    if (parsed.ok) throw new Error(`${raw} was taken as ${JSON.stringify(parsed.value)}`);
    expect([problemText(parsed.problem, 'en'), problemText(parsed.problem, 'zh-CN')]).toEqual([en, zh]);
  });

  test('a time that is not understood, or is over, is a problem', async () => {
    const codes = await Promise.all(
      ['some day', 'yesterday 9:00'].map(
        async (raw) => (await fields.when.resolve(raw, context)) as { problem?: FieldProblem },
      ),
    );
    expect(codes.map(({ problem }) => problem?.code)).toEqual(['notUnderstood', 'inThePast']);
  });
});

describe('an empty value', () => {
  test.each(Object.keys(fields) as (keyof typeof fields)[])('%s is asked for', async (kind) => {
    const one: Field<unknown> = fields[kind];
    for (const raw of [undefined, '', '   ', [], ['']]) {
      expect(one.check(raw)).toEqual({ code: 'required' });
      expect(await one.resolve(raw, context)).toEqual({ ok: false, problem: { code: 'required' } });
    }
  });

  test('is undefined for an optional field', async () => {
    const optional = field.number({ label, optional: true });
    expect([optional.required, optional.check(''), await optional.resolve('', context)]).toEqual([
      false,
      undefined,
      { ok: true, value: undefined },
    ]);
  });
});

describe('a command’s form', () => {
  const command = defineCommand({
    thing: { name: 'issue', title: said('Issues', '问题'), aliases: ['问题'] },
    verb: 'new',
    summary: said('Report a problem', '报告问题'),
    permission: 'raise',
    input: {
      title: field.text({ label: said('Title', '标题'), hint: said('In a few words', '简要说明') }),
      impact: field.choice({ label: said('Impact', '影响'), options, initial: 'low' }),
      id: field.text({ label: said('Id', '编号'), hidden: true, optional: true }),
    },
    run: async () => nothing,
  });

  test('is in the reader’s language, and starts with the known values', () => {
    const view = formView(command, { locale: 'zh-CN', values: { title: '无法结账', id: 'i1', stray: 'x' } });
    expect(view).toMatchObject({
      command: 'issue new',
      locale: 'zh-CN',
      title: '报告问题',
      submit: '保存',
      cancel: '取消',
      notice: undefined,
      hidden: { id: 'i1' },
    });
    expect(view.fields).toEqual([
      expect.objectContaining({
        name: 'title',
        label: '标题',
        hint: '简要说明',
        value: '无法结账',
        error: undefined,
        required: true,
      }),
      expect.objectContaining({
        name: 'impact',
        value: 'low',
        options: [
          { value: 'high', label: '高' },
          { value: 'low', label: '低' },
        ],
      }),
    ]);
  });

  test('that only chooses a thing has no save button', () => {
    const input = { one: field.text({ label: said('Which one', '哪一条'), idByButton: true }) };
    const submit = (verb: 'delete' | 'assign', more = {}) =>
      formView(
        defineCommand({ ...command, positional: [], verb, input: { ...input, ...more }, run: async () => nothing }),
        { locale: 'en' },
      ).submit;
    expect([submit('delete'), submit('assign', { to: field.person({ label }) })]).toEqual(['Continue', 'Save']);
  });

  test('selects the option of a typed word, and keeps a word that is no option as typed', () => {
    const impact = (typed: string) => formView(command, { locale: 'en', values: { impact: typed } }).fields[1]?.value;
    expect([impact('高'), impact('URGENT'), impact('middling')]).toEqual(['high', 'high', 'middling']);
  });

  test('shows problems at their fields, and a problem of a hidden field above all fields', () => {
    const view = formView(command, {
      locale: 'en',
      problems: { title: { code: 'required' }, id: { code: 'custom', text: said('That one is gone.', '已不存在。') } },
      notice: 'Look:',
    });
    expect([view.fields[0]?.error, view.notice]).toEqual(['Please fill this in.', 'Look: That one is gone.']);
  });
});

test('a mentioned but unknown person is shown by their name', () => {
  const problem = (name: string) => problemText({ code: 'unknownPerson', parameters: { name } }, 'en');
  expect(problem('<@U1|ana>')).toContain('“@ana”');
  expect(problem('<@U1>')).toContain('“@somebody”');
  expect(problem('Ana')).toContain('“Ana”');
});
