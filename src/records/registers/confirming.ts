/** States that are set only after a question: see `confirms` of a register. */

import { field } from '../../core/fields.ts';
import type { Locale } from '../../ground/i18n.ts';
import { detailsOf, type Entry } from '../entries/model.ts';
import type { EntryChanges } from '../entries/store.ts';
import type { Register } from './define.ts';
import { registerTexts } from './texts.ts';

/** The hidden field `sure` of a command that sets a state, for a register with such questions: the person has seen it. */
export const sureField = ({ spec }: Register) =>
  spec.confirms === undefined
    ? {}
    : { sure: field.toggle({ label: registerTexts.all('state'), hidden: true, optional: true }) };

/** The question before these changes, in the reader's language; undefined: there is none. */
export function questionOf(
  { spec }: Register,
  entry: Entry,
  { state = entry.state, details }: Pick<EntryChanges, 'state' | 'details'>,
  locale: Locale,
): string | undefined {
  if (state === entry.state) return undefined;
  const changed = { ...entry, [entry.kind]: { ...detailsOf(entry), ...details } };
  return spec.confirms?.(changed, state, locale);
}
