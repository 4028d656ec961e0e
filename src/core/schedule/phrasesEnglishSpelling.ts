import { amount, COUNT, MONTH, NUMBER, WEEKDAY } from './phrasesEnglishWords.ts';
import { nearTimeWord } from './timeWords.ts';

/** An English text in the spelling that the readers know. */
export interface Spelled {
  readonly words: string;
  /** A word was misspelt or foreign, or the time is approximate: the person is asked. */
  readonly isUnsure: boolean;
  /** The number of minutes before the named time. */
  readonly ahead: number | undefined;
}

const CLOCK = String.raw`(\d{1,2})(:\d{2})?(?: ?([ap])\.?m\b\.?)?`;
/**
 * "9am to 10am", "from 14:00 until 15:00", "2-4pm", "between 2 and 4pm": two times, of which the second is one by its
 * own form.
 */
const SPAN = new RegExp(
  String.raw`(?:\b(from|between) )?(?<![\d:./-])${CLOCK} ?(?:-|\b(?:to|until|till|and)\b) ?${CLOCK}(?![\d:./-])`,
);
const MINUTES: Readonly<Record<string, number>> = { m: 1, h: 60 };
const AHEAD = new RegExp(
  String.raw`(?:\b(${NUMBER}|half an?|a quarter of an) ?(m)(?:in(?:ute)?s?)?|\b(${NUMBER}|half an|a quarter of an) ?(h)(?:(?:ou)?rs?)?) (before|prior to|ahead of|until|till|to) (?=.*(?:\d|noon|midnight|midday))`,
);
const FRACTIONS: Readonly<Record<string, number>> = { 'half an': 0.5, 'half a': 0.5, 'a quarter of an': 0.25 };

/**
 * The first of two times, with the half of the day that the second one gives for both. Undefined: these are not two
 * times, or the person is asked about them.
 */
function startOf([whole, word, hour = '', minute = '', half, endHour = '', endMinute, endHalf]: RegExpExecArray):
  | { start: string; isUnsure: boolean }
  | undefined {
  const isJoined = /\band\b/.test(whole);
  if ((endMinute === undefined && endHalf === undefined) || isJoined !== (word === 'between')) return undefined;
  const start = Number(hour);
  // 11-1pm begins in the morning.
  const isSameHalf =
    start % 12 < Number(endHour) % 12 || (start % 12 === Number(endHour) % 12 && minute < (endMinute ?? ''));
  const implied =
    half ?? (endHalf === undefined || start > 12 ? undefined : isSameHalf ? endHalf : endHalf === 'p' ? 'a' : 'p');
  return { start: `${hour}${minute}${implied === undefined ? '' : `${implied}m`}`, isUnsure: word === 'between' };
}

/**
 * Normalizes a text that is lower-case with plain punctuation: other spellings, misspelt words, the end of a span,
 * minutes ahead.
 */
export function spelled(text: string): Spelled {
  let isUnsure = false;
  let words = text.replace(/[\p{L}']+/gu, (word) => {
    const meant = nearTimeWord(word);
    isUnsure ||= meant !== undefined && !/^tom+or+ow$/.test(word);
    return meant ?? word;
  });
  if (isUnsure)
    words = words
      .replace(new RegExp(String.raw`\b(?:am|an dem|der|den|le|el|los) (?=${WEEKDAY}\b)`, 'g'), '')
      .replace(/\bum (?=\d)|\ba las? (?=\d)|\bà (?=\d)/g, 'at ');
  words = words
    .replace(new RegExp(`\\b(\\d{1,2})\\. ?(?=${MONTH}\\b)`), '$1 ')
    .replace(/\beveryday\b/, 'every day')
    .replace(/@ ?(?=\d)/, ' at ')
    .replace(
      /\b(\d{1,2}(?::\d{2})?) ?uhr\b/,
      (_, clock: string) => ` at ${clock.includes(':') ? clock : `${clock}:00`}`,
    )
    .replace(/\b(\d{1,2}(?::\d{2})?)([ap])\b(?!\.)/, '$1$2m')
    .replace(/\b(?:no|not) later than\b/, 'by')
    .replace(new RegExp(`\\ball (?=${WEEKDAY}s\\b)`), 'every ')
    .replace(/\bat ([01]\d|2[0-3])([0-5]\d)(?: ?h(?:ours|rs)?)?\b(?! ?[ap]m\b)/, 'at $1:$2')
    .replace(/\bmidnight tonight\b|\btonight (?:at )?midnight\b/, 'midnight')
    .replace(new RegExp(`\\b(${WEEKDAY})\\.`, 'g'), '$1')
    .replace(
      new RegExp(`\\b(at|past|to) (${COUNT})\\b(?! (?:minute|min|hour|day|week|month|year)s?\\b)`),
      (_, before: string, hour: string) => `${before} ${amount(hour)}`,
    )
    .replace(/(\d{4}-\d{1,2}-\d{1,2})t(?=\d)/g, '$1 ')
    .replace(/\b(?:from )?mon(?:day)?s? ?(?:to|-|–|through|thru|till) ?fri(?:day)?s?\b/, 'mon-fri')
    .replace(new RegExp(`\\b(?:from )?(${WEEKDAY}) ?(?:to|through|thru|–) ?(${WEEKDAY})\\b`), '$1-$2')
    .replace(/\bonce (?:a|an|per|every) (?=day|week|month|quarter|year)/, 'every ')
    .replace(/\balternate (?=(?:week)?days?|weeks?|mon|tue|wed|thu|fri|sat|sun)/, 'every other ')
    .replace(new RegExp(`(every other ${WEEKDAY})s\\b`), '$1')
    .replace(/\bfirst thing(?: in the morning)?\b/, 'morning')
    .replace(/\btonight\b/, 'today night')
    .replace(/\bthis (?=morning|afternoon|evening)/, 'today ')
    .replace(/\b(?:every|each) (?=morning|afternoon|evening|night)/, 'every day ');

  const span = SPAN.exec(words);
  const start = span === null ? undefined : startOf(span);
  if (span !== null && start !== undefined) {
    const others = `${words.slice(0, span.index)}${words.slice(span.index + span[0].length)}`;
    // Alone it may describe a moved meeting: "moved from 3pm to 4pm".
    isUnsure ||= start.isUnsure || !/[a-z]/.test(others);
    words = `${words.slice(0, span.index)} at ${start.start} ${words.slice(span.index + span[0].length)}`
      .replace(/\s+/g, ' ')
      .replace(/\bat at\b/, 'at')
      .trim();
  }
  const early = AHEAD.exec(words);
  if (early === null) return { words, isUnsure, ahead: undefined };
  const [said, many = early[3] ?? '', unit = early[4] ?? ''] = early;
  const ahead = Math.round((FRACTIONS[many] ?? amount(many)) * (MINUTES[unit] ?? 1));
  return {
    words: `${words.slice(0, early.index)}${words.slice(early.index + said.length)}`.replace(/^in (?=\d)/, ''),
    isUnsure,
    ahead,
  };
}
