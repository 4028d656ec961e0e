/**
 * Reminders for oneself, for another person or for a channel; once or recurring. `remindersSlice(deps)` registers the
 * commands and the job that posts reminders.
 */
import type { AuditLog } from '../../core/auditLog.ts';
import type { Directory } from '../../core/directory.ts';
import type { FileLinks } from '../../core/files.ts';
import type { History } from '../../core/history/history.ts';
import type { Lists } from '../../core/lists/lists.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import type { Slice } from '../../core/slice.ts';
import type { Tell } from '../../core/tell.ts';
import type { Undos } from '../../core/undo.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Logger } from '../../ground/log.ts';
import type { Database } from '../../store/collection.ts';
import { reminderThing } from './access.ts';
import { reminderActs } from './acts.ts';
import { askingCommands } from './asking.ts';
import { calendarCommand } from './calendar.ts';
import { reminderCommands } from './commands.ts';
import { type Managed, reminderDay } from './day.ts';
import type { ClientLookUp } from './deps.ts';
import { reminderExample } from './example.ts';
import { reminderJob } from './jobs.ts';
import { reminderList } from './lists.ts';
import { reminderMigrations } from './migrations.ts';
import { createReminders, reminders as records } from './store.ts';
import { undoCommand } from './undo.ts';

export function remindersSlice(deps: {
  db: Database;
  clock: Clock;
  histories: History;
  schedules: Schedules;
  tell: Tell;
  directory: Pick<Directory, 'project'>;
  clientAccess: ClientLookUp;
  managed: Managed;
  audit: AuditLog;
  fileLinks: FileLinks;
  lists: Lists;
  undos: Undos;
  log: Logger;
}): Slice {
  const reminders = createReminders(deps);
  const job = reminderJob({ ...deps, reminders });
  const all = { ...deps, reminders, job };
  return {
    name: 'reminders',
    things: [reminderThing],
    commands: [
      ...reminderCommands(all),
      ...reminderActs(all),
      ...askingCommands(all),
      calendarCommand(all),
      undoCommand(all),
    ],
    lists: [reminderList(all)],
    jobs: [job],
    collections: [records],
    migrations: reminderMigrations,
    example: reminderExample,
    day: reminderDay(all),
  };
}
