import { afterEach, expect, test } from 'vitest';
import type { Reply } from '../../src/core/command.ts';
import { type Button, OPEN_FORM } from '../../src/core/message.ts';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, messageOf } from '../fakes/house.ts';
import { taskSlice } from '../fakes/taskSlice.ts';

let here: House | undefined;
afterEach(() => here?.db.close());

async function withTasks(count = 0) {
  const made = taskSlice();
  made.fill(count);
  const opened = await house(undefined, () => [made.slice], []);
  here = opened;
  return { ...opened, ...made };
}

/** The lines of an answer to several requests. */
const linesOf = (reply: Reply) =>
  messageOf(reply).blocks.flatMap((block) => (block.kind === 'list' ? block.items.map(String) : []));
const pressesOf = (reply: Reply) =>
  messageOf(reply).blocks.flatMap((block) => (block.kind === 'actions' ? block.items : []));
const quoteOf = (reply: Reply) => messageOf(reply).blocks.find(({ kind }) => kind === 'quote');
const labelsOf = (reply: Reply) => pressesOf(reply).map(({ label }) => label);

test('several numbers are changed one by one and told in one private answer', async () => {
  const { say, states, tasks } = await withTasks(4);

  const reply = await say('mei', 'done TASK-1 TASK-3-4');

  expect(states()).toEqual(['done', 'open', 'done', 'done']);
  expect(reply).toMatchObject({ kind: 'message', to: 'caller', message: { audience: 'internal' } });
  expect(linesOf(reply)).toEqual(['TASK-1 Task 1 is done.', 'TASK-3 Task 3 is done.', 'TASK-4 Task 4 is done.']);
  expect(labelsOf(reply)).toEqual(['Undo TASK-1', 'Undo TASK-3', 'Undo TASK-4']);
  expect(buttonOf(reply, 'Undo TASK-3')).toEqual({ command: 'task undo', input: { number: 'TASK-3' } });
  const [first, , second, third] = [...tasks.values()].map(({ by }) => by);
  expect([second, third]).toEqual([`${first}:2`, `${first}:3`]);
});

test('one that fails stops no other, and its second try is the same request', async () => {
  const { say, press, states, failing, tasks } = await withTasks(3);
  failing.add('TASK-2');

  const reply = await say('mei', '完成 TASK-1、TASK-2、TASK-9、TASK-3');

  expect(states()).toEqual(['done', 'open', 'done']);
  expect(linesOf(reply)).toEqual([
    'TASK-1 Task 1 is done.',
    'TASK-2: I cannot reach my records just now, so this is not finished. Please try again in a moment.',
    'There is no TASK-9.',
    'TASK-3 Task 3 is done.',
  ]);
  const again = buttonOf(reply, 'Try again TASK-2');
  await press('mei', again.command, again.input);
  expect(states()).toEqual(['done', 'done', 'done']);
  expect(tasks.get('TASK-2')?.by).toBe(`${tasks.get('TASK-1')?.by}:2`);
});

test('words behind the numbers go to each, and what is missing becomes a form for each', async () => {
  const { say, press, states } = await withTasks(2);

  const moved = await say('mei', 'move TASK-1 to TASK-2 Friday');
  expect(linesOf(moved)).toEqual(['TASK-1 moved.', 'TASK-2 moved.']);
  expect(states()).toEqual(['2026-11-27', '2026-11-27']);

  const asked = await say('mei', 'move TASK-1 TASK-2 someday');
  expect(states()).toEqual(['2026-11-27', '2026-11-27']);
  expect(linesOf(asked).every((line, at) => line.startsWith(`TASK-${at + 1}: When: `))).toBe(true);
  const next = buttonOf(asked, 'Continue TASK-2');
  expect(next).toMatchObject({
    command: 'task move',
    input: { number: 'TASK-2', when: 'someday', [OPEN_FORM]: 'open' },
  });
  const form = await press('mei', next.command, next.input);
  expect(form).toMatchObject({ kind: 'form', form: { command: 'task move' } });
});

test('an answer is public only if all of it is', async () => {
  const { say } = await withTasks(2);
  const shown = await say('ana', 'TASK-1, TASK-2', CLIENT_CHANNEL);
  expect(shown).toMatchObject({ to: 'conversation', message: { audience: 'client' } });
  expect(linesOf(shown)).toEqual(['TASK-1: Task 1: open', 'TASK-2: Task 2: open']);
  expect(await say('mei', 'TASK-1 TASK-2 assign @Tom', INTERNAL_CHANNEL)).toMatchObject({
    to: 'conversation',
    message: { audience: 'internal' },
  });
  expect(await say('mei', 'TASK-1 TASK-2 TASK-9 assign @Tom', INTERNAL_CHANNEL)).toMatchObject({ to: 'caller' });
});

test('a mention of ours where the client reads is refused once, without the numbers', async () => {
  const { answer, common, states } = await withTasks(2);
  const reply = await answer({ kind: 'mention', text: 'done TASK-1 TASK-2', ...common('mei', CLIENT_CHANNEL) });
  expect(states()).toEqual(['open', 'open']);
  expect(messageOf(reply).fallbackText).toMatch(/^I do not answer this here/);
  expect(JSON.stringify(reply)).not.toContain('TASK');
});

