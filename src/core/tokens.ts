import type { Locale, LocalizedText } from '../ground/i18n.ts';
import { coreTexts } from './texts.ts';

/** A piece of typed text. `value` is without quotes; `start` and `end` are its position in the text. */
export interface Word {
  readonly kind: 'plain' | 'quoted' | 'person' | 'channel';
  readonly value: string;
  readonly start: number;
  readonly end: number;
}

/**
 * Opening and closing quotation marks. ASCII quotes open only at the start of a word, so that 5" and o'clock stay
 * words.
 */
const QUOTES: Readonly<Record<string, string>> = {
  '“': '”',
  '”': '”',
  '"': '"',
  '＂': '＂',
  '「': '」',
  '『': '』',
  '‘': '’',
  '«': '»',
};
const OPENS_ANYWHERE = new Set(['“', '「', '『']);
const MENTIONS: readonly { kind: 'person' | 'channel'; pattern: RegExp }[] = [
  { kind: 'person', pattern: /<@[^<>\s|]+(?:\|[^<>]*)?>/uy },
  { kind: 'person', pattern: /<at>[^<>]*<\/at>/uy },
  { kind: 'channel', pattern: /<#[^<>\s|]+(?:\|[^<>]*)?>/uy },
  // A name in Latin letters ends where Chinese begins: #acme提交素材
  { kind: 'person', pattern: /[@＠](?:[a-z0-9][a-z0-9._-]*|[\p{L}\p{N}_·-]+)/iuy },
  { kind: 'channel', pattern: /[#＃](?:[a-z0-9][a-z0-9._-]*|[\p{L}\p{N}_·-]+)/iuy },
];

/** Ways to name a line of a list: `2`, `#2`, `2.`, `第2条`. A pattern with the figures as its first group. */
export const LIST_NUMBER = '(?:#|第)?(\\d{1,3})[.号条项]?';
const ONE_OF_A_LIST = new RegExp(`^${LIST_NUMBER}$`, 'u');

/** The number, if the text is nothing but the number of a line. */
export function listNumber(words: string): number | undefined {
  const found = ONE_OF_A_LIST.exec(words.normalize('NFKC').trim())?.[1];
  return found === undefined ? undefined : Number(found);
}

const UNNAMED: Readonly<Record<string, LocalizedText>> = {
  '@': { en: '@somebody', 'zh-CN': '@某人' },
  '#': { en: '#some-channel', 'zh-CN': '#某频道' },
};

/**
 * A text as people read it: a mention token with a name becomes that name, so that `ask <@U1|ana>` is `ask @ana`.
 * Without a name from the platform, the id of a person or a channel is not shown. Ids are capital letters and digits:
 * `List<@Nullable>` is typed text.
 */
export function withNames(text: string, locale: Locale): string {
  return text
    .replace(/<([@#])[^<>\s|]+\|([^<>]+)>/g, (_, sign: string, name: string) => `${sign}${name}`)
    .replace(/<([@#])[A-Z][A-Z0-9]+\|?>/g, (_, sign: string) => UNNAMED[sign]?.[locale] ?? sign);
}

const isBlank = (char: string) => /\s/u.test(char);

/**
 * Splits typed text into quotations of either language, mentions of people and channels, and plain words. Never throws;
 * an unclosed quotation extends to the end.
 */
export function splitWords(text: string): Word[] {
  const words: Word[] = [];
  let at = 0;
  const push = (kind: Word['kind'], value: string, end: number) => {
    words.push({ kind, value, start: at, end });
    at = end;
  };
  while (at < text.length) {
    const char = text.charAt(at);
    if (isBlank(char)) {
      at += 1;
      continue;
    }
    const closing = QUOTES[char];
    if (closing !== undefined) {
      const end = closingAt(text, at + 1, closing);
      push('quoted', text.slice(at + 1, end), Math.min(end + 1, text.length));
      continue;
    }
    const mention = mentionAt(text, at);
    if (mention !== undefined) {
      push(mention.kind, mention.value, at + mention.value.length);
      continue;
    }
    push('plain', ...plainFrom(text, at));
  }
  return words;
}

function mentionAt(text: string, at: number): { kind: 'person' | 'channel'; value: string } | undefined {
  for (const { kind, pattern } of MENTIONS) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found !== null) return { kind, value: found[0] };
  }
  return undefined;
}

/** A closing ’ in the middle of a word is an apostrophe. */
function closingAt(text: string, from: number, closing: string): number {
  for (let at = from; at < text.length; at += 1) {
    if (text.charAt(at) !== closing) continue;
    const isApostrophe = closing === '’' && /\p{L}/u.test(text.charAt(at + 1)) && /\p{L}/u.test(text.charAt(at - 1));
    if (!isApostrophe) return at;
  }
  return text.length;
}

/**
 * A plain word: up to a blank, a mention in angle brackets, or an opening quotation. A quotation right after a colon
 * belongs to the next word.
 */
function plainFrom(text: string, from: number): [value: string, end: number] {
  let end = from;
  while (end < text.length) {
    const char = text.charAt(end);
    const before = text.charAt(end - 1);
    if (isBlank(char)) break;
    if (
      end > from &&
      (OPENS_ANYWHERE.has(char) ||
        ((before === ':' || before === '：') && (char in QUOTES || mentionAt(text, end) !== undefined)))
    )
      break;
    if (end > from && char === '<' && mentionAt(text, end) !== undefined) break;
    if (end > from && /[#＃@＠]/.test(char) && /\p{Script=Han}/u.test(before) && mentionAt(text, end) !== undefined)
      break;
    end += 1;
  }
  return [text.slice(from, end), end];
}

/** A message's text with the names of its files: a reader elsewhere can ask for them. */
export const withFiles = (text: string, files: readonly string[], locale: Locale): string =>
  [text.trim(), ...files.map((name) => `📎 ${name === '' ? coreTexts(locale).aFile() : name}`)]
    .filter((line) => line !== '')
    .join('\n');
