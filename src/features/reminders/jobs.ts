import { type Scope, systemScope } from '../../core/access.ts';
import type { AuditLog } from '../../core/auditLog.ts';
import type { Reach } from '../../core/directory.ts';
import type { Audience, Message } from '../../core/message.ts';
import { isLate } from '../../core/schedule/catchUp.ts';
import { defineJob } from '../../core/schedule/job.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import type { Tell, Told } from '../../core/tell.ts';
import type { Logger } from '../../ground/log.ts';
import { canResolveItself, type Problem, type Reminder, reminderData } from './model.ts';
import { firedMessage, stuckMessage } from './notices.ts';
import type { Reminders } from './store.ts';
import { reminderTexts } from './texts.ts';

export interface JobDeps {
  readonly reminders: Reminders;
  readonly schedules: Schedules;
  readonly tell: Tell;
  readonly audit: AuditLog;
  readonly log: Logger;
}

/** Posts a reminder when its slot is due. Every step is idempotent: the slot is the delivery's key. */
export function reminderJob({ reminders, schedules, tell, audit, log }: JobDeps) {
  async function tellOwner(
    one: Reminder,
    reason: Problem,
    { isToCome, key }: { isToCome: boolean; key: string },
  ): Promise<void> {
    const { workspaceId, projectId, ownerId, target } = one;
    const say = <A extends Audience>({ to, locale }: Reach<A>): Message<A> => {
      const texts = reminderTexts(locale);
      const values = {
        text: one.text,
        who: target.kind === 'channel' ? `#${target.name}` : target.name,
        reason: texts[reason](),
      };
      const text = isToCome && canResolveItself(reason) ? texts.stuckNoticeForNow(values) : texts.stuckNotice(values);
      return stuckMessage(one, { text, audience: to.audience, locale });
    };
    const owner = await tell.person({ workspaceId, personId: ownerId }, say, {
      key: `${key}:stuck:${ownerId}`,
      noise: 'answer',
    });
    // A reminder for its owner is private, even when the owner has left: stewards get no notice.
    if (owner.isTold || (target.kind === 'person' && target.id === ownerId)) return;
    await tell.stewards({ workspaceId, projectId }, say, { key: `${key}:stuck`, noise: 'answer' });
  }

  const record = (scope: Scope, one: Reminder, action: string, slot: string) =>
    audit.record(scope, {
      action,
      byName: 'Rapport',
      subject: `reminder:${one._id}`,
      after: JSON.stringify({ slot }),
      from: 'job reminder',
      ...(one.projectId === undefined ? {} : { projectId: one.projectId }),
    });

  /** An internal reminder is never posted to a target that a client can read now. */
  async function fire(one: Reminder, { key, lateFor }: { key: string; lateFor: Date | undefined }): Promise<Told> {
    const { workspaceId, projectId, ownerId, target } = one;
    const audience = one.writtenFor === 'internal' ? one.writtenFor : undefined;
    const say = <A extends Audience>({ to, locale }: Reach<A>): Message<A> =>
      firedMessage(one, { locale, audience: to.audience, lateFor });
    // A person requested this time and place, so the noise budget does not apply.
    const how = { key, ownerId, noise: 'requested' } as const;
    return target.kind === 'person'
      ? tell.person({ workspaceId, personId: target.id, audience }, say, { ...how, projectId })
      : tell.channel({ workspaceId, conversation: target.id, projectId, audience }, say, how);
  }

  function problemOf({ target }: Reminder, { why }: Extract<Told, { isTold: false }>): Problem {
    if (why === 'otherAudience') return 'readersChanged';
    // A channel without a project may be linked again, so the reminder can recover.
    return target.kind === 'channel' && why === 'unknown' ? 'noChannel' : why;
  }

  return defineJob({
    kind: 'reminder',
    data: reminderData,
    async run({ reminderId, snoozed }, { schedule, slot, clock, key }) {
      const scope = systemScope(schedule.workspaceId, schedule.projectId);
      const one = await reminders.get(scope, reminderId);
      if (one === undefined) {
        // Two causes: a crash before the reminder was saved and confirmed, or the erasure of its person.
        log.warn({ schedule: schedule._id }, 'a schedule without a reminder is removed');
        await schedules.remove(schedule.workspaceId, schedule._id);
        return;
      }
      if (one.state === 'done' || one.state === 'deleted' || one.state === 'asked') return;
      const told = await fire(one, { key, lateFor: isLate(slot, schedule, clock.now()) ? slot.at : undefined });
      if (!told.isTold) {
        const problem = problemOf(one, told);
        // A snoozed reminder was requested by a person, who waits for it: report the failure again.
        const isKnown = !snoozed && one.state === 'stuck' && one.problem === problem;
        if (!isKnown)
          await tellOwner(one, problem, { isToCome: !snoozed && schedule.recurrence.frequency !== 'once', key });
        if (!isKnown) await reminders.change(scope, one._id, { state: 'stuck', problem });
        if (!snoozed && !canResolveItself(problem)) await schedules.pause(one.workspaceId, schedule._id);
        if (!isKnown) await record(scope, one, 'reminder stuck', slot.wall);
        return;
      }
      // A snooze is separate from the rule. A paused rule stays paused until its owner resumes it.
      const rule = snoozed ? await schedules.get(one.workspaceId, one.scheduleId) : schedule;
      const isHeld = rule?.state === 'paused' && rule.recurrence.frequency !== 'once';
      await reminders.change(scope, one._id, {
        firedWall: slot.wall,
        firedAt: slot.at,
        ...(one.state === 'stuck' && !isHeld ? { state: 'active' } : {}),
      });
      await record(scope, one, 'reminder fired', slot.wall);
    },
  });
}
