import { afterAll, beforeAll, expect, test } from 'vitest';
import { buttonOf, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';

let here: House;
beforeAll(async () => {
  here = await house();
});
afterAll(() => here.db.close());

const say = (words: string) => {
  here.clock.advance(5_000);
  return here.say('mei', words, INTERNAL_CHANNEL);
};
const said = async (words: string) => textOf(await say(words));

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
  const { command, input } = buttonOf(replaced, 'Undo');
  const undone = textOf(await here.press('mei', command, input, INTERNAL_CHANNEL));
  expect(undone).toContain('State: proposed');
  expect(undone).not.toContain('Use Adyen');
  expect(await said('INT-DEC-2')).toContain('has been deleted');
});

test('in Chinese, and by a form from its card', async () => {
  await say('决定 “使用支付宝”');
  expect(await said('INT-DEC-3 取代 “使用微信支付”')).toContain('Replaced by ACME-INT-DEC-4.');
  const card = await say('INT-DEC-4');
  const { command, input } = buttonOf(card, 'Replace it');
  const opened = await here.press('mei', command, input, INTERNAL_CHANNEL);
  if (opened.kind !== 'form') throw new Error('no form');
  const values = { ...opened.form.hidden, title: 'Both' };
  expect(textOf(await here.submit('mei', command, values, INTERNAL_CHANNEL))).toContain('· Both');
});
