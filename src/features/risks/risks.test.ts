import { describe, expect, test } from 'vitest';
import { textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';

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

describe('a risk happens', () => {
  test('and becomes a work item; each card shows the other one', async () => {
    const happened = await say('happened INT-RISK-1');
    expect(textOf(happened)).toContain('Now happened.');
    const made = await press(happened, 'Make it a work item');
    expect(textOf(made)).toContain('Now a work item too: ACME-INT-TASK-1.');
    expect(textOf(made)).toContain('Became: ACME-INT-TASK-1 · Vendor late');
    const task = await press(made, 'Open ACME-INT-TASK-1');
    expect(textOf(task)).toContain('Part of: ACME-INT-RISK-1 · Vendor late');
    expect(await said('INT-RISK-1')).not.toContain('Make it a work item');
    expect(await said('track INT-RISK-1')).toContain('It has a work item already.');
  });

  test('and Undo takes the work item back, unless another person has changed it since', async () => {
    const made = await say('转为任务 INT-RISK-2');
    expect(textOf(made)).toContain('Became: ACME-INT-TASK-2');
    expect(textOf(await press(made, 'Undo'))).not.toContain('Became');
    expect(await said('INT-TASK-2')).toContain('has been deleted');
    const again = await say('track INT-RISK-2');
    await say('start INT-TASK-3');
    expect(JSON.stringify(await press(again, 'Undo'))).toContain('changed');
    expect(await said('INT-TASK-3')).toContain('State: in progress');
  });

  test('and a repeat after a crash before the work item makes it once', async () => {
    await say('risk "Power cut"');
    const { add } = mei.here.entries;
    Object.assign(mei.here.entries, { add: () => Promise.reject(new Error('the process ended')) });
    const failed = await say('track INT-RISK-4');
    Object.assign(mei.here.entries, { add });
    const again = textOf(await press(failed, 'Try again'));
    expect(again).toContain('Became: ACME-INT-TASK-4 · Power cut');
    const [risk] = await mei.here.entries.byNumber(mei.here.scope, {
      projectIds: [mei.here.project._id],
      kind: 'risk',
      audience: 'internal',
      number: 4,
    });
    expect(risk?.links?.length).toBe(1);
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
