/** The languages of Rapport. Every text for people exists in each of them. */
export const LOCALES = ['en', 'zh-CN'] as const;
export type Locale = (typeof LOCALES)[number];

/** One text in every language, for declarations before the reader is known (labels, summaries). */
export type LocalizedText = Readonly<Record<Locale, string>>;

/** A text whose wording depends on a number. Categories are those of Intl.PluralRules; `other` is required. */
export interface Plural<P extends string = string> {
  readonly plural: string;
  readonly forms: Readonly<Partial<Record<Intl.LDMLPluralRule, string>>> & { readonly other: string };
  /** Exists only in the types: the parameters of the texts. */
  readonly __parameters?: P;
}

type ParametersIn<S extends string> = S extends `${string}{${infer P}}${infer Rest}` ? P | ParametersIn<Rest> : never;
type Template = string | Plural;
type ParametersOf<T> = T extends string ? ParametersIn<T> : T extends Plural<infer P> ? P : never;
type Arguments<P extends string> = [P] extends [never] ? [] : [parameters: Readonly<Record<P, string | number>>];

/** Each language must have all keys of English, and no parameter that English lacks. */
type SameKeys<E extends Record<string, Template>, T> = {
  [K in keyof E]: K extends keyof T
    ? [ParametersOf<T[K]>] extends [ParametersOf<E[K]>]
      ? [ParametersOf<E[K]>] extends [ParametersOf<T[K]>]
        ? T[K]
        : Template & { readonly missingParameter: Exclude<ParametersOf<E[K]>, ParametersOf<T[K]>> }
      : Template & { readonly unknownParameter: Exclude<ParametersOf<T[K]>, ParametersOf<E[K]>> }
    : Template;
};

/** A slice's texts in one language: a function per key with exactly the parameters of the text. */
export type Texts<E extends Record<string, Template>> = {
  readonly [K in keyof E]: (...args: Arguments<ParametersOf<E[K]>>) => string;
};

type ParameterlessKey<E extends Record<string, Template>> = {
  [K in keyof E]: [ParametersOf<E[K]>] extends [never] ? K : never;
}[keyof E];

export interface TextTable<E extends Record<string, Template>> {
  /** The texts in one language. */
  (locale: Locale): Texts<E>;
  /** One text without parameters in all languages at once, for declarations. */
  all<K extends ParameterlessKey<E>>(key: K): LocalizedText;
}

/**
 * Chooses a wording by the number in `parameter`: `plural('count', { one: '{count} item', other: '{count} items' })`.
 */
export function plural<
  P extends string,
  const F extends Partial<Record<Intl.LDMLPluralRule, string>> & { other: string },
>(parameter: P, forms: F): Plural<P | ParametersIn<Extract<F[keyof F], string>>> {
  return { plural: parameter, forms };
}

const rules: Record<Locale, Intl.PluralRules> = {
  en: new Intl.PluralRules('en'),
  'zh-CN': new Intl.PluralRules('zh-CN'),
};

function fill(template: string, parameters: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = parameters[name];
    return value === undefined ? whole : String(value);
  });
}

const CHINESE_SLOT =
  /(?<before>[\p{Script=Han}@#]?)(?<left> ?)\{(?<name>\w+)\}(?<right> ?)(?=(?<after>\p{Script=Han}?))/gu;
const isHan = (char: string | undefined) => char !== undefined && /\p{Script=Han}/u.test(char);
const CHINESE_START = /^[\p{Script=Han}（“《]/u;
const CHINESE_END = /[\p{Script=Han}）”》]$/u;
const LATIN_START = /^[\p{Script=Latin}@#]/u;
const LATIN_END = /\p{Script=Latin}$/u;

/**
 * Chinese has no space before Chinese, and one before Latin letters; the inserted name decides. Text after @ or # is
 * typed as it is.
 */
function fillChinese(template: string, parameters: Readonly<Record<string, string | number>>): string {
  return template.replace(CHINESE_SLOT, (whole, ...rest) => {
    const { before = '', left = '', name = '', right = '', after } = rest.at(-1) as Readonly<Record<string, string>>;
    const given = parameters[name];
    if (given === undefined) return whole;
    const value = String(given);
    if (before === '@' || before === '#') return `${before}${left}${value}${right}`;
    const lead = !isHan(before) ? left : CHINESE_START.test(value) ? '' : LATIN_START.test(value) ? ' ' : left;
    const trail = !isHan(after) ? right : CHINESE_END.test(value) ? '' : LATIN_END.test(value) ? ' ' : right;
    return `${before}${lead}${value}${trail}`;
  });
}

/** A label and its text: `Where: #acme`, `位置：#acme`. */
export const labelled = (label: string, text: string, locale: Locale): string =>
  `${label}${locale === 'en' ? ': ' : '：'}${text}`;

/** A list in one line: `Ana, Bo`, `安娜、博`. */
export const enumerated = (items: readonly string[], locale: Locale): string =>
  items.join(locale === 'en' ? ', ' : '、');

/** A person's name in a sentence: the first name in Latin letters, else the whole name. */
export const calledName = (name: string): string =>
  /^\p{Script=Latin}/u.test(name) ? (name.split(' ')[0] ?? name) : name;

/** Joins texts in one line: Chinese punctuation includes its own space. */
export const inARow = (texts: readonly string[]): string =>
  texts
    .filter((text) => text !== '')
    .reduce(
      (said, next) => (said === '' || /[。！？：；，）”]$/u.test(said) ? `${said}${next}` : `${said} ${next}`),
      '',
    );

function say(locale: Locale, template: Template, parameters: Readonly<Record<string, string | number>>): string {
  const into = locale === 'zh-CN' ? fillChinese : fill;
  if (typeof template === 'string') return into(template, parameters);
  const category = rules[locale].select(Number(parameters[template.plural]));
  return into(template.forms[category] ?? template.forms.other, parameters);
}

/**
 * Declares a slice's texts, once per language. A key or a parameter that one language lacks does not compile.
 * Parameters stand in braces: `'Hello {name}'`; `plural` makes wordings that depend on a number.
 */
export function defineTexts<
  const E extends Record<string, Template>,
  const Z extends Record<keyof E, Template>,
>(tables: { en: E; 'zh-CN': Z & SameKeys<E, Z> }): TextTable<E> {
  const made = new Map<Locale, Texts<E>>();
  for (const locale of LOCALES) {
    const table = tables[locale] as Record<string, Template>;
    const entries = Object.keys(tables.en).map((key) => [
      key,
      (parameters: Readonly<Record<string, string | number>> = {}) => say(locale, table[key] as Template, parameters),
    ]);
    made.set(locale, Object.fromEntries(entries) as Texts<E>);
  }
  const table = (locale: Locale) => made.get(locale) as Texts<E>;
  return Object.assign(table, {
    all: (key: keyof E) =>
      ({
        en: tables.en[key],
        'zh-CN': (tables['zh-CN'] as Record<keyof E, Template>)[key],
      }) as unknown as LocalizedText,
  }) as TextTable<E>;
}

/** Maps a platform's locale tag to a language: any Chinese is zh-CN, everything else English. */
export function nearestLocale(tag: string | undefined): Locale {
  return tag?.toLowerCase().startsWith('zh') ? 'zh-CN' : 'en';
}

/** A text made for each language: for an error whose text contains names. */
export const inEachLocale = (make: (locale: Locale) => string): LocalizedText => ({
  en: make('en'),
  'zh-CN': make('zh-CN'),
});
