/** A known name at the front of a sentence. */

import { bare, cut, HAN, MOST_NAME_WORDS, normal, OWNS, spoken, trimmed } from './addresseeWords.ts';
import type { Word } from './tokens.ts';

export interface Found {
  readonly name: string;
  readonly rest: readonly Word[];
  /** No other reading is possible. */
  readonly isSure: boolean;
}

/** Endings of a possessive name: Ana's contract, 李静的合同. */
const POSSESSIVE = /['’]s?$/iu;

/**
 * A known name at the front: full or first name; in Chinese also without a blank behind it. A possessive name is none.
 */
export function nameAt(words: readonly Word[], names: readonly string[]): Found | undefined {
  const known = names.map((name) => ({ name, key: normal(name).replace(/\s+/g, ' ') }));
  const glued = gluedName(words, known);
  if (glued !== undefined) return glued === 'possessive' ? undefined : glued;
  const plain = words.slice(0, MOST_NAME_WORDS);
  const most = plain.findIndex(({ kind }) => kind !== 'plain');
  for (let count = most < 0 ? plain.length : most; count > 0; count -= 1) {
    const said = bare(spoken(words, count));
    const whole = known.filter(({ key }) => key === said || key === said.replace(/^@/, ''));
    const firsts = count === 1 && whole.length === 0 ? known.filter(({ key }) => key.startsWith(`${said} `)) : [];
    const meant = [...whole, ...firsts];
    const rest = words.slice(count);
    if (meant.length > 0)
      return {
        name: meant.length === 1 ? (meant[0]?.name ?? said) : said,
        rest,
        isSure: whole.length > 0 && count > 1,
      };
    const owner = said.replace(POSSESSIVE, '');
    if (owner !== said && known.some(({ key }) => key === owner || key.startsWith(`${owner} `))) return undefined;
  }
  return undefined;
}

/** 李静签合同, Ana签合同, Tom Berg明天签: a name with the rest of the sentence directly behind it. */
function gluedName(
  words: readonly Word[],
  known: readonly { name: string; key: string }[],
): Found | 'possessive' | undefined {
  const said = spoken(words);
  const lower = said.toLowerCase();
  const fits = known.flatMap(({ name, key }) => {
    const isHan = HAN.test(key.slice(-1));
    // A given name of two characters stands for the full name.
    const given = isHan && /^\p{Script=Han}{3,4}$/u.test(key) ? [key.slice(-2)] : [];
    const first = !isHan && key.includes(' ') ? [key.slice(0, key.indexOf(' '))] : [];
    return [key, ...given, ...first]
      .filter((form) => form.length > 1 && lower.startsWith(form) && (isHan || HAN.test(said.charAt(form.length))))
      .map((form) => ({ name, form, isWhole: form === key }));
  });
  const longest = Math.max(0, ...fits.map(({ form }) => form.length));
  const best = fits.filter(({ form }) => form.length === longest);
  const [only] = best;
  if (only === undefined) return undefined;
  if (OWNS.test(said.slice(longest))) return 'possessive';
  const people = [...new Set(best.map(({ name }) => name))];
  const spared = only.form.split(' ').length - 1;
  const last = words[spared] as Word;
  const rest = [...cut(last, only.form.slice(only.form.lastIndexOf(' ') + 1).length), ...words.slice(spared + 1)];
  return {
    name: people.length === 1 ? only.name : only.form,
    rest: trimmed(rest),
    isSure: best.every(({ isWhole }) => isWhole),
  };
}
