import type { Doubt, Remainder } from './doubt.ts';
import { COUNT, MONTH, WEEKDAY } from './phrasesEnglishRules.ts';
import { nearTimeWord } from './timeWords.ts';
import { zoneByName } from './zoneNames.ts';

/**
 * What a word is in a time. `time`: part of one by itself. `name`: a month's or a short day's, and somebody's or something's as well. `unit`, `adverb`, `number`,
 * `link`: only beside others. Undefined: no word of time, where the search ends.
 */
type Role = 'time' | 'name' | 'unit' | 'adverb' | 'number' | 'link' | undefined;

const whole = (source: string) => new RegExp(`^(?:${source})$`);
const CLOCK = String.raw`\d{1,2}(?:[:.h]\d{2}){1,2}(?:[ap]\.?m?\.?)?|\d{1,2}[ap]\.?m?\.?|\d{1,2}h`;
const FEAST = "christmas|xmas|easter|thanksgiving|halloween|valentine'?s|holidays?|pentecost|whitsun|ramadan|diwali|hanukkah|nye";
const ROLES: readonly (readonly [RegExp, Role])[] = [
  [whole(`${MONTH}|sun|sat|wed|mon`), 'name'],
  [whole(`(?:${WEEKDAY}s?|${FEAST})`), 'time'],
  [whole(`(?:${CLOCK}|\\d{1,2})-(?:${CLOCK}|\\d{1,2})|${CLOCK}|[ap]\\.?m\\.?|uhr`), 'time'],
  // 13/12/26, 31.11., 2026-02-30, 12th, 2026-12-13t09:00, week numbers
  [whole(String.raw`\d{1,4}[-/.]\d{1,2}(?:[-/.](?:\d{1,4})?)?|\d{4}-\d{1,2}-\d{1,2}t.*|\d{1,2}(?:st|nd|rd|th)|(?:k?w)\d{1,2}|kw`), 'time'],
  [whole(String.raw`(?:gmt|utc|z)?[+-]\d{1,2}(?::?\d{2})?|gmt|utc|t?\d{2}:\d{2}(?::\d{2})?(?:z|[+-].*)?`), 'time'],
  [whole('today|tod|tonight|tomorrow|tmrw?|tomo|yesterday|midnight|eod|cob|eom|eow|eoy|asap|twice|thrice|except|excluding|unless'), 'time'],
  [whole('seconds?|secs?|minutes?|mins?|hours?|hrs?|days?|weeks?|wks?|fortnights?|months?|quarters|years?|times|(?:week|work)days?|weekends?'), 'unit'],
  [
    whole('hourly|daily|weekly|biweekly|bi-weekly|fortnightly|monthly|quarterly|yearly|annually|morning|afternoon|evening|night|noon|midday|lunch(?:time)?'),
    'adverb',
  ],
  [whole(`\\d{1,4}|an?|${COUNT}|couple|few|several|half|quarter|first|second|third|fourth|fifth|last`), 'number'],
  [
    whole(
      "on|at|by|in|the|of|and|or|&|\\+|-|–|to|until|till?|through|thru|for|about|around|after|before|past|from|between|also|then|starting|beginning|ending|other|this|next|coming|due|eve|new|year'?s|good|black|boxing|bank|labou?r|(?:mo|fa)ther'?s|memorial|time|per|o'?clock|each|every|not|but|mid|@",
    ),
    'link',
  ],
];

const roles = new Map<string, Role>();
const MOST_REMEMBERED = 5_000;

function roleOf(word: string): Role {
  if (roles.has(word)) return roles.get(word);
  const parts = word.split(/[-–,/&+]/);
  const isJoined = parts.length > 1 && parts.every((part) => ['time', 'name'].includes(plainRole(part) ?? ''));
  const role = plainRole(word) ?? (isJoined || nearTimeWord(word) !== undefined ? 'time' : undefined);
  if (roles.size >= MOST_REMEMBERED) roles.clear();
  roles.set(word, role);
  return role;
}
const plainRole = (word: string): Role => ROLES.find(([pattern]) => pattern.test(word))?.[1];

interface Token {
  /** Lower-case, without punctuation around it. */
  readonly word: string;
  readonly role: Role;
  readonly start: number;
  readonly end: number;
  /** No quotation begins with it. */
  readonly isPlain: boolean;
  /** A colon or the end of a sentence follows: what comes next is about something else. */
  readonly closes: boolean;
}

