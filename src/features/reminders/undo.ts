import { z } from 'zod';
import type { Command } from '../../core/command.ts';
import type { ActionPayload } from '../../core/message.ts';
import { type Schedule, schedule as scheduleModel } from '../../core/schedule/schedule.ts';
import { changedSince, defineUndo, undoPress } from '../../core/undo.ts';
import {
  answered,
  audienceFor,
  type Context,
  createReminderAccess,
  idIn,
  readerOf,
  refOf,
  reminderThing,
  sayWithDate,
  short,
} from './access.ts';
import { doneButton, editButton } from './buttons.ts';
import type { ReminderDeps } from './deps.ts';
import { type Reminder, reminder as reminderModel } from './model.ts';
import { outcome } from './replies.ts';
import { reminderTexts } from './texts.ts';

/** The changes of an act on a reminder, stored as JSON in the core's undo record. */
const changed = z.strictObject({
  before: z.strictObject({ state: reminderModel.shape.state, snoozedUntil: z.coerce.date().optional() }),
  /** The schedule before the act, if the act changed it. */
  schedule: scheduleModel
    .omit({ lease: true })
    .extend({ nextAt: z.coerce.date().optional(), createdAt: z.coerce.date() })
    .optional(),
  /** A schedule that the act added. */
  added: z.string().optional(),
  /** The state after the act. No version: the act removed the schedule. */
  left: z.strictObject({
    state: reminderModel.shape.state,
    snoozedUntil: z.coerce.date().optional(),
    version: z.number().optional(),
  }),
});
type Changed = z.infer<typeof changed>;

/** Stores the changes of an act and returns the payload of its Undo button. */
export async function undoOf(
  { undos }: Pick<ReminderDeps, 'undos'>,
  { scope, requestId }: Context,
  one: Reminder,
  act: { schedule?: Schedule | undefined; added?: string; left: Changed['left'] },
): Promise<ActionPayload> {
  const { lease: _lease, ...schedule } = act.schedule ?? {};
  const before: Changed['before'] = { state: one.state, snoozedUntil: one.snoozedUntil };
  const kept = JSON.stringify({ ...act, before, schedule: act.schedule === undefined ? undefined : schedule });
  return undoPress(undos, reminderThing, scope, { requestId, subject: refOf(one), before: kept });
}

/** Undoes an act. Only buttons run this command. */
export function undoCommand(deps: ReminderDeps): Command {
  const { reminders, schedules } = deps;
  const { subjectOf } = createReminderAccess(deps);

  /** Undo is refused after a later change: it would be undone as well. */
  async function isAsLeft(one: Reminder, { left, schedule, added }: Changed, now: Date): Promise<boolean> {
    if (one.state !== left.state || one.snoozedUntil?.getTime() !== left.snoozedUntil?.getTime()) return false;
    // The snooze time has passed.
    if (added !== undefined && left.snoozedUntil !== undefined && left.snoozedUntil <= now) return false;
    return schedule === undefined || (await schedules.get(one.workspaceId, one.scheduleId))?.version === left.version;
  }

  return defineUndo({
    thing: reminderThing,
    summary: reminderTexts.all('undoSummary'),
    permission: 'ownThings',
    needs: 'manage',
    undos: deps.undos,
    of: (subject, context) => subjectOf(context, idIn(subject)),
    async restore({ before, isAgain, take }, context) {
      const { scope, locale, clock, subject: one } = context;
      const texts = reminderTexts(locale);
      const act = changed.parse(JSON.parse(before));
      if (!isAgain && !(await isAsLeft(one, act, clock.now()))) throw changedSince();
      await take();
      // Restore the reminder first: the schedule of a deleted reminder would find nothing to post. After a crash, a
      // repeat skips the parts that are already restored.
      const restored = (await reminders.restore(scope, one._id, act.left.state, act.before)) ?? one;
      if (act.schedule !== undefined) await schedules.restore(act.schedule, act.left.version);
      if (act.added !== undefined) await schedules.remove(scope.workspaceId, act.added);
      await context.audit({ action: 'reminder undo', subject: refOf(one), before: short(one), after: short(restored) });
      const schedule = await schedules.get(scope.workspaceId, one.scheduleId);
      const next = schedule?.state === 'active' ? schedule.nextAt : undefined;
      const { format, fallback } =
        next === undefined
          ? { format: texts.isBack(), fallback: texts.isBack() }
          : sayWithDate(
              next,
              (said) => (next <= clock.now() ? texts.isBackNow({ next: said }) : texts.isBackNext({ next: said })),
              readerOf(context),
            );
      const buttons = [doneButton(one._id, locale), editButton(one._id, locale)];
      return answered(context, outcome(restored, format, { fallback, audience: audienceFor(context), buttons }));
    },
  });
}
