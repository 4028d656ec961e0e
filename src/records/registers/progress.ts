import type { Block } from '../../core/message.ts';
import { type Locale, labelled } from '../../ground/i18n.ts';

/** A progress bar: its label, the state in words, and how far it is. Nothing to reach: no bar. */
export const progressBar = (
  { label, text, value, of }: { label: string; text: string; value: number; of: number },
  locale: Locale,
): Block[] => (of === 0 ? [] : [{ kind: 'progress', label: labelled(label, text, locale), value, of }]);
