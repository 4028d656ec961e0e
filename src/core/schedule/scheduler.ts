import { type Clock, steadyClock } from '../../ground/clock.ts';
import { isError } from '../../ground/errors.ts';
import type { Logger } from '../../ground/log.ts';
import { withinRequest } from '../../ground/request.ts';
import type { Database } from '../../store/collection.ts';
import { backoff } from '../backoff.ts';
import { type Claimed, claim } from '../claim.ts';
import { createNotices } from '../delivery/notices.ts';
import type { Outbox } from '../delivery/outbox.ts';
import type { Directory, Routes } from '../directory.ts';
import { oneAtATime } from '../oneAtATime.ts';
import { type CatchUp, catchUp } from './catchUp.ts';
import type { Job, Slot } from './job.ts';
import { brokenNotice, failedNotice } from './notices.ts';
import { anyTime, type ReaderTime, type ReaderTimes } from './placed.ts';
import { type Schedule, schedules } from './schedule.ts';

export interface SchedulerOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly jobs: readonly Job[];
  /** For notices to a project's stewards about final failures. */
  readonly outbox: Outbox;
  readonly directory: Pick<Directory, 'stewards'> & Routes;
  readonly log: Logger;
  /** The readers' days off and quiet hours. */
  readonly readerTimes?: ReaderTimes;
  /** A random number in [0, 1), for the jitter between tries. */
  readonly random?: () => number;
}

/** Runs due schedules. Several schedulers may work on one database. */
export interface Scheduler {
  /**
   * Runs all work that is due by the clock and returns how many slots ran. A call during a running tick waits for it
   * and looks again.
   */
  tick(): Promise<number>;
  /** Begins no further slot, and releases claimed schedules that have not begun. */
  stop(): void;
  /**
   * Milliseconds since the last successful look for due work, by the monotonic clock. It grows if no look happens or
   * the database does not answer.
   */
  sinceLook(): number;
}

const BATCH = 50;
const AT_ONCE = 8;
/** Longer than any job may take. The schedules of a crashed worker wait this long for another worker. */
const LEASE_MS = 60_000;
/** A job does not begin with less than this left of its lease: the process may have been stopped meanwhile. */
const LEASE_LEFT_MS = 30_000;
const MAX_ATTEMPTS = 10;
const RETRY = { baseMs: 5_000, capMs: 900_000 };
/** More batches than any backlog has: a guard against a job that makes itself due again for ever. */
const MAX_BATCHES = 10_000;

