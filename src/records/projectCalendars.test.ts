import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Agency, agency } from '../../test/fakes/agency.ts';
import { addWorkingMinutes, workingDaysBetween } from '../core/schedule/businessTime.ts';
import { waited } from './entries/waiting.ts';
import { createPersonClock } from './personClock.ts';
import { createProjectCalendars } from './projectCalendars.ts';
import { calendarDoubt } from './projects/calendar.ts';
import type { Project } from './projects/model.ts';

/** Mei manages the project from Shanghai; the workspace and the project are in Berlin. */
let here: Agency;
beforeEach(async () => {
  here = await agency();
});
afterEach(() => here.db.close());

const at = (iso: string) => new Date(iso);
function calendarsOf(change: Partial<Project> = {}) {
  const { people, calendars, workspaces, projects, scope, project } = here;
  const personClock = createPersonClock({ workspaces, projects });
  return createProjectCalendars({ people, calendars, personClock })(scope, { ...project, ...change });
}

test('the client’s calendar is the project’s: its zone, its hours, its country', async () => {
  const { client } = await calendarsOf({ country: 'DE-BY', hours: { days: [1, 2, 3, 4], from: '08:00', to: '16:00' } });
  expect([client.zone, client.country]).toEqual(['Europe/Berlin', 'DE-BY']);
  // Corpus Christi, a Thursday, is a day off in Bavaria; Friday is not worked.
  expect(addWorkingMinutes(at('2026-06-03T13:30Z'), 60, client)).toEqual(at('2026-06-08T06:30Z'));
});

test('ours is the manager’s: their zone, its country’s holidays and make-up days, the default hours', async () => {
  const { ours } = await calendarsOf({ country: 'DE', hours: { days: [1], from: '08:00', to: '16:00' } });
  expect([ours.zone, ours.country]).toEqual(['Asia/Shanghai', 'CN']);
  // Golden Week is off; Saturday 10 October is worked, from 9:00 to 18:00 in Shanghai.
  expect(addWorkingMinutes(at('2026-09-30T09:00Z'), 61, ours)).toEqual(at('2026-10-08T01:01Z'));
  expect(workingDaysBetween(at('2026-10-09T10:00Z'), at('2026-10-10T10:00Z'), ours)).toBe(1);
});

test('a manager without a zone has the workspace’s; in the project’s country and zone both sides work alike', async () => {
  const managerId = here.tom._id;
  const { ours, client } = await calendarsOf({
    managerId,
    country: 'DE-BY',
    hours: { days: [1, 2, 3, 4, 5], from: '08:00', to: '16:00' },
  });
  expect([ours.zone, ours.country]).toEqual(['Europe/Berlin', 'DE-BY']);
  const week = [at('2026-06-01T06:10Z'), at('2026-06-08T11:00Z')] as const;
  expect(workingDaysBetween(...week, ours)).toBe(workingDaysBetween(...week, client));
  const elsewhere = await calendarsOf({ managerId, country: 'US', zone: 'America/New_York' });
  expect([elsewhere.ours.country, elsewhere.client.country]).toEqual(['DE', 'US']);
});

test('a project without a country has its weekdays alone', async () => {
  const { client } = await calendarsOf();
  expect(client.country).toBeUndefined();
  expect(workingDaysBetween(at('2026-12-25T00:00Z'), at('2026-12-26T00:00Z'), client)).toBe(1);
});

test('days of the project count for both sides, days of a country for its side', async () => {
  const { calendars, scope, project } = here;
  await calendars.put(scope, `project:${project._id}`, [{ date: '2026-11-24', kind: 'off', name: 'retreat' }]);
  await calendars.put(scope, 'country:CN', [{ date: '2026-11-25', kind: 'off', name: '停电' }]);
  const both = await calendarsOf({ country: 'DE' });
  const turns = (turn: 'ours' | 'client') => [{ at: at('2026-11-22T23:00Z'), turn }] as const;
  const friday = at('2026-11-27T22:00Z');
  expect(waited(turns('ours'), friday, both).ours.days).toBe(3);
  expect(waited(turns('client'), friday, both).client.days).toBe(4);
});

test('each side’s country says whether its days are certain', async () => {
  const { ours, client } = await calendarsOf({ country: 'DE' });
  const dates = { from: '2100-03-01', until: '2100-03-02' };
  expect([ours, client].map(({ country }) => calendarDoubt(country, dates))).toEqual([2100, undefined]);
});
