import { type Command, type CommandContext, defineCommand } from '../../core/command.ts';
import type { Reach } from '../../core/directory.ts';
import { field } from '../../core/fields.ts';
import { RapportError } from '../../ground/errors.ts';
import { answered, createReminderAccess, reminderThing, short, stillOpen, whichField } from './access.ts';
import type { ReminderDeps } from './deps.ts';
import type { Reminder } from './model.ts';
import { handedMessage } from './notices.ts';
import { outcome } from './replies.ts';
import { reminderTexts } from './texts.ts';

/** Hands a reminder over to another member. */
export function assignCommand(deps: ReminderDeps): Command {
  const { reminders, schedules, tell } = deps;
  const { aboutReminder, previewed } = createReminderAccess(deps);

  /** Notify the new owner before the reminder moves to their list. */
  async function tellNewOwner(
    one: Reminder,
    reader: Reach<'internal'>,
    { actor, clock, requestId }: Pick<CommandContext, 'actor' | 'clock' | 'requestId'>,
  ): Promise<void> {
    const schedule = await schedules.get(one.workspaceId, one.scheduleId);
    if (schedule === undefined) return;
    const now = clock.now();
    const times = await previewed({ ...one, projectId: schedule.projectId }, schedule, { after: now });
    await tell.reader(
      { workspaceId: one.workspaceId, reader },
      ({ locale, zone }) =>
        handedMessage(one, { ...times, by: actor.name, reader: { locale, zone, now }, readerId: one.ownerId }),
      { key: `reminder-handed:${one._id}:${requestId}`, noise: 'answer' },
    );
  }

  return defineCommand({
    thing: reminderThing,
    verb: 'assign',
    summary: reminderTexts.all('assignSummary'),
    permission: 'work',
    about: aboutReminder,
    input: { reminder: whichField, to: field.person({ label: reminderTexts.all('newOwner') }) },
    positional: ['reminder', 'to'],
    example: { en: 'remind assign 2 @Tom', 'zh-CN': '提醒指派 2 @Tom' },
    async run({ to }, context) {
      const one = stillOpen(context.subject);
      const { scope, locale } = context;
      // The owner receives internal notices about the reminder, so the owner must be a member.
      const reader = await tell.find({ workspaceId: scope.workspaceId, personId: to.personId, audience: 'internal' });
      if (reader === undefined)
        throw new RapportError('invalid', 'not one of us', { forPeople: reminderTexts.all('oursOnly'), field: 'to' });
      const isForOwner = one.target.kind === 'person' && one.target.id === one.ownerId;
      const target = isForOwner ? { ...one.target, id: to.personId, name: to.name } : one.target;
      const after = await reminders.handOver(scope, one._id, { ownerId: to.personId, ownerName: to.name, target });
      await context.audit({
        action: 'reminder assign',
        subject: `reminder:${one._id}`,
        before: short(one),
        after: after === undefined ? '' : short(after),
      });
      if (after !== undefined && to.personId !== scope.personId) await tellNewOwner(after, reader, context);
      const text = reminderTexts(locale).isAssigned({ who: to.name });
      return answered(context, outcome(one, text, { fallback: text, audience: scope.audience }));
    },
  });
}
