import { expect, test, vi } from 'vitest';
import { INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';
import { RapportError } from '../../ground/errors.ts';

const mei = meiTypes();
const { say, said, press } = mei;

test('a decision is replaced by a new one; each card shows the other, and Undo takes both back', async () => {
  await say('decision "Use Stripe" why:"fees"');
  const replaced = await say('supersede INT-DEC-1 by "Use Adyen" why:"no fees"');
  expect(textOf(replaced)).toContain('Replaced by ACME-INT-DEC-2.');
  expect(textOf(replaced)).toContain('State: replaced');
  expect(textOf(replaced)).toContain('Replaced by: ACME-INT-DEC-2 · Use Adyen');
  expect(JSON.stringify(replaced)).not.toContain('Replace it');
  const fresh = await said('INT-DEC-2');
  expect(fresh).toContain('Reason: no fees');
  expect(fresh).toContain('Replaces: ACME-INT-DEC-1 · Use Stripe');
  expect(JSON.stringify(await say('supersede INT-DEC-1 by "Use Klarna"'))).toContain('was replaced already');
  const undone = textOf(await press(replaced, 'Undo'));
  expect(undone).toContain('State: proposed');
  expect(undone).not.toContain('Use Adyen');
  expect(await said('INT-DEC-2')).toContain('has been deleted');
});

test('in Chinese, and by a form from its card', async () => {
  await say('决定 “使用支付宝”');
  expect(await said('INT-DEC-3 取代 “使用微信支付”')).toContain('Replaced by ACME-INT-DEC-4.');
  const card = await say('INT-DEC-4');
  const opened = await press(card, 'Replace it');
  if (opened.kind !== 'form') throw new Error('no form');
  const values = { ...opened.form.hidden, title: 'Both' };
  expect(textOf(await mei.here.submit('mei', opened.form.command, values, INTERNAL_CHANNEL))).toContain('· Both');
});

test('a decision is replaced by one that is there: its number links both, and Undo takes both links back', async () => {
  await say('decision "Ship from Lyon"');
  await say('decision "Ship from Lille"');
  const [lyon, lille] = ['INT-DEC-6', 'INT-DEC-7'];
  const replaced = await say(`supersede ${lyon} by ${lille}`);
  expect(textOf(replaced)).toContain('Replaced by ACME-INT-DEC-7.');
  expect(textOf(replaced)).toContain('Replaced by: ACME-INT-DEC-7 · Ship from Lille');
  expect(await said(lille)).toContain('Replaces: ACME-INT-DEC-6 · Ship from Lyon');
  expect(await said('decisions all')).not.toContain('INT-DEC-8');
  // What happens to the other decision meanwhile stays.
  await say(`decision edit ${lille} why:"nearer"`);
  expect(textOf(await press(replaced, 'Undo'))).toContain('State: proposed');
  expect(await said(lyon)).not.toContain('Lille');
  const other = await said(lille);
  expect(other).toContain('Reason: nearer');
  expect(other).not.toContain('Lyon');
});

test('in Chinese, and in the form; a number that cannot replace it is refused at its field', async () => {
  expect(await said('INT-DEC-6 取代 DEC-7')).toContain('Replaced by ACME-INT-DEC-7.');
  const tries = [
    ['DEC-99', 'I find no decision with this number in this project.'],
    ['INT-DEC-7', 'A decision cannot replace itself.'],
    ['DEC-6', 'That decision was replaced itself. Name the one that is in force.'],
  ] as const;
  for (const [title, error] of tries)
    expect(await say(`supersede INT-DEC-7 by ${title}`)).toMatchObject({
      form: { fields: [{}, { name: 'title', error }, {}] },
    });
});

test('a replacement that ends between the two decisions is completed by the next try of the same request', async () => {
  await say('decision "Pay by card"');
  await say('decision "Pay by invoice"');
  const [old] = await mei.here.entries
    .list(mei.here.scope, { kind: 'decision', isNewestFirst: true, limit: 2 })
    .then((all) => all.slice(1));
  const values = { number: old?._id ?? '', title: 'INT-DEC-9' };
  const change = mei.here.entries.change.bind(mei.here.entries);
  vi.spyOn(mei.here.entries, 'change')
    .mockImplementationOnce(change)
    .mockRejectedValueOnce(new RapportError('unavailable', 'the process ends here'));
  const failed = await mei.here.submit('mei', 'decision supersede', values, INTERNAL_CHANNEL);
  if (failed.kind !== 'invalid') throw new Error('the form does not come back');
  expect(await said('INT-DEC-9')).not.toContain('Replaces');
  const again = { ...values, ...failed.form.hidden };
  const replaced = await mei.here.submit('mei', 'decision supersede', again, INTERNAL_CHANNEL);
  expect(textOf(replaced)).toContain('Replaced by: ACME-INT-DEC-9 · Pay by invoice');
  expect(await said('INT-DEC-9')).toContain('Replaces: ACME-INT-DEC-8 · Pay by card');
  expect(textOf(await press(replaced, 'Undo'))).toContain('State: proposed');
  expect(await said('INT-DEC-9')).not.toContain('Replaces');
});
