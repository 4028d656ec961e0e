import { z } from 'zod';
import { systemScope } from '../../core/access.ts';
import type { ListSource } from '../../core/lists/list.ts';
import type { Lists } from '../../core/lists/lists.ts';
import { defineJob, type Job } from '../../core/schedule/job.ts';
import type { Tell } from '../../core/tell.ts';
import { isAway } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';

/** The morning list expires after this time, before the evening. Milliseconds. */
const WORTH_MS = 9 * 3_600_000;

/** Sends a person's morning list, when something waits in it and the person is not away. */
export function morningJob(deps: { lists: Lists; list: ListSource; people: People; tell: Tell }): Job {
  const { lists, list, people, tell } = deps;
  return defineJob({
    kind: 'today',
    // `covering`: this list ends when the person no longer covers for others.
    data: z.strictObject({ personId: z.string(), covering: z.boolean().optional() }),
    async run({ personId }, { schedule, slot, clock, key }) {
      const { workspaceId } = schedule;
      const now = clock.now();
      const who = await people.get(systemScope(workspaceId), personId);
      if (who === undefined || who.leftAt !== undefined || who.side !== 'ours' || isAway(who, now)) return;
      const there = await tell.find({ workspaceId, personId, audience: 'internal' });
      if (there === undefined) return;
      const { to, locale, zone } = there;
      const reader = { workspaceId, personId, side: 'ours' as const, locale, zone, now };
      const waiting = await list.look(reader, {});
      if (waiting.lines.length === 0) return;
      const message = await lists.show(list, reader, { conversation: to.conversation, now: waiting });
      await tell.reader({ workspaceId, reader: there }, () => ({ ...message, audience: 'internal' }), {
        key,
        noise: 'digest',
        until: new Date(slot.at.getTime() + WORTH_MS),
      });
    },
  });
}
