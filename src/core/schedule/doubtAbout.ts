import type { Doubt, Remainder } from './doubt.ts';
import { doubtInChinese } from './doubtChinese.ts';
import { doubtInEnglish } from './doubtEnglish.ts';

/**
 * The one place that decides whether a sentence's time was understood in full; if so, returns undefined. Never throws.
 */
export function doubtAbout(remainder: Remainder): Doubt | undefined {
  return doubtInEnglish(remainder) ?? doubtInChinese(remainder);
}
