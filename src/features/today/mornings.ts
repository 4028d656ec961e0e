import type { Job } from '../../core/schedule/job.ts';
import type { Schedule } from '../../core/schedule/schedule.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import { dayOf, timeOf, wallAt } from '../../core/schedule/wall.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';

const USUAL = '09:00';
/** One list a morning: what nobody looked after yesterday stands in today's. */
const GRACE_MINUTES = 180;
const WORKING_WEEK = [1, 2, 3, 4, 5];

export type Mornings = ReturnType<typeof createMornings>;

/** When somebody's list comes by itself: a schedule per person, which is there at most once. */
export function createMornings({ schedules, job, clock }: { schedules: Schedules; job: Job; clock: Clock }) {
  const idOf = (personId: string) => idFrom(personId, 'today');

  /** Begins, or begins anew, at a local time. */
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

  /** Begins at nine in their zone, unless they said something before. */
  async function begin(workspaceId: string, personId: string, zone: string): Promise<void> {
    const found = await schedules.get(workspaceId, idOf(personId));
    if (found === undefined || isCovering(found)) await set(workspaceId, personId, { time: USUAL, zone });
  }

  const isCovering = ({ data }: Schedule) => (JSON.parse(data) as { covering?: boolean }).covering === true;

  /**
   * While somebody covers for others: on working mornings from and until these local dates, unless they have a list of
   * their own or said that they want none. Without dates it is over. Safe to repeat.
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
      // No working day in between; or somebody else has just set it.
      if (!isError(error, 'invalid') && !isError(error, 'conflict')) throw error;
    }
  }

  return {
    set,
    begin,
    cover,
    /** `09:00`, `off`, or undefined when nothing was ever said. */
    async of(workspaceId: string, personId: string): Promise<string | undefined> {
      const found = await schedules.get(workspaceId, idOf(personId));
      // A cover's list is none before its first day.
      if (
        found === undefined ||
        (isCovering(found) && wallOf(clock.now(), found.recurrence.zone) < found.recurrence.anchor)
      )
        return undefined;
      return found.state === 'active' ? timeOf(found.recurrence.anchor) : 'off';
    },
    /** Ends it until `set`; kept as said, so that it does not begin again by itself. */
    async end(workspaceId: string, personId: string, zone: string): Promise<void> {
      await begin(workspaceId, personId, zone);
      await schedules.pause(workspaceId, idOf(personId));
    },
  };
}
