import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checklist, type Line, positionsIn } from './checklist.ts';

const field = checklist({ label: { en: 'Checklist', 'zh-CN': '检查项' }, optional: true });
const context = { locale: 'en', zone: 'UTC', now: new Date(0) } as const;

/** The stored lines after a form was sent with this text. */
async function saved(text: string, before: readonly Line[] = []): Promise<readonly Line[]> {
  const read = await field.resolve(text, undefined as never);
  if (!read.ok) throw new Error(JSON.stringify(read.problem));
  return field.toStored(read.value ?? [], before);
}
const texts = fc
  .string({ minLength: 1, maxLength: 20 })
  .map((text) => text.replace(/[\p{Zl}\p{Zp}\n\v\f\r\u0085]/gu, ' ').trim())
  .filter((text) => text !== '');
const mark = fc.constantFrom('open', 'ok', 'notOk');
const lines: fc.Arbitrary<Line[]> = fc.array(fc.record({ text: texts, mark }), { minLength: 1, maxLength: 12 });

describe('a checklist in a form', () => {
  test('left as it is, stays as it is', async () => {
    await fc.assert(
      fc.asyncProperty(lines, async (before) => {
        expect(await saved(field.typed(before, context), before)).toEqual(before);
      }),
    );
  });

  test('with lines moved, added and taken out, keeps the mark of each line that stays', async () => {
    const moved = lines.chain((before) =>
      fc.record({
        before: fc.constant(before),
        stays: fc.shuffledSubarray(before, { minLength: 1 }),
        added: fc.array(texts, { maxLength: 3 }),
      }),
    );
    await fc.assert(
      fc.asyncProperty(moved, async ({ before, stays, added }) => {
        const text = [...stays.map((each) => field.typed([each], context)), ...added.map((each) => `☐ ${each}`)];
        const after = await saved(text.join('\n'), before);
        expect(after).toEqual([...stays, ...added.map((each) => ({ text: each, mark: 'open' }))]);
      }),
    );
  });

  test('typed again without its signs, keeps its marks too; two lines alike keep theirs in order', async () => {
    const word = fc.constantFrom('Links', 'Speed', 'Print');
    const alike = fc.array(fc.record({ text: word, mark }), { minLength: 2, maxLength: 8 });
    await fc.assert(
      fc.asyncProperty(alike, async (before) => {
        expect(await saved(before.map(({ text }) => `- ${text}`).join('\n'), before)).toEqual(before);
      }),
    );
  });
});

test.each([
  ['Links work; No typing errors', ['☐ Links work', '☐ No typing errors']],
  ['链接可用；无错别字', ['☐ 链接可用', '☐ 无错别字']],
  ['- [x] Links work\n- [ ] Speed\n* ❌ Print', ['☑ Links work', '☐ Speed', '☒ Print']],
  ['1. Links\n2) Speed\n3、打印', ['☐ Links', '☐ Speed', '☐ 打印']],
  ['3.5 seconds at most\n\n  2-3 pictures  ', ['☐ 3.5 seconds at most', '☐ 2-3 pictures']],
  ['☑ a; b', ['☑ a; b']],
])('%s is read as lines', async (text, expected) => {
  expect(field.typed(await saved(text), context).split('\n')).toEqual(expected);
});

test('too much for its form is refused, counted with the signs that the form adds', async () => {
  expect(field.check('x\n'.repeat(51))).toMatchObject({ code: 'custom' });
  expect(field.check('x\n'.repeat(50))).toBeUndefined();
  expect(field.check(`${'x'.repeat(1_500)}\n${'y'.repeat(1_496)}`)).toMatchObject({ code: 'tooLong' });
});

test.each([
  ['3', [2]],
  ['2-4', [1, 2, 3]],
  ['１，3', [0, 2]],
  ['1, 3 and 2', [0, 1, 2]],
  ['第2条', [1]],
  ['2至3、5', [1, 2, 4]],
  ['all', [0, 1, 2, 3, 4]],
  ['全部', [0, 1, 2, 3, 4]],
  ['6', undefined],
  ['0', undefined],
  ['4-2', undefined],
  ['two', undefined],
  ['', undefined],
])('the lines “%s” of five', (words, positions) => {
  expect(positionsIn(words, 5)).toEqual(positions);
});
