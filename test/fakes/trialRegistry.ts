import { defineCommand, nothing, type Thing } from '../../src/core/command.ts';
import { field } from '../../src/core/fields.ts';
import { createRegistry } from '../../src/core/registry.ts';
import type { LocalizedText } from '../../src/ground/i18n.ts';

export const said = (en: string, zh: string): LocalizedText => ({ en, 'zh-CN': zh });
const now = new Date('2026-11-23T08:00:00Z');
export const context = { locale: 'en', now, zone: 'Europe/Berlin' } as const;
const run = async () => nothing;

export const reminder: Thing = {
  name: 'reminder',
  title: said('Reminders', '提醒'),
  aliases: ['remind', 'reminders', '提醒'],
};
const issue: Thing = { name: 'issue', title: said('Issues', '问题'), aliases: ['issues', '问题'], numberKind: 'ISS' };
const projectField = field.text({ label: said('Project', '项目'), optional: true });
const reminderNew = defineCommand({
  thing: reminder,
  verb: 'new',
  summary: said('Set a reminder', '新建提醒'),
  permission: 'ownThings',
  input: {
    for: field.person({ label: said('For', '提醒谁'), optional: true }),
    channel: field.channel({ label: said('Channel', '频道'), optional: true }),
    text: field.text({ label: said('Text', '内容') }),
    when: field.when({ label: said('When', '时间') }),
    project: projectField,
  },
  positional: ['for', 'channel', 'text', 'when'],
  run,
});
const reminderList = defineCommand({
  thing: reminder,
  verb: 'list',
  summary: said('List reminders', '提醒列表'),
  permission: 'ownThings',
  input: {},
  run,
});
const issueNew = defineCommand({
  thing: issue,
  verb: 'new',
  summary: said('Report a problem', '报告问题'),
  permission: 'raise',
  input: {
    title: field.text({ label: said('Title', '标题') }),
    impact: field.choice({
      label: said('Impact', '影响'),
      aliases: ['severity'],
      optional: true,
      options: [
        { value: 'high', label: said('High', '高') },
        { value: 'low', label: said('Low', '低') },
      ],
    }),
  },
  positional: ['title'],
  run,
});
export const number = field.text({ label: said('Number', '编号') });
const issueShow = defineCommand({
  thing: issue,
  verb: 'show',
  summary: said('Open an issue', '查看问题'),
  permission: 'view',
  input: { number },
  positional: ['number'],
  run,
});
const issueDone = defineCommand({
  thing: issue,
  verb: 'done',
  summary: said('Solve an issue', '完成问题'),
  permission: 'work',
  input: { number },
  positional: ['number'],
  run,
});
const issueMove = defineCommand({
  thing: issue,
  verb: 'move',
  summary: said('Move an issue', '改期'),
  permission: 'work',
  input: {
    number,
    when: field.when({ label: said('When', '时间') }),
    why: field.text({ label: said('Why', '原因'), optional: true }),
  },
  positional: ['number', 'when'],
  run,
});
const task: Thing = { name: 'task', title: said('Tasks', '任务'), aliases: ['tasks', '任务'], numberKind: 'TASK' };
const taskNumber = { thing: task, permission: 'work', run } as const;
const tasks = [
  defineCommand({
    ...taskNumber,
    verb: 'new',
    summary: said('Add a task', '新建任务'),
    input: {
      title: field.text({ label: said('Title', '标题') }),
      when: field.when({ label: said('When', '时间'), optional: true }),
    },
    positional: ['title', 'when'],
    manyLines: true,
  }),
  ...(['show', 'done'] as const).map((verb) =>
    defineCommand({
      ...taskNumber,
      verb,
      summary: said(`Task ${verb}`, `任务 ${verb}`),
      input: { number },
      positional: ['number'],
    }),
  ),
  defineCommand({
    ...taskNumber,
    verb: 'pause',
    verbAliases: ['park', '暂停', '完成前暂停'],
    summary: said('Pause a task', '暂停任务'),
    input: { number },
    positional: ['number'],
  }),
  defineCommand({
    ...taskNumber,
    verb: 'assign',
    summary: said('Assign a task', '指派任务'),
    input: { number, who: field.person({ label: said('Who', '负责人') }) },
    positional: ['number', 'who'],
  }),
  defineCommand({
    ...taskNumber,
    verb: 'move',
    summary: said('Move a task', '任务改期'),
    input: { number, when: field.when({ label: said('When', '时间') }) },
    positional: ['number', 'when'],
  }),
];
export const registry = createRegistry([
  { name: 'reminders', things: [reminder], commands: [reminderNew, reminderList] },
  { name: 'issues', things: [issue], commands: [issueNew, issueShow, issueDone, issueMove] },
  { name: 'tasks', things: [task], commands: tasks },
]);

interface Heard {
  readonly command: string | undefined;
  readonly values: unknown;
  readonly leftover?: string | undefined;
}

/** The only request in a text. */
export function heard(text: string): Heard {
  const reading = registry.read(text, context);
  const [only, ...others] = reading.kind === 'command' ? [reading] : reading.kind === 'number' ? reading.targets : [];
  if (only === undefined || others.length > 0) return { command: undefined, values: reading.kind };
  const { command, values, leftover } = only;
  return { command: command?.name, values, ...(leftover === undefined ? {} : { leftover }) };
}

/**
 * The numbers in a text, with the command and the words for all of them: `TASK-12 TASK-13: task done`. `text`: it is no
 * text with numbers.
 */
export function heardNumbers(text: string): string {
  const reading = registry.read(text, context);
  if (reading.kind !== 'number') return 'text';
  if (reading.problem !== undefined) return reading.problem.code;
  const told = reading.targets.map(({ number: _, command, values: { number: __, ...values }, leftover }) =>
    [
      command?.name ?? '–',
      ...Object.entries(values).map(([name, value]) => `${name}:${value}`),
      ...(leftover === undefined ? [] : [`(${leftover})`]),
    ].join(' '),
  );
  return `${reading.targets.map((target) => target.number).join(' ')}: ${[...new Set(told)].join(', ')}`;
}
