import { type Command, defineCommand, toCaller } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { Plan } from '../../core/schedule/placed.ts';
import { idFrom } from '../../ground/ids.ts';
import {
  audienceFor,
  createReminderAccess,
  gone,
  manages,
  readerOf,
  reminderThing,
  selfOf,
  short,
  unlessThere,
} from './access.ts';
import { createAsking } from './asking.ts';
import type { ReminderDeps } from './deps.ts';
import { defaultQuietPolicy, readerIdOf } from './model.ts';
import { selfOnlyMessage, unsureMessage, whichClockMessage } from './replies.ts';
import { dayOffField, quietField } from './scheduleFields.ts';
import { aboutTarget, isForOthers } from './target.ts';
import { reminderTexts } from './texts.ts';

/** Creates a reminder for a person or a channel. */
export function newCommand(deps: ReminderDeps): Command {
  const { reminders, schedules, job } = deps;
  const { readersOf, confirmed, timeOf, previewed } = createReminderAccess(deps);
  const { askManager } = createAsking(deps);

  return defineCommand({
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
}
