import { z } from 'zod';
import { systemScope } from '../../core/access.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import type { BusinessCalendar } from '../../core/schedule/businessTime.ts';
import { defineJob, type Job } from '../../core/schedule/job.ts';
import { dayOf } from '../../core/schedule/wall.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { isError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import { ENTRY_EVENTS } from '../entries/collection.ts';
import type { Entry } from '../entries/model.ts';
import type { Project } from '../projects/model.ts';
import type { Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';

/** Longer than any run of days off, in days. */
const MOST_DAYS_OFF = 30;
const MINUTE_MS = 60_000;

/** What our side is told on a date of an entry. */
export interface SaidOnDay {
  /** The job's kind and the reaction's name; both are stored, so they stay. */
  readonly job: string;
  readonly reaction: string;
  /** The date for an entry, `2026-12-04`; undefined while there is nothing to say. */
  readonly dateOf: (entry: Entry, project: Project) => Promise<string | undefined>;
  /** Fields whose change may change that date; the register's name stands for all of its own fields. */
  readonly watched: readonly string[];
  /** Says it. The key of its message makes it one message: a slot runs again after a crash. */
  readonly say: (entry: Entry, about: { readonly project: Project; readonly date: string }) => Promise<void>;
}

/** The start of the first working day from a date on, as a wall date-time of the calendar; undefined without one. */
function startFrom(calendar: BusinessCalendar, date: string): string | undefined {
  for (let ahead = 0; ahead <= MOST_DAYS_OFF; ahead++) {
    const span = calendar.spanOf(dayOf(date) + ahead);
    if (span !== undefined) return wallOf(new Date(span.start * MINUTE_MS), calendar.zone);
  }
  return undefined;
}

/**
 * A message to our side at the start of our first working day from a date of each entry on: one schedule per entry that
 * has such a date, which a reaction keeps in step with it. Silent for closed and paused projects.
 */
export function saysOnDay(
  { entries, projects, schedules, calendarsOf }: RegisterPorts,
  { kind }: Register,
  { job: jobKind, reaction: reactionName, dateOf, watched, say }: SaidOnDay,
): { readonly job: Job; readonly reaction: Reaction } {
  /** The date of an entry and the start of its slot; undefined while there is nothing to say. */
  async function planOf(entry: Entry) {
    const { workspaceId, projectId } = entry;
    const scope = systemScope(workspaceId, projectId);
    const project = await projects.get(scope, projectId);
    const date = project === undefined ? undefined : await dateOf(entry, project);
    const calendars = date === undefined ? undefined : await calendarsOf(scope, projectId);
    if (project === undefined || date === undefined || calendars === undefined) return undefined;
    const { ours } = calendars;
    const anchor = startFrom(ours, date);
    return anchor === undefined ? undefined : { project, date, start: { anchor, zone: ours.zone } };
  }

  const job = defineJob({
    kind: jobKind,
    data: z.strictObject({ id: z.string() }),
    async run({ id }, { schedule, slot }) {
      const entry = await entries.get(systemScope(schedule.workspaceId), id);
      const planned = entry === undefined ? undefined : await planOf(entry);
      if (entry === undefined || planned === undefined) return;
      // Moved while this slot was due: the new date has a slot of its own.
      if (slot.wall.slice(0, 10) < planned.start.anchor.slice(0, 10)) return plan(entry);
      const { project, date } = planned;
      if (project.state !== 'paused' && project.state !== 'closed') await say(entry, { project, date });
    },
  });

  /** Makes the schedule fit the date. Idempotent. */
  async function plan(entry: Entry): Promise<void> {
    const { workspaceId, projectId } = entry;
    const id = idFrom(entry._id, jobKind);
    const start = (await planOf(entry))?.start;
    if (start === undefined) return void (await schedules.remove(workspaceId, id));
    const present = await schedules.get(workspaceId, id);
    if (present?.recurrence.anchor === start.anchor && present.recurrence.zone === start.zone) return;
    const rule = { job, data: { id: entry._id }, recurrence: { frequency: 'once', interval: 1, ...start } as const };
    try {
      if (present === undefined) await schedules.add({ _id: id, workspaceId, projectId, ...rule });
      else await schedules.change(workspaceId, id, rule);
    } catch (error) {
      // The date is over.
      if (isError(error, 'invalid')) await schedules.remove(workspaceId, id);
      // Another instance has planned it.
      else if (!isError(error, 'conflict')) throw error;
    }
  }

  const reaction = reactTo(entries.subject, {
    name: reactionName,
    events: [...ENTRY_EVENTS],
    async run(entry, { fields }) {
      const isTouched = fields.some((name) => watched.includes(name.split('.')[0] ?? name));
      if (entry.kind === kind.name && isTouched) await plan(entry);
    },
  });

  return { job, reaction };
}
