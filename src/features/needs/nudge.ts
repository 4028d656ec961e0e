import type { Reach } from '../../core/directory.ts';
import { formatDay } from '../../core/format.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { waitsForClient } from '../../records/registers/contactAnswers.ts';
import type { Register } from '../../records/registers/define.ts';
import { mayAnswer } from '../../records/registers/lists.ts';
import { endOf, saysOnDay } from '../../records/registers/onDay.ts';
import type { RegisterPorts } from '../../records/registers/ports.ts';
import { nudgeMessage } from './messages.ts';

/**
 * One reminder of a need, on the client's working day before its date: to the contact that the client sees as its owner,
 * else in the client's channel. Once for each date: a need that is moved later is reminded of again.
 */
export function createNudges(ports: RegisterPorts, register: Register): ReturnType<typeof saysOnDay> {
  const { tell, clock } = ports;
  return saysOnDay(ports, register, {
    job: 'needs.nudge',
    reaction: 'need.planNudge',
    side: 'client',
    when: 'before',
    // The date until which the client knows that we wait.
    dateOf: async (entry) => (waitsForClient(entry) ? entry.published?.due : undefined),
    watched: ['published', 'deletedAt'],
    async say(entry, { project, date: due }) {
      const { workspaceId, projectId, published } = entry;
      const personId = published?.ownerId;
      const thisYear = Number(wallOf(clock.now(), project.zone).slice(0, 4));
      const message =
        (answers: boolean) =>
        ({ locale }: Pick<Reach<'client'>, 'locale'>) =>
          nudgeMessage(entry, { locale, date: formatDay(due, { locale, thisYear }), answers });
      const how = {
        key: `need:${entry._id}:nudge:${due}`,
        noise: 'nudge' as const,
        projectId,
        until: endOf(due, project),
      };
      if (personId !== undefined) {
        const answers = await mayAnswer(ports, { workspaceId, personId });
        const told = await tell.person({ workspaceId, personId, audience: 'client' }, message(answers), how);
        if (told.isTold) return;
      }
      const reader = await tell.find({ workspaceId, projectId, audience: 'client' as const });
      if (reader !== undefined) await tell.reader({ workspaceId, reader }, message(true), how);
    },
  });
}
