import { type Scope, systemScope } from '../../core/access.ts';
import type { Job } from '../../core/schedule/job.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import { dayOf, wallAt } from '../../core/schedule/wall.ts';
import { resolveWall, wallOf } from '../../core/schedule/zone.ts';
import type { Clock } from '../../ground/clock.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Collection } from '../../store/collection.ts';
import { daysOf, type ZoneOf } from './notices.ts';
import type { Cover } from './store.ts';

export const MOMENTS = ['silent', 'begin', 'end'] as const;
export type Moment = (typeof MOMENTS)[number];

/** Local times at which the manager is told about a missing answer: the day before, in working hours. */
const SILENT_AT = ['10:00', '16:00'];
const AT = '09:00';

export interface PlanningOptions {
  readonly rowsIn: (scope: Scope) => Collection<Cover>;
  readonly clock: Clock;
  readonly schedules: Pick<Schedules, 'add' | 'remove'>;
  readonly zoneOf: ZoneOf;
  /**
   * Schedules the morning's list for a cover, for a span of local dates; without a span, removes it.
   */
  readonly mornings: (
    workspaceId: string,
    personId: string,
    span: { from: string; until: string; zone: string } | undefined,
  ) => Promise<void>;
  readonly job: () => Job;
}

/** Schedules what follows from a cover: the later notices, and the cover's morning lists. */
export function createPlanning({ rowsIn, clock, schedules, zoneOf, mornings, job }: PlanningOptions) {
  const scheduleId = (row: Pick<Cover, '_id'>, what: Moment) => idFrom(row._id, `cover ${what}`);

  /**
   * Schedules the later notices: about a missing answer, on the first day, and on the day after the last. Times in the
   * past are skipped.
   */
  async function plan(row: Cover): Promise<void> {
    const { workspaceId } = row;
    const [days, zone] = await Promise.all([daysOf(zoneOf, row), zoneOf(workspaceId, row.coverId)]);
    const dayBefore = dayOf(days.from) - 1;
    const now = clock.now();
    const soonest = new Date(now.getTime() + 1_800_000);
    const silent = SILENT_AT.map((time) => wallAt(dayBefore, time)).find(
      (wall) => resolveWall(wall, days.zone) > soonest,
    );
    const walls: Record<Moment, { wall: string | undefined; zone: string }> = {
      silent: { wall: silent, zone: days.zone },
      begin: { wall: wallAt(dayOf(days.from), AT), zone },
      end: { wall: wallAt(dayOf(days.until) + 1, AT), zone },
    };
    for (const what of MOMENTS) {
      const { wall, zone: there } = walls[what];
      await schedules.remove(workspaceId, scheduleId(row, what));
      if (wall === undefined || resolveWall(wall, there) <= now) continue;
      await schedules.add({
        ...{ _id: scheduleId(row, what), workspaceId, job: job(), readerId: what === 'silent' ? row._id : row.coverId },
        data: { personId: row._id, round: row.askedAt.toISOString(), what },
        recurrence: { frequency: 'once', interval: 1, anchor: wall, zone: there },
      });
    }
  }

  async function unplan(row: Cover): Promise<void> {
    for (const what of MOMENTS) await schedules.remove(row.workspaceId, scheduleId(row, what));
  }

  /** Schedules a person's morning list for the span in which they cover for any colleague. */
  async function setMornings(workspaceId: string, personId: string): Promise<void> {
    const rows = (await rowsIn(systemScope(workspaceId)).find({ coverId: personId })).filter(
      ({ until }) => until > clock.now(),
    );
    if (rows.length === 0) return mornings(workspaceId, personId, undefined);
    const zone = await zoneOf(workspaceId, personId);
    const from = new Date(Math.min(...rows.map((row) => row.from.getTime())));
    const until = new Date(Math.max(...rows.map((row) => row.until.getTime())) - 1);
    return mornings(workspaceId, personId, {
      from: wallOf(from, zone).slice(0, 10),
      until: wallOf(until, zone).slice(0, 10),
      zone,
    });
  }

  return { plan, unplan, setMornings };
}
