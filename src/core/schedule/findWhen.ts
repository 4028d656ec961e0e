import { readWhen, type When, type WhenContext } from './phrases.ts';

/** A time phrase at the edge of a text, and the text without it. */
export interface FoundWhen {
  /** The phrase as it was written. */
  readonly phrase: string;
  readonly rest: string;
  readonly when: When;
}

/** Longer than any phrase that we read; keeps the search short on long texts. */
const MAX_PHRASE = 100;
const HAN = /\p{Script=Han}/u;
const LETTER = /[\p{L}\p{N}_]/u;

/** Whether a phrase can begin or end between two characters: never within a word or a number, anywhere within Chinese. */
function isBoundary(before: string, after: string): boolean {
  if (before === '' || after === '' || /\s/.test(before) || /\s/.test(after)) return true;
  if (HAN.test(before) || HAN.test(after)) return !(HAN.test(before) && /[\d:]/.test(after) && /[第每]/.test(before));
  return !(LETTER.test(before) && LETTER.test(after)) && !/[\d:./-]/.test(before) && !/[:./-]/.test(after);
}

interface Candidate {
  readonly phrase: string;
  readonly rest: string;
}

function* trailing(text: string): Generator<Candidate> {
  for (let at = Math.max(0, text.length - MAX_PHRASE); at < text.length; at += 1) {
    const isEdge = isBoundary(text.charAt(at - 1), text.charAt(at)) && !/\s/.test(text.charAt(at));
    if (isEdge) yield { phrase: text.slice(at), rest: text.slice(0, at) };
  }
}

function* leading(text: string): Generator<Candidate> {
  for (let at = Math.min(text.length, MAX_PHRASE); at > 0; at -= 1) {
    const isEdge = isBoundary(text.charAt(at - 1), text.charAt(at)) && !/\s/.test(text.charAt(at - 1));
    // 下周一起讨论 is "discuss together next week", not "next Monday".
    if (isEdge && !(text.charAt(at - 1) === '一' && /[起些下直]/.test(text.charAt(at)))) yield { phrase: text.slice(0, at), rest: text.slice(at) };
  }
}

/** The longest candidate that is understood, be it a time that is over: the person is told rather than given another one. */
function first(candidates: Iterable<Candidate>, context: WhenContext): FoundWhen | undefined {
  for (const { phrase, rest } of candidates) {
    const when = readWhen(phrase, context);
    if (when.ok || when.problem.code === 'inThePast') return { phrase: phrase.trim(), rest, when };
  }
  return undefined;
}

/** Link words and punctuation that held the phrase to the text. */
function trimRest(rest: string): string {
  return rest.replace(/^[\s,，、:：;；。-]+|[\s,，、:：;；-]+$/gu, '').replace(/\s+(?:on|at|by|due)$/i, '');
}

const isSure = (found: FoundWhen | undefined): boolean => found?.when.ok === true && !found.when.ambiguous;

/**
 * Finds when something is to happen in a text such as `send the invoice tomorrow 3pm` or `每两周周三下午3点提醒 #acme 提交素材`: a phrase at its end or its beginning,
 * or a day at one end and the time at the other. Words in quotation marks are never looked into. Undefined: there is none; a time that is over is reported as such.
 */
export function findWhen(text: string, context: WhenContext): FoundWhen | undefined {
  const whole = text.trim();
  const atEnd = first(trailing(whole), context);
  if (atEnd && atEnd.rest.trim() === '') return { ...atEnd, rest: '' };
  const atStart = first(leading(whole), context);
  if (atEnd && atStart && atEnd.phrase.length + atStart.phrase.length <= whole.length) {
    const phrase = `${atStart.phrase} ${atEnd.phrase}`;
    const when = readWhen(phrase, context);
    if (when.ok) return { phrase, rest: trimRest(whole.slice(atStart.phrase.length, whole.length - atEnd.phrase.length)), when };
  }
  const chosen = isSure(atEnd) || !atStart || (!isSure(atStart) && atEnd?.when.ok) ? (atEnd ?? atStart) : atStart;
  return chosen && { ...chosen, rest: trimRest(chosen.rest) };
}
