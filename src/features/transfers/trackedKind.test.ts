import { expect, test } from 'vitest';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';

const { say, said } = meiTypes();

test.each([
  ['record "Pay faster" goal Friday', 'INT-GOAL-1 · Pay faster', 'Target date: Fri 27 Nov'],
  ['记录 “提速” 目标 周五', 'INT-GOAL-2 · 提速', 'Target date: Fri 27 Nov'],
  ['record "Vendor late" @Tom risk', 'INT-RISK-1 · Vendor late', 'Owner: Tom Berg'],
  ['record Friday task "Write copy"', 'INT-TASK-1 · Write copy', 'Due: Fri 27 Nov'],
  ['record "Copy" kind:task Friday', 'INT-TASK-2 · Copy', 'Due: Fri 27 Nov'],
])('the word beside a quoted title is the kind: %s', async (words, entry, value) => {
  const card = await said(words);
  expect(card).toContain(entry);
  expect(card).toContain(value);
});

test('in a sentence it stays in the title, and the kind is asked for', async () => {
  const asked = await say('record our goal is speed');
  expect(asked).toMatchObject({ kind: 'form', form: { command: 'record new' } });
  const fields = asked.kind === 'form' ? asked.form.fields : [];
  expect(fields.find(({ name }) => name === 'title')?.value).toBe('our goal is speed');
  expect(fields.find(({ name }) => name === 'kind')?.value).toBeUndefined();
});
