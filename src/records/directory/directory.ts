/** The directory: projects, conversations and stewards; locating, finding and routing are modules beside it. */

import { may, type ProjectSummary, systemScope } from '../../core/access.ts';
import type { Directory, Routes } from '../../core/directory.ts';
import type { Platforms } from '../../core/platform.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Database } from '../../store/collection.ts';
import { createManaged } from '../managed.ts';
import { isAway, type Person } from '../people/model.ts';
import type { People } from '../people/store.ts';
import type { PersonClocks } from '../personClock.ts';
import { type Project, projectCalled, summaryOf } from '../projects/model.ts';
import type { Projects } from '../projects/store.ts';
import type { Workspaces } from '../workspaces/store.ts';
import { createFindingChannels } from './findingChannels.ts';
import { createFindingPeople } from './findingPeople.ts';
import { createLocating } from './locating.ts';
import { createRoutes } from './routes.ts';

/**
 * Look-ups of people and places, from workspaces, people and projects. An event costs a few look-ups by unique key, on
 * MongoDB in one command (locatingReads.ts).
 */
export function createDirectory(deps: {
  db: Pick<Database, 'readAhead'>;
  clock: Clock;
  workspaces: Workspaces;
  people: People;
  projects: Projects;
  platforms: Platforms;
  personClock: PersonClocks;
}): Directory & Routes {
  const { db, clock, workspaces, people, projects, platforms, personClock } = deps;

  async function withManager(
    project: Project,
  ): Promise<{ project: Project; manager: Person | undefined; place: ProjectSummary }> {
    const manager = await people.get(systemScope(project.workspaceId), project.managerId);
    return { project, manager, place: summaryOf(project, manager) };
  }

  async function project(workspaceId: string, projectId: string): Promise<ProjectSummary | undefined> {
    const row = await projects.get(systemScope(workspaceId, projectId), projectId);
    return row === undefined ? undefined : (await withManager(row)).place;
  }
  const managed = createManaged({ people, projects, clock });

  /** The project's manager, the cover while they are away, and the admins if there is neither. */
  async function stewards(workspaceId: string, projectId: string | undefined): Promise<readonly string[]> {
    const scope = systemScope(workspaceId, projectId);
    const project = projectId === undefined ? undefined : await projects.get(scope, projectId);
    const manager = project === undefined ? undefined : await people.get(scope, project.managerId);
    if (manager !== undefined && manager.leftAt === undefined) {
      const coverId = isAway(manager, clock.now()) ? manager.away?.coverId : undefined;
      const cover = coverId === undefined ? undefined : await people.get(scope, coverId);
      return [cover !== undefined && cover.leftAt === undefined ? cover._id : manager._id];
    }
    return (await people.admins(scope)).map((admin) => admin._id);
  }

  return {
    ...createLocating({ db, workspaces, people, projects, withManager }),
    ...createFindingPeople({ people, projects }),
    ...createFindingChannels({ projects }),
    ...createRoutes({ workspaces, people, projects, platforms, personClock }),
    project,
    async findProject(actor, token) {
      const { standing, workspaceId } = actor;
      const scope = systemScope(workspaceId);
      if (standing.side === 'ours') {
        const row = await projects.find(scope, token);
        return row === undefined ? undefined : (await withManager(row)).place;
      }
      // Another client's project is never read, so that the answer takes as long as for a project that does not exist.
      const theirs = standing.clientId === undefined ? [] : await projects.ofClient(scope, standing.clientId);
      const row = projectCalled(theirs, token);
      return row === undefined ? undefined : (await withManager(row)).place;
    },
    async projectsFor(actor, permission) {
      const { standing, workspaceId, personId } = actor;
      const scope = systemScope(workspaceId);
      const rows = may(actor, permission, undefined, clock.now())
        ? standing.side === 'ours'
          ? await projects.all(scope)
          : await projects.ofClient(scope, standing.clientId ?? '')
        : permission === 'manage' && standing.side === 'ours' && personId !== undefined
          ? await managed(workspaceId, personId)
          : [];
      return rows
        .filter(({ state }) => state !== 'closed')
        .map(({ _id, key, name }) => ({ projectId: _id, key, name }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    },
    async placed(workspaceId, { platform, conversation }) {
      const scope = systemScope(workspaceId);
      const channel = await projects.byConversation(scope, conversation);
      if (channel !== undefined) return { kind: 'channel', name: `#${channel.name}` };
      const person = (await people.byDirect(scope, platform, conversation))?.person;
      return person === undefined
        ? undefined
        : { kind: 'direct', personId: person._id, name: person.name, isOurs: person.side === 'ours' };
    },
    stewards,
  };
}
