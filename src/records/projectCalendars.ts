import type { Scope } from '../core/access.ts';
import { type BusinessCalendar, createBusinessCalendar } from '../core/schedule/businessTime.ts';
import { countryOfZone } from './clients/country.ts';
import type { People } from './people/store.ts';
import type { PersonClocks } from './personClock.ts';
import type { Calendars, WorkingCalendar } from './projects/calendar.ts';
import { DEFAULT_HOURS, type Project, type WorkingHours } from './projects/model.ts';

/** The working time of one side of a project. */
export interface SideCalendar extends BusinessCalendar {
  /** The country or region whose holidays count, for `calendarDoubt`; undefined without one. */
  readonly country: string | undefined;
}

/** Finds the two calendars of a project. Get them anew per piece of work. */
export type ProjectCalendars = (
  scope: Scope,
  project: Project,
) => Promise<{ readonly ours: SideCalendar; readonly client: SideCalendar }>;

/**
 * Creates the look-up of a project's two calendars. These records decide:
 *
 * - The client's is that of the project, as for quiet hours in the client's channel: the zone, hours and weekdays of the
 *   project's record, and the holidays of its country. The client's record gave the project that country when the
 *   project was made, and is not asked again: a project without a country has its weekdays alone.
 * - Ours is that of the project's manager. The zone is their own, then their platform's, then the workspace's
 *   (personClock.ts). In the project's zone, the hours and weekdays are the project's, in any other zone the default
 *   ones. No record of ours has a country, so the holidays are those of the country in which that zone lies; if it is
 *   the project's country, with the project's region.
 *
 * Days that the workspace has entered for a country count for the side of that country; days entered for the project
 * count for both sides. @throws RapportError `invalid` for a stored zone or hours that cannot be computed with.
 */
export function createProjectCalendars({
  people,
  calendars,
  personClock,
}: {
  people: Pick<People, 'get' | 'identitiesOf'>;
  calendars: Pick<Calendars, 'ofBoth'>;
  personClock: Pick<PersonClocks, 'zoneOf'>;
}): ProjectCalendars {
  async function managerZone(scope: Scope, managerId: string): Promise<string> {
    const [person, identities] = await Promise.all([
      people.get(scope, managerId),
      people.identitiesOf(scope, managerId),
    ]);
    return (await personClock.zoneOf(scope, { person, identities })) ?? 'UTC';
  }

  return async (scope, project) => {
    const { _id, zone, country, hours } = project;
    const ourZone = await managerZone(scope, project.managerId);
    const ourCountry = countryOfZone(ourZone);
    const client = { _id, zone, country, hours };
    const ours = {
      _id,
      zone: ourZone,
      country: country?.split('-')[0] === ourCountry ? country : ourCountry,
      hours: ourZone === zone ? hours : DEFAULT_HOURS,
    };
    const [ourDays, clientDays] = await calendars.ofBoth(scope, [ours, client]);
    return { ours: sideOf(ours, ourDays), client: sideOf(client, clientDays) };
  };
}

function sideOf(
  { zone, country, hours }: { zone: string; country: string | undefined; hours: WorkingHours },
  days: WorkingCalendar,
): SideCalendar {
  const isWorkingDay = (date: string) => days.day(date).working;
  return { ...createBusinessCalendar({ zone, hours, isWorkingDay }), country };
}
