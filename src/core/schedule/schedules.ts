import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { newId } from '../../ground/ids.ts';
import type { Collection, Database, Filter } from '../../store/collection.ts';
import type { Job, Slot } from './job.ts';
import {
  anyTime,
  firstPlaced,
  nextPlaced,
  type Plan,
  type ReaderOf,
  type ReaderTime,
  type ReaderTimes,
} from './placed.ts';
import { scheduleProblems } from './problems.ts';
import { checkRecurrence } from './recurrence.ts';
import { type Recurrence, type Schedule, schedules } from './schedule.ts';
import { wallOf } from './zone.ts';

/** The slices' access to scheduled work. All of it stays inside one workspace. */
export interface Schedules {
  /** @throws RapportError `invalid` when the rule has no future slot or its zone is unknown. */
  add(schedule: {
    _id?: string;
    workspaceId: string;
    projectId?: string | undefined;
    job: Job;
    data: unknown;
    recurrence: Recurrence;
    catchUp?: Schedule['catchUp'];
    graceMinutes?: Schedule['graceMinutes'];
    readerId?: string | undefined;
    dayOff?: Schedule['dayOff'];
    quiet?: Schedule['quiet'];
    /** Stored but paused: `resume` starts it. */
    isPaused?: boolean;
    /**
     * Due at once, regardless of the rule's first slot. A rule whose only slot is the present minute runs once in this
     * way.
     */
    isDue?: boolean;
  }): Promise<Schedule>;
  get(workspaceId: string, id: string): Promise<Schedule | undefined>;
  /** The existing schedules of these ids, by id. */
  byIds(workspaceId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Schedule>>;
  /** A workspace's schedules, oldest first. */
  list(workspaceId: string, only?: { kind?: string; projectId?: string }): Promise<readonly Schedule[]>;
  /**
   * Replaces rule or data and makes a broken or ended one active; the next slot is computed anew. A paused one stays
   * paused. @throws as `add`.
   */
  change(
    workspaceId: string,
    id: string,
    change: {
      recurrence?: Recurrence;
      data?: unknown;
      dayOff?: Schedule['dayOff'];
      quiet?: Schedule['quiet'];
      job: Job;
    },
  ): Promise<Schedule | undefined>;
  /** Pauses it until `resume`; slots in between are skipped. */
  pause(workspaceId: string, id: string): Promise<Schedule | undefined>;
  /** Makes a paused or broken one active from now on; `ended` if its rule has no future slot. */
  resume(workspaceId: string, id: string): Promise<Schedule | undefined>;
  /** Skips the next slot and waits for the one after it; `ended` if there is none. */
  skipNext(workspaceId: string, id: string): Promise<Schedule | undefined>;
  remove(workspaceId: string, id: string): Promise<boolean>;
  /**
   * Restores a schedule with its next slot, if it is unchanged since the act: in that `version`, or removed if there is
   * none. Missed slots are caught up as after downtime. Undefined: it was changed since. Idempotent.
   */
  restore(before: Schedule, version: number | undefined): Promise<Schedule | undefined>;
  /** The reader's working time. */
  readerTime(of: ReaderOf): Promise<ReaderTime>;
  /** The next slots of a plan strictly after an instant, at most `count`, with the days off of `of`. */
  preview(plan: Plan, of: ReaderOf, options: { after: Date; count: number }): Promise<readonly Slot[]>;
}

const ATTEMPTS_AT_A_CHANGE = 5;

interface Alteration {
  readonly set: Partial<Pick<Schedule, 'recurrence' | 'data' | 'state' | 'dayOff' | 'quiet'>>;
  /** The next slot; unset leaves it unchanged, unless the schedule has ended. */
  readonly slot?: Slot;
}

/** Schedules over a database. Every change revokes a running worker's lease: the worker's result no longer counts. */
export function createSchedules({
  db,
  clock,
  readerTimes = anyTime,
}: {
  db: Database;
  clock: Clock;
  /** The readers' days off and quiet hours. */
  readerTimes?: ReaderTimes;
}): Schedules {
  const rows: Collection<Schedule> = db.everywhere(schedules);

  /** The next slot of a rule, from now on. */
  function comingSlot(plan: Plan, reader: ReaderTime): Slot {
    const { recurrence } = plan;
    checkRecurrence(recurrence);
    const slot = nextPlaced(plan, clock.now(), reader);
    if (slot === undefined) {
      throw new RapportError(
        'invalid',
        `the rule from ${recurrence.anchor} in ${recurrence.zone} has no slot to come`,
        {
          forPeople: scheduleProblems.all('noSlot'),
        },
      );
    }
    return slot;
  }

  /**
   * Reads, decides and writes one schedule; retries if another writer was faster. A decision of undefined leaves it
   * unchanged.
   */
  async function alter(
    workspaceId: string,
    id: string,
    decide: (present: Schedule, reader: ReaderTime) => Alteration | undefined,
  ): Promise<Schedule | undefined> {
    for (let attempt = 0; attempt < ATTEMPTS_AT_A_CHANGE; attempt++) {
      const present = await rows.findOne({ _id: id, workspaceId });
      if (present === undefined) return undefined;
      const decision = decide(present, await readerTimes(present));
      if (decision === undefined) return present;
      const { set, slot } = decision;
      const after = await rows.findOneAndUpdate(
        { _id: id, workspaceId, version: present.version },
        {
          $set: { ...set, ...(slot === undefined ? {} : { nextAt: slot.at, nextWall: slot.wall }) },
          $unset: {
            lease: '',
            attempts: '',
            problem: '',
            ...(slot === undefined && set.state === 'ended' ? { nextAt: '', nextWall: '' } : {}),
          },
          $inc: { version: 1 },
        },
      );
      if (after !== undefined) return after;
    }
    throw new RapportError('conflict', `schedule ${id} is being changed by others`, {
      forPeople: scheduleProblems.all('changedMeanwhile'),
    });
  }

  return {
    async add({
      _id,
      workspaceId,
      projectId,
      readerId,
      job,
      data,
      recurrence,
      catchUp,
      graceMinutes,
      dayOff,
      quiet,
      isPaused = false,
      isDue = false,
    }) {
      const now = clock.now();
      const slot = isDue
        ? { at: now, wall: wallOf(now, recurrence.zone) }
        : comingSlot({ recurrence, dayOff, quiet }, await readerTimes({ workspaceId, projectId, readerId }));
      return rows.insert({
        _id: _id ?? newId(),
        workspaceId,
        ...(projectId === undefined ? {} : { projectId }),
        kind: job.kind,
        data: job.encode(data),
        recurrence,
        ...(catchUp === undefined ? {} : { catchUp }),
        ...(graceMinutes === undefined ? {} : { graceMinutes }),
        ...(readerId === undefined ? {} : { readerId }),
        ...(dayOff === undefined ? {} : { dayOff }),
        ...(quiet === undefined ? {} : { quiet }),
        state: isPaused ? 'paused' : 'active',
        nextAt: slot.at,
        nextWall: slot.wall,
        createdAt: clock.now(),
        version: 1,
      });
    },
    get: (workspaceId, id) => rows.findOne({ _id: id, workspaceId }),
    async byIds(workspaceId, ids) {
      const present = ids.length === 0 ? [] : await rows.find({ _id: { $in: [...ids] }, workspaceId });
      return new Map(present.map((schedule) => [schedule._id, schedule]));
    },
    list(workspaceId, only = {}) {
      const filter: Filter = {
        workspaceId,
        ...(only.kind === undefined ? {} : { kind: only.kind }),
        ...(only.projectId === undefined ? {} : { projectId: only.projectId }),
      };
      return rows.find(filter, { sort: { createdAt: 1, _id: 1 } });
    },
    change(workspaceId, id, { recurrence, data, dayOff, quiet, job }) {
      return alter(workspaceId, id, (present, reader) => {
        const rule = recurrence ?? present.recurrence;
        const onDayOff = dayOff ?? present.dayOff;
        const inQuiet = quiet ?? present.quiet;
        const changed = {
          recurrence: rule,
          ...(data === undefined ? {} : { data: job.encode(data) }),
          ...(onDayOff === undefined ? {} : { dayOff: onDayOff }),
          ...(inQuiet === undefined ? {} : { quiet: inQuiet }),
        };
        return {
          set: { ...changed, state: present.state === 'paused' ? 'paused' : 'active' },
          slot: comingSlot({ recurrence: rule, dayOff: onDayOff, quiet: inQuiet }, reader),
        };
      });
    },
    async pause(workspaceId, id) {
      const paused = await rows.findOneAndUpdate(
        { _id: id, workspaceId, state: 'active' },
        { $set: { state: 'paused' }, $unset: { lease: '', attempts: '', problem: '' }, $inc: { version: 1 } },
      );
      return paused ?? rows.findOne({ _id: id, workspaceId });
    },
    resume(workspaceId, id) {
      return alter(workspaceId, id, (present, reader) => {
        if (present.state === 'active') return undefined;
        const slot = nextPlaced(present, clock.now(), reader);
        return slot === undefined ? { set: { state: 'ended' } } : { set: { state: 'active' }, slot };
      });
    },
    skipNext(workspaceId, id) {
      return alter(workspaceId, id, (present, reader) => {
        if (present.state !== 'active' || present.nextAt === undefined) return undefined;
        const slot = nextPlaced(present, present.nextAt, reader);
        return slot === undefined ? { set: { state: 'ended' } } : { set: {}, slot };
      });
    },
    async restore(before, version) {
      const { lease: _lease, attempts: _attempts, problem: _problem, ...plan } = before;
      const restored = { ...plan, version: (version ?? before.version) + 1 };
      if (version === undefined)
        return rows
          .insert(restored)
          .catch((error: unknown) => (isError(error, 'conflict') ? undefined : Promise.reject(error)));
      const { _id, workspaceId, nextAt, nextWall, ...rest } = restored;
      const next = nextAt === undefined || nextWall === undefined ? undefined : { nextAt, nextWall };
      return rows.findOneAndUpdate(
        { _id, workspaceId, version },
        {
          $set: { ...rest, ...next },
          $unset: { lease: '', attempts: '', problem: '', ...(next === undefined ? { nextAt: '', nextWall: '' } : {}) },
        },
      );
    },
    remove: async (workspaceId, id) => (await rows.deleteMany({ _id: id, workspaceId })) > 0,
    readerTime: (of) => readerTimes(of),
    preview: async (plan, of, { after, count }) => firstPlaced(plan, after, await readerTimes(of), count),
  };
}
