import { type Command, defineCommand } from '../../core/command.ts';
import { undoButton } from '../../core/lists/draw.ts';
import {
  answered,
  createReminderAccess,
  readerOf,
  reminderThing,
  sayWithDate,
  short,
  stillOpen,
  unlessNew,
  whichField,
} from './access.ts';
import { pausedOutcome, undoable } from './actReplies.ts';
import type { ReminderDeps } from './deps.ts';
import type { Reminder } from './model.ts';
import { reminderTexts } from './texts.ts';
import { undoOf } from './undo.ts';

/** Ends a reminder, or one slot of a recurring one. */
export function doneCommand(deps: ReminderDeps): Command {
  const { reminders, schedules } = deps;
  const { aboutReminder } = createReminderAccess(deps);

  return defineCommand({
    thing: reminderThing,
    verb: 'done',
    summary: reminderTexts.all('doneSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: { reminder: whichField },
    positional: ['reminder'],
    read: unlessNew(),
    example: { en: 'remind done 2', 'zh-CN': '提醒完成 2' },
    async run(_input, context) {
      const one = stillOpen(context.subject);
      const { scope, locale } = context;
      const texts = reminderTexts(locale);
      const schedule = await schedules.get(scope.workspaceId, one.scheduleId);
      const repeats =
        schedule !== undefined && schedule.recurrence.frequency !== 'once' && schedule.nextAt !== undefined;
      // A recurring reminder stays active: only this slot is done. A one-time reminder ends, even before its slot.
      let left: { state: Reminder['state']; version?: number | undefined } = { state: one.state };
      if (!repeats) {
        await reminders.change(scope, one._id, { state: 'done' });
        const stopped = await schedules.pause(scope.workspaceId, one.scheduleId);
        left = { state: 'done', version: stopped?.version };
      }
      const undo = await undoOf(deps, context, one, {
        schedule: repeats ? undefined : schedule,
        left: { ...left, snoozedUntil: one.snoozedUntil },
      });
      const atLine = { undo, isStruck: true };
      await context.audit({
        action: 'reminder done',
        subject: `reminder:${one._id}`,
        before: short(one),
        after: JSON.stringify({ state: repeats ? one.state : 'done', slot: one.firedWall }),
      });
      const isPaused = schedule?.state === 'paused';
      if (repeats && isPaused)
        return answered(context, pausedOutcome(one, texts.isDonePaused(), context, [undoButton(undo, locale)]), atLine);
      const { format, fallback } = repeats
        ? sayWithDate(schedule.nextAt as Date, (next) => texts.isDoneNext({ next }), readerOf(context))
        : { format: texts.isDone(), fallback: texts.isDone() };
      return answered(context, undoable(one, format, { fallback, undo, context }), atLine);
    },
  });
}
