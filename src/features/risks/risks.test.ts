import { describe, expect, test } from 'vitest';
import { valuesIn } from '../../../test/fakes/formWalk.ts';
import { INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues } from '../../core/platform.ts';

const mei = meiTypes();
const { say, said, press } = mei;

describe('a risk is reviewed', () => {
  test('up, down or as before; the next review follows from its score', async () => {
    const card = await say('risk "Vendor late" 4x3');
    expect(textOf(await press(card, 'More likely'))).toMatch(
      /Reviewed: probability 5.*Next review: Mon 30 Nov.*Probability: 5/s,
    );
    expect(await said('下降 INT-RISK-1')).toMatch(/Next review: Mon 7 Dec.*Probability: 4/s);
    const same = await say('INT-RISK-1 same');
    expect(textOf(same)).toContain('Reviewed: probability 4.');
    expect(await said('down INT-RISK-1')).toContain('Probability: 3');
    expect(textOf(await press(await say('up INT-RISK-1'), 'Undo'))).toContain('Probability: 3');
  });

  test('within its scale, and not before it has a probability', async () => {
    await say('risk "Server slow" 5x2');
    expect(await said('up INT-RISK-2')).toContain('Probability: 5');
    await say('risk "Unknown"');
    expect(await said('up INT-RISK-3')).toContain('This risk has no probability yet.');
  });
});

/** Sends an opened form with further values. */
const sends = (opened: Reply, values: FormValues) => {
  if (opened.kind !== 'form') throw new Error('no form');
  return mei.here.submit('mei', opened.form.command, { ...valuesIn(opened), ...values }, INTERNAL_CHANNEL);
};
const tasks = () => mei.here.entries.list(mei.here.scope, { kind: 'task' });

describe('a risk happens', () => {
  test('and becomes a work item with an owner and a date; each card shows the other one', async () => {
    const happened = await say('happened INT-RISK-1');
    expect(textOf(happened)).toContain('Now happened.');
    const form = await press(happened, 'Make it a work item');
    expect(form).toMatchObject({ form: { fields: [{ name: 'title', value: 'Vendor late' }, {}, {}] } });
    const made = await sends(form, { owner: '@Tom', due: '2026-12-04' });
    expect(textOf(made)).toContain('Now a work item too: ACME-INT-TASK-1.');
    expect(textOf(made)).toContain('Became: ACME-INT-TASK-1 · Vendor late');
    const task = textOf(await press(made, 'Open ACME-INT-TASK-1'));
    expect(task).toContain('Part of: ACME-INT-RISK-1 · Vendor late');
    expect(task).toMatch(/Due: Fri 4 Dec.*Owner: Tom Berg/s);
    expect(await said('INT-RISK-1')).not.toContain('Make it a work item');
  });

  test('and while it has a work item, a second one is not made: the answer opens the first', async () => {
    const again = await say('track INT-RISK-1');
    expect(textOf(again)).toContain('It has a work item already: ACME-INT-TASK-1.');
    expect(textOf(await press(again, 'Open ACME-INT-TASK-1'))).toContain('Vendor late');
    await say('delete TASK-1');
    expect(await said('track INT-RISK-1')).toContain('Now a work item too: ACME-INT-TASK-2.');
  });

  test('and Undo takes the work item back, unless another person has changed it since', async () => {
    const made = await say('转为任务 INT-RISK-2');
    expect(textOf(made)).toContain('Became: ACME-INT-TASK-3');
    expect(textOf(await press(made, 'Undo'))).not.toContain('Became');
    expect(await said('INT-TASK-3')).toContain('has been deleted');
    const again = await say('track INT-RISK-2');
    await say('start INT-TASK-4');
    expect(JSON.stringify(await press(again, 'Undo'))).toContain('changed');
    expect(await said('INT-TASK-4')).toContain('State: in progress');
  });

  test('and a repeat after a crash before the work item makes it once', async () => {
    await say('risk "Power cut"');
    const { add } = mei.here.entries;
    Object.assign(mei.here.entries, { add: () => Promise.reject(new Error('the process ended')) });
    const failed = await say('track INT-RISK-4 "Order a generator" @Tom Friday');
    Object.assign(mei.here.entries, { add });
    const again = textOf(await press(failed, 'Try again'));
    expect(again).toContain('Became: ACME-INT-TASK-5 · Order a generator');
    const [risk] = await mei.here.entries.byNumber(mei.here.scope, {
      projectIds: [mei.here.project._id],
      kind: 'risk',
      audience: 'internal',
      number: 4,
    });
    expect(risk?.links?.length).toBe(1);
  });

  test('and typed words name the owner and the date; the title is that of the risk, or another one', async () => {
    await say('risk "Fire"');
    await say('track INT-RISK-5 @Tom Friday');
    await say('risk "Flood"');
    await say('INT-RISK-6 转为任务 “买水泵” @Tom 周五');
    const ours = { ownerId: mei.here.tom._id, due: '2026-11-27' };
    expect((await tasks()).filter(({ due }) => due === ours.due)).toMatchObject([
      { title: 'Order a generator', ...ours },
      { title: 'Fire', ...ours },
      { title: '买水泵', ...ours },
    ]);
  });

  test('and a date that is half understood is asked about', async () => {
    await say('risk "Storm"');
    expect(await say('track INT-RISK-7 @Tom Friday or Monday')).toMatchObject({ kind: 'form' });
    expect(await said('INT-RISK-7')).not.toContain('Became');
  });
});

test('a risk stands in the list with its score: red from 15, amber from 6', async () => {
  await say('risk "Just red" 3x5');
  await say('risk "Just amber" 2x3');
  await say('risk "Still green" 1x5');
  const list = await said('risks');
  expect(list).toContain('Just red · 🔴 15');
  expect(list).toContain('Just amber · 🟠 6');
  expect(list).toContain('Still green · 🟢 5');
});
