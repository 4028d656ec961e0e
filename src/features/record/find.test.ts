import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, type House, house, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { searchRows } from '../../records/search/store.ts';

let here: House;
const said = async (user: Parameters<House['say']>[0], words: string, where?: string) =>
  textOf(await here.say(user, words, where));
/** Search rows are written a moment after the answer. */
const add = async (words: string) => {
  await here.say('mei', words, INTERNAL_CHANNEL);
  await here.histories.settled();
};
beforeAll(async () => {
  here = await house();
  await add('risk "Vendor late" 4x5 prevention:"Ask Zephyr weekly"');
  await add('milestone "Beta of the shop" 15 Dec');
  await add('milestone "商店测试版" 12月15日');
  await add('task "Ask the vendor" @Tom Friday');
});
afterAll(() => here.db.close());

describe('our side finds', () => {
  test('what has the words, newest first, with its number, state and a button', async () => {
    const reply = await here.say('mei', 'find vendor', INTERNAL_CHANNEL);
    const text = textOf(reply);
    expect(text).toContain('2 matches for “vendor” in Acme shop');
    expect(text).toContain('1. Ask the vendor · ACME-INT-TASK-1 · to do · Fri 27 Nov');
    expect(text).toContain('2. Vendor late · ACME-INT-RISK-1 · open');
    const open = buttonOf(reply, 'Open');
    expect(textOf(await here.press('mei', open.command, open.input))).toContain('ACME-INT-TASK-1 · Ask the vendor');
  });

  test('by words of a text field, a phrase in quotation marks, and Chinese', async () => {
    expect(await said('mei', 'find zephyr', INTERNAL_CHANNEL)).toContain('1. Vendor late');
    expect(await said('mei', 'find "late vendor"', INTERNAL_CHANNEL)).toContain('Nothing found');
    expect(await said('tom', '搜索测试版', INTERNAL_CHANNEL)).toContain('1. 商店测试版 · ACME-INT-MS-2');
  });

  test('nothing, and is told where it was looked for, and how to look further', async () => {
    const reply = await here.say('mei', 'find unicorn', INTERNAL_CHANNEL);
    expect(textOf(reply)).toContain('Nothing found for “unicorn” in Acme shop.');
    const everywhere = buttonOf(reply, 'Search all projects');
    const all = await here.press('mei', everywhere.command, everywhere.input, INTERNAL_CHANNEL);
    expect(textOf(all)).toContain('Nothing found for “unicorn” in all projects.');
    expect(await said('tom', '搜索 “独角兽”')).toContain('在所有项目中没有找到“独角兽”。');
  });

  test('the words of now: an edit and a deletion are in the answer a moment later', async () => {
    await add('task "Paint the fence"');
    await add('task edit INT-TASK-2 title:"Paint the gate"');
    expect(await said('mei', 'find fence', INTERNAL_CHANNEL)).toContain('Nothing found');
    expect(await said('mei', 'find gate', INTERNAL_CHANNEL)).toContain('1. Paint the gate');
    await add('delete INT-TASK-2');
    expect(await said('mei', 'find gate', INTERNAL_CHANNEL)).toContain('Nothing found');
    expect(await here.db.within(searchRows, here.scope).count({ text: 'Paint the gate' })).toBe(0);
  });
});

describe('a contact finds', () => {
  test('only what is shared, by its published words; an internal word betrays nothing', async () => {
    const unknown = await said('ana', 'find "unicorn"', CLIENT_CHANNEL);
    expect(await said('ana', 'find "vendor"', CLIENT_CHANNEL)).toBe(unknown.replace('unicorn', 'vendor'));
    await add('share INT-RISK-1 en:"The supplier may be late"');
    expect(await said('ana', 'find "supplier"', CLIENT_CHANNEL)).toContain(
      '1. The supplier may be late · ACME-RISK-1 · open',
    );
    expect(await said('ana', 'find "vendor"', CLIENT_CHANNEL)).toBe(unknown.replace('unicorn', 'vendor'));
    expect(await said('ana', 'find "zephyr"', CLIENT_CHANNEL)).toBe(unknown.replace('unicorn', 'zephyr'));
  });

  test('nothing of it any more once it is taken back', async () => {
    expect(await said('ana', 'find "supplier"')).toContain('1 match');
    await add('risk withdraw RISK-1');
    expect(await said('ana', 'find "supplier"')).toContain('Nothing found for “supplier”');
  });

  test('a row that is older than its entry shows nothing', async () => {
    await add('share INT-RISK-1 en:"The supplier may be late"');
    const rows = here.db.within(searchRows, here.scope);
    const [row] = await rows.find({ audience: 'client' });
    await add('risk withdraw RISK-1');
    if (row === undefined) throw new Error('it was shared');
    await rows.insert(row);
    expect(await said('ana', 'find "supplier"')).toContain('Nothing found');
    await add('share INT-RISK-1 en:"The merchant may be late"');
    await rows.findOneAndUpdate({ _id: row._id }, { $set: { text: row.text, terms: row.terms } });
    expect(await said('ana', 'find "supplier"')).toContain('Nothing found');
  });

  test('no command in a sentence of theirs that begins like one', async () => {
    for (const words of ['find attached the logo', 'Find the "logo" attached', '搜索功能坏了'])
      expect(await said('ana', words, CLIENT_CHANNEL), words).toContain('Mei');
  });
});

test('the words of a person who is erased are gone from the rows too', async () => {
  await add('task "Call Ana Lima about Kumquat"');
  const rows = () => here.db.within(searchRows, here.scope).find({ terms: 'lima' });
  expect(await rows()).toHaveLength(1);
  await here.press('root', 'person erasenow', { person: here.ana._id });
  await here.histories.settled();
  expect(await rows()).toEqual([]);
  expect(await said('mei', 'find kumquat', INTERNAL_CHANNEL)).toContain('1 match');
});
