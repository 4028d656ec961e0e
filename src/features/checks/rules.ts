import { enumerated, type Locale } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import { linesOf } from './checklist.ts';
import { checkTexts } from './texts.ts';

/** The question before a check passes whose checklist has lines that are open or not OK. */
export function asksAboutLines(entry: Entry, state: string, locale: Locale): string | undefined {
  if (state !== 'passed') return undefined;
  const left = linesOf(entry).flatMap(({ text, mark }, index) => (mark === 'ok' ? [] : [`${index + 1}. ${text}`]));
  return left.length === 0 ? undefined : checkTexts(locale).notFine({ lines: enumerated(left, locale) });
}
