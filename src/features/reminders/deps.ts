import type { ProjectSummary } from '../../core/access.ts';
import type { AuditLog } from '../../core/auditLog.ts';
import type { Directory } from '../../core/directory.ts';
import type { FileLinks } from '../../core/files.ts';
import type { Lists } from '../../core/lists/lists.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import type { Tell } from '../../core/tell.ts';
import type { Undos } from '../../core/undo.ts';
import type { Clock } from '../../ground/clock.ts';
import type { reminderJob } from './jobs.ts';
import type { Reminders } from './store.ts';

/** A project of a contact's client. */
export type ClientProject = ProjectSummary & { readonly isClosed: boolean };
/** Loads all projects of a contact's client; undefined for a person without a client on record. */
export type ClientLookUp = (workspaceId: string, personId: string) => Promise<readonly ClientProject[] | undefined>;

/** Dependencies of the reminder commands. */
export interface ReminderDeps {
  readonly reminders: Reminders;
  readonly schedules: Schedules;
  readonly tell: Tell;
  readonly directory: Pick<Directory, 'project'>;
  readonly clientAccess: ClientLookUp;
  readonly audit: AuditLog;
  readonly job: ReturnType<typeof reminderJob>;
  readonly fileLinks: FileLinks;
  readonly lists: Lists;
  readonly undos: Undos;
  readonly clock: Clock;
}
