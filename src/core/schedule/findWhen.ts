import { CALENDAR_RULE } from './calendarRule.ts';
import { insideWords } from './chineseEdges.ts';
import type { Doubt } from './doubt.ts';
import { doubtAbout } from './doubtAbout.ts';
import { readWhen } from './phrases.ts';
import { simplified } from './simplified.ts';
import { couldBeTime } from './timeWords.ts';
import type { When, WhenContext } from './when.ts';

/** A time phrase at the edge of a text, and the text without it. */
export interface FoundWhen {
  /** The phrase as typed. */
  readonly phrase: string;
  readonly rest: string;
  /** `ambiguous` also if there is a doubt. */
  readonly when: When;
  /** Words of `rest` that look like part of the time: the phrase alone may be incomplete. */
  readonly doubt?: Doubt | undefined;
}

/** Longer than any readable phrase; bounds the search on long texts. */
const MAX_PHRASE = 100;
const HAN = /\p{Script=Han}/u;
const LETTER = /[\p{L}\p{N}_]/u;

/**
 * Whether a phrase can begin or end between two characters: never within a word or a number, at any position within
 * Chinese.
 */
function isBoundary(before: string, after: string): boolean {
  if (before === '' || after === '' || /\s/.test(before) || /\s/.test(after)) return true;
  if (before === '月' && /\d/.test(after)) return false;
  if (HAN.test(before) || HAN.test(after)) return !(HAN.test(before) && /[\d:]/.test(after) && /[第每]/.test(before));
  return !(LETTER.test(before) && LETTER.test(after)) && !/[\d:./+-]/.test(before) && !/[:./-]/.test(after);
}

interface Candidate {
  readonly phrase: string;
  readonly rest: string;
}

/**
 * Words before a time that is the end of the task, not the time of the reminder: "wait until 5pm", 等到10点. 签到 and
 * similar words are excluded.
 */
const TO_AN_END = /(?:\b(?:until|till?|through|thru|from|between)|(?<![签报收迟])[到至])\s*$/iu;

function* trailing(text: string): Generator<Candidate> {
  const inside = insideWords(text);
  for (let at = Math.max(0, text.length - MAX_PHRASE); at < text.length; at += 1) {
    const isEdge =
      isBoundary(text.charAt(at - 1), text.charAt(at)) && !inside.has(at) && !/[\s,，、;；:：]/.test(text.charAt(at));
    if (isEdge && !TO_AN_END.test(text.slice(0, at)) && !JOINT_AT_START.test(text.slice(at, at + 4)))
      yield { phrase: text.slice(at), rest: text.slice(0, at) };
  }
}

/** A link to a first time cannot begin a phrase. */
const JOINT_AT_START = /^(?:(?:and|or)\b|[&+和及与或])/i;

/**
 * Words that are a time only beside another one. At the beginning of a text they are its subject (lunch with Ana, 早会).
 */
const NOUN = /^(?:lunch(?:time)?|morning|afternoon|evening|night|早|晚)$/i;

/** A link to a second time cannot end a phrase. */
const JOINT_AT_END = /(?:\b(?:and|or|from|to|until)|[&+,，、和及与或跟的])$/i;
/** A part of the day between a time of day and a noun that it belongs to: "Friday 5pm afternoon | tea". */
const PART_AT_END = /\d\s?(?:[ap]\.?m\.?)?\s+(?:lunch(?:time)?|morning|afternoon|evening|night)$/i;
const A_WORD = /^\s+(?!(?:to|that|remind|on|at|for|about)\b)\p{L}/iu;

function* leading(text: string): Generator<Candidate> {
  const inside = insideWords(text);
  for (let at = Math.min(text.length, MAX_PHRASE); at > 0; at -= 1) {
    const isEdge =
      (isBoundary(text.charAt(at - 1), text.charAt(at)) || /^[:：]\s/.test(text.slice(at, at + 2))) &&
      !/\s/.test(text.charAt(at - 1));
    if (isEdge && PART_AT_END.test(text.slice(0, at)) && A_WORD.test(text.slice(at))) continue;
    const isOther = inside.has(at) || NOUN.test(text.slice(0, at)) || JOINT_AT_END.test(text.slice(0, at));
    if (isEdge && !isOther) yield { phrase: text.slice(0, at), rest: text.slice(at) };
  }
}

