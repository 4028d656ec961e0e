/** The commands of a trial slice: one per kind of outcome. */

import {
  type CommandContext,
  defineCommand,
  secretToCaller,
  type Thing,
  toCaller,
  updated,
} from '../../src/core/command.ts';
import { field } from '../../src/core/fields.ts';
import type { Message } from '../../src/core/message.ts';
import type { LocalizedText } from '../../src/ground/i18n.ts';

export const said = (en: string, zh: string): LocalizedText => ({ en, 'zh-CN': zh });
export const note: Thing = { name: 'note', title: said('Notes', '便签'), aliases: ['便签'] };
export const plan: Thing = { name: 'plan', title: said('Plan', '计划'), aliases: ['计划'], bare: 'show' };
export const help: Thing = { name: 'help', title: said('Help', '帮助'), aliases: ['帮助'], bare: 'show' };
export const words = (text: string, audience: Message['audience'] = 'client'): Message => ({
  audience,
  fallbackText: text,
  blocks: [{ kind: 'text', text }],
});

/** The effects of the commands below, in order. */
interface Ran {
  readonly input: Readonly<Record<string, unknown>>;
  readonly via: CommandContext['via'];
  readonly requestId: string;
}

export function house() {
  const ran: Ran[] = [];
  /** Runs once in the middle of `note new`. */
  let during: (() => Promise<void>) | undefined;
  const commands = [
    defineCommand({
      thing: note,
      verb: 'new',
      summary: said('Write a note', '写便签'),
      permission: 'ask',
      input: {
        text: field.text({ label: said('Text', '内容'), maxLength: 40 }),
        colour: field.choice({
          label: said('Colour', '颜色'),
          optional: true,
          options: [{ value: 'red', label: said('Red', '红') }],
        }),
        id: field.text({ label: said('Id', '编号'), hidden: true, optional: true }),
      },
      positional: ['text', 'colour'],
      check: ({ text, colour }) =>
        text === 'blue' && colour === 'red'
          ? { colour: { code: 'custom', text: said('Not both.', '不能同时。') } }
          : {},
      async run(input, context) {
        ran.push({ input, via: context.via, requestId: context.requestId });
        const interruption = during;
        during = undefined;
        await interruption?.();
        await context.audit({
          action: 'note new',
          subject: `note:${input.text}`,
          before: JSON.stringify({ there: false }),
          after: JSON.stringify({ text: input.text }),
        });
        return toCaller(words(`Noted: ${input.text}`));
      },
    }),
    defineCommand({
      thing: note,
      verb: 'list',
      summary: said('List notes', '便签列表'),
      permission: 'work',
      sensitive: true,
      input: {},
      run: async () => toCaller(words('Our own notes', 'internal')),
    }),
    defineCommand({
      thing: note,
      verb: 'done',
      summary: said('Done', '完成'),
      permission: 'work',
      input: {},
      run: async () => updated(words('Nobody else may see this', 'internal')),
    }),
    defineCommand({
      thing: note,
      verb: 'link',
      summary: said('Get a code', '获取代码'),
      permission: 'ask',
      input: { text: field.text({ label: said('Text', '内容'), optional: true }) },
      run: async () => secretToCaller(words('Your code is 7XK9'), words('You have a code already')),
    }),
    defineCommand({
      thing: plan,
      verb: 'show',
      summary: said('Show the plan', '查看计划'),
      permission: 'view',
      about: 'project',
      input: { project: field.project() },
      run: async (_input, { project: { name } }) => ({
        kind: 'message',
        to: 'conversation',
        message: words(`The plan of ${name}`),
      }),
    }),
    defineCommand({
      thing: plan,
      verb: 'share',
      summary: said('Share', '公开'),
      permission: 'work',
      input: {},
      run: async () => ({ kind: 'message', to: 'conversation', message: words('A secret', 'internal') }),
    }),
    defineCommand({
      thing: help,
      verb: 'show',
      summary: said('Help', '帮助'),
      permission: 'greet',
      input: {},
      run: async () => toCaller(words('I can help.')),
    }),
  ];
  return {
    ran,
    commands,
    interrupt: (what: () => Promise<void>) => {
      during = what;
    },
  };
}
