import { type Command, defineCommand } from '../../core/command.ts';
import { answered, createReminderAccess, reminderThing, short, stillOpen, unlessNew, whichField } from './access.ts';
import { undoable } from './actReplies.ts';
import type { ReminderDeps } from './deps.ts';
import { reminderTexts } from './texts.ts';
import { undoOf } from './undo.ts';

/** Deletes a reminder with its schedule. */
export function deleteCommand(deps: ReminderDeps): Command {
  const { reminders, schedules } = deps;
  const { aboutReminder } = createReminderAccess(deps);

  return defineCommand({
    thing: reminderThing,
    verb: 'delete',
    summary: reminderTexts.all('deleteSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: { reminder: whichField },
    positional: ['reminder'],
    read: unlessNew(),
    example: { en: 'remind delete 2', 'zh-CN': '提醒删除 2' },
    async run(_input, context) {
      const one = stillOpen(context.subject);
      const { scope, locale } = context;
      const schedule = await schedules.get(scope.workspaceId, one.scheduleId);
      // Change the record first: a deleted reminder is never posted, even while its schedule still runs.
      await reminders.change(scope, one._id, { state: 'deleted' });
      await schedules.remove(scope.workspaceId, one.scheduleId);
      await context.audit({
        action: 'reminder delete',
        subject: `reminder:${one._id}`,
        before: short(one),
        after: JSON.stringify({ state: 'deleted' }),
      });
      const undo = await undoOf(deps, context, one, {
        schedule,
        left: { state: 'deleted', snoozedUntil: one.snoozedUntil },
      });
      const text = reminderTexts(locale).isDeleted();
      return answered(context, undoable(one, text, { fallback: text, undo, context }), { undo });
    },
  });
}