test.each([
  ['done TASK-1-60', 'That is more than 50 at once, so I have done nothing. Please send fewer.'],
  ['done TASK-2-1', '“TASK-2-1” runs backwards, so I have done nothing. Please write the smaller number first.'],
  ['ACME-TASK-1 to BETA-TASK-2', '“ACME-TASK-1 to BETA-TASK-2” means, so I have done nothing.'],
])('%s is refused with its words, and nothing is done', async (text, told) => {
  const { say, states } = await withTasks(2);
  const reply = await say('mei', text);
  expect(states()).toEqual(['open', 'open']);
  expect(messageOf(reply).fallbackText).toContain(told);
  expect(quoteOf(reply)).toEqual({ kind: 'quote', text });
});

test('fifty undos are one menu', async () => {
  const { say } = await withTasks(50);
  const reply = await say('mei', 'done TASK-1-50');
  expect(messageOf(reply).fallbackText.split('\n')).toHaveLength(50);
  const [menu, ...others] = pressesOf(reply);
  expect(others).toEqual([]);
  if (menu?.kind !== 'menu') throw new Error('a menu');
  expect(menu.options.map(({ label }) => label)).toEqual(Array.from({ length: 50 }, (_, at) => `TASK-${at + 1}`));
});

test('a number with a sentence stays a contact’s word; for us it opens, and the words are told', async () => {
  const { say, tasks } = await withTasks(2);
  for (const text of [
    'TASK-1 is broken since Monday',
    'TASK-1 and TASK-2 are broken',
    'TASK-1 完成',
    'done TASK-2-1',
  ]) {
    const kept = await say('ana', text, 'D-ana');
    expect(JSON.stringify(kept), text).toContain('Is it a');
  }
  expect([...tasks.values()].map(({ by }) => by)).toEqual(['', '']);

  const opened = messageOf(await say('mei', 'TASK-1 is broken since Monday'));
  expect(opened.fallbackText).toBe('Task 1: open');
  expect(opened.blocks[0]).toMatchObject({ kind: 'context', text: expect.stringContaining('is broken since Monday') });
  const both = await say('mei', 'TASK-1 and TASK-2 are broken');
  expect(linesOf(both)).toEqual(['TASK-1: Task 1: open', 'TASK-2: Task 2: open']);
  expect(messageOf(both).blocks[0]).toMatchObject({ kind: 'context', text: expect.stringContaining('are broken') });
});

test('a number with a verb that its thing lacks is told beside the others', async () => {
  const { say, states } = await withTasks(1);
  const alone = await say('mei', 'share TASK-1');
  expect(messageOf(alone).fallbackText).toBe('I did not understand “share TASK-1”.');
  expect(states()).toEqual(['open']);

  const beside = await say('mei', 'done MEMO-1 TASK-1');
  expect(linesOf(beside)).toEqual(['This cannot be done with MEMO-1.', 'TASK-1 Task 1 is done.']);
  expect(linesOf(await say('mei', 'MEMO-1 TASK-1'))).toEqual(['MEMO-1 is a memo.', 'TASK-1: Task 1: done']);
});

test('each line is one task; a line that lacks something has a form with its words', async () => {
  const { say, press, tasks } = await withTasks();

  const reply = await say('mei', 'task:\n- Write copy small\n- Test it\n- Translate large');

  expect([...tasks].map(([name, { title }]) => `${name} ${title}`)).toEqual(['TASK-1 Write copy', 'TASK-2 Translate']);
  expect(linesOf(reply)).toEqual([
    'TASK-1 Write copy is new.',
    expect.stringMatching(/^Test it: Size: /),
    'TASK-2 Translate is new.',
  ]);
  const next = pressesOf(reply).find(({ label }) => label.startsWith('Continue')) as Button;
  expect(next.payload.input).toMatchObject({ title: expect.stringContaining('Test') });
  const form = await press('mei', next.payload.command, next.payload.input);
  expect(form).toMatchObject({ kind: 'form', form: { command: 'task new' } });
});

test('a redelivered message adds no line twice', async () => {
  const { answer, common, tasks, bot } = await withTasks();
  const event = { kind: 'command' as const, text: 'task A small\ntask B small', ...common('mei', 'D-mei') };
  await answer(event);
  await answer(event);
  await bot.recover();
  expect(tasks.size).toBe(2);
});

test('more than fifty lines are refused, and lines too long for their buttons are quoted', async () => {
  const { say, tasks } = await withTasks();
  const many = `task:\n${Array.from({ length: 51 }, (_, at) => `- Task ${at} small`).join('\n')}`;
  const refused = await say('mei', many);
  expect(tasks.size).toBe(0);
  expect(messageOf(refused).fallbackText).toContain('more than 50');
  expect(quoteOf(refused)).toEqual({ kind: 'quote', text: many });

  const long = `task:\n- ${'a'.repeat(1_900)}\n- B`;
  expect(quoteOf(await say('mei', long))).toEqual({ kind: 'quote', text: long });
  const wide = `task:\n${Array.from({ length: 20 }, (_, at) => `- ${at}${'a'.repeat(800)}`).join('\n')}`;
  expect(quoteOf(await say('mei', wide))).toEqual({ kind: 'quote', text: wide });
});

test('a reminder whose words have several lines stays one reminder', async () => {
  const { say } = await withTasks();
  const reply = await say('mei', 'remind me tomorrow 9:00\n- call Ana\n- call Bo');
  expect(linesOf(reply)).toEqual([]);
  expect(messageOf(reply).fallbackText).toContain('call Ana\n- call Bo');
});
