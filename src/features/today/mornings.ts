import type { Job } from '../../core/schedule/job.ts';
import type { Schedule } from '../../core/schedule/schedule.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import { dayOf, timeOf, wallAt } from '../../core/schedule/wall.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';

const USUAL = '09:00';
/** A list that is later than this is skipped: the next list contains its open items. Minutes. */
const GRACE_MINUTES = 180;
const WORKING_WEEK = [1, 2, 3, 4, 5];

export type Mornings = ReturnType<typeof createMornings>;

/** Schedules of morning lists: at most one per person. */
export function createMornings({ schedules, job, clock }: { schedules: Schedules; job: Job; clock: Clock }) {
  const idOf = (personId: string) => idFrom(personId, 'today');

  /** Starts the list, or moves it to another local time. */
  async function set(
    workspaceId: string,
    personId: string,
    { time, zone }: { time: string; zone: string },
  ): Promise<void> {
    const [_id, data] = [idOf(personId), { personId }];
    const anchor = wallAt(dayOf(wallOf(clock.now(), zone)), time);
    const recurrence = { frequency: 'weekly' as const, interval: 1, weekdays: WORKING_WEEK, anchor, zone };
    try {
      await schedules.add({
        _id,
        workspaceId,
        job,
        data,
        recurrence,
        readerId: personId,
        catchUp: 'skip',
        graceMinutes: GRACE_MINUTES,
      });
    } catch (error) {
      if (!isError(error, 'conflict')) throw error;
      await schedules.change(workspaceId, _id, { recurrence, data, job });
      await schedules.resume(workspaceId, _id);
    }
  }

  /** Starts the list at 09:00 in the person's zone, unless the person has already set or ended it. */
  async function begin(workspaceId: string, personId: string, zone: string): Promise<void> {
    const found = await schedules.get(workspaceId, idOf(personId));
    if (found === undefined || isCovering(found)) await set(workspaceId, personId, { time: USUAL, zone });
  }

  const isCovering = ({ data }: Schedule) => (JSON.parse(data) as { covering?: boolean }).covering === true;

  /**
   * Starts a list for a cover, on working mornings between these local dates. A list that the person set or ended stays
   * unchanged. Without dates, the cover's list ends. Idempotent.
   */
  async function cover(
    workspaceId: string,
    personId: string,
    span: { from: string; until: string; zone: string } | undefined,
  ): Promise<void> {
    const _id = idOf(personId);
    const found = await schedules.get(workspaceId, _id);
    if (found !== undefined && !isCovering(found)) return;
    if (found !== undefined) await schedules.remove(workspaceId, _id);
    if (span === undefined) return;
    const { from, until, zone } = span;
    const recurrence = {
      frequency: 'weekly' as const,
      interval: 1,
      weekdays: WORKING_WEEK,
      anchor: wallAt(dayOf(from), USUAL),
      until,
      zone,
    };
    const data = { personId, covering: true };
    try {
      await schedules.add({
        _id,
        workspaceId,
        job,
        data,
        recurrence,
        readerId: personId,
        catchUp: 'skip',
        graceMinutes: GRACE_MINUTES,
      });
    } catch (error) {
      // The span has no working day, or a concurrent call added the schedule.
      if (!isError(error, 'invalid') && !isError(error, 'conflict')) throw error;
    }
  }

  return {
    set,
    begin,
    cover,
    /** `09:00`, `off`, or undefined when it was never set. */
    async of(workspaceId: string, personId: string): Promise<string | undefined> {
      const found = await schedules.get(workspaceId, idOf(personId));
      // A cover's list does not count before its first day.
      if (
        found === undefined ||
        (isCovering(found) && wallOf(clock.now(), found.recurrence.zone) < found.recurrence.anchor)
      )
        return undefined;
      return found.state === 'active' ? timeOf(found.recurrence.anchor) : 'off';
    },
    /** Switches the list off until `set`. The paused schedule stays, so that `begin` does not start it again. */
    async end(workspaceId: string, personId: string, zone: string): Promise<void> {
      await begin(workspaceId, personId, zone);
      await schedules.pause(workspaceId, idOf(personId));
    },
  };
}