/**
 * The longest candidate that is understood, even if its time is over: then the person is told, and no shorter candidate
 * replaces it.
 */
function first(candidates: Iterable<Candidate>, context: WhenContext): FoundWhen | undefined {
  for (const { phrase, rest } of candidates) {
    if (!HAN.test(phrase) && !couldBeTime(phrase)) continue;
    const when = readWhen(phrase, context);
    if (when.ok || ['inThePast', 'unknownDay'].includes(when.problem.code))
      return { phrase: phrase.trim(), rest, when };
  }
  return undefined;
}

/** Removes the link words and punctuation that joined the phrase to the text. */
function trimRest(rest: string): string {
  return rest
    .replace(/^[\s,，、:：;；。–—-]+|[\s,，、:：;；–—-]+$/gu, '')
    .replace(/\s+(?:(?:on|at|by|due)(?:\s+the)?|the)$/i, '');
}

const isSure = (found: FoundWhen | undefined): boolean => found?.when.ok === true && !found.when.ambiguous;

/**
 * The bounds of a rule that may stand at the end of a text, far from the rule: "every Monday 10am call Bo until 1
 * March", 每天10点吃药，共5次. A number of times counts only behind a comma or a word like "for"; otherwise it belongs to the
 * task: "every day take the pills 3 times".
 */
