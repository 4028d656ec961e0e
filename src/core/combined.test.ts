import { expect, test } from 'vitest';
import type { Actor } from './access.ts';
import { doneAloud } from './answers.ts';
import { combined, type Outcome } from './combined.ts';
import { nothing, type Reply, toCaller, updated } from './command.ts';
import { type Audience, type Button, type Message, press } from './message.ts';

const actor = (side: 'ours' | 'client', locale: Actor['locale'] = 'en'): Actor => ({
  workspaceId: 'w1',
  personId: 'p1',
  user: { platform: 'playground', tenant: 't1', user: 'u1' },
  name: 'Mei',
  locale,
  zone: 'Europe/Berlin',
  standing: side === 'ours' ? { side, role: 'member' } : { side, role: 'viewer', clientId: 'c1' },
});
const said = (text: string, audience: Audience = 'client'): Message => ({
  audience,
  fallbackText: text,
  blocks: [{ kind: 'text', text }],
});
const aloud = (message: Message): Reply => ({ kind: 'message', to: 'conversation', message });
const outcomes = (...replies: readonly Reply[]): Outcome[] =>
  replies.map((reply, at) => ({ name: `TASK-${at + 1}`, reply }));
const listIn = (reply: Reply) =>
  reply.kind === 'message' ? reply.message.blocks.find(({ kind }) => kind === 'list') : reply.kind;

test('a line is the word of an act on a list, with its Undo, in the reader’s language', () => {
  const undo = press('task undo', { undo: 'x' });
  const reply = combined(
    outcomes(updated(said('一切就绪'), { text: '已完成', undo }), nothing, toCaller(said('TASK-12 已完成'))),
    { actor: actor('ours', 'zh-CN'), typed: '' },
  );
  // TASK-12 does not name TASK-3.
  expect(listIn(reply)).toEqual({ kind: 'list', items: ['TASK-1：已完成', 'TASK-2', 'TASK-3：TASK-12 已完成'] });
  expect(reply).toMatchObject({
    message: { blocks: [{}, { kind: 'actions', items: [{ label: '撤销 TASK-1', payload: undo }] }] },
  });
});

test.each([
  ['client', [aloud(said('a')), aloud(said('b'))], 'conversation', 'client'],
  ['ours', [aloud(said('a')), aloud(said('b'))], 'conversation', 'client'],
  ['ours', [aloud(said('a')), aloud(said('b', 'internal'))], 'conversation', 'internal'],
  ['ours', [aloud(said('a')), toCaller(said('b'))], 'caller', 'internal'],
  ['ours', [aloud(said('a')), nothing], 'caller', 'internal'],
  ['client', [aloud(said('a')), toCaller(said('b'))], 'caller', 'client'],
] as const)('the answer to %s, case %#, is as private as its most private line', (side, replies, to, audience) => {
  expect(combined(outcomes(...replies), { actor: actor(side), typed: '' })).toMatchObject({
    to,
    message: { audience },
  });
});

test('a change by a person without private messages is said aloud once, without its lines', () => {
  const changed: Reply = { kind: 'message', to: 'caller', message: said('a'), aloud: doneAloud('en') };
  const reply = combined(outcomes(changed, changed), { actor: actor('client'), typed: '' });
  expect(reply).toMatchObject({ to: 'caller', aloud: doneAloud('en') });
});

test('a line that begins with the name of a longer number is named too', () => {
  const reply = combined(outcomes(toCaller(said('TASK-12 is done')), toCaller(said('TASK-2 is done'))), {
    actor: actor('ours'),
    typed: '',
  });
  expect(listIn(reply)).toEqual({ kind: 'list', items: ['TASK-1: TASK-12 is done', 'TASK-2 is done'] });
});

test('the only press of a message comes along, unless it asks before it acts', () => {
  const payload = press('task delete', { number: '1' });
  const asking = (confirm?: Button['confirm']): Reply =>
    toCaller({
      ...said('Really?'),
      blocks: [
        {
          kind: 'actions',
          items: [{ kind: 'button', label: 'Delete', payload, ...(confirm === undefined ? {} : { confirm }) }],
        },
      ],
    });
  const confirm = { title: 'Delete it?', text: 'It is gone then.', confirm: 'Delete', cancel: 'Keep' };
  const reply = combined(outcomes(asking(), asking(confirm)), { actor: actor('ours'), typed: '' });
  const blocks = reply.kind === 'message' ? reply.message.blocks : [];
  const items = blocks.flatMap((block) => (block.kind === 'actions' ? block.items : []));
  expect(items).toMatchObject([{ label: 'Delete TASK-1', payload }]);
});

test('nothing at all stays nothing', () => {
  expect(combined(outcomes(nothing, nothing), { actor: actor('ours'), typed: '' })).toEqual(nothing);
});

test('long lines are shortened, so that every platform shows all of them', () => {
  const long = Array.from({ length: 50 }, () => toCaller(said('x'.repeat(1_000))));
  const reply = combined(outcomes(...long), { actor: actor('ours'), typed: '' });
  const text = reply.kind === 'message' && reply.message.blocks[0]?.kind === 'text' ? reply.message.blocks[0].text : '';
  const lines = String(text).split('\n');
  expect(lines).toHaveLength(50);
  expect(lines.join('').length).toBeLessThanOrEqual(5_000);
  expect(lines.every((line) => line.endsWith('…'))).toBe(true);
});

test('an act keeps its Undo where the words of long forms are quoted instead', () => {
  const undo = press('task undo', { undo: 'x'.repeat(24) });
  const form = (value: string): Reply => ({
    kind: 'form',
    form: {
      ...{
        command: 'task new',
        locale: 'en',
        title: 'Add a task',
        submit: 'Save',
        cancel: 'Cancel',
        notice: undefined,
      },
      fields: [
        {
          ...{ name: 'title', kind: 'text', label: 'Title', hint: undefined, placeholder: undefined, required: true },
          ...{ options: undefined, maxLength: 300, value, error: 'Too long.' },
        },
      ],
      hidden: {},
    },
  });
  const replies = Array.from({ length: 40 }, (_, at) =>
    at % 2 === 0 ? form('x'.repeat(900)) : updated(said('done'), { undo }),
  );
  const reply = combined(outcomes(...replies), { actor: actor('ours'), typed: 'as typed' });
  if (reply.kind !== 'message') throw new Error(reply.kind);
  const items = reply.message.blocks.flatMap((block) => (block.kind === 'actions' ? block.items : []));
  expect(items.find(({ label }) => label === 'Undo')).toMatchObject({ options: { length: 20 } });
  expect(reply.message.blocks.at(-1)).toEqual({ kind: 'quote', text: 'as typed' });
  expect(Buffer.byteLength(JSON.stringify(reply.message.blocks))).toBeLessThan(16_000);
});
