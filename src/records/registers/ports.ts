import type { ProjectSummary } from '../../core/access.ts';
import type { Directory } from '../../core/directory.ts';
import type { Lists } from '../../core/lists/lists.ts';
import type { Tell } from '../../core/tell.ts';
import type { Undos } from '../../core/undo.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Entries } from '../entries/store.ts';
import type { People } from '../people/store.ts';

/** What registers need of the house. */
export interface RegisterPorts {
  readonly entries: Entries;
  readonly directory: Pick<Directory, 'findProject' | 'project' | 'projectsFor'>;
  readonly people: Pick<People, 'get' | 'namesOf' | 'contactsOf'>;
  /** The projects of a contact's client; undefined for a person who is no contact. */
  readonly clientAccess: (workspaceId: string, personId: string) => Promise<readonly ProjectSummary[] | undefined>;
  readonly clock: Clock;
  readonly lists: Lists;
  readonly undos: Undos;
  readonly tell: Tell;
}
