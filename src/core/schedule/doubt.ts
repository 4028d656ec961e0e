/**
 * Why a reading waits for a yes: `beside`, words that look like part of the time and were not read; `often`, a
 * repetition of several times a day or a week.
 */
const DOUBT_CODES = ['beside', 'often'] as const;

/** A doubt about a time that was found in a sentence, and the words that it is about, as they were typed. */
export interface Doubt {
  readonly code: (typeof DOUBT_CODES)[number];
  readonly words: string;
}

/** What a time phrase left over of a sentence, and on which sides of it the phrase stood. */
export interface Remainder {
  /** The phrase itself, as typed; empty where there was none. */
  readonly phrase: string;
  readonly rest: string;
  /** The phrase, or a part of it, stood in front of `rest`. */
  readonly isAfterTime: boolean;
  /** The phrase, or a part of it, stood behind `rest`. */
  readonly isBeforeTime: boolean;
  /** The phrase is a rule. */
  readonly repeats: boolean;
}

/** A doubt as raw input carries it, and back; undefined for anything else. */
export const doubtMark = ({ code, words }: Doubt): string => `${code} ${words}`;
export function doubtOfMark(mark: unknown): Doubt | undefined {
  const [, code, words = ''] = typeof mark === 'string' ? (/^(\w+) (.*)$/su.exec(mark) ?? []) : [];
  const known = DOUBT_CODES.find((one) => one === code);
  return known === undefined ? undefined : { code: known, words };
}
