import { expect, test } from 'vitest';
import { amountIn } from './assignAmounts.ts';
import { field } from './fields.ts';
import { splitWords } from './tokens.ts';

const said = (text: string) => ({ en: text, 'zh-CN': text });
const effort = field.effort({ label: said('Effort') });
const money = field.money({ label: said('Worth') });
/** The amount among the words, and what remains. */
function taken(kind: typeof effort | typeof money, words: string) {
  const found = amountIn(kind, splitWords(words));
  return found && [found.value, found.rest.map(({ value }) => value).join(' ')];
}

test.each([
  ['"SEO audit" 6h', '6h', 'SEO audit'],
  ['2h 30m "Training"', '2h 30m', 'Training'],
  ['“SEO 检查” 6 小时，', '6 小时', 'SEO 检查'],
  // The day of a date is no minutes.
  ['"Audit" 6h 20 Nov', '6h', 'Audit 20 Nov'],
  ['"Audit" 6h 30 20 Nov', '6h 30', 'Audit 20 Nov'],
  ['"Workshop" half a day tomorrow', 'half a day', 'Workshop tomorrow'],
])('%s says an effort', (words, value, rest) => {
  expect(taken(effort, words)).toEqual([value, rest]);
});

test.each([
  ['"SEO audit" €300', '€300', 'SEO audit'],
  ['"SEO audit" 300 EUR yesterday', '300 EUR', 'SEO audit yesterday'],
  ['"SEO audit" 300 eur', '300 eur', 'SEO audit'],
  ['“检查” 1.5万元', '1.5万元', '检查'],
  // Whose dollar it is, the field asks.
  ['"SEO audit" $300.', '$300', 'SEO audit'],
  ['"Call" 1h 30 EUR', '30 EUR', 'Call 1h'],
])('%s says an amount of money', (words, value, rest) => {
  expect(taken(money, words)).toEqual([value, rest]);
});

test.each([
  [effort, '"Takes 6h" tomorrow'],
  [effort, '"Call" in 2 days'],
  [effort, '"Call" 3 天 前'],
  [effort, '"Call" 20 Nov'],
  [money, 'Fixed 3 top pages'],
  [money, '"Costs €300" 300'],
  [money, '"Call" 20 Nov'],
])('no amount is read where none is said', (kind, words) => {
  expect(taken(kind, words)).toBeUndefined();
});
