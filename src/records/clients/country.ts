import Holidays from 'date-holidays';
import { isZone } from '../../core/schedule/zone.ts';
import type { Locale } from '../../ground/i18n.ts';

const library = new Holidays();
const known = new Set(Object.keys(library.getCountries('en')));

const names: Record<Locale, Intl.DisplayNames> = {
  en: new Intl.DisplayNames('en', { type: 'region' }),
  'zh-CN': new Intl.DisplayNames('zh-CN', { type: 'region' }),
};

/** The regions of a country with their own holidays, by code: `BY` of DE, `ENG` of GB, `QC` of CA. */
const regionsOf = (country: string, locale: Locale): Readonly<Record<string, string>> =>
  (known.has(country) ? library.getStates(country, locale === 'en' ? 'en' : 'zh') : undefined) ?? {};

/** The name of a country or a region: `Germany`, `德国`, `Germany (Bayern)`. */
export function countryName(code: string, locale: Locale): string {
  if (!isCountry(code)) return code;
  const [country = '', region] = code.split('-');
  const name = names[locale].of(country) ?? country;
  if (region === undefined) return name;
  const within = regionsOf(country, locale)[region] ?? region;
  return locale === 'en' ? `${name} (${within})` : `${name}（${within}）`;
}

/** True for a country with known holidays, `DE`, and for a region of one, `DE-BY`; capital letters. */
export function isCountry(code: string): boolean {
  const [country = '', region, ...more] = code.split('-');
  return known.has(country) && more.length === 0 && (region === undefined || region in regionsOf(country, 'en'));
}

/** Node 20 has the property, later versions the method. */
type LocaleWithZones = Intl.Locale & { getTimeZones?(): string[] | undefined; readonly timeZones?: string[] };

let countriesByZone: ReadonlyMap<string, string> | undefined;
/** Made at the first use, since it takes some 40 ms. */
function zonesOfCountries(): ReadonlyMap<string, string> {
  countriesByZone ??= new Map(
    [...known].flatMap((country) => {
      const locale: LocaleWithZones = new Intl.Locale(`und-${country}`);
      return (locale.getTimeZones?.() ?? locale.timeZones ?? []).map((zone) => [zone, country] as const);
    }),
  );
  return countriesByZone;
}

/** The country in which an IANA zone lies, `DE` for `Europe/Berlin`; undefined for `UTC` and the like. */
export function countryOfZone(zone: string): string | undefined {
  if (!isZone(zone)) return undefined;
  const canonical = new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone;
  return zonesOfCountries().get(zone) ?? zonesOfCountries().get(canonical);
}

/** `DE` and `DE-BY` in their normal form: capital letters, joined by a hyphen. */
export const countryCode = (typed: string): string =>
  typed
    .normalize('NFKC')
    .trim()
    .toUpperCase()
    .replace(/[\s_/‐-―]+/gu, '-');
