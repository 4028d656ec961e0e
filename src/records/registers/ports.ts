import type { ProjectSummary, Scope } from '../../core/access.ts';
import type { Posts } from '../../core/delivery/posts.ts';
import type { Directory } from '../../core/directory.ts';
import type { FileLinks } from '../../core/files.ts';
import type { Lists } from '../../core/lists/lists.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import type { Tell } from '../../core/tell.ts';
import type { Undos } from '../../core/undo.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Ballots } from '../ballots/store.ts';
import type { Entries } from '../entries/store.ts';
import type { People } from '../people/store.ts';
import type { ProjectCalendars } from '../projectCalendars.ts';
import type { Projects } from '../projects/store.ts';
import type { Signatures } from '../signatures/store.ts';

/** What registers need of the house. */
export interface RegisterPorts {
  readonly entries: Entries;
  readonly directory: Pick<Directory, 'findProject' | 'project' | 'projectsFor' | 'stewards'>;
  readonly people: Pick<People, 'get' | 'identitiesOf' | 'namesOf' | 'contactsOf'>;
  readonly projects: Pick<Projects, 'get'>;
  /** The projects of a contact's client; undefined for a person who is no contact. */
  readonly clientAccess: (workspaceId: string, personId: string) => Promise<readonly ProjectSummary[] | undefined>;
  /** The working time of both sides of a project; undefined for an unknown one. */
  readonly calendarsOf: (scope: Scope, projectId: string) => Promise<Awaited<ReturnType<ProjectCalendars>> | undefined>;
  /** The names of our organisation and of a client's, for printed forms. */
  readonly parties: (
    workspaceId: string,
    clientId: string,
  ) => Promise<{ readonly ours: string; readonly theirs: string }>;
  readonly signatures: Signatures;
  readonly ballots: Ballots;
  readonly posts: Pick<Posts, 'edit' | 'cancel'>;
  readonly fileLinks: FileLinks;
  readonly clock: Clock;
  readonly lists: Lists;
  readonly undos: Undos;
  readonly tell: Tell;
  readonly schedules: Schedules;
}
