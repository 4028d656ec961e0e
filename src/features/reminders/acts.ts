import { type Command, type CommandContext, defineCommand } from '../../core/command.ts';
import type { Reach } from '../../core/directory.ts';
import { field } from '../../core/fields.ts';
import { undoButton } from '../../core/lists/draw.ts';
import type { ActionPayload, Button, Message, RichText } from '../../core/message.ts';
import { readWhen } from '../../core/schedule/phrases.ts';
import type { Recurrence } from '../../core/schedule/schedule.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { RapportError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import {
  answered,
  audienceFor,
  type Context,
  createReminderAccess,
  putOff,
  readerOf,
  refOf,
  reminderThing,
  sayWithDate,
  short,
  stillOpen,
  unlessNew,
  unlessThere,
  whichField,
} from './access.ts';
import { resumeButton } from './buttons.ts';
import type { ReminderDeps } from './deps.ts';
import { type Reminder, SNOOZES, type Snooze, snoozePhrase } from './model.ts';
import { handedMessage } from './notices.ts';
import { outcome } from './replies.ts';
import { reminderTexts } from './texts.ts';
import { undoOf } from './undo.ts';
import { whoText } from './wording.ts';

/** Commands on an existing reminder: done, snooze, send now, skip once, pause, resume, hand over, delete. */
export function reminderActs(deps: ReminderDeps): Command[] {
  const { reminders, schedules, tell, job } = deps;
  const { aboutReminder, needsLeave, previewed } = createReminderAccess(deps);

  const done = defineCommand({
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
      const one = stillOpen(context.subject);
      const { scope, locale, clock, zone, requestId } = context;
      if (one.state === 'asked')
        throw new RapportError('refused', 'not allowed yet', { forPeople: reminderTexts.all('notAllowedYet') });
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
      const one = stillOpen(context.subject);
      const { scope, locale } = context;
      const texts = reminderTexts(locale);
      if (one.state === 'asked')
        throw new RapportError('refused', 'not allowed yet', { forPeople: reminderTexts.all('notAllowedYet') });
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

  const assign = defineCommand({
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

  const remove = defineCommand({
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

  return [done, snooze, skip, now, pause, resume, assign, remove];
}

/** The reply for a paused reminder, with a Resume button. */
function pausedOutcome(one: Reminder, text: string, context: Context, more: readonly Button[] = []): Message {
  return outcome(one, text, {
    fallback: text,
    audience: audienceFor(context),
    buttons: [resumeButton(one._id, context.locale), ...more],
  });
}

/** The reply to an act, with an Undo button. */
function undoable(
  one: Reminder,
  text: RichText,
  { fallback, undo, context }: { fallback: string; undo: ActionPayload; context: Context },
): Message {
  return outcome(one, text, { fallback, audience: audienceFor(context), buttons: [undoButton(undo, context.locale)] });
}

function snoozeRule(by: Snooze, { now, zone }: { now: Date; zone: string }): Recurrence {
  const read = readWhen(snoozePhrase[by], { now, zone, locale: 'en' });
  if (!read.ok) throw new RapportError('internal', `the phrase for ${by} is not understood`);
  return read.recurrence;
}
