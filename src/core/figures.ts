/** Numbers as people type and read them. */

import type { Locale } from '../ground/i18n.ts';

/** The powers of ten of the words behind a number. */
export const SCALES: Readonly<Record<string, number>> = { k: 3, 千: 3, 万: 4, 亿: 8 };

/**
 * The digits of a typed number, and how many of them are decimals. A single comma before three digits separates
 * thousands, as in both languages; a single point never does.
 */
export function figuresOf(number: string): { readonly digits: string; readonly decimals: number } | undefined {
  const patterns = [
    /^(\d+)(?:\.(\d+))?$/,
    /^([1-9]\d{0,2}(?:,\d{3})+)(?:\.(\d+))?$/,
    /^([1-9]\d{0,2}(?:(?: \d{3})+|(?:['’]\d{3})+))(?:[.,](\d+))?$/,
    /^([1-9]\d{0,2}(?:\.\d{3}){2,})(?:,(\d+))?$/,
    /^([1-9]\d{0,2}\.\d{3}),(\d+)$/,
    /^(\d+),(\d+)$/,
  ];
  for (const pattern of patterns) {
    const [, whole, part = ''] = pattern.exec(number) ?? [];
    if (whole !== undefined) return { digits: whole.replace(/\D/g, '') + part, decimals: part.length };
  }
  return undefined;
}

const NUMBER = /^(?<sign>[+-]?)(?<number>\d(?:[\d.,'’ ]*\d)?) ?(?<scale>k|[千万亿])? ?%?$/u;

/**
 * Reads a number: `1.5`, `1,5`, `-3`, `1,200.50`, `12.5%`, `20k`, `1.5万`. A per cent sign changes nothing: 12.5% is 12.5.
 * Undefined: it is no number.
 */
export function readFigure(typed: string): number | undefined {
  const text = typed.normalize('NFKC').trim().toLowerCase().replace(/^[−–]/u, '-');
  const { sign, number = '', scale = '' } = NUMBER.exec(text)?.groups ?? {};
  const figures = figuresOf(number);
  // Forms of a program, such as 1e-7, are read too.
  const value =
    figures === undefined
      ? /^[+-]?[\d.]+(?:e[+-]?\d+)?$/u.test(text)
        ? Number(text)
        : Number.NaN
      : Number(`${sign}${figures.digits}e${(SCALES[scale] ?? 0) - figures.decimals}`);
  // Minus zero is no other number to people.
  return Number.isFinite(value) ? value + 0 : undefined;
}

/** A number for a reader: `12,500.75`. */
export const formatFigure = (value: number, locale: Locale): string =>
  new Intl.NumberFormat(locale, { maximumFractionDigits: 20 }).format(value);
