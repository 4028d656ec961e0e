import Holidays from 'date-holidays';
import type { Locale } from '../../core/i18n.ts';

const known = new Set(Object.keys(new Holidays().getCountries('en')));

const names: Record<Locale, Intl.DisplayNames> = {
  en: new Intl.DisplayNames('en', { type: 'region' }),
  'zh-CN': new Intl.DisplayNames('zh-CN', { type: 'region' }),
};

/** What a country is called: `Germany`, `德国`. */
export const countryName = (code: string, locale: Locale): string => (isCountry(code) ? names[locale].of(code) : undefined) ?? code;

/** True for a country whose holidays are known; two capital letters. */
export const isCountry = (code: string): boolean => known.has(code);
