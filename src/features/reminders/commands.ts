import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { idFrom } from '../../core/ids.ts';
import { audienceFor, createDesk, gone, type ReminderDeps, readerOf, reminderThing, selfOf, short, unlessThere, whichField } from './desk.ts';
import { detailMessage, listMessage, whenText } from './messages.ts';
import { DAY_OFFS } from './model.ts';
import { reminderTexts } from './texts.ts';

const hiddenWhich = field.text({ label: reminderTexts.all('which'), hidden: true });
const dayOffField = field.choice({
  label: reminderTexts.all('dayOff'),
  hint: reminderTexts.all('dayOffHint'),
  aliases: ['holidays', '节假日'],
  optional: true,
  options: DAY_OFFS.map((value) => ({ value, label: reminderTexts.all(`dayOff_${value}`) })),
});

/** Making, seeing and changing reminders. */
export function reminderCommands(deps: ReminderDeps): Command[] {
  const { reminders, schedules, job, audit } = deps;
  const { targetOf, rowsOf, chosen, confirmed } = createDesk(deps);

  const create = defineCommand({
    thing: reminderThing,
    verb: 'new',
    summary: reminderTexts.all('newSummary'),
    permission: 'ownThings',
    input: {
      for: field.person({ label: reminderTexts.all('for'), hint: reminderTexts.all('forHint'), optional: true, aliases: ['person', 'to', '谁', '给'] }),
      channel: field.channel({ label: reminderTexts.all('channel'), optional: true, aliases: ['in', '频道'] }),
      text: field.text({ label: reminderTexts.all('text'), hint: reminderTexts.all('textHint'), maxLength: 1_000, aliases: ['内容'] }),
      when: field.when({ label: reminderTexts.all('when'), hint: reminderTexts.all('whenHint'), aliases: ['at', '时间'] }),
      dayOff: dayOffField,
    },
    positional: ['for', 'channel', 'text', 'when', 'dayOff'],
    example: { en: 'remind me "Send the invoice" tomorrow 3pm', 'zh-CN': '提醒我 明天下午3点 “交报告”' },
    check: ({ for: person, channel }) => {
      const both = (person ?? '').length > 0 && (channel ?? '').length > 0;
      return both ? { channel: { code: 'custom', text: reminderTexts.all('onlyOne') } } : {};
    },
    async run({ for: person, channel, text, when, dayOff }, context) {
      const { scope } = context;
      const target = await targetOf(context, person, channel);
      const [_id, scheduleId] = [idFrom(context.requestId, 'reminder'), idFrom(context.requestId, 'schedule')];
      // First the schedule, then the reminder: a crash between the two leaves a schedule that finds nothing to say and removes itself;
      // a repeat of the request finds the schedule there and makes the reminder.
      await unlessThere(
        schedules.add({
          _id: scheduleId,
          workspaceId: scope.workspaceId,
          projectId: target.projectId,
          job,
          data: { reminderId: _id, snoozed: false },
          recurrence: when.recurrence,
          ...(dayOff === undefined ? {} : { dayOff }),
        }),
      );
      await reminders.add(scope, { _id, ownerId: selfOf(context), ownerName: context.actor.name, ...target, text, scheduleId });
      const made = await reminders.get(scope, _id);
      if (made === undefined) throw gone();
      await context.audit({ action: 'reminder new', subject: `reminder:${_id}`, after: short(made, when.recurrence) });
      return toCaller(await confirmed(made, { context, kind: 'set', when: { ...when, dayOff } }));
    },
  });

  const list = defineCommand({
    thing: reminderThing,
    verb: 'list',
    summary: reminderTexts.all('listSummary'),
    permission: 'ownThings',
    input: {},
    example: { en: 'reminders', 'zh-CN': '提醒列表' },
    async run(_input, context) {
      return toCaller(listMessage(await rowsOf(context), { reader: readerOf(context), readerId: context.scope.personId, audience: audienceFor(context) }));
    },
  });

  const edit = defineCommand({
    thing: reminderThing,
    verb: 'edit',
    summary: reminderTexts.all('editSummary'),
    permission: 'ownThings',
    input: {
      reminder: hiddenWhich,
      text: field.text({ label: reminderTexts.all('text'), hint: reminderTexts.all('textHint'), maxLength: 1_000, optional: true }),
      when: field.when({ label: reminderTexts.all('when'), hint: reminderTexts.all('whenHint'), optional: true }),
      dayOff: dayOffField,
    },
    positional: ['reminder', 'text', 'when'],
    async run({ reminder, text, when, dayOff }, context) {
      const one = await chosen(context, reminder);
      const { scope } = context;
      const schedule = await schedules.get(scope.workspaceId, one.scheduleId);
      if (schedule === undefined) throw gone();
      // The form shows the rule in words; left as they were, the rule stays as it is, with its anchor.
      const isSameTime = when === undefined || when.text === whenText(schedule.recurrence, readerOf(context));
      const rule = isSameTime ? schedule.recurrence : when.recurrence;
      const plan = { recurrence: rule, dayOff: dayOff ?? schedule.dayOff };
      const isOver = isSameTime && (await schedules.preview(plan, one, { after: context.clock.now(), count: 1 })).length === 0;
      if (!isOver) await schedules.change(scope.workspaceId, one.scheduleId, { recurrence: rule, ...(dayOff === undefined ? {} : { dayOff }), job });
      if (!isOver && schedule.state === 'paused') await schedules.resume(scope.workspaceId, one.scheduleId);
      const changed = await reminders.change(scope, one._id, { state: 'active', ...(text === undefined ? {} : { text }) });
      if (changed === undefined) throw gone();
      await context.audit({ action: 'reminder edit', subject: `reminder:${one._id}`, before: short(one, schedule.recurrence), after: short(changed, rule) });
      return toCaller(await confirmed(changed, { context, kind: 'changed', when: { ...plan, ambiguous: !isSameTime && when.ambiguous } }));
    },
  });

  const show = defineCommand({
    thing: reminderThing,
    verb: 'show',
    summary: reminderTexts.all('showSummary'),
    permission: 'ownThings',
    input: { reminder: whichField },
    positional: ['reminder'],
    example: { en: 'remind show 2', 'zh-CN': '提醒查看 2' },
    async run({ reminder }, context) {
      const one = await chosen(context, reminder);
      const [schedule, history] = await Promise.all([
        schedules.get(context.scope.workspaceId, one.scheduleId),
        audit.history(context.scope, `reminder:${one._id}`),
      ]);
      return toCaller(detailMessage(one, { schedule, history, reader: readerOf(context), readerId: context.scope.personId, audience: audienceFor(context) }));
    },
  });

  return [create, list, show, edit];
}
