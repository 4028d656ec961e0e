import { z } from 'zod';
import { systemScope } from '../../core/access.ts';
import { type Reaction, reactTo } from '../../core/history/reaction.ts';
import type { BusinessCalendar } from '../../core/schedule/businessTime.ts';
import { defineJob, type Job } from '../../core/schedule/job.ts';
import { dayOf, isoOf } from '../../core/schedule/wall.ts';
import { resolveWall, wallOf } from '../../core/schedule/zone.ts';
import { isError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import { ENTRY_EVENTS } from '../entries/collection.ts';
import type { Side } from '../entries/kinds.ts';
import type { Entry } from '../entries/model.ts';
import type { Project } from '../projects/model.ts';
import type { Register } from './define.ts';
import type { RegisterPorts } from './ports.ts';

/** Longer than any run of days off, in days. */
const MOST_DAYS_OFF = 30;
const MINUTE_MS = 60_000;

/** What is said by the date of an entry, and when. */
export interface SaidOnDay {
  /** The job's kind and the reaction's name; both are stored, so they stay. */
  readonly job: string;
  readonly reaction: string;
  /** The side whose working day counts: the client's is that of the project, ours that of its manager. */
  readonly side: Side;
  /** On the working day before the date, and never after it; or on the first working day from the date on. */
  readonly when: 'before' | 'from';
  /** The date for an entry, `2026-12-04`; undefined while there is nothing to say. */
  readonly dateOf: (entry: Entry, project: Project) => Promise<string | undefined>;
  /** Fields whose change may change that date; a name also stands for all fields in it, as `published` does. */
  readonly watched: readonly string[];
  /** Says it. The key of its message makes it one message: a slot runs again after a crash. */
  readonly say: (entry: Entry, about: { readonly project: Project; readonly date: string }) => Promise<void>;
}

/** The start of the working day for a date, as a wall date-time of the calendar; undefined without one. */
function startFor(calendar: BusinessCalendar, date: string, when: SaidOnDay['when']): string | undefined {
  const [first, step] = when === 'before' ? [-1, -1] : [0, 1];
  for (let days = 0; days <= MOST_DAYS_OFF; days++) {
    const span = calendar.spanOf(dayOf(date) + first + days * step);
    if (span !== undefined) return wallOf(new Date(span.start * MINUTE_MS), calendar.zone);
  }
  return undefined;
}

/**
 * A message at the start of a working day by the date of each entry: one schedule per entry that has such a date, which a
 * reaction keeps in step with it. Silent for closed and paused projects.
 */
export function saysOnDay(
  { entries, projects, schedules, calendarsOf, clock }: RegisterPorts,
  { kind }: Register,
  { job: jobKind, reaction: reactionName, side, when, dateOf, watched, say }: SaidOnDay,
): { readonly job: Job; readonly reaction: Reaction } {
  /** The date of an entry and the start of its slot; undefined while there is nothing to say. */
  async function planOf(entry: Entry) {
    const { workspaceId, projectId } = entry;
    const scope = systemScope(workspaceId, projectId);
    const project = await projects.get(scope, projectId);
    const date = project === undefined ? undefined : await dateOf(entry, project);
    const calendar = date === undefined ? undefined : (await calendarsOf(scope, projectId))?.[side];
    if (project === undefined || date === undefined || calendar === undefined) return undefined;
    const anchor = startFor(calendar, date, when);
    return anchor === undefined ? undefined : { project, date, start: { anchor, zone: calendar.zone } };
  }

  const job = defineJob({
    kind: jobKind,
    data: z.strictObject({ id: z.string() }),
    async run({ id }, { schedule, slot }) {
      const entry = await entries.get(systemScope(schedule.workspaceId), id);
      const planned = entry === undefined ? undefined : await planOf(entry);
      if (entry === undefined || planned === undefined) return;
      const { project, date, start } = planned;
      const day = slot.wall.slice(0, 10);
      const isBefore = when === 'before';
      // Moved while this slot was due: the new date has a slot of its own.
      if (day < start.anchor.slice(0, 10) || (isBefore && day >= date)) return plan(entry);
      if (project.state === 'paused' || project.state === 'closed') return;
      if (isBefore && wallOf(clock.now(), project.zone).slice(0, 10) > date) return;
      await say(entry, { project, date });
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
      // That working day has begun already.
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

/** The end of a local date of a project: a message that comes before the date expires then. */
export const endOf = (date: string, { zone }: Pick<Project, 'zone'>): Date =>
  resolveWall(`${isoOf(dayOf(date) + 1)}T00:00`, zone);
