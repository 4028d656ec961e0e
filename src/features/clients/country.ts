import Holidays from 'date-holidays';

const known = new Set(Object.keys(new Holidays().getCountries('en')));

/** True for a country whose holidays are known; two capital letters. */
export const isCountry = (code: string): boolean => known.has(code);
