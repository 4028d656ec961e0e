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
export const registry = createRegistry([
  { name: 'reminders', things: [reminder], commands: [reminderNew, reminderList] },
  { name: 'issues', things: [issue], commands: [issueNew, issueShow, issueDone, issueMove] },
]);

export function heard(text: string): { command: string | undefined; values: unknown; leftover?: string | undefined } {
  const reading = registry.read(text, context);
  if (reading.kind === 'command' || reading.kind === 'number')
    return {
      command: reading.command?.name,
      values: reading.values,
      ...(reading.leftover === undefined ? {} : { leftover: reading.leftover }),
    };
  return { command: undefined, values: reading.kind };
}
