import { type Command, defineCommand } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { readWhen } from '../../core/schedule/phrases.ts';
import type { Recurrence } from '../../core/schedule/schedule.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import {
  answered,
  audienceFor,
  createReminderAccess,
  putOff,
  readerOf,
  refOf,
  reminderThing,
  sayWithDate,
  stillAllowed,
  stillOpen,
  unlessNew,
  unlessThere,
  whichField,
} from './access.ts';
import { undoable } from './actReplies.ts';
import type { ReminderDeps } from './deps.ts';
import { SNOOZES, type Snooze, snoozePhrase } from './model.ts';
import { outcome } from './replies.ts';
import { reminderTexts } from './texts.ts';
import { undoOf } from './undo.ts';
import { whoText } from './wording.ts';

function snoozeRule(by: Snooze, { now, zone }: { now: Date; zone: string }): Recurrence {
  const read = readWhen(snoozePhrase[by], { now, zone, locale: 'en' });
  if (!read.ok) throw new RapportError('internal', `the phrase for ${by} is not understood`);
  return read.recurrence;
}

/** Commands for the next slot of a reminder, without a change to its rule: snooze, skip once, send now. */
export function slotActs(deps: ReminderDeps): Command[] {
  const { reminders, schedules, job } = deps;
  const { aboutReminder, needsLeave } = createReminderAccess(deps);

  const snooze = defineCommand({
    thing: reminderThing,
    verb: 'snooze',
    verbAliases: ['later', 'postpone', '稍后', '推迟'],
    summary: reminderTexts.all('snoozeSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: {
      reminder: whichField,
      by: field.choice({
        label: reminderTexts.all('put'),
        optional: true,
        options: SNOOZES.map((value) => ({ value, label: reminderTexts.all(value) })),
      }),
      when: field.when({ label: reminderTexts.all('when'), optional: true }),
    },
    positional: ['reminder', 'by', 'when'],
    read: putOff,
    example: { en: 'remind snooze 2 10m', 'zh-CN': '提醒稍后 2 10分钟' },
    async run({ by, when }, context) {
      const one = stillOpen(context.subject);
      const { scope, locale, zone, clock } = context;
      const rule = when?.recurrence ?? snoozeRule(by ?? '10m', { now: clock.now(), zone });
      const [slot] = await schedules.preview(
        { recurrence: rule },
        { workspaceId: scope.workspaceId },
        { after: clock.now(), count: 1 },
      );
      if (slot === undefined)
        throw new RapportError('invalid', 'nothing to come', { forPeople: reminderTexts.all('isOver'), field: 'when' });
      await unlessThere(
        schedules.add({
          _id: idFrom(context.requestId, 'snooze'),
          workspaceId: scope.workspaceId,
          projectId: one.projectId,
          job,
          data: { reminderId: one._id, snoozed: true },
          // A snooze happens once, even when the typed time reads as a recurrence.
          recurrence: { frequency: 'once', interval: 1, anchor: slot.wall, zone: rule.zone },
        }),
      );
      await reminders.change(scope, one._id, { snoozedUntil: slot.at });
      const undo = await undoOf(deps, context, one, {
        added: idFrom(context.requestId, 'snooze'),
        left: { state: one.state, snoozedUntil: slot.at },
      });
      await context.audit({
        action: 'reminder snooze',
        subject: refOf(one),
        after: JSON.stringify({ until: slot.at }),
      });
      const { format, fallback } = sayWithDate(
        slot.at,
        (next) => reminderTexts(locale).isSnoozed({ next }),
        readerOf(context),
      );
      return answered(context, undoable(one, format, { fallback, undo, context }), { undo });
    },
  });

  const skip = defineCommand({
    thing: reminderThing,
    verb: 'skip',
    verbAliases: ['跳过'],
    summary: reminderTexts.all('skipSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: { reminder: whichField },
    positional: ['reminder'],
    example: { en: 'remind skip 2', 'zh-CN': '提醒跳过 2' },
    async run(_input, context) {
      const one = stillOpen(context.subject);
      const { scope, locale } = context;
      const texts = reminderTexts(locale);
      const before = await schedules.get(scope.workspaceId, one.scheduleId);
      const after = await schedules.skipNext(scope.workspaceId, one.scheduleId);
      // The only slot is skipped, so the reminder ends and leaves all lists.
      const isOver = after?.state === 'ended';
      if (isOver) await reminders.change(scope, one._id, { state: 'done' });
      const left = {
        state: isOver ? ('done' as const) : one.state,
        version: after?.version,
        snoozedUntil: one.snoozedUntil,
      };
      const undo = await undoOf(deps, context, one, { schedule: before, left });
      await context.audit({
        action: 'reminder skip',
        subject: `reminder:${one._id}`,
        before: JSON.stringify({ next: before?.nextAt }),
        after: JSON.stringify({ next: after?.nextAt }),
      });
      const { format, fallback } =
        after?.nextAt === undefined
          ? { format: texts.isSkippedOver(), fallback: texts.isSkippedOver() }
          : sayWithDate(after.nextAt, (next) => texts.isSkipped({ next }), readerOf(context));
      return answered(context, undoable(one, format, { fallback, undo, context }), { undo });
    },
  });

  const now = defineCommand({
    thing: reminderThing,
    verb: 'now',
    verbAliases: ['立即发送', '立即'],
    summary: reminderTexts.all('nowSummary'),
    permission: 'ownThings',
    about: aboutReminder,
    input: { reminder: whichField },
    positional: ['reminder'],
    read: unlessNew(),
    example: { en: 'remind now 2', 'zh-CN': '提醒立即发送 2' },
    async run(_input, context) {
      const one = stillAllowed(context.subject);
      const { scope, locale, clock, zone, requestId } = context;
      // The manager approved one time; a new time needs a new approval.
      if (await needsLeave(context, one))
        throw new RapportError('refused', 'needs leave', { forPeople: reminderTexts.all('clientChannel') });
      const wall = wallOf(clock.now(), zone);
      if ((await reminders.takeTurn(scope, one._id, { wall, requestId })) !== undefined) {
        // A separate schedule: the rule, its skipped slots and its pause stay unchanged.
        await unlessThere(
          schedules.add({
            _id: idFrom(requestId, 'now'),
            workspaceId: scope.workspaceId,
            projectId: one.projectId,
            job,
            data: { reminderId: one._id, snoozed: true },
            recurrence: { frequency: 'once', interval: 1, anchor: wall, zone },
            isDue: true,
          }),
        );
        await context.audit({ action: 'reminder now', subject: `reminder:${one._id}` });
      }
      const text = reminderTexts(locale).isSentNow({ who: whoText(one, scope.personId, locale) });
      return answered(context, outcome(one, text, { fallback: text, audience: audienceFor(context) }));
    },
  });

  return [snooze, skip, now];
}
