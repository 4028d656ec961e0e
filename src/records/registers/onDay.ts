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
import { projectSubject } from '../projects/collections.ts';
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
  /**
   * On the working day before the date, and never after it. Or on the first working day from the date on: at once if
   * that day has begun, and after a pause of the project when it is active again.
   */
  readonly when: 'before' | 'from';
  /** The date for an entry, `2026-12-04`; undefined while there is nothing to say. */
  readonly dateOf: (entry: Entry, project: Project) => Promise<string | undefined>;
  /** Fields whose change may change that date; a name also stands for all fields in it, as `published` does. */
  readonly watched: readonly string[];
  /** Says it. The key of its message, with the date, makes it one message: a slot runs again after a crash. */
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

/** The data of the job. `date`: the planned date; unset in schedules of older versions. */
const planned = z.strictObject({ id: z.string(), date: z.string().optional() });

/**
 * A message at the start of a working day by the date of each entry: one schedule per entry that has such a date, which a
 * reaction keeps in step with it. Silent for closed and paused projects. A schedule that has ended stays: its message is
 * said.
 */
export function saysOnDay(
  { entries, projects, schedules, calendarsOf, clock }: RegisterPorts,
  { kind }: Register,
  { job: jobKind, reaction: reactionName, side, when, dateOf, watched, say }: SaidOnDay,
): { readonly job: Job; readonly reactions: readonly Reaction[] } {
  const isBefore = when === 'before';
  const idOf = ({ _id }: Entry): string => idFrom(_id, jobKind);

  /** The date of an entry and the start of its slot; undefined while there is nothing to say. */
  async function planOf(entry: Entry) {
    const { workspaceId, projectId } = entry;
    const scope = systemScope(workspaceId, projectId);
    const project = await projects.get(scope, projectId);
    const date = project === undefined ? undefined : await dateOf(entry, project);
    const calendar = date === undefined ? undefined : (await calendarsOf(scope, projectId))?.[side];
    if (project === undefined || date === undefined || calendar === undefined) return undefined;
    const anchor = startFor(calendar, date, when);
    return anchor === undefined ? undefined : { project, date, calendar, start: { anchor, zone: calendar.zone } };
  }

  const job = defineJob({
    kind: jobKind,
    data: planned,
    async run({ id }, { schedule, slot }) {
      const entry = await entries.get(systemScope(schedule.workspaceId), id);
      const found = entry === undefined ? undefined : await planOf(entry);
      if (entry === undefined || found === undefined) return;
      const { project, date, start } = found;
      const day = slot.wall.slice(0, 10);
      // Moved while this slot was due: the new date has a slot of its own.
      if (day < start.anchor.slice(0, 10) || (isBefore && day >= date)) return plan(entry);
      if (project.state === 'paused' && !isBefore) return wait(entry);
      if (project.state === 'paused' || project.state === 'closed') return;
      if (isBefore && wallOf(clock.now(), project.zone).slice(0, 10) > date) return;
      await say(entry, { project, date });
    },
  });

  /** Leaves a message to the end of the pause: without a schedule, it is planned anew then. */
  async function wait(entry: Entry): Promise<void> {
    const { workspaceId, projectId } = entry;
    await schedules.remove(workspaceId, idOf(entry));
    // The pause may have ended before the schedule was removed.
    const project = await projects.get(systemScope(workspaceId, projectId), projectId);
    if (project?.state === 'active') await plan(entry);
  }

  /** Makes the schedule fit the date. Idempotent. */
  async function plan(entry: Entry): Promise<void> {
    const { workspaceId, projectId } = entry;
    const id = idOf(entry);
    const found = await planOf(entry);
    if (found === undefined) return void (await schedules.remove(workspaceId, id));
    const { date, calendar, start } = found;
    const present = await schedules.get(workspaceId, id);
    const isPlanned = present?.recurrence.anchor === start.anchor && present.recurrence.zone === start.zone;
    if (isPlanned || (present?.state === 'ended' && dateIn(present.data) === date)) return;
    const now = wallOf(clock.now(), start.zone);
    // That working day has begun already: it is too late before a date, and not from a date on.
    const isLate = start.anchor <= now;
    if (isLate && isBefore) return void (await schedules.remove(workspaceId, id));
    const anchor = isLate ? startFor(calendar, now.slice(0, 10), when) : start.anchor;
    if (anchor === undefined) return;
    const recurrence = { frequency: 'once', interval: 1, anchor, zone: start.zone } as const;
    const rule = { job, data: { id: entry._id, date }, recurrence };
    const isDue = anchor <= now;
    try {
      if (present !== undefined && !isDue) return void (await schedules.change(workspaceId, id, rule));
      if (present !== undefined) await schedules.remove(workspaceId, id);
      await schedules.add({ _id: id, workspaceId, projectId, ...rule, isDue });
    } catch (error) {
      // Another instance has planned it.
      if (!isError(error, 'conflict')) throw error;
    }
  }

  const follows = reactTo(entries.subject, {
    name: reactionName,
    events: [...ENTRY_EVENTS],
    async run(entry, { fields }) {
      const isTouched = fields.some((name) => watched.includes(name.split('.')[0] ?? name));
      if (entry.kind === kind.name && isTouched) await plan(entry);
    },
  });

  const resumes = reactTo(projectSubject, {
    name: `${reactionName}AfterPause`,
    events: ['changed'],
    async run({ _id, workspaceId, state }, { after }) {
      const told = JSON.parse(after ?? '{}') as Readonly<Record<string, unknown>>;
      if (told.state !== 'active' || state !== 'active') return;
      const all = await entries.list(systemScope(workspaceId, _id), { projectIds: [_id], kind: kind.name });
      const present = await schedules.byIds(workspaceId, all.map(idOf));
      for (const entry of all) if (!present.has(idOf(entry))) await plan(entry);
    },
  });

  return { job, reactions: isBefore ? [follows] : [follows, resumes] };
}

/** The planned date in the data of a schedule. */
const dateIn = (data: string): string | undefined => planned.safeParse(JSON.parse(data)).data?.date;

/** The end of a local date of a project: a message that comes before the date expires then. */
export const endOf = (date: string, { zone }: Pick<Project, 'zone'>): Date =>
  resolveWall(`${isoOf(dayOf(date) + 1)}T00:00`, zone);
