/** The words around a name in a sentence, and how they are compared. */

import type { Word } from './tokens.ts';

/**
 * The person or channel that a sentence is for, named at its front: `me`, `@Tom`, `#acme`, `us`, a name. Later names
 * belong to the words.
 */
export interface Addressee {
  readonly kind: 'person' | 'channel';
  /** The field's raw value. */
  readonly value: string;
  readonly rest: readonly Word[];
}

export const ME = new Set(['me', 'myself', '我', '自己']);
/** All readers of the place. */
export const US = new Set(['us', 'everyone', 'everybody', '我们', '咱们', '大家', '各位', '所有人']);
/** Ties a sentence to its addressee: remind Ana to …, remind Ana: … */
export const TIED = /^(?:(?:not\s+)?to|that|about|of)(?=\s|$)/iu;
/** Joins a second addressee to the first. 和 does not: 提醒李静和Tom开会 means that she meets him. */
export const LINK = /^(?:and$|&|\+|[及、])/iu;
export const HAN = /\p{Script=Han}/u;
export const OWNS = /^(?:的|们|家(?![\p{P}\s]|$)|公司)/u;
export const MOST_NAME_WORDS = 5;

export const normal = (text: string) => text.normalize('NFKC').toLowerCase().trim();
export const bare = (text: string) => normal(text).replace(/[,，:：;；、]+$/u, '');

/** The word without its first `length` characters; empty if none are left. */
export const cut = (word: Word, length: number): Word[] =>
  word.value.length <= length ? [] : [{ ...word, value: word.value.slice(length), start: word.start + length }];

/** The plain words at the front, joined by single blanks. */
export function spoken(words: readonly Word[], most = MOST_NAME_WORDS + 3): string {
  const end = words.findIndex(({ kind }) => kind !== 'plain');
  return words
    .slice(0, Math.min(end < 0 ? words.length : end, most))
    .map(({ value }) => value)
    .join(' ');
}

/** Words without a comma or a colon at their front. */
export const trimmed = ([first, ...rest]: readonly Word[]): readonly Word[] => {
  const mark = first === undefined ? undefined : /^[，,：:]+/u.exec(first.value)?.[0];
  return first === undefined ? [] : [...(mark === undefined ? [first] : cut(first, mark.length)), ...rest];
};
