import { englishDay, firstDay } from './phrasesEnglishDays.ts';
import { englishRule } from './phrasesEnglishRules.ts';
import { spelled } from './phrasesEnglishSpelling.ts';
import { englishTime } from './phrasesEnglishTime.ts';
import { amount, MONTH, NUMBER, weekdayList } from './phrasesEnglishWords.ts';
import { type Core, cut, type Lasting, type Phrase, type PhraseContext, tidy } from './phrasesShared.ts';
import type { Day } from './wall.ts';

const CLAUSE =
  /(?:,\s*)?\b(?:(starting(?: from| on)?|beginning(?: from| on)?(?! of)|from|as of)|(until|till|through|up to)|(except(?: for| on)?|excluding|but(?: not)?(?: on)?))\b/;

/**
 * Splits an English phrase into its parts; undefined if any part of it is not understood. The text is lower-case, with
 * plain punctuation.
 */
export function readEnglish(text: string, context: PhraseContext): Phrase | undefined {
  const { words, isUnsure, ahead } = spelled(text);
  const clock = englishTime(words);
  if (!clock) return undefined;
  let rest = clock.rest;
  const counted = cut(
    rest,
    new RegExp(`(?:,\\s*)?(?:\\bfor )?(?:\\b(${NUMBER}) (?:times|occurrences)\\b|\\b(once|twice)\\b)`),
  );
  if (counted) rest = counted.rest;
  const count = counted
    ? counted.match[2]
      ? counted.match[2] === 'once'
        ? 1
        : 2
      : amount(counted.match[1] ?? '')
    : undefined;

  const lasting = cut(rest, new RegExp(`(?:,\\s*)?\\bfor (?:the next )?(${NUMBER}) (day|week|month|year)s?\\b`));
  if (lasting) rest = lasting.rest;
  const lasts =
    lasting === undefined
      ? undefined
      : { amount: amount(lasting.match[1] ?? ''), unit: lasting.match[2] as Lasting['unit'] };

  const clauses: { from?: Day; until?: Day; except?: Day[]; exceptWeekdays?: number[] } = {};
  const later = new RegExp(`^(?:.* from now|(?:in )?${NUMBER} (?:day|week)s? from .*)$`).test(rest)
    ? undefined
    : CLAUSE.exec(rest);
  const main = later ? tidy(rest.slice(0, later.index)) : rest;
  let left = later ? rest.slice(later.index) : '';
  while (left !== '') {
    const head = CLAUSE.exec(left);
    if (head?.index !== 0) return undefined;
    const body = left.slice(head[0].length);
    const next = CLAUSE.exec(body);
    const content = tidy(next ? body.slice(0, next.index) : body);
    left = next ? body.slice(next.index) : '';
    if (head[3]) {
      const parts = content
        .split(/\s*(?:,|&|\band\b)\s*/)
        .map(
          (part) => weekdayList(part.replace(/^(?:on )?(?:the )?/, '')) ?? firstDay(englishDay(part, context), context),
        );
      if (!parts.every((part) => part !== undefined)) return undefined;
      const [days, weekdays] = [
        parts.filter((part) => typeof part === 'number'),
        parts.filter((part) => typeof part !== 'number').flat(),
      ];
      if (days.length > 0) clauses.except = days;
      if (weekdays.length > 0) clauses.exceptWeekdays = weekdays;
      continue;
    }
    // "Until March" includes all of March, so the end is set directly.
    const month = head[2] === undefined ? null : new RegExp(`^(${MONTH})(?:,? (\\d{4}))?$`).exec(content);
    const core = month?.[1] === undefined ? englishDay(content, context) : englishDay(`end of ${content}`, context);
    const day = firstDay(core, context);
    if (day === undefined) return undefined;
    if (head[1]) clauses.from = day;
    else clauses.until = day;
  }
  const plain = tidy(main).replace(/^(?:on|by|before|due) (?=.)/, '');
  const core = plain === '' ? undefined : (englishRule(plain, context) ?? englishDay(plain, context));
  if (plain !== '' && core === undefined) return undefined;
  // Midnight of a named day is its first minute to some people and its last to others.
  const isEitherEnd = core?.kind === 'days' && clock.time?.nextDay === true && /\bmidnight\b/.test(words);
  if ((ahead !== undefined && clock.time === undefined) || (isUnsure && core?.kind === 'in')) return undefined;
  const time = clock.time && (isEitherEnd || isUnsure) ? { ...clock.time, ambiguous: true } : clock.time;
  return { core: isUnsure ? unsure(core) : core, time, count, lasts, ahead, ...clauses };
}

/** The same core, marked ambiguous. */
const unsure = (core: Core | undefined): Core | undefined =>
  core?.kind === 'days' || core?.kind === 'rule' ? { ...core, ambiguous: true } : core;
