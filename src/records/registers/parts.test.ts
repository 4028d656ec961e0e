import { expect, test } from 'vitest';
import { valuesIn } from '../../../test/fakes/formWalk.ts';
import { buttonOf, CLIENT_CHANNEL, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import { registers } from '../../app/registers.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues } from '../../core/platform.ts';

const mei = meiTypes();
const { say, said, press } = mei;

/** Opens the edit form of a card, and sends it with these values. */
async function edits(card: Reply, values: FormValues): Promise<Reply> {
  const opened = await press(card, 'Edit');
  if (opened.kind !== 'form') throw new Error('no form');
  return mei.here.submit('mei', opened.form.command, { ...valuesIn(opened), ...values }, INTERNAL_CHANNEL);
}
const problem = (reply: Reply) => {
  if (reply.kind !== 'invalid' && reply.kind !== 'form') throw new Error(`no form, but ${JSON.stringify(reply)}`);
  return reply.form.fields.find(({ name }) => name === 'partOf')?.error;
};

test('a work item is a part of a milestone, by either number, in both languages; a mention under the same key is its owner', async () => {
  await mei.here.say('mei', 'milestone "Internal one" 1 Dec', INTERNAL_CHANNEL);
  await mei.here.say('mei', 'milestone "Beta" 15 Dec', CLIENT_CHANNEL);
  expect(await said('task "Checkout" for:MS-1 for:@Tom')).toMatch(/Owner: Tom Berg.*Part of: ACME-MS-1 · Beta/s);
  expect(await said('任务 “搜索” 属于：acme-int-ms-1')).toContain('Part of: ACME-INT-MS-1 · Internal one');
  const [, , task] = await mei.here.entries.list(mei.here.scope, { projectIds: [mei.here.project._id] });
  expect(task).toMatchObject({ title: 'Checkout', ownerId: mei.here.tom._id, parentId: expect.any(String) });
});

test('its form says what it is a part of, and changes it; emptied, it is a part of nothing', async () => {
  const moved = await edits(await say('INT-TASK-1'), { partOf: 'INT-MS-1' });
  expect(textOf(moved)).toContain('Part of: ACME-INT-MS-1 · Internal one');
  expect(await said('INT-TASK-1')).toContain('changed: Part of');
  expect(textOf(await edits(moved, { partOf: '' }))).not.toContain('Part of: ');
  expect(await said('task edit TASK-1 for:MS-1')).toContain('Part of: ACME-MS-1 · Beta');
  expect(await said('task edit TASK-1 "Check-out"')).toContain('Part of: ACME-MS-1 · Beta');
});

test('what was made of a risk stays its part when other values are edited', async () => {
  await say('risk "Vendor late"');
  await say('track RISK-1');
  expect(textOf(await edits(await say('INT-TASK-3'), { title: 'Second vendor' }))).toMatch(
    /· Second vendor.*Part of: ACME-INT-RISK-1/s,
  );
});

test.each([
  ['MS-9', 'ACME has no MS-9.'],
  ['OTHER-MS-1', 'ACME has no OTHER-MS-1.'],
  ['RISK-1', 'Please give a number that this can be a part of, such as MS-2.'],
  ['Beta', 'Please give a number that this can be a part of, such as MS-2.'],
])('%s is refused at its field', async (typed, text) => {
  expect(problem(await edits(await say('INT-TASK-2'), { partOf: typed }))).toBe(text);
});

test('a deleted milestone takes no parts, and typed words keep what was typed', async () => {
  await say('milestone "Dropped" 20 Dec');
  await say('delete INT-MS-3');
  const refused = await say('task "Late" @Tom for:INT-MS-3');
  expect(problem(refused)).toBe('ACME-INT-MS-3 has been deleted.');
  expect(refused).toMatchObject({
    form: { fields: expect.arrayContaining([expect.objectContaining({ value: 'Late' })]) },
  });
});

test('the milestone’s card names its parts for our side: a few, open ones first, closed ones struck through', async () => {
  await say('done TASK-1');
  for (const title of ['A', 'B', 'C', 'D']) await say(`task "${title}" for:MS-1`);
  const all = textOf(await say('MS-1'));
  expect(all).toMatch(/Parts: ACME-INT-TASK-\d+ · A; .* · B; .* · C; .* · D; ~ACME-INT-TASK-1 · Check-out~/);
  await say('task "E" for:MS-1');
  await say('task "F" for:MS-1');
  const card = await say('MS-1');
  expect(textOf(card)).toMatch(/ · E; and 2 more/);
  expect(textOf(card)).toContain('[Done]');
  const { command, input } = buttonOf(card, 'ACME-INT-TASK-4 · A');
  expect(textOf(await mei.here.press('mei', command, input, INTERNAL_CHANNEL))).toContain('Part of: ACME-MS-1 · Beta');
  await say('delete TASK-4');
  expect(await said('MS-1')).not.toContain('· A;');
  expect(textOf(await mei.here.say('ana', 'MS-1', CLIENT_CHANNEL))).not.toMatch(/Parts|TASK/);
});

test('a register is a part of registers that exist', () => {
  const names = registers.map(({ spec }) => spec.name);
  const wanted = registers.flatMap(({ spec }) => spec.partOf ?? []);
  expect(wanted.filter((name) => !names.includes(name))).toEqual([]);
  expect(wanted).toContain('milestone');
});
