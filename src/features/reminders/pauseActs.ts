import { type Command, defineCommand } from '../../core/command.ts';
import {
  answered,
  audienceFor,
  createReminderAccess,
  readerOf,
  reminderThing,
  sayWithDate,
  stillAllowed,
  stillOpen,
  unlessNew,
  whichField,
} from './access.ts';
import { pausedOutcome } from './actReplies.ts';
import type { ReminderDeps } from './deps.ts';
import { outcome } from './replies.ts';
import { reminderTexts } from './texts.ts';

/** Commands that stop a reminder for a while: pause and resume. */
export function pauseActs(deps: ReminderDeps): Command[] {
  const { reminders, schedules } = deps;
  const { aboutReminder } = createReminderAccess(deps);

  const pause = defineCommand({
    thing: reminderThing,
    verb: 'pause',
    verbAliases: ['暂停'],
    summary: reminderTexts.all('pauseSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: { reminder: whichField },
    positional: ['reminder'],
    read: unlessNew(),
    example: { en: 'remind pause 2', 'zh-CN': '提醒暂停 2' },
    async run(_input, context) {
      const one = stillOpen(context.subject);
      await schedules.pause(context.scope.workspaceId, one.scheduleId);
      await context.audit({ action: 'reminder pause', subject: `reminder:${one._id}` });
      return answered(context, pausedOutcome(one, reminderTexts(context.locale).isPaused(), context));
    },
  });

  const resume = defineCommand({
    thing: reminderThing,
    verb: 'resume',
    verbAliases: ['恢复', '继续'],
    summary: reminderTexts.all('resumeSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: { reminder: whichField },
    positional: ['reminder'],
    read: unlessNew(),
    example: { en: 'remind resume 2', 'zh-CN': '提醒恢复 2' },
    async run(_input, context) {
      const one = stillAllowed(context.subject);
      const { scope, locale } = context;
      const texts = reminderTexts(locale);
      const after = await schedules.resume(scope.workspaceId, one.scheduleId);
      await reminders.change(scope, one._id, { state: 'active' });
      await context.audit({ action: 'reminder resume', subject: `reminder:${one._id}` });
      const { format, fallback } =
        after?.nextAt === undefined
          ? { format: texts.isOver(), fallback: texts.isOver() }
          : sayWithDate(after.nextAt, (next) => texts.isResumed({ next }), readerOf(context));
      return answered(context, outcome(one, format, { fallback, audience: audienceFor(context) }));
    },
  });

  return [pause, resume];
}
