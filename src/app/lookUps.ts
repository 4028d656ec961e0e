import { systemScope } from '../core/access.ts';
import type { ReaderTimes } from '../core/schedule/placed.ts';
import type { Clients } from '../records/clients/store.ts';
import type { People } from '../records/people/store.ts';
import { summaryOf } from '../records/projects/model.ts';
import type { Projects } from '../records/projects/store.ts';
import type { Workspaces } from '../records/workspaces/store.ts';

/** Look-ups over several records that slices get as plain functions. */
export function createLookUps({
  people,
  projects,
  workspaces,
  clients,
  readerTimes,
}: {
  people: Pick<People, 'get'>;
  clients: Pick<Clients, 'get'>;
  projects: Pick<Projects, 'get' | 'ofClient'>;
  workspaces: Pick<Workspaces, 'get'>;
  readerTimes: ReaderTimes;
}) {
  return {
    /** The zone of a person's working hours. */
    zoneOf: async (workspaceId: string, personId: string) =>
      (await readerTimes({ workspaceId, readerId: personId })).hours?.zone ?? 'UTC',
    /** The working days that a delivery's place goes by. */
    workingDay: async (row: { workspaceId: string; projectId?: string | undefined }) =>
      (await readerTimes(row)).isWorkingDay,
    /** The workspace's language and zone. */
    async home(workspaceId: string) {
      const workspace = await workspaces.get(systemScope(workspaceId));
      return { locale: workspace?.locale ?? ('en' as const), zone: workspace?.zone ?? 'UTC' };
    },
    /** The names of our organisation and of a client's. */
    async parties(workspaceId: string, clientId: string) {
      const scope = systemScope(workspaceId);
      const [workspace, client] = await Promise.all([workspaces.get(scope), clients.get(scope, clientId)]);
      return { ours: workspace?.name ?? '', theirs: client?.name ?? '' };
    },
    /** The projects of a contact's client; undefined for a person who is no contact. */
    async clientAccess(workspaceId: string, personId: string) {
      const scope = systemScope(workspaceId);
      const { clientId } = (await people.get(scope, personId)) ?? {};
      if (clientId === undefined) return undefined;
      const theirs = await projects.ofClient(scope, clientId);
      return Promise.all(
        theirs.map(async (project) => ({
          ...summaryOf(project, await people.get(scope, project.managerId)),
          isClosed: project.state === 'closed',
        })),
      );
    },
  };
}
