import type { Field } from './form.ts';
import { MONTH } from './schedule/phrasesEnglishWords.ts';
import type { Word } from './tokens.ts';

/** The most words of one amount: `2 h 30 m`. */
const MOST_WORDS = 4;
/** Beside a length of time, these words make it a distance: "in 2 days", "3 天 前". */
const IN = /^(?:in|within)$/i;
const AGO = /^(?:ago|later|before|after|前|后|以前|以后|之前|之后)$/i;
/** A figure in front of these words is a date: the 20 of "6h 20 Nov" is no minutes. */
const A_MONTH = new RegExp(`^${MONTH}\\b`, 'i');
/** Codes that nobody mistakes for a word, although in small letters: "3 top pages" costs nothing. */
const CODES = new Set(['eur', 'usd', 'gbp', 'chf', 'cny', 'rmb', 'jpy', 'yen']);

/** Whether the words surely mean money: a sign, a word for a currency, a code in capitals. */
const isSurelyMoney = (words: string): boolean =>
  (words.match(/\p{L}+/gu) ?? []).every(
    (word) => !/^[a-z]{3}$/i.test(word) || word === word.toUpperCase() || CODES.has(word.toLowerCase()),
  );

/** Whether the words are an amount of the field. A sign of several currencies, `$300`, is one: its field asks which. */
function isAmount(field: Pick<Field<unknown>, 'kind' | 'check'>, words: string): boolean {
  const problem = field.check(words);
  if (field.kind === 'effort') return problem === undefined;
  const isNumber = /^[\d.,'’ ]+$/.test(words);
  return !isNumber && (problem === undefined || problem.code === 'whichCurrency') && isSurelyMoney(words);
}

/**
 * The longest run of plain words that says effort or money, `2h 30m`, `€300`, `300 EUR`, `6 小时`, and the other words.
 * Undefined without one.
 */
export function amountIn(
  field: Pick<Field<unknown>, 'kind' | 'check'>,
  words: readonly Word[],
): { readonly value: string; readonly rest: Word[] } | undefined {
  for (let length = Math.min(MOST_WORDS, words.length); length > 0; length--)
    for (let from = 0; from + length <= words.length; from++) {
      const run = words.slice(from, from + length);
      if (run.some(({ kind }) => kind !== 'plain')) continue;
      const value = run
        .map((word) => word.value)
        .join(' ')
        .replace(/[,，;；.。]+$/u, '');
      const [before, after] = [words[from - 1]?.value ?? '', words[from + length]?.value ?? ''];
      const isDistance = field.kind === 'effort' && (IN.test(before) || AGO.test(after));
      const isDate = field.kind === 'effort' && /^\d+$/.test(run.at(-1)?.value ?? '') && A_MONTH.test(after);
      if (!isDistance && !isDate && isAmount(field, value))
        return { value, rest: [...words.slice(0, from), ...words.slice(from + length)] };
    }
  return undefined;
}
