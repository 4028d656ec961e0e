const LONGEST_WORD = 20;
const MOST_TERMS = 2_000;
/** A Chinese character narrows a search down about as much as this many letters. */
const LETTERS_PER_HAN = 3;

const HAN = /^\p{Script=Han}/u;
/** A run of Chinese characters, or a word of any other script. */
const RUN = /\p{Script=Han}+|(?:(?!\p{Script=Han})[\p{L}\p{M}\p{N}])+/gu;
const QUOTES = /[“”„«»「」『』]/g;
const QUOTED = /"([^"]*)"/g;

const normal = (text: string): string => text.normalize('NFKC').toLowerCase();
const runsOf = (normalText: string): string[] => normalText.match(RUN) ?? [];
/** A word or its first 20 letters: long ids are told apart by the text. */
const cut = (word: string): string => (word.length > LONGEST_WORD ? [...word].slice(0, LONGEST_WORD).join('') : word);
const pairsOf = (characters: readonly string[]): string[] =>
  characters.slice(1).map((character, at) => `${characters[at]}${character}`);

/** The terms that a text is found by: words, single Chinese characters, and pairs of neighbouring ones. */
export function terms(text: string): string[] {
  const found = new Set<string>();
  for (const run of runsOf(normal(text))) {
    const characters = HAN.test(run) ? [...run] : [];
    for (const term of characters.length > 0 ? [...characters, ...pairsOf(characters)] : [cut(run)]) {
      if (found.size >= MOST_TERMS) return [...found];
      found.add(term);
    }
  }
  return [...found];
}

/** Words and single Chinese characters between gaps: a phrase is found at the borders of words only. */
function spaced(runs: readonly string[]): string {
  return ` ${runs.flatMap((run) => (HAN.test(run) ? [...run] : [run])).join(' ')} `;
}

/** What a person looks for. */
export interface Query {
  /** The terms that a found text has; the one that is probably the rarest comes first. Empty: nothing to look for. */
  readonly terms: readonly string[];
  /** Whether every text with all the terms matches, so that none need be checked. */
  readonly isExact: boolean;
  matches(text: string): boolean;
}

/** Reads typed words: all must occur, in any order; what is "quoted", and Chinese without a gap, as one phrase. */
export function readQuery(typed: string): Query {
  const text = normal(typed).replace(QUOTES, '"');
  const quoted = [...text.matchAll(QUOTED)].map(([, phrase = '']) => runsOf(phrase));
  const single = runsOf(text.replace(QUOTED, ' ')).map((run) => [run]);
  const phrases = [...quoted, ...single].filter((runs) => runs.length > 0);
  const wanted = phrases.flat().flatMap((run) => {
    const characters = HAN.test(run) ? [...run] : [];
    return characters.length > 1 ? pairsOf(characters) : [cut(run)];
  });
  const weight = (term: string) => (HAN.test(term) ? LETTERS_PER_HAN * [...term].length : term.length);
  const isPlain = ([run = '', ...more]: readonly string[]) =>
    more.length === 0 && (HAN.test(run) ? [...run].length <= 2 : cut(run) === run);
  return {
    terms: [...new Set(wanted)].sort((a, b) => weight(b) - weight(a)),
    isExact: phrases.every(isPlain),
    matches: (found) => {
      const words = spaced(runsOf(normal(found)));
      return phrases.every((runs) => words.includes(spaced(runs)));
    },
  };
}
