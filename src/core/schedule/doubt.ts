/**
 * The reasons why a reading needs a confirmation: `beside`, unread words that look like part of the time; `often`, a
 * repetition several times a day or a week; `day`, a date with more than one reading, such as 01/02; `dateOnly`, a time
 * of day where only a date is kept.
 */
const DOUBT_CODES = ['beside', 'often', 'day', 'dateOnly'] as const;

/** A doubt about a time found in a sentence, and the words in doubt as they were typed. */
export interface Doubt {
  readonly code: (typeof DOUBT_CODES)[number];
  readonly words: string;
}

/** The rest of a sentence without its time phrase, and the sides on which the phrase stood. */
export interface Remainder {
  /** The phrase itself as typed; empty if there was none. */
  readonly phrase: string;
  readonly rest: string;
  /** The phrase, or a part of it, stood in front of `rest`. */
  readonly isAfterTime: boolean;
  /** The phrase, or a part of it, stood behind `rest`. */
  readonly isBeforeTime: boolean;
  /** The phrase is a rule. */
  readonly repeats: boolean;
}

/** Encodes a doubt for raw input. The counterpart decodes it; undefined for any other text. */
export const doubtMark = ({ code, words }: Doubt): string => `${code} ${words}`;
export function doubtOfMark(mark: unknown): Doubt | undefined {
  const [, code, words = ''] = typeof mark === 'string' ? (/^(\w+) (.*)$/su.exec(mark) ?? []) : [];
  const doubtCode = DOUBT_CODES.find((candidate) => candidate === code);
  return doubtCode === undefined ? undefined : { code: doubtCode, words };
}
