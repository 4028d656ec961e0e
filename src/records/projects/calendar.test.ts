import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Agency, agency } from '../../../test/fakes/agency.ts';
import { calendarDoubt, dayKind, stretchesOf, weekdayOf } from './calendar.ts';

const week = [1, 2, 3, 4, 5];
let here: Agency;
beforeEach(async () => {
  here = await agency();
});
afterEach(() => here.db.close());

test('a date’s weekday is computed from the calendar alone', () => {
  expect(['2026-11-23', '2026-11-29', '1970-01-01'].map(weekdayOf)).toEqual([1, 7, 4]);
});

test('Germany is off on public holidays, and works on days that only some observe', () => {
  expect(dayKind('2026-05-14', { days: week, country: 'DE' })).toEqual({ working: false, name: 'Christi Himmelfahrt' });
  expect(dayKind('2026-12-24', { days: week, country: 'DE' })).toEqual({ working: true });
  expect(dayKind('2026-11-28', { days: week, country: 'DE' })).toEqual({ working: false });
});

test('China is off in the announced week, and works on the make-up Saturdays', () => {
  expect(dayKind('2026-02-20', { days: week, country: 'CN' })).toEqual({ working: false, name: '春节' });
  expect(dayKind('2026-02-14', { days: week, country: 'CN' })).toEqual({ working: true, name: '春节调休上班' });
  expect(dayKind('2026-03-08', { days: [7], country: 'CN' }).working).toBe(true);
});

test.each([
  ['DE-BY', '2026-06-04', 'Fronleichnam'],
  ['GB-ENG', '2026-08-31', 'Summer bank holiday'],
  ['CA-QC', '2026-06-24', 'National Holiday'],
  ['CA-ON', '2026-02-16', 'Family Day'],
])('a region has its own holidays besides its country’s: %s', (country, date, name) => {
  expect(dayKind(date, { days: week, country })).toEqual({ working: false, name });
  expect(dayKind(date, { days: week, country: country.slice(0, 2) })).toEqual({ working: true });
  expect(dayKind('2026-12-25', { days: week, country }).working).toBe(false);
});

test('the workspace’s table for a country applies in its regions, and a table for the region wins', async () => {
  const { calendars, scope, project } = here;
  const bavaria = { _id: project._id, country: 'DE-BY', hours: project.hours };
  await calendars.put(scope, 'country:DE', [{ date: '2027-02-08', kind: 'off', name: 'Rosenmontag' }]);
  expect((await calendars.of(scope, bavaria)).day('2027-02-08')).toEqual({ working: false, name: 'Rosenmontag' });
  await calendars.put(scope, 'country:DE-BY', [{ date: '2027-02-08', kind: 'work', name: 'no carnival' }]);
  expect((await calendars.of(scope, bavaria)).day('2027-02-08')).toEqual({ working: true, name: 'no carnival' });
});

test('an unannounced year falls back to the library, without its half days', () => {
  expect(dayKind('2027-10-01', { days: week, country: 'CN' })).toEqual({ working: false, name: '国庆节' });
  expect(dayKind('2027-05-04', { days: week, country: 'CN' })).toEqual({ working: true });
  expect(dayKind('2027-06-01', { days: week, country: 'CN' })).toEqual({ working: true });
});

test('a year without China’s official table is named, the first of several, and other countries need none', () => {
  const over = (from: string, until: string, country: string | undefined = 'CN') =>
    calendarDoubt(country, { from, until });
  expect(over('2026-01-01', '2026-12-31')).toBeUndefined();
  expect(over('2025-12-31', '2026-01-02')).toBe(2025);
  expect(over('2100-06-01', '2102-01-01')).toBe(2100);
  expect(over('2100-06-01', '2100-06-01')).toBe(2100);
  expect(over('2100-06-01', '2100-06-01', 'DE')).toBeUndefined();
  expect(calendarDoubt(undefined, { from: '2100-06-01', until: '2100-06-01' })).toBeUndefined();
});

test('the project’s own table wins over the workspace’s for the country, which wins over all other rules', async () => {
  const { calendars, scope, project } = here;
  const china = { _id: project._id, country: 'CN', hours: project.hours };
  await calendars.put(scope, 'country:CN', [{ date: '2027-02-13', kind: 'work', name: '调休' }]);
  expect((await calendars.of(scope, china)).day('2027-02-13')).toEqual({ working: true, name: '调休' });
  await calendars.put(scope, `project:${project._id}`, [{ date: '2027-02-13', kind: 'off', name: 'retreat' }]);
  await calendars.put(scope, `project:${project._id}`, [{ date: '2027-02-13', kind: 'off', name: 'team retreat' }]);
  expect((await calendars.of(scope, china)).day('2027-02-13')).toEqual({ working: false, name: 'team retreat' });
  expect(await calendars.remove(scope, `project:${project._id}`, ['2027-02-13'])).toBe(1);
  expect((await calendars.of(scope, china)).day('2027-02-13').working).toBe(true);
});

test('a holiday of several days is one stretch, and the make-up days around it are separate ones', () => {
  const china = { day: (date: string) => dayKind(date, { days: week, country: 'CN' }) };
  expect(stretchesOf(china, { from: '2026-02-10', days: 25 })).toEqual([
    { from: '2026-02-14', until: '2026-02-14', working: true, name: '春节调休上班' },
    { from: '2026-02-15', until: '2026-02-23', working: false, name: '春节' },
    { from: '2026-02-28', until: '2026-02-28', working: true, name: '春节调休上班' },
  ]);
});
