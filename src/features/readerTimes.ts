import { systemScope } from '../core/access.ts';
import type { ReaderTimes } from '../core/schedule/placed.ts';
import { mondayToFriday } from '../core/schedule/recurrence.ts';
import { isZone } from '../core/schedule/zone.ts';
import type { People } from './people/index.ts';
import { type Calendars, DEFAULT_HOURS, type Projects } from './projects/index.ts';
import type { Workspaces } from './workspaces/index.ts';

/**
 * When whoever reads something is at work, put together from projects and people: a channel by its project's calendar, hours and zone; a person by the usual
 * hours of their own zone, on the working days of the project if there is one.
 */
export function createReaderTimes(deps: { workspaces: Workspaces; people: People; projects: Projects; calendars: Calendars }): ReaderTimes {
  const { workspaces, people, projects, calendars } = deps;

  async function zoneOf(workspaceId: string, personId: string): Promise<string> {
    const scope = systemScope(workspaceId);
    const [who, identities, home] = await Promise.all([people.get(scope, personId), people.identitiesOf(scope, personId), workspaces.get(scope)]);
    const told = identities.map(({ platformZone }) => platformZone).find((zone) => zone !== undefined && isZone(zone));
    return who?.zone ?? told ?? home?.zone ?? 'UTC';
  }

  return async ({ workspaceId, projectId, readerId }) => {
    const scope = systemScope(workspaceId, projectId);
    const project = projectId === undefined ? undefined : await projects.get(scope, projectId);
    const calendar = project === undefined ? undefined : await calendars.of(scope, project);
    const isWorkingDay = calendar === undefined ? mondayToFriday : (date: string) => calendar.day(date).working;
    if (readerId !== undefined) return { isWorkingDay, hours: { ...DEFAULT_HOURS, zone: await zoneOf(workspaceId, readerId) } };
    return project === undefined ? { isWorkingDay } : { isWorkingDay, hours: { from: project.hours.from, to: project.hours.to, zone: project.zone } };
  };
}
