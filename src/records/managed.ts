import { systemScope } from '../core/access.ts';
import type { Clock } from '../ground/clock.ts';
import { isAway } from './people/model.ts';
import type { People } from './people/store.ts';
import type { Project } from './projects/model.ts';
import type { Projects } from './projects/store.ts';

/** The projects that a person manages now: their own, and those of absent managers who named them as cover. */
export type Managed = (workspaceId: string, personId: string) => Promise<readonly Project[]>;

export function createManaged({
  people,
  projects,
  clock,
}: {
  people: People;
  projects: Projects;
  clock: Clock;
}): Managed {
  return async (workspaceId, personId) => {
    const scope = systemScope(workspaceId);
    const covered = (await people.ours(scope)).filter(
      (one) => one.away?.coverId === personId && isAway(one, clock.now()),
    );
    const of = await Promise.all(
      [personId, ...covered.map(({ _id }) => _id)].map((id) => projects.ofManager(scope, id)),
    );
    return of.flat().filter(({ state }) => state !== 'closed');
  };
}
