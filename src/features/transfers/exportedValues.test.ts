import { parse } from 'csv-parse/sync';
import { expect, test } from 'vitest';
import { CLIENT_CHANNEL, fileIn, INTERNAL_CHANNEL } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';

const mei = meiTypes({ anew: true });
const { say } = mei;

const ANA = { as: 'ana', where: CLIENT_CHANNEL } as const;
const rowsOf = async (words: string, how: Parameters<typeof say>[1] = {}): Promise<Record<string, string>[]> =>
  parse(fileIn(await say(words, how)).content, { bom: true, columns: true });
const entriesOf = async (words: string, how: Parameters<typeof say>[1] = {}) =>
  JSON.parse(fileIn(await say(`${words} as:json`, how)).content).entries;

test('a contact reads the fields as they were shared, our side as they are', async () => {
  await say('decision "Use Stripe" why:"Cheapest"', { where: CLIENT_CHANNEL });
  const [{ _id: number } = { _id: '' }] = await mei.here.entries.list(mei.here.scope, {});
  const values = { number, title: 'Use Stripe', reason: 'Adyen has no discount' };
  await mei.here.submit('mei', 'decision edit', values, INTERNAL_CHANNEL);
  expect(await rowsOf('record export', ANA)).toMatchObject([{ Reason: 'Cheapest' }]);
  expect(await entriesOf('record export', ANA)).toMatchObject([{ reason: 'Cheapest' }]);
  expect(await rowsOf('record export')).toMatchObject([{ Reason: 'Adyen has no discount' }]);
});

test('a person in an own field is named in both formats', async () => {
  await say('promise "Copy" Friday to:@Ana');
  expect(await entriesOf('record export')).toMatchObject([{ to: 'Ana Lima' }]);
  expect(Object.values((await rowsOf('record export'))[0] ?? {})).toContain('Ana Lima');
});

test('an entry of one register names its parent of another one', async () => {
  await say('milestone "Beta" 15 Dec');
  await say('task "Checkout" for:INT-MS-1');
  expect(await rowsOf('record export tasks')).toMatchObject([{ 'Part of': 'ACME-INT-MS-1' }]);
});

test('fields with the same name in words share a column, each with the value of its own register', async () => {
  await say('decision "Use Stripe" why:"Cheapest"');
  await say('advice "Pay later" why:"Asked for often"');
  const rows = await rowsOf('记录 导出', { as: 'tom' });
  expect(rows.map(({ 理由: reason }) => reason).toSorted()).toEqual(['Asked for often', 'Cheapest']);
  // In English they have two names, and the other column stays empty.
  const cells = (await rowsOf('record export')).map(({ Reason, Why }) => [Reason, Why]);
  expect(cells.toSorted()).toEqual([
    ['', 'Asked for often'],
    ['Cheapest', ''],
  ]);
});

test('rows stand in the order of the reader’s numbers', async () => {
  await say('risk "First"');
  await say('risk "Second"');
  await say('share INT-RISK-2 en:"Second"');
  await say('share INT-RISK-1 en:"First"');
  const titles = async (how = {}) => (await rowsOf('record export risks', how)).map(({ What }) => What);
  expect(await titles()).toEqual(['First', 'Second']);
  expect(await titles(ANA)).toEqual(['Second', 'First']);
});

test('the longer words for the client come along', async () => {
  await say('risk "Vendor late"');
  await say('risk share INT-RISK-1 en:"A supplier" enMore:"We look for another one."');
  expect(await entriesOf('record export', ANA)).toMatchObject([
    { wording: { en: { title: 'A supplier', text: 'We look for another one.' } } },
  ]);
});

test('what is too much for one file comes back to the form, at the kind', async () => {
  const { entries, scope, project } = mei.here;
  const kind = entries.kindOf('task');
  for (let count = 0; count < 11; count += 1)
    await entries.add(scope, {
      ...{ _id: `long-${count}`, projectId: project._id, kind, title: `Long ${count}` },
      note: 'word '.repeat(20_000),
    });
  const reply = await mei.here.submit('mei', 'record export', { project: project._id }, INTERNAL_CHANNEL);
  expect(JSON.stringify(reply)).toContain('This is too much for one file. Please choose one kind.');
});