export function createScheduler(options: SchedulerOptions): Scheduler {
  const { db, clock, log, outbox, directory, random } = options;
  const rows = db.everywhere(schedules);
  const readerTimes = options.readerTimes ?? anyTime;
  const jobs = new Map(options.jobs.map((job) => [job.kind, job]));
  const notices = createNotices({ outbox, directory, log });
  let stopping = false;
  let lookedAt = steadyClock.now().getTime();

  async function settle(
    row: Claimed<Schedule>,
    change: { set: Partial<Schedule>; unset: readonly (keyof Schedule)[] },
  ): Promise<void> {
    const unset =
      change.unset.length === 0 ? {} : { $unset: Object.fromEntries(change.unset.map((field) => [field, ''])) };
    const after = await rows.findOneAndUpdate(
      { _id: row._id, 'lease.token': row.lease.token },
      { $set: change.set, ...unset },
    );
    if (after === undefined)
      log.info(
        { schedule: row._id },
        'a schedule was changed or taken over while its job ran; the job’s effects stay, and the other change sets the next slot',
      );
  }

  /** Moves a schedule to its next slot, or ends it if there is none. */
  async function advance(
    row: Claimed<Schedule>,
    next: Slot | undefined,
    end: Pick<Schedule, 'state' | 'problem'>,
  ): Promise<void> {
    if (next === undefined)
      await settle(row, {
        set: end,
        unset: [
          'lease',
          'attempts',
          'nextAt',
          'nextWall',
          ...(end.problem === undefined ? (['problem'] as const) : []),
        ],
      });
    else await settle(row, { set: { nextAt: next.at, nextWall: next.wall }, unset: ['lease', 'attempts', 'problem'] });
  }

  async function breakOff(row: Claimed<Schedule>, problem: string): Promise<void> {
    log.error(
      { schedule: row._id, workspaceId: row.workspaceId, kind: row.kind, problem },
      'a schedule is broken: its next slot cannot be computed',
    );
    await notices.tell({
      key: `${row._id}:broken:${row.version}`,
      workspaceId: row.workspaceId,
      projectId: row.projectId,
      write: (reader) => brokenNotice(row, reader),
    });
    await settle(row, { set: { state: 'broken', problem }, unset: ['lease', 'attempts', 'nextAt', 'nextWall'] });
  }

  async function fail(
    row: Claimed<Schedule>,
    { error, slot, plan }: { error: unknown; slot: Slot; plan: Plan },
  ): Promise<void> {
    const attempts = (row.attempts ?? 0) + 1;
    // An unreachable database is no fault of the job: the lease expires, and the job is retried without a limit.
    if (isError(error, 'unavailable'))
      return void log.warn(
        { err: error, schedule: row._id },
        'a dependency of a job is unavailable; the job is retried later',
      );
    log.error(
      { err: error, schedule: row._id, workspaceId: row.workspaceId, kind: row.kind, slot: slot.wall, attempts },
      'a job failed',
    );
    if (attempts < MAX_ATTEMPTS) {
      // The lease covers the pause: no worker claims the schedule before it ends, and no second field is needed.
      const until = new Date(
        db.now().getTime() + backoff(attempts, { ...RETRY, ...(random === undefined ? {} : { random }) }),
      );
      await settle(row, {
        set: { attempts, problem: describe(error), lease: { token: row.lease.token, until } },
        unset: [],
      });
      return;
    }
    if (plan.problem !== undefined) return breakOff(row, plan.problem);
    const write = failedNotice(row, { attempts, again: plan.next !== undefined });
    await notices.tell({
      key: `${row._id}:failed:${slot.wall}`,
      workspaceId: row.workspaceId,
      projectId: row.projectId,
      write,
    });
    await advance(row, plan.next, { state: 'broken', problem: describe(error) });
  }

  /** Runs one schedule from claimed to settled; returns how many slots ran. */
  async function work(row: Claimed<Schedule>): Promise<number> {
    if (row.lease.until.getTime() - db.now().getTime() < LEASE_LEFT_MS) return 0;
    if (row.nextAt === undefined || row.nextWall === undefined) return 0;
    const due: Slot = { wall: row.nextWall, at: row.nextAt };
    const plan = planOf(row, due, { now: clock.now(), reader: await readerTimes(row) });
    let ran = 0;
    for (const slot of plan.run) {
      if (stopping && ran > 0) {
        await advance(row, slot, { state: 'ended' });
        return ran;
      }
      try {
        const job = jobs.get(row.kind);
        if (job === undefined) throw new Error(`no job of the kind ${row.kind} is registered`);
        await job.run(row.data, { schedule: row, slot, clock, key: `${row.workspaceId}:${row._id}:${slot.wall}` });
        ran += 1;
      } catch (error) {
        await fail(row, { error, slot, plan });
        return ran;
      }
    }
    if (plan.problem !== undefined) await breakOff(row, plan.problem);
    else await advance(row, plan.next, { state: 'ended' });
    return ran;
  }

  async function release(claimed: readonly Claimed<Schedule>[]): Promise<void> {
    const [first] = claimed;
    if (first === undefined) return;
    await rows.updateMany(
      { _id: { $in: claimed.map((row) => row._id) }, 'lease.token': first.lease.token },
      { $unset: { lease: '' } },
    );
  }

  async function drain(): Promise<number> {
    let ran = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch++) {
      if (stopping) return ran;
      const due = { state: 'active', nextAt: { $lte: clock.now() } };
      const claimed = await claim(rows, {
        due,
        sort: { nextAt: 1 },
        limit: BATCH,
        leaseMs: LEASE_MS,
        now: () => db.now(),
      });
      lookedAt = steadyClock.now().getTime();
      if (claimed.seen === 0) return ran;
      const queue = [...claimed.rows];
      const worker = async () => {
        while (!stopping) {
          const row = queue.shift();
          if (row === undefined) return;
          const slots = await withinRequest(() => work(row)).catch((error: unknown) => {
            log.error(
              { err: error, schedule: row._id },
              'a schedule could not be settled; it is retried when its lease expires',
            );
            return 0;
          });
          ran += slots;
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, worker));
      await release(queue);
    }
    log.error('schedules become due faster than they run');
    return ran;
  }

  return {
    tick: oneAtATime(drain),
    stop() {
      stopping = true;
    },
    sinceLook: () => steadyClock.now().getTime() - lookedAt,
  };
}

type Plan = CatchUp & { readonly problem?: string };

/**
 * The slot to run and the next one. A rule that cannot be computed still runs the planned slot, and is then marked
 * broken.
 */
function planOf(row: Schedule, due: Slot, context: { now: Date; reader: ReaderTime }): Plan {
  try {
    return catchUp(row, due, context);
  } catch (error) {
    return { run: [due], next: undefined, problem: describe(error) };
  }
}

const describe = (error: unknown): string => (error instanceof Error ? error.message : String(error)).slice(0, 500);
