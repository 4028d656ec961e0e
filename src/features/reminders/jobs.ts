import { type Scope, systemScope } from '../../core/access.ts';
import type { AuditLog } from '../../core/auditLog.ts';
import type { Outbox } from '../../core/delivery/outbox.ts';
import type { Directory, Reach } from '../../core/directory.ts';
import { isLate } from '../../core/schedule/catchUp.ts';
import { defineJob } from '../../core/schedule/job.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import type { Logger } from '../../ground/log.ts';
import { firedMessage, stuckMessage } from './messages.ts';
import { canResolveItself, type Problem, type Reminder, reminderData } from './model.ts';
import type { Reminders } from './store.ts';
import { reminderTexts } from './texts.ts';

export interface JobDeps {
  readonly reminders: Reminders;
  readonly schedules: Schedules;
  readonly outbox: Outbox;
  readonly directory: Directory;
  readonly audit: AuditLog;
  readonly log: Logger;
}

/** Posts a reminder when its time comes. Every step bears a repeat: the delivery's key is the slot's. */
export function reminderJob({ reminders, schedules, outbox, directory, audit, log }: JobDeps) {
  async function tellOwner(
    one: Reminder,
    reason: Problem,
    { isToCome, key }: { isToCome: boolean; key: string },
  ): Promise<void> {
    const owner = await directory.reachPerson(one.workspaceId, one.ownerId);
    // What somebody meant for themselves is nobody else's to read, also when they are gone.
    if ('unreachable' in owner && one.target.kind === 'person' && one.target.id === one.ownerId) return;
    const readers = 'unreachable' in owner ? await directory.stewards(one.workspaceId, one.projectId) : [one.ownerId];
    for (const personId of readers) {
      const reach = await directory.reachPerson(one.workspaceId, personId);
      if ('unreachable' in reach) continue;
      const texts = reminderTexts(reach.locale);
      const values = {
        text: one.text,
        who: one.target.kind === 'channel' ? `#${one.target.name}` : one.target.name,
        reason: texts[reason](),
      };
      const text = isToCome && canResolveItself(reason) ? texts.stuckNoticeForNow(values) : texts.stuckNotice(values);
      await outbox.enqueue({
        key: `${key}:stuck:${personId}`,
        workspaceId: one.workspaceId,
        to: reach.to,
        message: stuckMessage(one, { text, audience: reach.to.audience, locale: reach.locale }),
        locale: reach.locale,
        zone: reach.zone,
        noise: 'answer',
      });
    }
  }

  const tell = (scope: Scope, one: Reminder, action: string, slot: string) =>
    audit.record(scope, {
      action,
      byName: 'Rapport',
      subject: `reminder:${one._id}`,
      after: JSON.stringify({ slot }),
      from: 'job reminder',
      ...(one.projectId === undefined ? {} : { projectId: one.projectId }),
    });

  /**
   * Where it goes now, or why it goes nowhere: its place is gone, is another project's by now, or is read by a client
   * who was not there when it was written.
   */
  async function reachOf(one: Reminder): Promise<Reach | { readonly problem: Problem }> {
    const { kind, id } = one.target;
    const reach =
      kind === 'person'
        ? await directory.reachPerson(one.workspaceId, id)
        : await directory.reachChannel(one.workspaceId, id);
    // A channel that is linked nowhere may be linked again.
    if ('unreachable' in reach)
      return { problem: kind === 'channel' && reach.unreachable === 'unknown' ? 'noChannel' : reach.unreachable };
    if ('projectId' in reach && reach.projectId !== one.projectId) return { problem: 'noChannel' };
    return one.writtenFor === 'internal' && reach.to.audience === 'client' ? { problem: 'readersChanged' } : reach;
  }

  return defineJob({
    kind: 'reminder',
    data: reminderData,
    async run({ reminderId, snoozed }, { schedule, slot, clock, key }) {
      const scope = systemScope(schedule.workspaceId, schedule.projectId);
      const one = await reminders.get(scope, reminderId);
      if (one === undefined) {
        // A crash kept the reminder from being made and nobody was told that it is set; or its person was erased.
        log.warn({ schedule: schedule._id }, 'a schedule without a reminder is removed');
        await schedules.remove(schedule.workspaceId, schedule._id);
        return;
      }
      if (one.state === 'done' || one.state === 'deleted' || one.state === 'asked') return;
      const reach = await reachOf(one);
      if ('problem' in reach) {
        const { problem } = reach;
        // Whoever asks for it once more waits for it, and hears that it did not come.
        const isKnown = !snoozed && one.state === 'stuck' && one.problem === problem;
        if (!isKnown)
          await tellOwner(one, problem, { isToCome: !snoozed && schedule.recurrence.frequency !== 'once', key });
        await reminders.change(scope, one._id, { state: 'stuck', problem });
        if (!snoozed && !canResolveItself(problem)) await schedules.pause(one.workspaceId, schedule._id);
        if (!isKnown) await tell(scope, one, 'reminder stuck', slot.wall);
        return;
      }
      await outbox.enqueue({
        key,
        workspaceId: one.workspaceId,
        projectId: one.projectId,
        ownerId: one.ownerId,
        to: reach.to,
        message: firedMessage(one, {
          locale: reach.locale,
          audience: reach.to.audience,
          lateFor: isLate(slot, schedule, clock.now()) ? slot.at : undefined,
        }),
        locale: reach.locale,
        zone: reach.zone,
        // Somebody set it for this place and time: it is no word of Rapport's own.
        noise: 'set',
      });
      // Once more is not the rule: one that stopped goes on being its owner's to set going.
      const rule = snoozed ? await schedules.get(one.workspaceId, one.scheduleId) : schedule;
      const isHeld = rule?.state === 'paused' && rule.recurrence.frequency !== 'once';
      await reminders.change(scope, one._id, {
        firedWall: slot.wall,
        ...(one.state === 'stuck' && !isHeld ? { state: 'active' } : {}),
      });
      await tell(scope, one, 'reminder fired', slot.wall);
    },
  });
}
