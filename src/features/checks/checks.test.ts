import { describe, expect, test } from 'vitest';
import { valuesIn } from '../../../test/fakes/formWalk.ts';
import { CLIENT_CHANNEL, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import type { Reply } from '../../core/command.ts';
import type { FormValues } from '../../core/platform.ts';
import { linesOf } from './checklist.ts';

const mei = meiTypes();
const { say, said, press } = mei;

/** Sends a form that an answer has opened, with further values. */
function sends(opened: Reply, values: FormValues): Promise<Reply> {
  return mei.here.submit('mei', form(opened).command, { ...valuesIn(opened), ...values }, INTERNAL_CHANNEL);
}
const edits = async (number: string, values: FormValues) => sends(await press(await say(number), 'Edit'), values);
/** The marks of a check's lines, as signs. */
async function marks(number: number): Promise<string> {
  const found = await mei.here.entries.byNumber(mei.here.scope, {
    ...{ projectIds: [mei.here.project._id], kind: 'check', number },
    audience: 'internal',
  });
  return linesOf(found[0] as NonNullable<(typeof found)[0]>)
    .map(({ text, mark }) => `${{ open: '☐', ok: '☑', notOk: '☒' }[mark]}${text}`)
    .join(' ');
}
const form = (reply: Reply) => {
  if (reply.kind !== 'form' && reply.kind !== 'invalid') throw new Error(`no form: ${JSON.stringify(reply)}`);
  return reply.form;
};

describe('a check', () => {
  test('has a standard, a method and a checklist, and is done by somebody of either side', async () => {
    const card = await said(
      'check "Home page" by:@Ana standard:"Loads in 2 s" how:"Lighthouse" lines:"Links; Speed; Print"',
    );
    expect(card).toContain('ACME-INT-CHK-1 · Home page');
    expect(card).toMatch(/Who checks: Ana Lima.*Standard: Loads in 2 s.*How it is checked: Lighthouse/s);
    expect(card).toContain('Checklist: 0 of 3 fine');
    expect(card).toContain('☐ 1. Links\n☐ 2. Speed\n☐ 3. Print');
    expect(await said('checks')).toContain('Home page · 0/3 · ACME-INT-CHK-1');
  });

  test('in Chinese, as a part of a milestone', async () => {
    await say('milestone "Beta" 15 Dec');
    const card = await said('检查 “搜索” 由：@Tom 清单：“结果准确；速度够快” 属于：INT-MS-1');
    expect(card).toContain('☐ 1. 结果准确\n☐ 2. 速度够快');
    expect(card).toContain('Part of: ACME-INT-MS-1 · Beta');
    expect(await said('INT-MS-1')).toContain('Parts: ACME-INT-CHK-2 · 搜索');
  });

  test('is internal; once shared, the client reads its standard, method and lines as they were told', async () => {
    await mei.here.say(
      'mei',
      'check "Checkout" standard:"No error" lines:"Pay; Cancel" evidence:"our logs"',
      CLIENT_CHANNEL,
    );
    expect(await said('INT-CHK-3')).toContain('The client does not see it.');
    await say('check share INT-CHK-3 en:"Checkout"');
    await say('tick CHK-1 1');
    const told = async () => textOf(await mei.here.say('ana', 'CHK-1', CLIENT_CHANNEL));
    expect(await told()).toMatch(/Standard: No error.*Checklist: 0 of 2 fine.*☐ 1. Pay\n☐ 2. Cancel/s);
    expect(await told()).not.toMatch(/logs|Tick/);
    expect(await said('CHK-1')).toContain('not told yet: Checklist');
    await press(await say('CHK-1'), 'Tell the client now');
    expect(await told()).toContain('☑ 1. Pay');
  });
});

describe('the lines of a checklist', () => {
  test('are ticked, marked as not OK and opened again by their numbers, and each can be undone', async () => {
    const ticked = await say('tick INT-CHK-1 1-2');
    expect(textOf(ticked)).toContain('Ticked: 1. Links, 2. Speed.');
    expect(textOf(ticked)).toContain('☑ 1. Links\n☑ 2. Speed\n☐ 3. Print');
    const crossed = await say('cross INT-CHK-1 2');
    expect(textOf(crossed)).toContain('Not OK: 2. Speed.');
    expect(await said('untick INT-CHK-1 1')).toContain('Open again: 1. Links.');
    expect(await marks(1)).toBe('☐Links ☒Speed ☐Print');
    expect(JSON.stringify(await press(crossed, 'Undo'))).toContain('changed');
    expect(textOf(await press(await say('INT-CHK-1 勾选 第3条'), 'Undo'))).toContain('☒ 2. Speed\n☐ 3. Print');
    // The history says that it changed, and holds no words of the lines.
    expect((await said('INT-CHK-1')).match(/Mei Chen · changed$/gm)).toHaveLength(4);
  });

  test('by the menus of the card, also after an edit has moved the line', async () => {
    const card = await say('INT-CHK-1');
    expect(textOf(await press(card, '☐ 3. Print'))).toContain('Ticked: 3. Print.');
    await edits('INT-CHK-1', { lines: 'Imprint\nLinks\nSpeed' });
    expect(await marks(1)).toBe('☐Imprint ☐Links ☒Speed');
    expect(textOf(await press(card, '☐ 1. Links'))).toContain('Ticked: 2. Links.');
    expect(textOf(await press(card, '☐ 3. Print'))).toContain('this line is not in it any more');
    expect(await marks(1)).toBe('☐Imprint ☑Links ☒Speed');
  });

  test.each([
    ['tick INT-CHK-1 4', 'Please give numbers of its lines, from 1 to 3: 3, 2-4 or all.'],
    ['tick INT-CHK-1 some', 'Please give numbers of its lines, from 1 to 3: 3, 2-4 or all.'],
    ['tick INT-CHK-1', 'Please fill this in.'],
  ])('%s: the error is at its field, and nothing changes', async (words, error) => {
    const fields = form(await say(words)).fields;
    expect(fields.find(({ name }) => name === 'lines')?.error ?? 'Please fill this in.').toBe(error);
    expect(await marks(1)).toBe('☐Imprint ☑Links ☒Speed');
  });

  test('keep their marks when the form is saved, whatever else was changed', async () => {
    const opened = await press(await say('INT-CHK-1'), 'Edit');
    expect(form(opened).fields.find(({ name }) => name === 'lines')?.value).toBe('☐ Imprint\n☑ Links\n☒ Speed');
    await sends(opened, { title: 'Home' });
    expect(await said('INT-CHK-1')).toMatch(/· Home\n.*changed: What$/ms);
    await edits('INT-CHK-1', { lines: 'Links\nSpeed\nPictures' });
    expect(await marks(1)).toBe('☑Links ☒Speed ☐Pictures');
  });

  test('already like this are said to be so, and a check without lines says how to get some', async () => {
    expect(await said('tick INT-CHK-1 1')).toContain('Nothing has changed');
    await say('check "Empty"');
    expect(await said('tick INT-CHK-4 1')).toContain('This check has no checklist yet.');
  });

  test('a sentence that only begins like it is none', async () => {
    expect(JSON.stringify(await say('tick the boxes'))).not.toContain('Ticked');
  });
});

describe('a check passes', () => {
  test('at once when the last line is ticked and Passed is pressed', async () => {
    await say('check "Ready" lines:"One; Two"');
    expect(textOf(await say('tick INT-CHK-5 1'))).not.toContain('All lines are fine');
    const last = await say('tick INT-CHK-5 2');
    expect(textOf(last)).toContain('All lines are fine.');
    expect(textOf(await press(last, 'Passed'))).toContain('State: passed');
  });

  test('never in silence with lines that are open or not OK: it is asked, by words and by the button', async () => {
    for (const ask of [await say('passed INT-CHK-1'), await press(await say('INT-CHK-1'), 'Done')]) {
      expect(ask.kind).toBe('message');
      expect(textOf(ask)).toContain('These lines are not ticked: 2. Speed, 3. Pictures. Is it passed nevertheless?');
      expect(textOf(ask)).toContain('State: planned');
    }
    const ask = await say('通过 INT-CHK-1');
    expect(textOf(await press(ask, 'Yes, passed'))).toContain('State: passed');
  });

  test('nor in the form, which comes back with the question and passes when it is saved again', async () => {
    await say('failed INT-CHK-1');
    const ask = await edits('INT-CHK-1', { state: 'passed', evidence: 'https://acme.test/report' });
    expect(form(ask).notice).toContain('2. Speed, 3. Pictures');
    expect(await said('INT-CHK-1')).toContain('State: failed');
    expect(textOf(await sends(ask, {}))).toMatch(/State: passed.*Evidence: https:\/\/acme.test\/report/s);
  });

  test('in the form with the lines ticked there: nothing is asked', async () => {
    await say('check "Form" lines:"One; Two"');
    const saved = await edits('INT-CHK-6', { state: 'passed', lines: '☑ One\n[x] Two' });
    expect(textOf(saved)).toMatch(/State: passed.*Checklist: 2 of 2 fine/s);
  });
});

test('a failed check offers the work item to repair it, which stays a part of it', async () => {
  const failed = await say('不通过 INT-CHK-2');
  expect(textOf(failed)).toContain('State: failed');
  const made = await sends(await press(failed, 'Make a work item to repair it'), { owner: '@Tom', due: '2026-12-01' });
  expect(textOf(made)).toContain('Became: ACME-INT-TASK-1 · 搜索');
  expect(textOf(made)).not.toContain('Make a work item');
  expect(await said('TASK-1')).toContain('Part of: ACME-INT-CHK-2 · 搜索');
});

describe('a check that has passed', () => {
  test('has not passed any more when one of its lines turns out not to be fine', async () => {
    await say('check "Footer" lines:"Imprint"');
    const card = await say('checks');
    const number = /Footer · 0\/1 · ACME-INT-CHK-(\d+)/u.exec(textOf(card))?.[1] ?? '';
    await say(`tick CHK-${number} 1`);
    await say(`check pass CHK-${number}`);
    expect(await said(`check not ok CHK-${number} 1`)).toMatch(/Now planned\.[\s\S]*State: planned/u);
    expect(textOf(await press(await say(`check untick CHK-${number} 1`), 'Undo'))).toContain('☒ 1. Imprint');
  });

  test('an emptied title is asked for, and nothing is said to be changed', async () => {
    await say('check "Titled"');
    const number = /Titled · ACME-INT-CHK-(\d+)/u.exec(await said('checks'))?.[1] ?? '';
    const asked = await edits(`CHK-${number}`, { title: '' });
    expect(asked).toMatchObject({ kind: 'invalid' });
    expect(form(asked).fields.find(({ name }) => name === 'title')?.error).toBeDefined();
  });
});
