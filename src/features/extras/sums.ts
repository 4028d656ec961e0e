import { formatEffort } from '../../core/effort.ts';
import { addMoney, formatMoney, type Money } from '../../core/money.ts';
import type { Locale } from '../../ground/i18n.ts';
import { detailsOf, type Entry } from '../../records/entries/model.ts';
import { extraTexts } from './texts.ts';

/** An extra's own values. `effort`: in minutes. */
interface ExtraDetails {
  readonly effort?: number;
  readonly money?: Money;
}
export const extraOf = (entry: Entry): ExtraDetails => detailsOf(entry) as ExtraDetails;

/** The sum of extras. `minutes`: of effort. `money`: one amount for each currency, by its code. */
export interface Sum {
  readonly count: number;
  readonly minutes: number;
  readonly money: readonly Money[];
}

/** Sums up extras; amounts of two currencies are never added. */
export function sumOf(extras: readonly Entry[]): Sum {
  const byCurrency = new Map<string, Money>();
  let minutes = 0;
  for (const { effort = 0, money } of extras.map(extraOf)) {
    minutes += effort;
    if (money === undefined) continue;
    const before = byCurrency.get(money.currency);
    byCurrency.set(money.currency, before === undefined ? money : addMoney(before, money));
  }
  const money = [...byCurrency.values()].sort((one, other) => (one.currency < other.currency ? -1 : 1));
  return { count: extras.length, minutes, money };
}

/** Effort in hours: the days of people differ in length, so that their sum is no number of days. */
const hoursText = (minutes: number, locale: Locale): string =>
  formatEffort(minutes, { locale, dayMinutes: Number.POSITIVE_INFINITY });

/** What an extra or a sum of them is worth, in words: hours, then each currency; none for what is not known. */
export const worthOf = ({ minutes, money }: Pick<Sum, 'minutes' | 'money'>, locale: Locale): readonly string[] => [
  ...(minutes === 0 ? [] : [hoursText(minutes, locale)]),
  ...money.map((amount) => formatMoney(amount, locale)),
];

/** `3 extras · 14 hr · €300 · $1,200`. */
export const sumText = (sum: Sum, locale: Locale): string =>
  [extraTexts(locale).count({ count: sum.count }), ...worthOf(sum, locale)].join(' · ');
