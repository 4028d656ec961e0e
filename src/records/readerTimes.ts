import { systemScope } from '../core/access.ts';
import type { ReaderTimes } from '../core/schedule/placed.ts';
import { mondayToFriday, type WorkingDay } from '../core/schedule/recurrence.ts';
import type { People } from './people/store.ts';
import type { PersonClocks } from './personClock.ts';
import type { Calendars } from './projects/calendar.ts';
import { DEFAULT_HOURS, type Project } from './projects/model.ts';
import type { Projects } from './projects/store.ts';

/**
 * A reader's working time, from projects and people: a channel has its project's calendar, hours and zone; a person has
 * the default hours in their own zone, on the working days of their project if there is one.
 */
export function createReaderTimes(deps: {
  people: People;
  projects: Projects;
  calendars: Calendars;
  personClock: PersonClocks;
}): ReaderTimes {
  const { people, projects, calendars, personClock } = deps;

  async function workingDays(workspaceId: string, project: Project | undefined): Promise<WorkingDay> {
    if (project === undefined) return mondayToFriday;
    const calendar = await calendars.of(systemScope(workspaceId, project._id), project);
    return (date) => calendar.day(date).working;
  }

  return async ({ workspaceId, projectId, readerId }) => {
    const scope = systemScope(workspaceId, projectId);
    if (readerId === undefined) {
      const project = projectId === undefined ? undefined : await projects.get(scope, projectId);
      const isWorkingDay = await workingDays(workspaceId, project);
      return project === undefined
        ? { isWorkingDay }
        : { isWorkingDay, hours: { from: project.hours.from, to: project.hours.to, zone: project.zone } };
    }
    const [person, identities] = await Promise.all([people.get(scope, readerId), people.identitiesOf(scope, readerId)]);
    const { zone, project } = await personClock.clockOf(scope, { person, identities, projectId });
    const isWorkingDay = await workingDays(workspaceId, project);
    return zone === undefined ? { isWorkingDay } : { isWorkingDay, hours: { ...DEFAULT_HOURS, zone } };
  };
}
