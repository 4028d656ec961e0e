import { splitWords } from '../../core/tokens.ts';
import { halfWidth } from '../../core/typedText.ts';

/**
 * Finds a short form in typed words, outside quotations and mentions; the pattern reads half-width characters. Returns
 * its groups and the remaining words.
 */
export function shortForm(
  words: string,
  pattern: RegExp,
): { readonly groups: readonly string[]; readonly rest: string } | undefined {
  // The plain words, each in its place.
  const plain = splitWords(words)
    .filter(({ kind }) => kind === 'plain')
    .reduce((text, { start, end }) => text.padEnd(start) + words.slice(start, end), '');
  const found = pattern.exec(halfWidth(plain));
  if (found === null) return undefined;
  const rest = `${words.slice(0, found.index)} ${words.slice(found.index + found[0].length)}`.trim();
  return { groups: found.slice(1).map((group) => group ?? ''), rest };
}
