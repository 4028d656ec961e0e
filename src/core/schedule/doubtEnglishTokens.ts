/** An English sentence as tokens, each with its role in a time phrase. */

import { type Role, roleOf } from './timeWords.ts';

export interface Token {
  /** Lower-case, without punctuation around it. */
  readonly word: string;
  readonly role: Role;
  readonly start: number;
  readonly end: number;
  /** As it was typed. */
  readonly typed: string;
  /** A colon or the end of a sentence follows: the next words have another subject. */
  readonly closes: boolean;
}

/** Words behind which "tom" is a person's name in lower case. */
const NAMED_BEFORE =
  /\b(?:call|ask|tell|email|mail|ping|phone|text|meet|see|message|remind|with|to|for|from|and|or|of|about) $/i;

export function tokensOf(text: string): Token[] {
  return [...text.matchAll(/[^\s,;]\S*/g)].map(({ 0: typed, index }) => {
    const word = typed
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[‘’]/g, "'")
      .replace(/^[("'“”[*_]+(?=.)|(?<=.)[)"'“”\]*_,;:!?]+$/g, '');
    const isGerman = /^(?:Mo|Di|Mi|Do|Fr|Sa|So)\.?$/.test(typed);
    const isTomorrow = word === 'tom' && /tom/.test(typed) && !NAMED_BEFORE.test(text.slice(0, index));
    return {
      word,
      role: isTomorrow || isGerman ? 'time' : roleOf(word),
      start: index,
      end: index + typed.length,
      closes: /[:;!?]$/.test(typed),
      typed,
    };
  });
}
