/** The numbers at the beginning of typed text: `TASK-12`, `ACME-TASK-12, 13 and 15`, `TASK-12 到 15`, `TASK-12-15`. */
import { halfWidth } from './typedText.ts';
import { typedWords, verbWords } from './verbs.ts';

/** The most changes that one message may ask for. */
export const MOST_AT_ONCE = 50;

/**
 * How a figure without a kind counts. `glued`: only as the end of a range that is written in one piece, `TASK-12-15`.
 * `ends`: also as the end of `TASK-12 to 15`. `all`: also as a number of its own, `TASK-12 15`.
 */
export type Figures = 'glued' | 'ends' | 'all';

/** Why numbers are refused: nothing is guessed. `range` is the range as typed. */
export type NumbersProblem =
  | { readonly code: 'tooMany' }
  | { readonly code: 'reversed' | 'unclear'; readonly range: string };

export interface FoundNumber {
  /** As in ACME-ISS-12. */
  readonly number: string;
  readonly kind: string;
  /** A further number of a range without INT, with the first one: `ISS-13 (ISS-12…)`. Both are of one sequence. */
  readonly inRange: string | undefined;
}

export interface FoundNumbers {
  /** Each number once, in the order typed; the first number only, if there is a problem. */
  readonly numbers: readonly FoundNumber[];
  readonly problem: NumbersProblem | undefined;
  /** The text behind the numbers. */
  readonly rest: string;
  /** The loosest way in which a figure counted. */
  readonly figures: Figures;
}

const LINKS = ['和', '与', '跟', '及', '以及', '到', '至'];
const CHINESE_VERBS = Object.keys(verbWords)
  .flatMap((verb) => typedWords(verb))
  .filter((word) => /^\p{Script=Han}/u.test(word));
/** The end of a number: a blank, a sign, the full stop of the whole text, or a Chinese word without a blank. */
const END = `(?=$|[\\s,;、&+]|:(?!\\d)|[.。!?]+$|${[...LINKS, ...CHINESE_VERBS].join('|')})`;
/** `ISS-12`, `ACME-ISS-12`, and `ACME-INT-ISS-3` for internal things. */
const NUMBER = '((?:[A-Z][A-Z0-9]{1,9}-)?(?:INT-)?)([A-Z]{2,5})-(\\d{1,9})(?!\\d)';
const FIGURE = `(\\d{1,9})(?!\\d)${END}`;
const patterns = {
  number: new RegExp(NUMBER, 'iuy'),
  figure: new RegExp(FIGURE, 'iuy'),
  end: new RegExp(END, 'iuy'),
  /** Between two numbers of a row. */
  between: /\s*[,;、&+]?\s*(?:and\s+|(?:以及|和|与|跟|及)\s*)?/iuy,
  /** Between the ends of a range with a number at each end. */
  toNumber: /\s*(?:[-‐‑−–—~]|\.{2,3}|…{1,2}|到|至)\s*|\s+(?:to|through)\s+/iuy,
  /** In one piece. */
  glued: /[-‐‑−–—~]|\.{2,3}|…{1,2}/uy,
  /** With blanks or a word. A hyphen between blanks is a dash. */
  toFigure: /\s*(?:[–—~]|\.{2,3}|…{1,2}|到|至)\s*|\s+(?:to|through)\s+/iuy,
};

/** One number, split into its parts. */
interface Parts {
  readonly prefix: string;
  readonly kind: string;
  /** As typed; ranges write figures without leading zeros. */
  readonly digits: string;
  readonly end: number;
}
interface Range {
  /** Undefined: the two ends do not belong together. */
  readonly last: number | undefined;
  readonly end: number;
  readonly figures: Figures;
}

const numberOf = ({ prefix, kind }: Parts, digits: string | number) => `${prefix}${kind}-${digits}`;
const looser = (one: Figures, other: Figures): Figures =>
  [one, other].includes('all') ? 'all' : [one, other].includes('ends') ? 'ends' : 'glued';

