import { z } from 'zod';
import { systemScope } from '../../core/access.ts';
import type { Outbox } from '../../core/delivery/outbox.ts';
import type { Directory } from '../../core/directory.ts';
import type { ListSource } from '../../core/lists/list.ts';
import type { Lists } from '../../core/lists/lists.ts';
import { defineJob, type Job } from '../../core/schedule/job.ts';
import { isAway } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';

/** A morning's list is of no use in the evening. */
const WORTH_MS = 9 * 3_600_000;

/** Sends somebody their list of a morning: only when something waits, and not while they are away. */
export function morningJob(deps: {
  lists: Lists;
  list: ListSource;
  people: People;
  directory: Directory;
  outbox: Outbox;
}): Job {
  const { lists, list, people, directory, outbox } = deps;
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
      const waiting = await list.look(reader, {});
      if (waiting.lines.length === 0) return;
      const message = await lists.show(list, reader, { conversation: reach.to.conversation, now: waiting });
      await outbox.enqueue({
        key,
        workspaceId,
        to: { ...reach.to, audience: 'internal' },
        noise: 'digest',
        until: new Date(slot.at.getTime() + WORTH_MS),
        message: { ...message, audience: 'internal' },
        locale: reach.locale,
        zone: reach.zone,
      });
    },
  });
}
