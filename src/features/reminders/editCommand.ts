import { type Command, type CommandContext, defineCommand } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { doubtText } from '../../core/fieldTexts.ts';
import type { FormValues } from '../../core/platform.ts';
import type { Plan } from '../../core/schedule/placed.ts';
import { inARow } from '../../ground/i18n.ts';
import {
  answered,
  createReminderAccess,
  gone,
  readerOf,
  reminderThing,
  short,
  stillOpen,
  unlessNew,
  whichField,
} from './access.ts';
import { createAsking } from './asking.ts';
import type { ReminderDeps } from './deps.ts';
import type { Reminder } from './model.ts';
import { dayOffField, quietField } from './scheduleFields.ts';
import { reminderTexts } from './texts.ts';
import { whenText } from './wording.ts';

/** Changes a reminder's text or time. */
export function editCommand(deps: ReminderDeps): Command {
  const { reminders, schedules, job } = deps;
  const { readersOf, needsLeave, aboutReminder, confirmed, timeOf, previewed } = createReminderAccess(deps);
  const { askManager } = createAsking(deps);

  /** The initial values of the edit form. */
  async function asItIs(one: Reminder, context: CommandContext): Promise<FormValues> {
    const schedule = await schedules.get(one.workspaceId, one.scheduleId);
    const when = schedule === undefined ? '' : whenText(schedule.recurrence, readerOf(context));
    return { text: one.text, when, was: when, dayOff: schedule?.dayOff ?? 'keep', quiet: schedule?.quiet ?? 'keep' };
  }

  return defineCommand({
    thing: reminderThing,
    verb: 'edit',
    verbAliases: ['move', 'reschedule', '改期'],
    summary: reminderTexts.all('editSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: {
      reminder: whichField,
      /** The rule's text as the form showed it. An unchanged text keeps the rule and its anchor. */
      was: field.text({ label: reminderTexts.all('when'), hidden: true, optional: true }),
      text: field.text({
        label: reminderTexts.all('text'),
        hint: reminderTexts.all('textHint'),
        maxLength: 1_000,
        optional: true,
      }),
      when: field.when({ label: reminderTexts.all('when'), hint: reminderTexts.all('whenHint'), optional: true }),
      dayOff: dayOffField,
      quiet: quietField,
    },
    positional: ['reminder', 'text', 'when'],
    example: { en: 'remind edit 2', 'zh-CN': '提醒修改 2' },
    read: unlessNew({ more: true }),
    prefill: async (_given, context) =>
      context.subject === undefined ? {} : asItIs(stillOpen(context.subject), context),
    async run({ was, text, when, dayOff, quiet }, context) {
      const one = stillOpen(context.subject);
      // A typed command without changes opens the form, as the button does. List numbers can change meanwhile, so the
      // form carries the id.
      const isBare = context.via === 'text' && [text, when, dayOff, quiet].every((given) => given === undefined);
      if (isBare)
        return {
          kind: 'form',
          form: context.form({ values: { ...(await asItIs(one, context)), reminder: one._id } }),
        };
      const { scope } = context;
      const schedule = await schedules.get(scope.workspaceId, one.scheduleId);
      if (schedule === undefined) throw gone();
      const isSameTime =
        when === undefined || when.text === was || when.text === whenText(schedule.recurrence, readerOf(context));
      const reading = { projectId: schedule.projectId ?? one.projectId };
      const time = await timeOf({ ...one, ...reading });
      const rule = isSameTime ? schedule.recurrence : (when.byCalendar?.(time.isWorkingDay) ?? when.recurrence);
      // An ambiguous typed time is not saved at once: the form opens with the time as it was read.
      const isUnsure = context.via === 'text' && !isSameTime && when.ambiguous;
      if (context.doubt !== undefined || isUnsure) {
        const texts = reminderTexts(context.locale);
        const notice =
          context.doubt === undefined
            ? texts.unsureChange()
            : inARow([doubtText(context.doubt, context.locale), texts.notChanged()]);
        const read = isUnsure ? { when: whenText(rule, readerOf(context)) } : {};
        return {
          kind: 'form',
          form: context.form({ values: { ...context.given, ...read, reminder: one._id }, notice }),
        };
      }
      const plan: Plan = { recurrence: rule, dayOff: dayOff ?? schedule.dayOff, quiet: quiet ?? schedule.quiet };
      const isOver =
        isSameTime &&
        (await previewed({ ...one, ...reading }, plan, { after: context.clock.now(), time })).slots.length === 0;
      const isAsked = await needsLeave(context, one);
      if (!isOver) await schedules.change(scope.workspaceId, one.scheduleId, { ...plan, job });
      // A client must only read approved texts: pause the schedule until the decision.
      if (isAsked) await schedules.pause(scope.workspaceId, one.scheduleId);
      else if (!isOver && schedule.state === 'paused') await schedules.resume(scope.workspaceId, one.scheduleId);
      // The person who edits the reminder sees its current audience, so the edit updates `writtenFor`.
      const writtenFor = await readersOf(one);
      const words = { ...(text === undefined ? {} : { text }), ...(writtenFor === undefined ? {} : { writtenFor }) };
      const changed = await reminders.change(scope, one._id, {
        state: isAsked ? 'asked' : 'active',
        ...words,
      });
      if (changed === undefined) throw gone();
      await context.audit({
        action: isAsked ? 'reminder asked' : 'reminder edit',
        subject: `reminder:${one._id}`,
        before: short(one, schedule.recurrence),
        after: short(changed, rule),
      });
      if (isAsked) await askManager(changed, plan, context.requestId);
      const kind = isAsked ? 'asked' : 'changed';
      return answered(
        context,
        await confirmed(changed, { context, kind, plan, ambiguous: !isSameTime && when.ambiguous, reading, time }),
      );
    },
  });
}
