import type { Job, Slot } from './job.ts';
import type { Recurrence, Schedule } from './schedule.ts';

/** Slices' door to scheduled work. All of it stays inside one workspace. */
export interface Schedules {
  /** @throws RapportError `invalid` when the rule has no slot to come or its zone is unknown. */
  add(schedule: { _id?: string; workspaceId: string; projectId?: string | undefined; job: Job; data: unknown; recurrence: Recurrence }): Promise<Schedule>;
  get(workspaceId: string, id: string): Promise<Schedule | undefined>;
  /** A workspace's schedules, oldest first. */
  list(workspaceId: string, only?: { kind?: string; projectId?: string }): Promise<readonly Schedule[]>;
  /** Replaces rule or data; the next slot is computed anew. */
  change(workspaceId: string, id: string, change: { recurrence?: Recurrence; data?: unknown; job: Job }): Promise<Schedule | undefined>;
  pause(workspaceId: string, id: string): Promise<Schedule | undefined>;
  resume(workspaceId: string, id: string): Promise<Schedule | undefined>;
  remove(workspaceId: string, id: string): Promise<boolean>;
  /** The next slots of a rule strictly after an instant, at most `count`. */
  preview(recurrence: Recurrence, after: Date, count: number): readonly Slot[];
}