/** Words behind which "tom" is somebody, whom hurried people write small. */
const NAMED_BEFORE = /\b(?:call|ask|tell|email|mail|ping|phone|text|meet|see|message|remind|with|to|for|from|and|or|of|about) $/i;

function tokensOf(text: string): Token[] {
  return [...text.matchAll(/\S+/g)].map(({ 0: typed, index }) => {
    const word = typed
      .normalize('NFKC')
      .toLowerCase()
      .replace(/[‘’]/g, "'")
      .replace(/^[("'“”[*_]+(?=.)|(?<=.)[)"'“”\]*_,;:!?]+$/g, '');
    const isTomorrow = word === 'tom' && /tom/.test(typed) && !NAMED_BEFORE.test(text.slice(0, index));
    return {
      word,
      role: isTomorrow ? 'time' : roleOf(word),
      start: index,
      end: index + typed.length,
      closes: /[:;!?]$/.test(typed),
      isPlain: !/^["“]/.test(typed),
    };
  });
}

/** Behind these, figures are a name and no date: invoice 2026-03-15, version 2.10. */
const LABEL = whole(
  'invoice|order|version|ticket|no|nr|number|room|part|chapter|page|flight|train|gate|release|case|issue|po|item|section|step|build|row|line|account',
);
const JOINT = whole('and|or|&|\\+|-|–|to');
const BEFORE_NAME = whole('in|on|of|until|till|by|after|before|this|next|last|every|each|mid|late|early');
const BEFORE_UNIT = whole('every|each|per|other|next|last|this|of');

/** Words of time from the edge on; `isTail`: the edge is their end. Those that only tie others are no part at the far end. */
function chainAt(tokens: readonly Token[], isTail: boolean): readonly Token[] {
  const ordered = isTail ? [...tokens].reverse() : tokens;
  const end = ordered.findIndex(({ role, closes }, index) => role === undefined || (isTail && index > 0 && closes));
  const chain = end < 0 ? ordered : ordered.slice(0, end);
  return isTail ? [...chain].reverse() : chain;
}

/** Whether a token of a chain says by itself, or with its neighbours, that it is part of a time. */
function isOfTime(chain: readonly Token[], index: number, { isTail, next }: { isTail: boolean; next: Token | undefined }): boolean {
  const { word, role } = chain[index] as Token;
  const [before, after] = [chain[index - 1], chain[index + 1]];
  const isAtEdge = isTail ? index === chain.length - 1 : index === 0;
  // A word behind the chain makes the last of it a part of its own: afternoon tea, daily report.
  const isBeforeWord = after === undefined && !isTail && next?.isPlain === true;
  const isFigure = (token: Token | undefined) => token?.role === 'number' || token?.role === 'time';
  switch (role) {
    case 'time':
      return true;
    case 'name':
      return isFigure(before) || (isFigure(after) && after?.word !== 'a') || (before !== undefined && BEFORE_NAME.test(before.word));
    case 'unit':
      if (/^(?:before|after|from|until|till)$/.test(after?.word ?? '') && (isTail || before !== undefined)) return true;
      return before !== undefined && (before.role === 'number' || BEFORE_UNIT.test(before.word));
    case 'adverb':
      return isTail ? isAtEdge && !/^(?:the|a|an|of)$/.test(before?.word ?? '') : !isBeforeWord;
    case 'number':
      if (/^(?:half|quarter|\d{1,2})$/.test(word) && /^(?:past|to)$/.test(after?.word ?? '')) return isTail || chain[index + 2] !== undefined;
      if (isTail) return after !== undefined && JOINT.test(after.word) && index === chain.length - 2;
      return before !== undefined && JOINT.test(before.word) && index === 1 && !isBeforeWord && /\d|^(?:half|quarter)$/.test(word);
    case 'link':
      if (/^(?:next|not|mid|good|black|boxing)$/.test(word)) return isTail && (isAtEdge || (index === chain.length - 2 && after?.word === 'on'));
      if (/^(?:and|or|&|\+|every|each)$/.test(word)) return isTail && isAtEdge;
      if (/^(?:between|from)$/.test(word)) return after !== undefined && isFigure(after);
      if (/^(?:(?:mo|fa)ther'?s|labou?r|memorial|bank|new)$/.test(word)) return /^(?:day|holiday|year'?s?)$/.test(after?.word ?? '');
      return word === 'per' && after?.role === 'unit';
    default:
      return false;
  }
}

/** Words that a time begins with, and that say nothing alone: every | day, the | 31 | November. */
const isLeading = (token: Token | undefined) => token !== undefined && (token.role === 'number' || /^(?:every|each|next|last|between)$/.test(token.word));

/** The words at one edge that look like part of the time: all from the outermost such word to the edge. */
function beside(rest: string, isTail: boolean): string | undefined {
  const tokens = tokensOf(rest);
  const chain = chainAt(tokens, isTail);
  const next = isTail ? undefined : tokens[chain.length];
  const outside = tokens[tokens.length - chain.length - 1];
  const isNamed = (index: number) => LABEL.test((chain[index - 1] ?? (isTail ? outside : undefined))?.word ?? '') && /\d/.test(chain[index]?.word ?? '');
  const found = chain.flatMap((_, index) => (isOfTime(chain, index, { isTail, next }) && !isNamed(index) ? [index] : []));
  let [first, last] = isTail ? [found[0], chain.length - 1] : [0, found.at(-1)];
  while (isTail && first !== undefined && isLeading(chain[first - 1])) first -= 1;
  if (first === undefined || last === undefined) return isTail ? undefined : inPlace(rest, tokens);
  return rest.slice(chain[first]?.start, chain[last]?.end);
}

/** "Monday at 9 | in Tokyo", "9am | Vancouver time": another place's clock. */
function inPlace(rest: string, tokens: readonly Token[]): string | undefined {
  const from = tokens[0]?.word === 'in' ? 1 : 0;
  for (const length of [3, 2, 1]) {
    const name = tokens.slice(from, from + length).map(({ word }) => word);
    const behind = tokens[from + length]?.word;
    const ends = behind === undefined || /^(?:to|time|that)$/.test(behind) || tokens[from + length - 1]?.closes === true;
    if (name.length === length && ends && zoneByName(name.join(' ')) !== undefined) return rest.slice(tokens[0]?.start, tokens[from + length - 1]?.end);
  }
  return undefined;
}

const UNIT = '(?:second|sec|minute|min|hour|hr|h|day|week|weekday|workday|weekend|fortnight|month|quarter|year)s?';
const SEVERAL = `(?:\\d{1,3}|${COUNT}|several|a few|a couple(?: of)?)`;
/** Several times a day or a week: more often than any rule of ours, or without its days. */
const OFTEN = new RegExp(
  `\\b(?:every|each) (?:(?:\\d{1,3}|${COUNT}|half an?|half|other|few|couple of) ?)*(?:seconds?|secs?|minutes?|mins?|m|hours?|hrs?|h)\\b|\\bhourly(?= (?:at|from|until|till|to)\\b|[,.]|$)|\\b(?:twice|thrice|${SEVERAL} ?(?:times|x)) (?:a|an|per|each|every|in an?) (?:day|week|month|hour|year|weekday)\\b|\\b(?:twice|thrice|${SEVERAL} ?(?:times|x)) (?:daily|weekly|monthly|hourly)\\b`,
  'i',
);
/** A repetition anywhere in the words of what comes once: "every second Tuesday". */
const BEGUN = new RegExp(
  `\\b(?:every|each|alternate) (?:(?:single|other|last|first|second|third|fourth|few|couple of|\\d{1,3}(?:st|nd|rd|th)?|${COUNT}) )*(?:${UNIT}|${WEEKDAY}s?|${MONTH}|working day|business day|work day|morning|afternoon|evening|night|\\d{1,2}(?:st|nd|rd|th|[/.-]\\d{1,2})?)\\b|\\bonce (?:a|an|per|every|each) ${UNIT}\\b`,
  'i',
);

/** A repetition that is more often than once a day, or has no days of its own. */
export function oftenIn(text: string): string | undefined {
  return OFTEN.exec(text)?.[0];
}

/** Words of time in English that a phrase left over. */
export function doubtInEnglish({ rest, isAfterTime, isBeforeTime, repeats }: Remainder): Doubt | undefined {
  const often = oftenIn(rest);
  if (often !== undefined) return { code: 'often', words: often };
  const words =
    (isBeforeTime ? beside(rest, true) : undefined) ?? (isAfterTime ? beside(rest, false) : undefined) ?? (repeats ? undefined : BEGUN.exec(rest)?.[0]);
  return words === undefined ? undefined : { code: 'beside', words };
}
