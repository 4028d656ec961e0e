/** Values that are one of fixed options, or several of them. */

import { LOCALES, type Locale } from '../ground/i18n.ts';
import { bad, ok, one, type Raw } from './fieldMaking.ts';
import { fieldTexts } from './fieldTexts.ts';
import type { Option, Parsed } from './form.ts';

/** Characters that separate the parts of a list in one line. */
const SEPARATORS = /[,，、;；]/;

/** The parts of a list: as given, or separated in one line. */
export const partsOf = (raw: Raw): string[] =>
  (Array.isArray(raw) ? raw : (raw ?? '').split(SEPARATORS)).map((part) => part.trim()).filter((part) => part !== '');

/** The form for comparisons: NFKC, lower case, trimmed. */
const plain = (text: string): string => text.normalize('NFKC').toLowerCase().trim();

/** The option of a word: its value, label or alias in either language. */
export function optionOf(options: readonly Option[], word: string): Option | undefined {
  const wanted = plain(word);
  return options.find(({ value, label, aliases = [] }) =>
    [value, ...LOCALES.map((locale) => label[locale]), ...aliases].some((name) => plain(name) === wanted),
  );
}

/** Reads one of fixed options, by value, label or alias in either language. */
export function readChoice<V extends string>(options: readonly Option[], raw: Raw): Parsed<V> {
  const found = optionOf(options, one(raw));
  if (found !== undefined) return ok(found.value as V);
  const told = (locale: Locale, between: string) =>
    fieldTexts(locale).notAChoice({ choices: options.map(({ label }) => label[locale]).join(between) });
  return { ok: false, problem: { code: 'notAChoice', text: { en: told('en', ', '), 'zh-CN': told('zh-CN', '、') } } };
}

/** Reads any number of fixed options. */
export function readChoices<V extends string>(options: readonly Option[], raw: Raw): Parsed<readonly V[]> {
  const read = partsOf(raw).map((part) => readChoice<V>(options, part));
  const problem = read.find((part) => !part.ok);
  if (problem !== undefined) return problem;
  const values = read.flatMap((part) => (part.ok ? [part.value] : []));
  return values.length === 0 ? bad('required') : ok(values);
}

/** An option's label; a value without an option, such as an old one, as it is. */
export const labelOf = (options: readonly Option[], value: string, locale: Locale): string =>
  options.find((option) => option.value === value)?.label[locale] ?? value;

/** The word for an option that reads as it again: its label, or its value where the label means another option. */
export function wordFor(options: readonly Option[], value: string, locale: Locale): string {
  const label = labelOf(options, value, locale);
  return optionOf(options, label)?.value === value && !SEPARATORS.test(label) ? label : value;
}

export const toggleOptions: readonly Option[] = [
  { value: 'yes', label: fieldTexts.all('yes'), aliases: ['true', 'on', 'y', '1', '开', '对'] },
  { value: 'no', label: fieldTexts.all('no'), aliases: ['false', 'off', 'n', '0', '关', '不'] },
];
