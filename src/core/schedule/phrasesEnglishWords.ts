/** The English words for weekdays, months and numbers, as patterns and as values. */

/** Patterns for a weekday, a month and an amount, in the spellings that people use. */
export const WEEKDAY =
  '(?:mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun|monday|tuesday|wednesday|thursday|friday|saturday|sunday)';
export const MONTH =
  '(?:jan|feb|mar|apr|may|jun|jul|aug|sep|sept|oct|nov|dec|january|february|march|april|june|july|august|september|october|november|december)';
const WEEKDAY_KEYS = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const MONTH_KEYS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const COUNTS = [
  'zero',
  'one',
  'two',
  'three',
  'four',
  'five',
  'six',
  'seven',
  'eight',
  'nine',
  'ten',
  'eleven',
  'twelve',
];
export const ORDINALS = [
  'zeroth',
  'first',
  'second',
  'third',
  'fourth',
  'fifth',
  'sixth',
  'seventh',
  'eighth',
  'ninth',
  'tenth',
];
export const COUNT = COUNTS.join('|');
export const NUMBER = `(?:\\d{1,4}|an?|${COUNT})`;
export const ORDINAL = `(?:\\d{1,2}(?:st|nd|rd|th)|${ORDINALS.slice(1).join('|')}|(?:second|2nd|third|3rd)[ -](?:to[ -])?last|last)`;
const LIST_SEPARATOR = /\s*(?:,|&|\+|\/|\band\b)\s*|\s+/;
export const WORKDAY = '(?:working|business|work) ?days?|workdays?';

/** 1 = Monday, by the first three letters. */
export const weekdayNumber = (word: string) => WEEKDAY_KEYS.indexOf(word.slice(0, 3)) + 1;
export const monthNumber = (word: string) => MONTH_KEYS.indexOf(word.slice(0, 3)) + 1;

/** `two`, `a`, `12` -> the number. */
export function amount(word: string): number {
  if (word === 'a' || word === 'an') return 1;
  const named = COUNTS.indexOf(word);
  return named >= 0 ? named : Number(word);
}

export function ordinal(word: string): number {
  if (/last$/.test(word)) return /^(?:second|2nd)/.test(word) ? -2 : /^(?:third|3rd)/.test(word) ? -3 : -1;
  const named = ORDINALS.indexOf(word);
  return named >= 0 ? named : Number.parseInt(word, 10);
}

/** `mon`, `mon and thu`, `tue, wed & fri`, `mon-fri`, `weekdays`, `weekend` -> ISO weekdays. */
export function weekdayList(text: string): number[] | undefined {
  if (/^(?:weekdays?|mon-fri)$/.test(text) || new RegExp(`^(?:${WORKDAY})$`).test(text)) return [1, 2, 3, 4, 5];
  if (/^weekends?$/.test(text)) return [6, 7];
  const range = new RegExp(`^(${WEEKDAY})s? ?- ?(${WEEKDAY})s?$`).exec(text);
  if (range?.[1] && range[2]) {
    const [from, to] = [weekdayNumber(range[1]), weekdayNumber(range[2])];
    return from < to ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : undefined;
  }
  const words = text.split(LIST_SEPARATOR).filter((word) => word !== '');
  const isWeekday = new RegExp(`^${WEEKDAY}s?$`);
  if (words.length === 0 || !words.every((word) => isWeekday.test(word))) return undefined;
  return [...new Set(words.map(weekdayNumber))].sort((a, b) => a - b);
}
