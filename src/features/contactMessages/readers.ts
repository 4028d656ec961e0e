import { systemScope } from '../../core/access.ts';
import type { Directory, Reach } from '../../core/directory.ts';
import type { Tell } from '../../core/tell.ts';
import type { Projects } from '../../records/projects/store.ts';
import type { ContactMessage } from './model.ts';

/** The fields that decide the readers of a message. */
export type Unread = Pick<ContactMessage, 'workspaceId' | 'projectId' | 'clientId'>;

/** The readers of an item. `name`: the single reader's name; undefined for several readers or a channel. */
export interface Readers {
  readonly readers: readonly (Reach<'internal'> & { readonly key: string })[];
  readonly name: string | undefined;
}

export interface ReadersOptions {
  readonly tell: Pick<Tell, 'find'>;
  readonly directory: Pick<Directory, 'stewards'>;
  readonly projects: Pick<Projects, 'ofClient'>;
}

/** Finds the people on our side who read a contact's message, and the ones who read it when those cannot be reached. */
export function createReaders({ tell, directory, projects }: ReadersOptions) {
  async function directReaders(workspaceId: string, people: readonly string[]): Promise<Readers['readers']> {
    const readers = [];
    for (const personId of people) {
      const reader = await tell.find({ workspaceId, personId, audience: 'internal' });
      if (reader !== undefined) readers.push({ ...reader, key: personId });
    }
    return readers;
  }

  /**
   * The stewards of a message: its project's; without a project, those of the client's open projects; else the admins.
   */
  async function stewardsOf({ workspaceId, projectId, clientId }: Unread): Promise<readonly string[]> {
    if (projectId !== undefined || clientId === undefined) return directory.stewards(workspaceId, projectId);
    const running = (await projects.ofClient(systemScope(workspaceId), clientId)).filter(
      ({ state }) => state !== 'closed',
    );
    const theirs = await Promise.all(running.map(({ _id }) => directory.stewards(workspaceId, _id)));
    return theirs.length === 0 ? directory.stewards(workspaceId, undefined) : [...new Set(theirs.flat())];
  }

  async function readersOf(kept: Unread): Promise<Readers> {
    const readers = await directReaders(kept.workspaceId, await stewardsOf(kept));
    if (readers.length > 0) return { readers, name: readers.length === 1 ? readers[0]?.name : undefined };
    return { readers: await othersOf(kept), name: undefined };
  }

  /** The fallback readers when no steward can be reached: the project's internal channel, else the admins. */
  async function othersOf({ workspaceId, projectId }: Unread): Promise<Readers['readers']> {
    const channel =
      projectId === undefined ? undefined : await tell.find({ workspaceId, projectId, audience: 'internal' });
    if (channel !== undefined) return [{ ...channel, key: channel.to.conversation }];
    return directReaders(workspaceId, await directory.stewards(workspaceId, undefined));
  }

  return { readersOf, othersOf };
}
