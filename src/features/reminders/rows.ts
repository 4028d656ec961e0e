import { runsProject, systemScope } from '../../core/access.ts';
import type { ListReader } from '../../core/lists/list.ts';
import type { Slot } from '../../core/schedule/job.ts';
import type { Recurrence } from '../../core/schedule/schedule.ts';
import type { ReminderDeps } from './deps.ts';
import type { Reminder } from './model.ts';

/** A reminder with its schedule, as the list shows it. */
export interface Row {
  readonly one: Reminder;
  readonly isPaused: boolean;
  readonly rule: Recurrence | undefined;
  readonly next: Slot | undefined;
  /** The next slot, kept while the reminder is paused. */
  readonly planned?: Slot | undefined;
}

/**
 * The rows of a person's list: reminders that the person set or receives. In a conversation of a project that the
 * person manages, also the reminders into its channels.
 */
export async function rowsOf(
  { reminders, schedules, directory }: Pick<ReminderDeps, 'reminders' | 'schedules' | 'directory'>,
  { workspaceId, personId, now }: Pick<ListReader, 'workspaceId' | 'personId' | 'now'>,
  projectId: string | undefined,
): Promise<Row[]> {
  const project = projectId === undefined ? undefined : await directory.project(workspaceId, projectId);
  const isTheirs = project !== undefined && runsProject(personId, project, now);
  const open = await reminders.open(systemScope(workspaceId), {
    personId,
    projectId: isTheirs ? projectId : undefined,
  });
  const rules = await schedules.byIds(
    workspaceId,
    open.map(({ scheduleId }) => scheduleId),
  );
  const rows = open.map((one): Row => {
    const rule = rules.get(one.scheduleId);
    const planned =
      rule?.nextAt === undefined || rule.nextWall === undefined ? undefined : { at: rule.nextAt, wall: rule.nextWall };
    const isPaused = rule?.state === 'paused' && one.state === 'active';
    return { one, rule: rule?.recurrence, next: rule?.state === 'active' ? planned : undefined, planned, isPaused };
  });
  // A paused reminder keeps its place, so that its number still resumes it.
  const dueFirst = ({ next, planned, isPaused }: Row) => (next ?? (isPaused ? planned : undefined))?.at.getTime() ?? 0;
  return rows.sort((a, b) => dueFirst(a) - dueFirst(b));
}
