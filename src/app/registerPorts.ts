import type { PersonClocks } from '../records/personClock.ts';
import { createProjectCalendars } from '../records/projectCalendars.ts';
import type { Calendars } from '../records/projects/calendar.ts';
import type { RegisterPorts } from '../records/registers/ports.ts';

/** What the registers need of the house, with the working time of both sides of a project. */
export function createRegisterPorts<P extends Omit<RegisterPorts, 'calendarsOf'>>({
  calendars,
  personClock,
  ...ports
}: P & { readonly calendars: Calendars; readonly personClock: PersonClocks }): RegisterPorts {
  const { people, projects } = ports;
  const sidesOf = createProjectCalendars({ people, calendars, personClock });
  return {
    ...ports,
    async calendarsOf(scope, projectId) {
      const project = await projects.get(scope, projectId);
      return project === undefined ? undefined : sidesOf(scope, project);
    },
  };
}
