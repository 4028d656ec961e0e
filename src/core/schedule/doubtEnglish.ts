import type { Doubt, Remainder } from './doubt.ts';
import { type Token, tokensOf } from './doubtEnglishTokens.ts';
import { COUNT, MONTH, WEEKDAY } from './phrasesEnglishWords.ts';
import { wholeWord } from './timeWords.ts';
import { zoneByName } from './zoneNames.ts';

/** Figures behind these words are a name and no date: invoice 2026-03-15, version 2.10. */
const LABEL = wholeWord(
  'invoice|order|version|ticket|no|nr|number|room|part|chapter|page|flight|train|gate|release|case|issue|po|item|section|step|build|row|line|account',
);
const JOINT = wholeWord('and|or|&|\\+|-|–|/|to');
/** Words that make a named day together with the next word: Good Friday, Boxing Day. */
const FEASTS_FRONT = wholeWord('good|black|ash|palm|shrove|cyber|whit|maundy|fat');
const FEASTS_DAY = wholeWord(
  "(?:mo|fa)ther'?s|labou?r|memorial|bank|new|boxing|independence|veterans?|columbus|presidents?'?|canada|australia|anzac|remembrance|may|patrick'?s|mlk|singles'?",
);
const BEFORE_NAME = wholeWord('in|on|of|until|till|by|after|before|this|next|last|every|each|mid|late|early');
const BEFORE_UNIT = wholeWord('every|each|per|other|next|this|of|all|whole|entire|odd|even|leap|working|business');

/** The time words from the edge on; `isTail`: the edge is their end. Link words at the far end are left out. */
function chainAt(tokens: readonly Token[], isTail: boolean): readonly Token[] {
  const ordered = isTail ? [...tokens].reverse() : tokens;
  const end = ordered.findIndex(({ role, closes }, index) => role === undefined || (isTail && index > 0 && closes));
  const chain = end < 0 ? ordered : ordered.slice(0, end);
  return isTail ? [...chain].reverse() : chain;
}

