import { describe, expect, test } from 'vitest';
import { buttonOf, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import { LOCALES } from '../../ground/i18n.ts';

const mei = meiTypes();
const { say, said, press } = mei;

describe('the state of an entry', () => {
  test('is changed by typed words, with an event of its own in the history', async () => {
    await say('risk "Vendor late" 4x5');
    expect(await said('edit INT-RISK-1 state:occurred')).toContain('State: happened');
    expect(await said('INT-RISK-1')).toContain('Mei Chen · happened');
    expect(await said('修改 INT-RISK-1 状态：未关闭')).toContain('State: open');
  });

  test('is shown in the form of changing, and stays when nothing is said about it', async () => {
    const opened = await say('edit INT-RISK-1');
    if (opened.kind !== 'form') throw new Error('no form');
    expect(opened.form.fields.find(({ name }) => name === 'state')?.value).toBe('open');
    expect(await said('edit INT-RISK-1 title:"Vendor very late"')).toContain('State: open');
    expect(await said('INT-RISK-1')).toContain('Mei Chen · changed: What');
  });

  test('that only a signature sets is neither offered nor accepted', async () => {
    await say('milestone "Beta" 2026-12-15');
    const refused = await say('edit INT-MS-1 state:accepted');
    if (refused.kind !== 'form') throw new Error('no form');
    const field = refused.form.fields.find(({ name }) => name === 'state');
    expect(field?.options?.map(({ value }) => value)).toEqual(['planned', 'reached', 'missed', 'dropped']);
    expect(field?.error).toBe('Please choose one of: planned, reached, missed, dropped.');
    expect(await said('INT-MS-1')).toContain('State: planned');
  });

  test('all states that no signature sets can be reached by typing', async () => {
    await say('task "Write copy"');
    await say('need "Pictures"');
    await say('decision "Use Stripe"');
    const numbers = { milestone: 'MS', task: 'TASK', need: 'NEED', decision: 'DEC', risk: 'RISK' } as const;
    for (const [name, kind] of Object.entries(numbers)) {
      const field = mei.here.registry.find(`${name} edit`)?.input.state;
      for (const { value, label } of field?.options ?? [])
        for (const locale of LOCALES)
          expect(await said(`edit INT-${kind}-1 state:"${label[locale]}"`), `${name} ${value}`).toContain(
            `State: ${label.en}`,
          );
    }
  });
});

describe('a state with a verb of its own', () => {
  test('is set by it, in both languages, and taken back by Undo', async () => {
    await say('task "Test it"');
    const started = await say('start INT-TASK-2');
    expect(textOf(started)).toContain('Now in progress.');
    expect(textOf(await press(started, 'Undo'))).toContain('State: to do');
    expect(await said('INT-TASK-2 开始')).toContain('State: in progress');
    expect(await said('drop INT-TASK-2')).toContain('State: cancelled');
    expect(await said('drop INT-TASK-2')).toContain('It was cancelled before.');
  });

  test('stands in the menu of the card while the entry is open', async () => {
    const card = await say('task "Ask for a quote"');
    expect(textOf(await press(card, 'Start'))).toContain('State: in progress');
    const dropped = await say('drop INT-TASK-3');
    expect(() => buttonOf(dropped, 'Start')).toThrow('no Start');
  });

  test('“cancel” deletes, as it does for every thing', async () => {
    expect(await said('cancel INT-TASK-3')).toContain('Deleted.');
  });
});
