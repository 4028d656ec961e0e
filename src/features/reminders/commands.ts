import { type Command, type CommandContext, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { doubtText } from '../../core/fieldTexts.ts';
import { pageFields } from '../../core/lists/list.ts';
import { listPlaceOf } from '../../core/lists/lists.ts';
import type { FormValues } from '../../core/platform.ts';
import type { Plan } from '../../core/schedule/placed.ts';
import { inARow } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import {
  answered,
  audienceFor,
  createReminderAccess,
  gone,
  manages,
  readerOf,
  reminderThing,
  selfOf,
  short,
  stillOpen,
  unlessNew,
  unlessThere,
  whichField,
} from './access.ts';
import { createAsking } from './asking.ts';
import type { ReminderDeps } from './deps.ts';
import { detailMessage, reminderList } from './lists.ts';
import { DAY_OFFS, defaultQuietPolicy, QUIETS, type Reminder, readerIdOf } from './model.ts';
import { selfOnlyMessage, unsureMessage, whichClockMessage } from './replies.ts';
import { aboutTarget, isForOthers } from './target.ts';
import { reminderTexts } from './texts.ts';
import { whenText } from './wording.ts';

const dayOffField = field.choice({
  label: reminderTexts.all('dayOff'),
  hint: reminderTexts.all('dayOffHint'),
  aliases: ['holidays', '节假日'],
  optional: true,
  options: DAY_OFFS.map((value) => ({ value, label: reminderTexts.all(`dayOff_${value}`) })),
});

const quietField = field.choice({
  label: reminderTexts.all('quiet'),
  hint: reminderTexts.all('quietHint'),
  aliases: ['night', '夜间'],
  optional: true,
  options: QUIETS.map((value) => ({ value, label: reminderTexts.all(`quiet_${value}`) })),
});

/** Commands that create, show and change reminders. */
export function reminderCommands(deps: ReminderDeps): Command[] {
  const { reminders, schedules, job, audit, lists } = deps;
  const { readersOf, needsLeave, aboutReminder, confirmed, timeOf, previewed } = createReminderAccess(deps);
  const { askManager } = createAsking(deps);
  const source = reminderList(deps);

  const create = defineCommand({
    thing: reminderThing,
    verb: 'new',
    summary: reminderTexts.all('newSummary'),
    permission: 'ownThings',
    about: aboutTarget(deps),
    input: {
      for: field.person({
        label: reminderTexts.all('for'),
        hint: reminderTexts.all('forHint'),
        optional: true,
        aliases: ['person', 'to', '谁', '给'],
      }),
      channel: field.channel({ label: reminderTexts.all('channel'), optional: true, aliases: ['in', '频道'] }),
      text: field.text({
        label: reminderTexts.all('text'),
        hint: reminderTexts.all('textHint'),
        maxLength: 1_000,
        aliases: ['内容'],
      }),
      when: field.when({
        label: reminderTexts.all('when'),
        hint: reminderTexts.all('whenHint'),
        aliases: ['at', '时间'],
      }),
      dayOff: dayOffField,
      quiet: quietField,
      /** The project whose clock applies to a contact with several projects. A button sets it. */
      clockOf: field.text({ label: reminderTexts.all('clockOf'), hidden: true, optional: true }),
    },
    // The two choices are accepted only by key: "next", "skip" and "keep" also begin people's own texts, as in "next
    // Friday" and "skip the queue".
    positional: ['for', 'channel', 'text', 'when'],
    example: { en: 'remind me "Send the invoice" tomorrow 3pm', 'zh-CN': '提醒我 明天下午3点 “交报告”' },
    check: ({ for: person, channel }) => {
      const both = (person ?? '').length > 0 && (channel ?? '').length > 0;
      return both ? { channel: { code: 'custom', text: reminderTexts.all('onlyOne') } } : {};
    },
    async run({ for: person, channel, text, when, dayOff, quiet, clockOf: clockOfId }, context) {
      const { scope, actor, project, subject } = context;
      if (actor.standing.side === 'client' && isForOthers(actor, { for: person, channel }))
        return toCaller(selfOnlyMessage({ text, given: context.given, locale: context.locale }));
      const { isUnreachable, theirs = [], ...target } = subject;
      const isAsked = channel?.audience === 'client' && project !== undefined && !manages(context, project);
      const ownerId = selfOf(context);
      const clockOf = theirs.find(
        ({ projectId }) => projectId === (clockOfId ?? context.setting.project?.projectId),
      )?.projectId;
      const place = { workspaceId: scope.workspaceId, projectId: target.projectId ?? clockOf, target: target.target };
      const time = await timeOf(place);
      const recurrence = when.byCalendar?.(time.isWorkingDay) ?? when.recurrence;
      const plan: Plan = {
        recurrence,
        dayOff,
        quiet: quiet ?? defaultQuietPolicy({ ...target, ownerId, audience: channel?.audience }),
      };
      if (context.doubt !== undefined || (when.ambiguous && context.via === 'text')) {
        const options = {
          ...(await previewed(place, plan, { after: context.clock.now(), time })),
          text,
          ...target,
          given: context.given,
          doubt: context.doubt,
          reader: readerOf(context),
          readerId: ownerId,
          audience: audienceFor(context),
        };
        return toCaller(unsureMessage(options));
      }
      // This question comes after the one about an ambiguous time. Its button runs this command again.
      if (time.hours === undefined && theirs.length > 1)
        return toCaller(whichClockMessage({ name: target.target.name, text, projects: theirs, context }));
      const [_id, scheduleId] = [idFrom(context.requestId, 'reminder'), idFrom(context.requestId, 'schedule')];
      // Add the schedule first, then the reminder. After a crash between the two, the schedule finds no reminder and
      // removes itself. A repeated request finds the schedule and adds the reminder.
      await unlessThere(
        schedules.add({
          _id: scheduleId,
          workspaceId: scope.workspaceId,
          projectId: place.projectId,
          job,
          data: { reminderId: _id, snoozed: false },
          readerId: readerIdOf(target),
          ...plan,
          isPaused: isAsked,
        }),
      );
      const state = isAsked ? 'asked' : 'active';
      const writtenFor = channel?.audience ?? (await readersOf(place));
      const words = { text, ...(writtenFor === undefined ? {} : { writtenFor }) };
      const made = await reminders.add(scope, {
        _id,
        ownerId,
        ownerName: actor.name,
        ...target,
        ...words,
        scheduleId,
        state,
      });
      if (made === undefined) throw gone();
      await context.audit({
        action: isAsked ? 'reminder asked' : 'reminder new',
        subject: `reminder:${_id}`,
        after: short(made, recurrence),
      });
      if (isAsked) await askManager(made, plan, context.requestId);
      const kind = isAsked ? 'asked' : 'set';
      return toCaller(
        await confirmed(made, { context, kind, plan, ambiguous: when.ambiguous, isUnreachable, reading: place, time }),
      );
    },
  });

  const list = defineCommand({
    thing: reminderThing,
    verb: 'list',
    summary: reminderTexts.all('listSummary'),
    permission: 'ownThings',
    input: pageFields,
    example: { en: 'reminders', 'zh-CN': '提醒列表' },
    async run({ from, of }, context) {
      const { scope, setting, actor, locale, zone, clock } = context;
      const reader = {
        workspaceId: scope.workspaceId,
        personId: selfOf(context),
        side: actor.standing.side,
        locale,
        zone,
        now: clock.now(),
      };
      const about = setting.project === undefined ? {} : { project: setting.project.projectId };
      return toCaller(await lists.show(source, reader, { conversation: listPlaceOf(setting), about, from, of }));
    },
  });

  /** The initial values of the edit form. */
  async function asItIs(one: Reminder, context: CommandContext): Promise<FormValues> {
    const schedule = await schedules.get(one.workspaceId, one.scheduleId);
    const when = schedule === undefined ? '' : whenText(schedule.recurrence, readerOf(context));
    return { text: one.text, when, was: when, dayOff: schedule?.dayOff ?? 'keep', quiet: schedule?.quiet ?? 'keep' };
  }

  const edit = defineCommand({
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
      // A client must only read what the manager approved: pause the schedule until the decision.
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

  const show = defineCommand({
    thing: reminderThing,
    verb: 'show',
    summary: reminderTexts.all('showSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: { reminder: whichField },
    positional: ['reminder'],
    read: unlessNew(),
    example: { en: 'remind show 2', 'zh-CN': '提醒查看 2' },
    async run(_input, context) {
      const one = stillOpen(context.subject);
      const [schedule, history] = await Promise.all([
        schedules.get(context.scope.workspaceId, one.scheduleId),
        audit.history(context.scope, `reminder:${one._id}`),
      ]);
      return toCaller(
        detailMessage(one, {
          schedule,
          history,
          reader: readerOf(context),
          readerId: context.scope.personId,
          audience: audienceFor(context),
        }),
      );
    },
  });

  return [create, list, show, edit];
}
