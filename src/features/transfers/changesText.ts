import type { ValueContext } from '../../core/form.ts';
import { inEachLocale, type Locale, type LocalizedText } from '../../ground/i18n.ts';
import { detailsOf, type Entry } from '../../records/entries/model.ts';
import { stateLabel } from '../../records/registers/card.ts';
import type { Register } from '../../records/registers/define.ts';
import { registerTexts } from '../../records/registers/texts.ts';
import type { ChangeRow } from './plan.ts';
import { transferTexts } from './texts.ts';

const NONE = '–';
/** The words of a value in the preview. */
export const shortly = (value: string): string => (value.length > 40 ? `${value.slice(0, 39)}…` : value);

/** The fields of the envelope that a row may change, with their names. */
function labelsOf({ spec }: Register, locale: Locale): Readonly<Record<string, string | undefined>> {
  const texts = registerTexts(locale);
  return {
    title: texts.title(),
    note: texts.note(),
    state: texts.state(),
    due: spec.due?.label[locale],
    ownerId: spec.owner?.label[locale],
  };
}

/** What a row changes in its entry, in words: each field with both values. */
export function changesText(
  register: Register,
  { entry, row }: { entry: Entry; row: ChangeRow },
  { nameOf, ...reader }: Pick<ValueContext, 'zone' | 'now'> & { nameOf: (id: string) => string | undefined },
): LocalizedText {
  return inEachLocale((locale) => {
    const texts = registerTexts(locale);
    const shown = (name: string, value: unknown): string => {
      if (value === undefined) return NONE;
      if (name === 'state') return stateLabel(register, String(value), locale);
      return name === 'ownerId' ? (nameOf(String(value)) ?? texts.somebody()) : shortly(String(value));
    };
    const changed = (field: string, before: string, after: string) =>
      transferTexts(locale).changedTo({ field, before, after });
    const before = entry as unknown as Readonly<Record<string, unknown>>;
    const labels = labelsOf(register, locale);
    const shared = Object.entries(row.fields).flatMap(([name, value]) => {
      const label = labels[name];
      return label === undefined ? [] : [changed(label, shown(name, before[name]), shown(name, value))];
    });
    const own = Object.entries(row.details).flatMap(([name, value]) => {
      const field = register.spec.fields[name];
      if (field === undefined) return [];
      const typed = (one: unknown) =>
        one === undefined ? NONE : shortly(field.typed(one, { ...reader, locale, nameOf }));
      return [changed(field.label[locale], typed(detailsOf(entry)[name]), typed(value))];
    });
    const further = [
      ...('parentId' in row.fields ? [texts.partOf()] : []),
      ...('en' in row.wording ? [texts.wordingEn()] : []),
      ...('zh-CN' in row.wording ? [texts.wordingZh()] : []),
    ];
    return [...shared, ...own, ...further].join(locale === 'en' ? ', ' : '，');
  });
}