/** Whether a token of a chain is part of a time, by itself or with its neighbours. */
function isOfTime(
  chain: readonly Token[],
  index: number,
  { isTail, next }: { isTail: boolean; next: Token | undefined },
): boolean {
  const { word, role } = chain[index] as Token;
  const [before, after] = [chain[index - 1], chain[index + 1]];
  const isAtEdge = isTail ? index === chain.length - 1 : index === 0;
  // A word behind the chain makes the last time word an attribute: afternoon tea, daily report.
  const isBeforeWord = after === undefined && !isTail && next !== undefined && !/^["“]/.test(next.typed);
  const isFigure = (token: Token | undefined) =>
    token?.role === 'time' || (token?.role === 'number' && token.word !== 'last');
  switch (role) {
    case 'time':
      return true;
    case 'name':
      return (
        isFigure(before) ||
        (isFigure(after) && after?.word !== 'a') ||
        (before !== undefined && BEFORE_NAME.test(before.word))
      );
    case 'unit':
      if (/^(?:before|after|from|until|till)$/.test(after?.word ?? '') && (isTail || before !== undefined)) return true;
      if (after?.word === 'of' && isTail && index === chain.length - 2) return true;
      // Week 50, but not "day 2 of the training".
      if (/^(?:week|wk)$/.test(word) && /^\d{1,2}$/.test(after?.word ?? '')) return true;
      if (word === 'day' && before !== undefined && FEASTS_DAY.test(before.word)) return true;
      // The first of the month.
      if (before?.word === 'the' && chain[index - 2]?.word === 'of') return true;
      // Last month is over: it belongs to the task.
      return (
        before !== undefined && before.word !== 'last' && (before.role === 'number' || BEFORE_UNIT.test(before.word))
      );
    case 'adverb':
      if ((chain[index] as Token).typed.startsWith('(')) return true;
      return isTail ? isAtEdge && !/^(?:the|a|an|of)$/.test(before?.word ?? '') : !isBeforeWord;
    case 'number':
      if (/^(?:half|quarter|\d{1,2})$/.test(word) && /^(?:past|to)$/.test(after?.word ?? ''))
        return isTail || chain[index + 2] !== undefined;
      if (isTail) return after !== undefined && JOINT.test(after.word) && index === chain.length - 2;
      return (
        before !== undefined &&
        JOINT.test(before.word) &&
        index === 1 &&
        !isBeforeWord &&
        !/^(?:an?|first|second|third|last)$/.test(word)
      );
    case 'link':
      if (word === 'next' && isTail && chain.slice(index + 1).every((token) => token.role === 'number')) return true;
      if (/^(?:next|not|mid)$/.test(word) || FEASTS_FRONT.test(word))
        return isTail && (isAtEdge || (index === chain.length - 2 && after?.word === 'on'));
      if (/^(?:and|or|&|\+|\/|plus)$/.test(word)) return isTail && isAtEdge;
      // As of Monday; after lunch.
      if (word === 'as' && after?.word === 'of') return isTail && index === chain.length - 2;
      if (/^(?:after|during)$/.test(word)) return isTail && isAtEdge;
      if (word === 'well') return isTail && before?.word === 'as' && after?.word === 'as';
      if (/^(?:every|each)$/.test(word)) return isTail;
      if (/^(?:between|from)$/.test(word)) return after !== undefined && isFigure(after);
      if (FEASTS_DAY.test(word)) return /^(?:day|holiday|year'?s?)$/.test(after?.word ?? '');
      return word === 'per' && after?.role === 'unit';
    default:
      return false;
  }
}

/** Words that begin a time and mean nothing alone: every | day, the | 31 | November. */
const isLeading = (token: Token | undefined) =>
  token !== undefined &&
  (token.role === 'number' || BEFORE_UNIT.test(token.word) || /^(?:between|early|late|mid)$/.test(token.word));

/** The words at one edge that look like part of the time: from the outermost such word to the edge. */
function beside(rest: string, isTail: boolean): string | undefined {
  const tokens = tokensOf(rest);
  const chain = chainAt(tokens, isTail);
  const next = isTail ? undefined : tokens[chain.length];
  const outside = tokens[tokens.length - chain.length - 1];
  const isNamed = (index: number) =>
    LABEL.test((chain[index - 1] ?? (isTail ? outside : undefined))?.word ?? '') && /\d/.test(chain[index]?.word ?? '');
  const found = chain.flatMap((_, index) =>
    isOfTime(chain, index, { isTail, next }) && !isNamed(index) ? [index] : [],
  );
  let [first, last] = isTail ? [found[0], chain.length - 1] : [0, found.at(-1)];
  while (
    isTail &&
    first !== undefined &&
    (isLeading(chain[first - 1]) || (first > 0 && JOINT.test(chain[first]?.word ?? '')))
  )
    first -= 1;
  // A named day that only its capitals reveal: "on Singles' Day | 9am".
  const isNamedDay = isTail && chain[0]?.typed === 'Day' && /^\p{Lu}/u.test(outside?.typed ?? '');
  if (isNamedDay) return rest.slice(outside?.start, chain.at(-1)?.end);
  if (first === undefined || last === undefined) return isTail ? undefined : inPlace(rest, tokens);
  return rest.slice(chain[first]?.start, chain[last]?.end);
}

/** "check 9 | in the morning every day": an hour that the phrase did not take, though it has none. */
function hourBeside(rest: string, phrase: string): string | undefined {
  const [, before = '', hour] = /(\S*)\s+(\d{1,2})\s*$/.exec(rest) ?? [];
  return hour === undefined || /\d/.test(phrase) || LABEL.test(before.toLowerCase()) || Number(hour) > 24
    ? undefined
    : hour;
}

const SPACED = String.raw`\d{1,2}(?:\s*[./-]\s+|\s+[./-]?\s*)\d{1,2}(?:\s*[./-]?\s*(?:20\d{2}|\d{2}))?\s*[./-]?`;
const SPACED_BEFORE = new RegExp(String.raw`(?:^|(\S*)\s+)(?<![\d./:-]\s*)(${SPACED})\s*$`);
const SPACED_BEHIND =
  /^\s*(\d{1,2}\s*[./-]\s+\d{1,2}(?:\s*[./-]?\s*(?:20\d{2}|\d{2}))?|\d{1,2}\s+\d{1,2}\s+20\d{2})(?![\d.:/-])/;
/** A date in figures with blanks between them: "10. 12.", "13 / 12", "10 12 2026". */
function spacedDate(rest: string, isTail: boolean): string | undefined {
  if (!isTail) return SPACED_BEHIND.exec(rest)?.[1];
  const [, before = '', date] = SPACED_BEFORE.exec(rest) ?? [];
  return LABEL.test(before.toLowerCase()) ? undefined : date;
}

/** Letters of a zone; we know only a few of them. */
const ZONE_LETTERS = /^(?:[A-Z]{2,4}T|MSK|WIB|WITA|Z)$/;

/** "Monday at 9 | in Tokyo", "9am | Vancouver time": the clock of another place. */
function inPlace(rest: string, tokens: readonly Token[]): string | undefined {
  const from = tokens[0]?.word === 'in' ? 1 : 0;
  const [first, second] = tokens;
  const letters = first === undefined ? '' : rest.slice(first.start, first.end).replace(/[,.:;]$/, '');
  if (ZONE_LETTERS.test(letters) && (second === undefined || second.role !== undefined || first?.closes === true))
    return letters;
  const places = (first?.word ?? '').split('/');
  if (places.length > 1 && places.every((place) => zoneByName(place) !== undefined)) return letters;
  for (const length of [3, 2, 1]) {
    const name = tokens.slice(from, from + length).map(({ word }) => word);
    const behind = tokens[from + length]?.word;
    const ends =
      behind === undefined || /^(?:to|time|that)$/.test(behind) || tokens[from + length - 1]?.closes === true;
    // "San Francisco time" is a zone, known or not.
    const isZone =
      behind === 'time' ? /^\p{Lu}/u.test(tokens[from]?.typed ?? '') : zoneByName(name.join(' ')) !== undefined;
    if (name.length === length && ends && isZone)
      return rest.slice(tokens[0]?.start, tokens[from + length - (behind === 'time' ? 0 : 1)]?.end);
  }
  return undefined;
}

const UNIT = '(?:second|sec|minute|min|hour|hr|h|day|week|weekday|workday|weekend|fortnight|month|quarter|year)s?';
const SEVERAL = `(?:\\d{1,3}|${COUNT}|several|a few|a couple(?: of)?)`;
/** Several times a day or a week: more often than our rules allow, or without named days. */
const OFTEN = new RegExp(
  `\\b(?:every|each) (?:(?:\\d{1,3}|${COUNT}|half an?|half|other|few|couple of) ?)*(?:secs?|minutes?|mins?|m|hours?|hrs?|h)\\b|\\b(?:every|each) (?:\\d+|${COUNT}) seconds?\\b|\\bhourly(?= (?:at|from|until|till|to)\\b|[,.]|$)|\\b(?:twice|thrice|${SEVERAL} ?(?:times|x)) (?:a|an|per|each|every|in an?) (?:day|week|month|hour|year|weekday)\\b|\\b(?:twice|thrice|${SEVERAL} ?(?:times|x)) (?:daily|weekly|monthly|hourly)\\b`,
  'i',
);
/** A repetition at any position in the words of a single time: "every second Tuesday". */
const BEGUN = new RegExp(
  `\\b(?:every|each|alternate) (?:(?:single|other|last|first|second|third|fourth|few|couple of|\\d{1,3}(?:st|nd|rd|th)?|${COUNT}) )*(?:${UNIT}|${WEEKDAY}s?|${MONTH}|working day|business day|work day|morning|afternoon|evening|night|\\d{1,2}(?:st|nd|rd|th|[/.-]\\d{1,2})?)\\b|\\bonce (?:a|an|per|every|each) ${UNIT}\\b`,
  'i',
);

/** A repetition several times a day, or one without named days. */
export function oftenIn(text: string): string | undefined {
  return OFTEN.exec(text)?.[0];
}

/**
 * A complete second time in the middle of the words, beside a phrase that is only an hour: "tomorrow at 9 and Ana | at
 * 10".
 */
const WHOLE_TIME = new RegExp(
  `\\b(?:today|tomorrow|tonight|(?:next |this )?${WEEKDAY}|\\d{1,2}(?:st|nd|rd|th)? ${MONTH}|${MONTH} \\d{1,2}(?:st|nd|rd|th)?),? (?:at )?\\d{1,2}(?::\\d{2})?(?: ?[ap]m)?\\b`,
  'i',
);
/** "30 minutes before the meeting | at 3pm": it is unclear which of the two is meant. */
const AWAY = new RegExp(
  `\\b(?:\\d{1,3}|${COUNT}|an?|half an) ?(?:minutes?|mins?|hours?|hrs?|days?|weeks?) (?:before|after|prior to|ahead of)\\b`,
  'i',
);
/** "Nov | 31st, 9am" */
const MONTH_AT_END = new RegExp(`\\b${MONTH}\\.?\\s*$`, 'i');
const IS_HOUR = /^(?:(?:at|by|around|@)\s*)?\d[\d:.]*\s*(?:[ap]\.?m\.?)?$/i;

/** The doubt about time words that the phrase left over in English. */
export function doubtInEnglish({ phrase, rest, isAfterTime, isBeforeTime, repeats }: Remainder): Doubt | undefined {
  const often = oftenIn(rest);
  if (often !== undefined) return { code: 'often', words: often };
  const words =
    (isBeforeTime ? (spacedDate(rest, true) ?? beside(rest, true) ?? hourBeside(rest, phrase)) : undefined) ??
    (isAfterTime ? (spacedDate(rest, false) ?? beside(rest, false)) : undefined) ??
    (repeats ? undefined : BEGUN.exec(rest)?.[0]) ??
    (isBeforeTime && IS_HOUR.test(phrase) ? (WHOLE_TIME.exec(rest)?.[0] ?? AWAY.exec(rest)?.[0]) : undefined) ??
    (isBeforeTime && /^(?:the )?\d{1,2}(?:st|nd|rd|th)/.test(phrase) ? MONTH_AT_END.exec(rest)?.[0] : undefined);
  return words === undefined ? undefined : { code: 'beside', words: words.trim().replace(/[:;,]+$/, '') };
}
