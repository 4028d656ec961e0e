import { describe, expect, test } from 'vitest';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';

const { say, said } = meiTypes();

describe('words behind a number go to the other fields', () => {
  test('the entries are added', async () => {
    for (const words of [
      'promise "Send the plan" Friday',
      'goal "Fast checkout"',
      'advice "Cache the pages"',
      'milestone "Launch" 15 Dec',
      'training "Shop basics" Friday 14:00',
      'task "Write copy"',
    ])
      expect(await said(words)).toContain('Added.');
  });

  test.each([
    ['promise renegotiate ACME-INT-PRM-1 Monday "Client was ill"', /Mon 30 Nov/],
    ['承诺 重新商定 INT-PRM-1 到12月3日 “客户生病”', /Thu 3 Dec/],
    ['goal now GOAL-1 4.1', /Now 4\.1\./],
    ['task move TASK-1 to 4 Dec', /Fri 4 Dec/],
    ['task assign TASK-1 tom', /Tom Berg/],
    ['task assign TASK-1 to Tom Berg', /Tom Berg/],
    ['advice outcome ADV-1 Faster by half', /Faster by half/],
    ['training move TRN-1 15:00', /15:00/],
    ['check plan MS-1 website', /ACME-INT-MS-1/],
  ])('%s', async (words, part) => {
    expect(await said(words)).toMatch(part);
  });

  test.each([
    ['goal now GOAL-1 abc', 'GOAL-1', 'now'],
    ['goal move GOAL-1 31 Feb', 'GOAL-1', 'due'],
    ['check plan MS-1 banana', 'MS-1', 'set'],
    ['training move TRN-1 25:00', 'TRN-1', 'due'],
    ['task assign TASK-1 Nobody Known', 'TASK-1', 'owner'],
    ['任务 改期 TASK-1 到2月31日', 'TASK-1', 'due'],
  ])('%s: the mistake is named at its field', async (words, number, wrong) => {
    const reply = await say(words);
    const fields = reply.kind === 'form' ? reply.form.fields : [];
    expect(fields.find(({ name }) => name === 'number')).toMatchObject({ value: number });
    expect(fields.filter(({ error }) => error !== undefined).map(({ name }) => name)).toEqual([wrong]);
  });
});
