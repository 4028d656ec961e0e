import type { Scope } from '../core/access.ts';
import { isZone } from '../core/schedule/zone.ts';
import type { Identity, Person } from './people/model.ts';
import type { Project } from './projects/model.ts';
import type { Projects } from './projects/store.ts';
import type { Workspaces } from './workspaces/store.ts';

/** A person's zone, and the project whose days off apply to them. Both are undefined if unknown. */
export interface PersonClock {
  readonly zone: string | undefined;
  readonly project: Project | undefined;
}

interface Asked {
  readonly person: Person | undefined;
  readonly identities: readonly Identity[];
  /** The relevant project, if there are several. */
  readonly projectId?: string | undefined;
}

const isRunning = ({ state }: Project) => state !== 'closed';
/** The common value of all; undefined if they differ. */
function shared<T>(values: readonly T[]): T | undefined {
  const [first, ...others] = values;
  return others.every((other) => other === first) ? first : undefined;
}

/**
 * Finds the zone and calendar of a person. Their own zone and the platform's come first. For our side the workspace's
 * comes next. For a contact it never does: theirs is the zone of their project (of several, the given `projectId`), or
 * the zone that all their projects share.
 */
export function createPersonClock({ workspaces, projects }: { workspaces: Workspaces; projects: Projects }) {
  async function projectsOf(scope: Scope, person: Person | undefined): Promise<readonly Project[]> {
    if (person?.side === 'client' && person.clientId !== undefined)
      return (await projects.ofClient(scope, person.clientId)).filter(isRunning);
    const seenIn =
      person?.side === 'unknown' && person.askedIn !== undefined
        ? await projects.get(scope, person.askedIn)
        : undefined;
    return seenIn === undefined ? [] : [seenIn];
  }

  const ownZone = ({ person, identities }: Asked) =>
    person?.zone ??
    identities.map(({ platformZone }) => platformZone).find((zone) => zone !== undefined && isZone(zone));

  async function clockOf(scope: Scope, asked: Asked): Promise<PersonClock> {
    const { person, projectId } = asked;
    const isOurs = person === undefined || person.side === 'ours';
    const theirs = isOurs ? [] : await projectsOf(scope, person);
    const meant =
      theirs.find(({ _id }) => _id === projectId) ??
      (projectId === undefined || !isOurs ? undefined : await projects.get(scope, projectId));
    const zone =
      ownZone(asked) ??
      (isOurs ? await homeZone(scope) : (meant?.zone ?? shared(theirs.map((project) => project.zone))));
    const hasOneWeek = shared(theirs.map(({ country, hours }) => JSON.stringify([country, hours.days]))) !== undefined;
    return { zone, project: meant ?? (hasOneWeek ? theirs[0] : undefined) };
  }
  const homeZone = async (scope: Scope) => (await workspaces.get(scope))?.zone ?? 'UTC';

  return {
    clockOf,
    /** Only the zone, without a look-up if the person has one. */
    zoneOf: async (scope: Scope, asked: Asked): Promise<string | undefined> =>
      ownZone(asked) ?? (await clockOf(scope, asked)).zone,
  };
}
export type PersonClocks = ReturnType<typeof createPersonClock>;
