/** Several lines at once: each line its own command, or a heading with one entry a line. */
import type { Assigned } from './assign.ts';
import type { Command } from './command.ts';
import { MOST_AT_ONCE } from './numbers.ts';
import { splitWords } from './tokens.ts';
import { halfWidth } from './typedText.ts';

/** One line: its words, and its own command. */
export interface LineMeant extends Assigned {
  readonly words: string;
  readonly command: Command;
}

type Read = { readonly command: Command } & Assigned;

/** `- `, `• `, `1. `, `2、`, `(3) `, `[ ] `. A figure that belongs to the words is none: `3.5 hours`, `-5 °C`. */
const BULLET = /^(?:(?:[-–—*]\s+|[•·▪◦●○■□☐]\s*|\(?\d{1,2}(?:\.(?!\d)|[)、])\s*)(?:\[[ xX]?\]\s*)?|\[[ xX]?\]\s*)/u;

/** A quotation that goes on in the next line. */
function isOpenQuotation(line: string): boolean {
  const last = splitWords(line).at(-1);
  return last?.kind === 'quoted' && last.end - last.start === last.value.length + 1;
}

/**
 * Reads a text of several lines. Undefined: the text is one request, as every text for a command without `manyLines`. One
 * more than MOST_AT_ONCE: there are too many.
 */
export function readLines(
  text: string,
  {
    headingOf,
    isBare,
    read,
    entry,
  }: {
    /** The command of a line that only names a thing, or a thing and `new`: `task:`. */
    readonly headingOf: (line: string) => Command | undefined;
    /** Whether a line only names a command or a thing: it is a request of its own, and no entry without a bullet. */
    readonly isBare: (line: string) => boolean;
    /** The command of a whole line. */
    readonly read: (line: string) => Read | undefined;
    /** The words of one entry under a heading. */
    readonly entry: (command: Command, words: string) => Read | undefined;
  },
): readonly LineMeant[] | undefined {
  const [first = '', ...others] = text.split(/\r\n?|\n/).map((line) => line.trim());
  if (others.length === 0 || others.includes('')) return undefined;
  const heading = headingOf(first);
  if (heading !== undefined && others.some(isBare)) return undefined;
  const meant: LineMeant[] = [];
  for (const line of heading === undefined ? [first, ...others] : others) {
    const words = heading === undefined ? line : line.slice(BULLET.exec(halfWidth(line))?.[0].length ?? 0);
    const found =
      words === '' || isOpenQuotation(words) ? undefined : heading === undefined ? read(words) : entry(heading, words);
    if (found?.command.manyLines !== true) return undefined;
    meant.push({ ...found, words });
    if (meant.length > MOST_AT_ONCE) break;
  }
  return meant;
}
