import { expect, test } from 'vitest';
import { countryOfZone } from './country.ts';

test.each([
  ['Europe/Berlin', 'DE'],
  ['Asia/Shanghai', 'CN'],
  ['Asia/Urumqi', 'CN'],
  ['PRC', 'CN'],
  ['Asia/Hong_Kong', 'HK'],
  ['Asia/Kolkata', 'IN'],
  ['America/New_York', 'US'],
  ['Europe/Zurich', 'CH'],
  ['UTC', undefined],
  ['Etc/GMT+5', undefined],
  ['Mars/Olympus', undefined],
])('the zone %s lies in %s', (zone, country) => {
  expect(countryOfZone(zone)).toBe(country);
});
