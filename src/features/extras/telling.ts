import { z } from 'zod';
import { systemScope } from '../../core/access.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import { defineJob, type Job } from '../../core/schedule/job.ts';
import { isError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import { ENTRY_EVENTS } from '../../records/entries/collection.ts';
import type { Entry } from '../../records/entries/model.ts';
import { projectSubject } from '../../records/projects/collections.ts';
import type { Project } from '../../records/projects/model.ts';
import type { Register } from '../../records/registers/define.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { dayAfter, type Quarter, quarterBefore, quarterOf } from './quarters.ts';
import { isIn, sumNotice } from './summing.ts';

/**
 * Tells the manager what was given: a quarter's sum on the first working day after it, by the project's calendar, and
 * the whole sum when the project is closed. The first extra of a quarter plans its message, so that projects and
 * quarters without extras cost nothing.
 */
export function tellsSums(
  { entries, projects, schedules, tell }: RegisterPorts,
  register: Register,
): { readonly job: Job; readonly reactions: readonly Reaction[] } {
  const { kind } = register;

  const extrasOf = ({ workspaceId, _id }: Project): Promise<readonly Entry[]> =>
    entries.list(systemScope(workspaceId, _id), { projectIds: [_id], kind: kind.name });

  /** Tells the project's stewards. `key` makes it one message. */
  async function say(
    { workspaceId, _id: projectId, name }: Project,
    { extras, quarter, key }: { extras: readonly Entry[]; quarter?: Quarter; key: string },
  ): Promise<void> {
    const about = { project: { projectId, name }, extras, ...(quarter === undefined ? {} : { quarter }) };
    const whom = { workspaceId, projectId };
    await tell.stewards(whom, ({ locale }) => sumNotice(register, about, locale), { key, projectId });
  }

  const job = defineJob({
    kind: 'extras.quarter',
    data: z.strictObject({ projectId: z.string() }),
    async run({ projectId }, { schedule, slot }) {
      const project = await projects.get(systemScope(schedule.workspaceId), projectId);
      if (project === undefined || project.state === 'paused' || project.state === 'closed') return;
      // The slot is the day after the quarter, also if it runs on a later working day.
      const quarter = quarterBefore(quarterOf(slot.wall));
      const extras = (await extrasOf(project)).filter((extra) => isIn(extra, quarter));
      if (extras.length > 0) await say(project, { extras, quarter, key: `extra:${projectId}:${quarter}` });
    },
  });

  /** Plans the message of the quarter in which an extra was given. Idempotent. */
  async function plan({ workspaceId, projectId, due, deletedAt }: Entry): Promise<void> {
    if (due === undefined || deletedAt !== undefined) return;
    const quarter = quarterOf(due);
    const id = idFrom(projectId, `extras ${quarter}`);
    if ((await schedules.get(workspaceId, id)) !== undefined) return;
    const project = await projects.get(systemScope(workspaceId), projectId);
    if (project === undefined) return;
    const anchor = `${dayAfter(quarter)}T${project.hours.from}`;
    const recurrence = { frequency: 'once', interval: 1, anchor, zone: project.zone } as const;
    try {
      await schedules.add({
        ...{ _id: id, workspaceId, projectId, job, data: { projectId }, recurrence },
        dayOff: 'next',
      });
    } catch (error) {
      // Its day is past, or another instance has planned it.
      if (!isError(error, 'invalid') && !isError(error, 'conflict')) throw error;
    }
  }

  const plans = reactTo(entries.subject, {
    name: 'extra.planQuarter',
    events: [...ENTRY_EVENTS],
    async run(entry, { fields }) {
      if (entry.kind === kind.name && fields.some((name) => name === 'due' || name === 'deletedAt')) await plan(entry);
    },
  });

  const closes = reactTo(projectSubject, {
    name: 'extra.tellClosed',
    events: ['changed'],
    async run(project, { _id: event, after }) {
      const told = JSON.parse(after ?? '{}') as Readonly<Record<string, unknown>>;
      if (told.state !== 'closed' || project.state !== 'closed') return;
      const extras = await extrasOf(project);
      if (extras.length > 0) await say(project, { extras, key: `extra:${project._id}:closed:${event}` });
    },
  });

  return { job, reactions: [plans, closes] };
}
