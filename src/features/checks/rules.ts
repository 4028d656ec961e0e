import { enumerated, type Locale } from '../../ground/i18n.ts';
import type { Entry } from '../../records/entries/model.ts';
import type { ChangeRules } from '../../records/registers/define.ts';
import { staysAccepted } from '../../records/registers/signing.ts';
import { linesOf } from './checklist.ts';
import { checkTexts } from './texts.ts';

/** The question before a check passes whose checklist has lines that are open or not OK. */
export function asksAboutLines(entry: Entry, state: string, locale: Locale): string | undefined {
  if (state !== 'passed') return undefined;
  const left = linesOf(entry).flatMap(({ text, mark }, index) => (mark === 'ok' ? [] : [`${index + 1}. ${text}`]));
  return left.length === 0 ? undefined : checkTexts(locale).notFine({ lines: enumerated(left, locale) });
}

/** What the client has accepted: the state and what they have read of it. */
const ACCEPTED = ['standard', 'method', 'lines'];

/** An accepted check stays as the client has accepted it. */
export const checkRules: ChangeRules = {
  fields: {},
  adds(_context, entry, { changes: { state, title, details = {} } }) {
    const isChanged = state !== undefined || title !== undefined || ACCEPTED.some((name) => name in details);
    if (entry.state === 'accepted' && isChanged) throw staysAccepted();
    return {};
  },
};
