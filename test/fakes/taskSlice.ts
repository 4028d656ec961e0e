/** A slice of tasks with numbers, in memory, for what the core does with several of them in one message. */
import { type CommandContext, defineCommand, type Reply, type Thing, toCaller } from '../../src/core/command.ts';
import { field } from '../../src/core/fields.ts';
import type { Audience, Message } from '../../src/core/message.ts';
import { press } from '../../src/core/message.ts';
import type { Slice } from '../../src/core/slice.ts';
import { coreTexts } from '../../src/core/texts.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { inEachLocale, type LocalizedText } from '../../src/ground/i18n.ts';

const said = (en: string, zh: string): LocalizedText => ({ en, 'zh-CN': zh });

interface Task {
  readonly title: string;
  state: string;
  /** The request that made or changed it last. */
  by: string;
}

const task: Thing = { name: 'task', title: said('Tasks', '任务'), aliases: ['tasks', '任务'], numberKind: 'TASK' };
/** It can only be opened. */
const memo: Thing = { name: 'memo', title: said('Memos', '备忘'), aliases: ['备忘'], numberKind: 'MEMO' };
const number = field.text({ label: said('Number', '编号'), idByButton: true });

export function taskSlice() {
  const tasks = new Map<string, Task>();
  /** Numbers whose next change fails. */
  const failing = new Set<string>();

  function change(named: string, state: string, { requestId }: CommandContext): Task {
    const found = tasks.get(named);
    if (found === undefined)
      throw new RapportError('missing', 'no such task', {
        forPeople: inEachLocale((locale) => (locale === 'en' ? `There is no ${named}.` : `没有 ${named}。`)),
      });
    if (failing.delete(named)) throw new RapportError('unavailable', 'the records are away');
    found.state = state;
    found.by = requestId;
    return found;
  }
  const told = (
    text: string,
    { audience = 'internal', undo }: { audience?: Audience; undo?: string } = {},
  ): Message => ({
    audience,
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      ...(undo === undefined
        ? []
        : [
            {
              kind: 'actions' as const,
              items: [
                {
                  kind: 'button' as const,
                  label: coreTexts('en').undo(),
                  payload: press('task undo', { number: undo }),
                },
              ],
            },
          ]),
    ],
  });
  const publicly = (message: Message): Reply => ({ kind: 'message', to: 'conversation', message });

  const commands = [
    defineCommand({
      thing: task,
      verb: 'new',
      summary: said('Add a task', '新建任务'),
      permission: 'work',
      input: {
        title: field.text({ label: said('Title', '标题'), maxLength: 2_000 }),
        size: field.choice({
          label: said('Size', '大小'),
          options: [
            { value: 'small', label: said('Small', '小') },
            { value: 'large', label: said('Large', '大') },
          ],
        }),
      },
      positional: ['title', 'size'],
      manyLines: true,
      async run({ title, size }, { requestId }) {
        const known = [...tasks].find(([, { by }]) => by === requestId)?.[0];
        const name = known ?? `TASK-${tasks.size + 1}`;
        tasks.set(name, { title, state: size, by: requestId });
        return toCaller(told(`${name} ${title} is new.`, { undo: name }));
      },
    }),
    defineCommand({
      thing: task,
      verb: 'show',
      summary: said('Open a task', '打开任务'),
      permission: 'view',
      input: { number },
      positional: ['number'],
      run: async (input, context) => {
        const { title, state } = change(input.number, tasks.get(input.number)?.state ?? '', context);
        return publicly(told(`${title}: ${state}`, { audience: 'client' }));
      },
    }),
    defineCommand({
      thing: task,
      verb: 'done',
      summary: said('Done', '完成'),
      permission: 'work',
      sensitive: true,
      input: { number },
      positional: ['number'],
      run: async (input, context) => {
        const { title } = change(input.number, 'done', context);
        return toCaller(told(`${input.number} ${title} is done.`, { undo: input.number }));
      },
    }),
    defineCommand({
      thing: task,
      verb: 'move',
      summary: said('Move', '改期'),
      permission: 'work',
      input: { number, when: field.when({ label: said('When', '时间') }) },
      positional: ['number', 'when'],
      run: async (input, context) => {
        change(input.number, input.when.recurrence.anchor.slice(0, 10), context);
        return toCaller(told(`${input.number} moved.`));
      },
    }),
    defineCommand({
      thing: task,
      verb: 'assign',
      summary: said('Assign', '指派'),
      permission: 'work',
      input: { number, who: field.person({ label: said('Who', '负责人') }) },
      positional: ['number', 'who'],
      run: async (input, context) => {
        change(input.number, `with ${input.who.name}`, context);
        return publicly(told(`${input.number} is with ${input.who.name}.`));
      },
    }),
    defineCommand({
      thing: memo,
      verb: 'show',
      summary: said('Open a memo', '打开备忘'),
      permission: 'work',
      input: { number },
      positional: ['number'],
      run: async (input) => toCaller(told(`${input.number} is a memo.`)),
    }),
  ];
  const slice: Slice = { name: 'tasks', things: [task, memo], commands, jobs: [], collections: [] };
  return {
    slice,
    failing,
    tasks,
    /** The states of the tasks, in the order of their numbers. */
    states: () => [...tasks.values()].map(({ state }) => state),
    /** Adds so many tasks: Task 1, Task 2 … */
    fill(count: number) {
      for (let at = 1; at <= count; at += 1) tasks.set(`TASK-${at}`, { title: `Task ${at}`, state: 'open', by: '' });
    },
  };
}
