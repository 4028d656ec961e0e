import type { Doubt, Remainder } from './doubt.ts';

/** A second time or day at the beginning of what a phrase left over: 每天早上8点 | 和晚上8点吃药. */
const MORE_TIME = /^(?:(?:[和及与或]\s*)?(?:早上|上午|中午|下午|晚上?)?[\d一二两三四五六七八九十]{1,3}点|[今明后]天)/u;
/** Another time stands before the phrase, joined to it. */
const JOINED = /[和及与或、]$/u;
/** A date beside the phrase that was not taken along, since there is none such: 11月31日 9点. */
const DATE = /\d{1,2}月\d{1,2}[日号]$/u;
/** A repetition that was begun and not understood. */
const BEGUN = /^每/u;

/** Words of time in Chinese that a phrase left over. */
export function doubtInChinese({ rest, isAfterTime, isBeforeTime, repeats }: Remainder): Doubt | undefined {
  const words = rest.trim();
  const tried = [isBeforeTime && JOINED, !repeats && BEGUN, !repeats && DATE, isAfterTime && MORE_TIME];
  const found = tried.find((pattern): pattern is RegExp => pattern !== false && pattern.test(words));
  return found === undefined ? undefined : { code: 'beside', words: found.exec(words)?.[0] ?? words };
}
