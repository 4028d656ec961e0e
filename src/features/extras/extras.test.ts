import { describe, expect, test } from 'vitest';
import { buttonOf, CLIENT_CHANNEL, INTERNAL_CHANNEL, textOf } from '../../../test/fakes/house.ts';
import { meiTypes } from '../../../test/fakes/meiTypes.ts';

const mei = meiTypes();
const { say, said, press } = mei;
const tomSaid = async (words: string) => {
  mei.here.clock.advance(5_000);
  return textOf(await mei.here.say('tom', words, INTERNAL_CHANNEL), 'Asia/Shanghai', undefined, 'zh-CN');
};
const anaSaid = async (words: string) => {
  mei.here.clock.advance(5_000);
  return textOf(await mei.here.say('ana', words, CLIENT_CHANNEL));
};
const errorAt = (name: string, error: string) => ({
  form: { fields: expect.arrayContaining([expect.objectContaining({ name, error })]) },
});

describe('an extra', () => {
  test('is kept in one line, with effort and money in any order, given today if no day is said', async () => {
    const card = await say('extra "SEO audit" 6h €300');
    expect(textOf(card)).toBe(
      [
        'Added. Only your team sees it.',
        'ACME-INT-EXT-1 · SEO audit',
        'Given on: Mon 23 Nov\nEffort: 6 hr\nWorth: €300',
        'The client does not see it.',
        '[Edit] [More]',
      ].join('\n\n'),
    );
    expect(await said('extra "Training" 2h 30m 300 USD 2026-11-20 by:@Tom')).toMatch(
      /Given on: Fri 20 Nov\nGiven by: Tom Berg\nEffort: 2 hr 30 min\nWorth: \$300/,
    );
  });

  test('is typed in Chinese as well', async () => {
    const card = await tomSaid('增值 “文案修改” 6小时 2000元');
    expect(card).toContain('提供日期: 11月23日（周一）\n工作量: 6小时\n价值: ¥2,000');
  });

  test('in the client’s channel stays with us, until it is shared', async () => {
    mei.here.clock.advance(5_000);
    await mei.here.say('mei', 'extra "Icons" 1h', CLIENT_CHANNEL);
    expect(await anaSaid('extras')).toBe('Extras: none');
    await say('share INT-EXT-4 en:"New icons"');
    expect(await anaSaid('extras')).toContain('1. New icons · ACME-EXT-1 · Mon 23 Nov');
    expect(await anaSaid('EXT-1')).toBe('ACME-EXT-1 · New icons\n\nGiven on: Mon 23 Nov');
  });

  test('was given: a day that has not come is asked about at its field, in each way to set it', async () => {
    const error = 'This day has not come yet. When was it?';
    expect(await say('extra "Logo" 1h 2026-11-25')).toMatchObject(errorAt('due', error));
    expect(await say('extra edit INT-EXT-1 due:2026-11-25')).toMatchObject(errorAt('due', error));
    expect(await say('move INT-EXT-1 2026-11-25')).toMatchObject(errorAt('due', error));
    expect(await said('move INT-EXT-1 2026-11-19')).toMatch(/^Given on: Thu 19 Nov\n/);
  });

  test('may be of today for the person who types, where the project’s day is still yesterday', async () => {
    // In Shanghai it is Tuesday at one o'clock, in New York Monday at noon.
    const before = mei.here.clock.now();
    mei.here.clock.moveTo(new Date('2026-11-23T17:00:00Z'));
    const card = await mei.here.say('tom', '增值 “夜班” 1小时 2026-11-24', INTERNAL_CHANNEL);
    expect(textOf(card, 'Asia/Shanghai', undefined, 'zh-CN')).toContain('提供日期: 11月24日（周二）');
    mei.here.clock.moveTo(before);
  });

  test('keeps its day when a form empties it', async () => {
    const edit = buttonOf(await say('INT-EXT-1'), 'Edit');
    const values = { ...edit.input, title: 'SEO audit', due: '', effort: '6h', money: '300 EUR', owner: '', note: '' };
    const { $form: _, ...sent } = values as Record<string, string>;
    const changed = await mei.here.submit('mei', 'extra edit', sent, INTERNAL_CHANNEL);
    expect(textOf(changed)).toContain('Given on: Thu 19 Nov');
  });

  test('that is saved as it was makes no change of its amount', async () => {
    const trail = async () => (await said('INT-EXT-2')).match(/changed/g)?.length ?? 0;
    const before = await trail();
    await say('extra edit INT-EXT-2 money:"300 USD"');
    expect(await trail()).toBe(before);
  });

  test('asks whose dollar it is', async () => {
    expect(await say('extra "Hosting" $300')).toMatchObject({
      form: { fields: expect.arrayContaining([expect.objectContaining({ name: 'money', value: '$300' })]) },
    });
  });
});