const BOUNDS =
  /(?:[,，;；]\s*|\s+)(?:until|till|starting|beginning|except(?: for| on)?|excluding|but not(?: on)?)\s|(?:[,，;；]\s*(?:for\s+)?|\s+for\s+)[\p{L}\d]+\s*times$|[,，;；]?\s*(?:一?直到|截至|截止|除了?)|(?:[,，;；]\s*(?:一?共|总共)?|一?共|总共)[\d一二两三四五六七八九十]+次$|[,，;；]?\s*[到至](?:[^到至]+(?:为止|止|结束)|[^到至周期拜]*[年月][^到至周期拜]*)$|[,，;；]?\s*从[^从]+(?:开始|起)$|[,，;；(（]\s*[^,，;；(（]+除外[)）]?$|[,，;；]\s*for\s+(?:the next\s+)?[\p{L}\d]+\s+(?:day|week|month|year)s?$|[,，;；]?\s*(?:连续|持续|连着|为期)[\d一二两三四五六七八九十]+(?:天|日|周|个?(?:星期|礼拜)|个月|年)$|[,，;；]?\s*(?:提前|提早)[\d一二两三四五六七八九十半]+个?半?(?:分钟?|小时|钟头|刻钟|天|日|周)(?:(?:提醒|通知|告诉|叫)我?)?(?:一下|一声)?$/giu;
/** A notice ahead also fits a single time. */
const AHEAD = /^(?:提前|提早)/u;
const EXCEPT = /^[\s,，;；]*(?:except(?: for| on)?|excluding|but not(?: on)?|除了?)\s*/iu;

/**
 * A rule in the text and its bound at the end. An exception that is a time but fits no rule is reported as not
 * understood: alone it would mean the opposite.
 */
function bounded(text: string, context: WhenContext): FoundWhen | undefined {
  for (const { index } of simplified(text).matchAll(BOUNDS)) {
    const found = unbounded(text.slice(0, index), context);
    if (found === undefined || !found.when.ok) continue;
    const bound = text.slice(index).replace(/^[\s,，;；(（]+|[)）]$/gu, '');
    // The end of the task, on each of its days: wait until 10am.
    if (/^(?:un)?till?\s+\d{1,2}(?::\d{2})?(?:\s*[ap]\.?m\.?)?$/i.test(bound)) continue;
    if (found.when.recurrence.frequency === 'once' && !AHEAD.test(bound)) continue;
    const phrase = `${found.phrase}${HAN.test(found.phrase) ? '，' : ' '}${bound}`;
    const when = readWhen(phrase, context);
    const exception = EXCEPT.test(bound) ? bound.replace(EXCEPT, '').replace(/(?:之?外|以外)$/u, '') : undefined;
    const isLost = exception !== undefined && readWhen(exception, context).ok;
    if (when.ok || isLost)
      return { ...found, phrase, when: when.ok && found.doubt !== undefined ? { ...when, ambiguous: true } : when };
  }
  return undefined;
}

const POLITE = /[\s,，]*(?:\b(?:please|pls|thanks|thank you)|谢谢|拜托)[!！.。]*$/iu;

/**
 * Finds the time in a text such as `send the invoice tomorrow 3pm` or `每两周周三下午3点提醒 #acme 提交素材`: a phrase at the end or
 * the beginning, or a day at one end and the time at the other, and the bound of a rule at the end. Words in quotation
 * marks are never read. Undefined: there is no time. A time that is over is reported as such.
 */
export function findWhen(text: string, context: WhenContext): FoundWhen | undefined {
  const whole = text.trim().replace(POLITE, '');
  const rule = whole.split(/\s+/).find((word) => CALENDAR_RULE.test(word));
  if (rule !== undefined) {
    const at = whole.indexOf(rule);
    const phrase = whole.slice(at);
    return { phrase, rest: trimRest(whole.slice(0, at)), when: readWhen(phrase, context) };
  }
  return bounded(whole, context) ?? unbounded(whole, context);
}

/** The words behind this are the task, including their times: "tomorrow at 9 to call Bo at 3pm". */
const TASK = /^(?:[\s,]*(?:to|that)\s|\s*[:：])/i;
const CLAUSE = /^[\s,]*that\s/i;

type Edges = { readonly isAfterTime: boolean; readonly isBeforeTime: boolean };

/**
 * Adds the doubt: if time words are left over, the person is asked, because half of a time must never pass for all of
 * it.
 */
function judged(found: FoundWhen, edges: Edges, other?: string): FoundWhen {
  const trimmed = { ...found, rest: trimRest(found.rest) };
  if (!found.when.ok) return trimmed;
  const repeats = found.when.recurrence.frequency !== 'once';
  const doubt: Doubt | undefined =
    doubtAbout({ phrase: found.phrase, rest: found.rest, repeats, ...edges }) ??
    (other === undefined ? undefined : { code: 'beside', words: other });
  return doubt === undefined ? trimmed : { ...trimmed, when: { ...found.when, ambiguous: true }, doubt };
}

const OF_A_THING = /^\s*的(?!时候|時候)/u;

/** A day known by its name alone is an ordinary word beside a complete time: 春节礼品采购，明天9点. */
const otherTime = ({ phrase, when }: FoundWhen): string | undefined =>
  when.ok || when.problem.code !== 'unknownDay' ? phrase : undefined;

function unbounded(whole: string, context: WhenContext): FoundWhen | undefined {
  const atEnd = first(trailing(whole), context);
  if (atEnd && atEnd.rest.trim() === '') return { ...atEnd, rest: '' };
  const inFront = first(leading(whole), context);
  // 下午3点的会: the time describes a thing and belongs to the task.
  const atStart = inFront !== undefined && OF_A_THING.test(inFront.rest) ? undefined : inFront;
  if (!atStart) return atEnd && judged(atEnd, { isAfterTime: false, isBeforeTime: true });
  if (!atEnd) return judged(atStart, { isAfterTime: !TASK.test(atStart.rest), isBeforeTime: false });

  const isApart = atEnd.phrase.length + atStart.phrase.length <= whole.length;
  if (isApart && !CLAUSE.test(atStart.rest)) {
    const phrase = `${atStart.phrase} ${atEnd.phrase}`;
    const when = readWhen(phrase, context);
    const rest = atStart.rest.slice(0, whole.length - atEnd.phrase.length - atStart.phrase.length);
    if (when.ok || when.problem.code === 'unknownDay')
      return judged({ phrase, rest, when }, { isAfterTime: !TASK.test(rest), isBeforeTime: true });
  }
  const isTold = atStart.when.ok && (atStart.when.timed || CLAUSE.test(atStart.rest)) && TASK.test(atStart.rest);
  if (isTold) return judged(atStart, { isAfterTime: false, isBeforeTime: false });
  const isEnd = isSure(atEnd) || (!isSure(atStart) && atEnd.when.ok);
  const other = isApart ? otherTime(isEnd ? atStart : atEnd) : undefined;
  return isEnd
    ? judged(atEnd, { isAfterTime: false, isBeforeTime: true }, other)
    : judged(atStart, { isAfterTime: true, isBeforeTime: false }, other);
}
