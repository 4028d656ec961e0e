import type { Scope } from '../core/access.ts';
import { isZone } from '../core/schedule/zone.ts';
import type { Identity, Person } from './people/model.ts';
import type { Project } from './projects/model.ts';
import type { Projects } from './projects/store.ts';
import type { Workspaces } from './workspaces/store.ts';

/**
 * Where somebody's day is: their zone, and the project whose days off are theirs. Both are undefined where nobody
 * knows.
 */
export interface PersonClock {
  readonly zone: string | undefined;
  readonly project: Project | undefined;
}

interface Asked {
  readonly who: Person | undefined;
  readonly identities: readonly Identity[];
  /** The project that is meant, of several. */
  readonly projectId?: string | undefined;
}

const isRunning = ({ state }: Project) => state !== 'closed';
/** What all of them share; undefined where they differ. */
function shared<T>(values: readonly T[]): T | undefined {
  const [first, ...others] = values;
  return others.every((other) => other === first) ? first : undefined;
}

/**
 * Tells whose clock somebody lives by. A person's own zone, and what their platform says, come first. One of our side
 * has the workspace's behind that; a contact never has: theirs is that of their project, of several the one that is
 * meant (`projectId`), else the zone that all of them share.
 */
export function createPersonClock({ workspaces, projects }: { workspaces: Workspaces; projects: Projects }) {
  async function projectsOf(scope: Scope, who: Person | undefined): Promise<readonly Project[]> {
    if (who?.side === 'client' && who.clientId !== undefined)
      return (await projects.ofClient(scope, who.clientId)).filter(isRunning);
    const seenIn =
      who?.side === 'unknown' && who.askedIn !== undefined ? await projects.get(scope, who.askedIn) : undefined;
    return seenIn === undefined ? [] : [seenIn];
  }

  const ownZone = ({ who, identities }: Asked) =>
    who?.zone ?? identities.map(({ platformZone }) => platformZone).find((zone) => zone !== undefined && isZone(zone));

  async function clockOf(scope: Scope, asked: Asked): Promise<PersonClock> {
    const { who, projectId } = asked;
    const isOurs = who === undefined || who.side === 'ours';
    const theirs = isOurs ? [] : await projectsOf(scope, who);
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
    /** The zone alone, with nothing looked up where it is the person's own. */
    zoneOf: async (scope: Scope, asked: Asked): Promise<string | undefined> =>
      ownZone(asked) ?? (await clockOf(scope, asked)).zone,
  };
}
export type PersonClocks = ReturnType<typeof createPersonClock>;