/**
 * Reads the numbers at the beginning of a text. Undefined if it begins with no number of such a kind. Never throws.
 * `figures`: the loosest way in which figures count.
 */
export function readNumbers(
  text: string,
  { isKind, figures }: { readonly isKind: (kind: string) => boolean; readonly figures: Figures },
): FoundNumbers | undefined {
  const plain = halfWidth(text);
  const at = (pattern: RegExp, from: number) => {
    pattern.lastIndex = from;
    return pattern.exec(plain);
  };

  function numberAt(from: number): Parts | undefined {
    const found = at(patterns.number, from);
    const [whole = '', prefix = '', kind = '', digits = ''] = found ?? [];
    if (found === null || !isKind(kind.toUpperCase())) return undefined;
    return { prefix: prefix.toUpperCase(), kind: kind.toUpperCase(), digits, end: from + whole.length };
  }

  function rangeAt({ prefix, kind, end }: Parts): Range | undefined {
    const sign = at(patterns.toNumber, end);
    const from = end + (sign?.[0].length ?? 0);
    const last = sign === null ? undefined : numberAt(from);
    if (last !== undefined && last.kind === kind && at(patterns.end, last.end) !== null) {
      const isSame = last.prefix === prefix || last.prefix === '';
      return { last: isSame ? Number(last.digits) : undefined, end: last.end, figures: 'glued' };
    }
    for (const [pattern, how] of [
      [patterns.glued, 'glued'],
      [patterns.toFigure, 'ends'],
    ] as const) {
      const between = how === 'ends' && figures === 'glued' ? null : at(pattern, end);
      const figure = between === null ? null : at(patterns.figure, end + between[0].length);
      if (between !== null && figure !== null)
        return { last: Number(figure[1]), end: end + between[0].length + figure[0].length, figures: how };
    }
    return undefined;
  }

  const numbers = new Map<string, FoundNumber>();
  let problem: NumbersProblem | undefined;
  let used: Figures = 'glued';
  let before: Parts | undefined;
  let [from, end] = [0, 0];
  for (;;) {
    let first = numberAt(from);
    if (first === undefined && before !== undefined && figures === 'all') {
      const figure = at(patterns.figure, from);
      if (figure !== null) {
        first = { ...before, digits: figure[1] as string, end: from + figure[0].length };
        used = 'all';
      }
    }
    const range = first === undefined ? undefined : rangeAt(first);
    if (first === undefined || (range === undefined && at(patterns.end, first.end) === null)) break;
    const typed = Number(first.digits);
    const last = range === undefined ? typed : range.last;
    const stop = range?.end ?? first.end;
    if (range !== undefined) used = looser(used, range.figures);
    if (last === undefined) problem ??= { code: 'unclear', range: text.slice(from, stop) };
    else if (last < typed) problem ??= { code: 'reversed', range: text.slice(from, stop) };
    else if (last - typed >= MOST_AT_ONCE) problem ??= { code: 'tooMany' };
    const shown = problem === undefined ? (last ?? typed) : typed;
    for (let figure = typed; figure <= shown; figure += 1) {
      const number = numberOf(first, figure === typed ? first.digits : figure);
      const isFurther = figure > typed && !first.prefix.endsWith('INT-');
      const inRange = isFurther ? `${number} (${first.kind}-${first.digits}…)` : undefined;
      if (!numbers.has(numberOf(first, figure)))
        numbers.set(numberOf(first, figure), { number, kind: first.kind, inRange });
    }
    if (numbers.size > MOST_AT_ONCE) problem ??= { code: 'tooMany' };
    before = first;
    end = stop;
    from = stop + (at(patterns.between, stop)?.[0].length ?? 0);
  }
  return before === undefined
    ? undefined
    : { numbers: [...numbers.values()], problem, rest: text.slice(end), figures: used };
}
