/** Amounts of money: reading, writing and adding. Never a floating-point number, never across currencies. */

import { z } from 'zod';
import { RapportError } from '../ground/errors.ts';
import type { Locale } from '../ground/i18n.ts';
import { figuresOf, SCALES } from './figures.ts';

/** An amount in the smallest unit of its currency, never negative: 1200.50 EUR is 120050. */
export const money = z.strictObject({
  minor: z.number().int().min(0),
  /** ISO 4217. */
  currency: z.string().regex(/^[A-Z]{3}$/),
});
export type Money = z.infer<typeof money>;

/**
 * The currencies with other than two decimals, by ISO 4217. A table, since `Intl` follows CLDR here: its decimals (of
 * IDR, HUF, COP and others) change with the version of Node, and the meaning of a stored amount may not.
 */
const DECIMALS: Readonly<Record<string, number>> = {
  ...{ BIF: 0, CLP: 0, DJF: 0, GNF: 0, ISK: 0, JPY: 0, KMF: 0, KRW: 0, PYG: 0, RWF: 0, UGX: 0, VND: 0, VUV: 0 },
  ...{ XAF: 0, XOF: 0, XPF: 0, BHD: 3, IQD: 3, JOD: 3, KWD: 3, LYD: 3, OMR: 3, TND: 3 },
};
const decimalsOf = (currency: string): number => DECIMALS[currency] ?? 2;

let codes: ReadonlySet<string> | undefined;
/** Whether it is the code of a currency, in capitals. */
export function isCurrency(code: string): boolean {
  codes ??= new Set(Intl.supportedValuesOf('currency'));
  return codes.has(code);
}

const DOLLARS = ['USD', 'AUD', 'CAD', 'HKD', 'MXN', 'NZD', 'SGD', 'TWD'];
/** Signs and words for currencies, with every currency that they can mean. */
const MARKS: Readonly<Record<string, readonly string[]>> = {
  ...{ $: DOLLARS, dollar: DOLLARS, dollars: DOLLARS, '¥': ['CNY', 'JPY'], kr: ['SEK', 'NOK', 'DKK', 'ISK'] },
  ...{ '€': ['EUR'], euro: ['EUR'], euros: ['EUR'], '£': ['GBP'], '₹': ['INR'], '₩': ['KRW'], '₫': ['VND'] },
  ...{ us$: ['USD'], a$: ['AUD'], au$: ['AUD'], c$: ['CAD'], ca$: ['CAD'], hk$: ['HKD'], mx$: ['MXN'], nz$: ['NZD'] },
  ...{ s$: ['SGD'], nt$: ['TWD'], r$: ['BRL'], 'cn¥': ['CNY'], 'rmb¥': ['CNY'], 'jp¥': ['JPY'], rmb: ['CNY'] },
  ...{ yuan: ['CNY'], yen: ['JPY'], 元: ['CNY'], 块: ['CNY'], 块钱: ['CNY'], 人民币: ['CNY'], 日元: ['JPY'] },
  ...{ 美元: ['USD'], 美金: ['USD'], 欧元: ['EUR'], 英镑: ['GBP'], 港元: ['HKD'], 港币: ['HKD'], 澳元: ['AUD'] },
  ...{ 加元: ['CAD'], 新加坡元: ['SGD'], 新台币: ['TWD'], 韩元: ['KRW'], 瑞士法郎: ['CHF'] },
};
export type MoneyProblem =
  | { readonly code: 'notMoney' | 'whichCurrency' }
  | { readonly code: 'tooPrecise'; readonly parameters: { readonly currency: string; readonly decimals: number } };
export type ReadMoney =
  | { readonly ok: true; readonly value: Money }
  | { readonly ok: false; readonly problem: MoneyProblem };

