import { z } from 'zod';
import { systemScope } from '../../core/access.ts';
import type { Outbox } from '../../core/delivery/outbox.ts';
import type { Directory } from '../../core/directory.ts';
import type { Logger } from '../../core/log.ts';
import { defineJob, type Job } from '../../core/schedule/job.ts';
import { timeOf } from '../../core/schedule/wall.ts';
import type { Slice } from '../../core/slice.ts';
import { isAway, type People } from '../people/index.ts';
import { dayOf } from './day.ts';
import { dayMessage } from './messages.ts';

/** A morning's list is of no use in the evening. */
const WORTH_MS = 9 * 3_600_000;

/** Sends somebody their list of a morning: only when something waits, and not while they are away. */
export function morningJob(deps: { slices: () => readonly Slice[]; people: People; directory: Directory; outbox: Outbox; log: Logger }): Job {
  const { slices, people, directory, outbox, log } = deps;
  return defineJob({
    kind: 'today',
    // `covering`: while somebody covers for others, and no longer.
    data: z.strictObject({ personId: z.string(), covering: z.boolean().optional() }),
    async run({ personId }, { schedule, slot, clock, key }) {
      const { workspaceId } = schedule;
      const now = clock.now();
      const who = await people.get(systemScope(workspaceId), personId);
      if (who === undefined || who.leftAt !== undefined || who.side !== 'ours' || isAway(who, now)) return;
      const reach = await directory.reachPerson(workspaceId, personId);
      if ('unreachable' in reach || reach.to.audience !== 'internal') return;
      const reader = { workspaceId, personId, side: 'ours' as const, locale: reach.locale, zone: reach.zone, now };
      const { items, incomplete } = await dayOf(slices(), reader, log);
      if (!items.some(({ section }) => section === 'waiting')) return;
      await outbox.enqueue({
        key,
        workspaceId,
        to: { ...reach.to, audience: 'internal' },
        noise: 'digest',
        until: new Date(slot.at.getTime() + WORTH_MS),
        message: dayMessage({ items, incomplete, morning: timeOf(schedule.recurrence.anchor) }, reader, { audience: 'internal' }),
        locale: reach.locale,
        zone: reach.zone,
      });
    },
  });
}