describe('an extra is never open', () => {
  test('done says that it was given; no button offers it, and no form asks for the only state', async () => {
    const card = await say('done INT-EXT-1');
    expect(textOf(card)).toContain('It was given before.');
    expect(() => buttonOf(card, 'Done')).toThrow();
    const form = await press(card, 'Edit');
    expect(JSON.stringify(form)).not.toContain('"state"');
    expect(await said('help extra')).not.toContain('Finish an extra');
  });

  test('so its list has all of them, the newest first, and offers all or one’s own', async () => {
    const list = await said('extras');
    expect(list.match(/\d\. \S+/g)).toEqual(['1. 夜班', '2. Icons', '3. 文案修改', '4. Training', '5. SEO']);
    expect(list).toContain('4. Training · ACME-INT-EXT-2 · Fri 20 Nov · Tom Berg');
    expect(list).toContain('[New extra] [Mine]');
    expect(list).not.toMatch(/open|Finished/);
    const mine = await press(await say('extras'), 'Mine');
    expect(textOf(mine)).toContain('[New extra] [All]');
    expect(textOf(await press(mine, 'All'))).toContain('Extras: 5');
    expect(await tomSaid('extra list mine')).toContain('Training');
    expect(await said('extra list open')).toContain('Extras: 5');
  });
});

describe('the sums', () => {
  test('stand under the head of the list: this quarter and in all', async () => {
    await say('extra "Kick-off" 8h 100 USD 2026-09-30');
    const list = await said('extras');
    expect(list).toContain('This quarter: 5 extras · 16 hr 30 min · CN¥2,000 · €300 · $300\n');
    expect(list).toContain('In all: 6 extras · 24 hr 30 min · CN¥2,000 · €300 · $400\n');
    expect(await anaSaid('extras')).not.toMatch(/hr|€/);
  });

  test('of one quarter are shown with what was given in it', async () => {
    const sum = await say('extra sum');
    expect(textOf(sum)).toMatch(/^Extras in Q4 2026\n\n5 extras · 16 hr 30 min · CN¥2,000 · €300 · \$300\n/);
    expect(textOf(sum)).toContain('SEO audit · ACME-INT-EXT-1 · Thu 19 Nov · 6 hr · €300');
    const before = await press(sum, 'The quarter before');
    expect(textOf(before)).toMatch(/^Extras in Q3 2026\n\n1 extra · 8 hr · \$100\n\n- Kick-off/);
    expect(await said('extra sum Q1 2026')).toContain('No extras in Q1 2026.');
    expect(textOf(await press(sum, 'Open the list'))).toContain('Extras: 6');
  });

  test('are typed in Chinese as well', async () => {
    expect(await tomSaid('增值 汇总 三季度')).toMatch(/^2026年第3季度的增值服务\n\n1 项 · 8小时 · US\$100/);
    expect(await tomSaid('增值 汇总')).toContain('2026年第4季度的增值服务');
  });

  test('of no quarter are asked about at their field, and a contact gets none', async () => {
    expect(await say('extra sum autumn')).toMatchObject(
      errorAt('quarter', 'I do not know this quarter. Write it like Q3 or 2026-Q3.'),
    );
    expect(JSON.stringify(await mei.here.say('ana', 'extra sum', CLIENT_CHANNEL))).not.toMatch(/hr|€|Kick-off/);
  });
});
