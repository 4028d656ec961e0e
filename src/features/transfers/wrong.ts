import { inEachLocale, type LocalizedText } from '../../ground/i18n.ts';
import { transferTexts } from './texts.ts';

/** A row that cannot be imported, and why. */
export class Wrong extends Error {
  readonly says: LocalizedText;
  constructor(says: LocalizedText) {
    super(says.en);
    this.says = says;
  }
}

/** The same, with a text of the slice. */
export const wrong = (make: (texts: ReturnType<typeof transferTexts>) => string): Wrong =>
  new Wrong(inEachLocale((locale) => make(transferTexts(locale))));
