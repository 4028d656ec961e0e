import { z } from 'zod';
import { systemScope } from '../../core/access.ts';
import type { Reach } from '../../core/directory.ts';
import { formatDay } from '../../core/format.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import { defineJob, type Job } from '../../core/schedule/job.ts';
import { dayOf, isoOf } from '../../core/schedule/wall.ts';
import { resolveWall, wallOf } from '../../core/schedule/zone.ts';
import { isError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import { ENTRY_EVENTS } from '../../records/entries/collection.ts';
import type { Entry } from '../../records/entries/model.ts';
import type { Project } from '../../records/projects/model.ts';
import { waitsForClient } from '../../records/registers/contactAnswers.ts';
import type { Register } from '../../records/registers/define.ts';
import { mayAnswer } from '../../records/registers/lists.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { nudgeMessage } from './messages.ts';

const dayAfter = (date: string, days: number): string => isoOf(dayOf(date) + days);
/** The date until which the client knows that we wait; undefined if nothing is waited for. */
const dueOf = (entry: Entry): string | undefined => (waitsForClient(entry) ? entry.published?.due : undefined);

/**
 * One reminder of a need, on the client's working day before its date: to the contact that the client sees as its owner,
 * else in the client's channel. Once for each date: a need that is moved later is reminded of again.
 */
export function createNudges(
  ports: RegisterPorts,
  { kind }: Register,
): { readonly job: Job; readonly reaction: Reaction } {
  const { entries, projects, schedules, tell, clock } = ports;

  async function say(entry: Entry, project: Project, due: string): Promise<void> {
    const { workspaceId, projectId, published } = entry;
    const personId = published?.ownerId;
    const thisYear = Number(wallOf(clock.now(), project.zone).slice(0, 4));
    const message =
      (answers: boolean) =>
      ({ locale }: Pick<Reach<'client'>, 'locale'>) =>
        nudgeMessage(entry, { locale, date: formatDay(due, { locale, thisYear }), answers });
    const until = resolveWall(`${dayAfter(due, 1)}T00:00`, project.zone);
    // The key makes it one message for each date, also when the slot runs again after a crash.
    const how = { key: `need:${entry._id}:nudge:${due}`, noise: 'nudge' as const, projectId, until };
    if (personId !== undefined) {
      const answers = await mayAnswer(ports, { workspaceId, personId });
      const told = await tell.person({ workspaceId, personId, audience: 'client' }, message(answers), how);
      if (told.isTold) return;
    }
    const reader = await tell.find({ workspaceId, projectId, audience: 'client' as const });
    if (reader !== undefined) await tell.reader({ workspaceId, reader }, message(true), how);
  }

  const job = defineJob({
    kind: 'needs.nudge',
    data: z.strictObject({ id: z.string() }),
    async run({ id }, { schedule, slot }) {
      const scope = systemScope(schedule.workspaceId);
      const entry = await entries.get(scope, id);
      const due = entry === undefined ? undefined : dueOf(entry);
      if (entry === undefined || due === undefined) return;
      // Moved while this slot was due: the new date has a slot of its own.
      if (slot.wall.slice(0, 10) !== dayAfter(due, -1)) return plan(entry);
      const project = await projects.get(scope, entry.projectId);
      if (project === undefined || project.state === 'paused' || project.state === 'closed') return;
      if (wallOf(clock.now(), project.zone).slice(0, 10) > due) return;
      await say(entry, project, due);
    },
  });

  /** Makes the schedule fit the published date. Idempotent. */
  async function plan(entry: Entry): Promise<void> {
    const { workspaceId, projectId } = entry;
    const id = idFrom(entry._id, 'nudge');
    const due = dueOf(entry);
    const project = await projects.get(systemScope(workspaceId), projectId);
    if (due === undefined || project === undefined) return void (await schedules.remove(workspaceId, id));
    const anchor = `${dayAfter(due, -1)}T${project.hours.from}`;
    const recurrence = { frequency: 'once' as const, interval: 1, anchor, zone: project.zone };
    const present = await schedules.get(workspaceId, id);
    if (present?.recurrence.anchor === anchor && present.recurrence.zone === project.zone) return;
    try {
      // A working day of the client: the schedule belongs to their project.
      const rule = { job, data: { id: entry._id }, recurrence, dayOff: 'previous' as const };
      if (present === undefined) await schedules.add({ _id: id, workspaceId, projectId, ...rule });
      else await schedules.change(workspaceId, id, rule);
    } catch (error) {
      // No working day is left before the date.
      if (isError(error, 'invalid')) await schedules.remove(workspaceId, id);
      // Another instance has planned it.
      else if (!isError(error, 'conflict')) throw error;
    }
  }

  const reaction = reactTo(entries.subject, {
    name: 'need.planNudge',
    events: [...ENTRY_EVENTS],
    async run(entry, { fields }) {
      const isTold = fields.some((name) => name.startsWith('published') || name === 'deletedAt');
      if (entry.kind === kind.name && isTold) await plan(entry);
    },
  });

  return { job, reaction };
}