const AMOUNT = /^(?<before>\D*?) *(?<number>\d(?:[\d.,'’ ]*\d)?) *(?<scale>k(?![a-z])|[千万亿])? *(?<after>\D*)$/;

/**
 * Reads an amount: `€1,200.50`, `1200 EUR`, `3000元`, `1.5万元`, `USD 20k`. `currency`: of a number without one, and of a
 * sign that several currencies share, such as `$`. In Chinese `¥` is CNY. What could be read in two ways is a problem.
 */
export function readMoney(words: string, { locale, currency }: { locale: Locale; currency?: string }): ReadMoney {
  const found = AMOUNT.exec(words.normalize('NFKC').toLowerCase().trim())?.groups;
  const figures = figuresOf(found?.number ?? '');
  const meant = [found?.before ?? '', found?.after ?? ''].filter((mark) => mark !== '').map(currenciesOf);
  if (figures === undefined || meant.some((each) => each.length === 0)) return problem('notMoney');
  const shared = meant[0]?.filter((each) => meant.every((others) => others.includes(each)));
  const code = chosen(shared, { locale, currency });
  if (code === undefined) return problem('whichCurrency');
  const decimals = decimalsOf(code);
  const power = decimals - figures.decimals + (SCALES[found?.scale ?? ''] ?? 0);
  if (power < 0) return { ok: false, problem: { code: 'tooPrecise', parameters: { currency: code, decimals } } };
  const minor = Number(figures.digits + '0'.repeat(power));
  return Number.isSafeInteger(minor) ? { ok: true, value: { minor, currency: code } } : problem('notMoney');
}

const problem = (code: 'notMoney' | 'whichCurrency'): ReadMoney => ({ ok: false, problem: { code } });

/** The currencies that a sign, a word or a code can mean. */
function currenciesOf(mark: string): readonly string[] {
  const code = mark.toUpperCase();
  return Object.hasOwn(MARKS, mark) ? (MARKS[mark] ?? []) : isCurrency(code) ? [code] : [];
}

/** The one currency of those that the words can mean; any, if they name none. */
function chosen(
  meant: readonly string[] | undefined,
  { locale, currency }: { locale: Locale; currency: string | undefined },
): string | undefined {
  if (meant === undefined) return currency;
  if (meant.length === 1) return meant[0];
  if (currency !== undefined && meant.includes(currency)) return currency;
  return locale === 'zh-CN' && meant.includes('CNY') ? 'CNY' : undefined;
}

/** The amount as a decimal number, without decimals if they are zero: `1200.50`, `1200`. */
function decimal({ minor, currency }: Money): { readonly text: string; readonly decimals: number } {
  const decimals = decimalsOf(currency);
  const digits = String(minor).padStart(decimals + 1, '0');
  const [whole, part] = [digits.slice(0, digits.length - decimals), digits.slice(digits.length - decimals)];
  return /^0*$/.test(part) ? { text: whole, decimals: 0 } : { text: `${whole}.${part}`, decimals };
}

/** `1200.50 EUR`: `readMoney` reads it as the same amount in every language. */
export const typedMoney = (amount: Money): string => `${decimal(amount).text} ${amount.currency}`;

/** `€1,200.50`, `CN¥3,000`; `¥3,000` in Chinese. */
export function formatMoney(amount: Money, locale: Locale): string {
  const { text, decimals } = decimal(amount);
  const { currency } = amount;
  const digits = { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
  // As text, since a number of this size may have no exact decimals.
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(
    text as Intl.StringNumericLiteral,
  );
}

/** The sum. @throws RapportError `internal` for two currencies, or a sum that is too large to be exact. */
export function addMoney(one: Money, other: Money): Money {
  if (one.currency !== other.currency)
    throw new RapportError('internal', `${one.currency} and ${other.currency} cannot be added`);
  const minor = one.minor + other.minor;
  if (!Number.isSafeInteger(minor)) throw new RapportError('internal', `a sum in ${one.currency} is too large`);
  return { minor, currency: one.currency };
}
