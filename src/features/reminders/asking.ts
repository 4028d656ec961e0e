import { systemScope } from '../../core/access.ts';
import { type Command, type CommandContext, defineCommand, type LookContext, updated } from '../../core/command.ts';
import type { Reach } from '../../core/directory.ts';
import { field } from '../../core/fields.ts';
import type { Audience, Message } from '../../core/message.ts';
import type { Plan } from '../../core/schedule/placed.ts';
import { RapportError } from '../../ground/errors.ts';
import { createReminderAccess, gone, readerOf, reminderThing, sayWithDate, short } from './access.ts';
import type { ReminderDeps } from './deps.ts';
import type { Reminder } from './model.ts';
import { askMessage } from './notices.ts';
import { outcome } from './replies.ts';
import { reminderTexts } from './texts.ts';

/** A reminder that a client would read needs the manager's approval, unless the manager sets it. */
export function createAsking(deps: ReminderDeps) {
  const { tell, clock } = deps;
  const { previewed } = createReminderAccess(deps);
  return {
    /**
     * Asks the project's stewards for approval, once per request. @throws RapportError `unavailable` when no steward
     * can be reached.
     */
    async askManager(one: Reminder, plan: Plan, requestId: string): Promise<void> {
      const now = clock.now();
      const times = await previewed(one, plan, { after: now });
      const { _id, workspaceId, projectId } = one;
      const told = await tell.stewards(
        { workspaceId, projectId },
        ({ locale, zone }) => askMessage(one, { ...times, reader: { locale, zone, now } }),
        { key: `reminder-ask:${_id}:${requestId}` },
      );
      if (!told.some(({ isTold }) => isTold))
        throw new RapportError('unavailable', `no steward can approve reminder ${one._id}`, {
          forPeople: reminderTexts.all('noManager'),
        });
    },
  };
}

/** The manager's decision on a reminder. Only buttons run these commands. */
export function askingCommands(deps: ReminderDeps): Command[] {
  const { reminders, schedules, tell } = deps;
  const which = field.text({ label: reminderTexts.all('which'), hidden: true });

  /**
   * A reminder that waits for approval. @throws RapportError `missing` when the reminder or its project does not exist.
   */
  const aboutAsked = {
    async of({ reminder: id }: { readonly reminder?: string }, { actor }: LookContext) {
      const reminder = id === undefined ? undefined : await reminders.get(systemScope(actor.workspaceId), id);
      if (reminder?.projectId === undefined) throw gone();
      return { record: reminder, projectIds: [reminder.projectId] };
    },
  };
  /** @throws RapportError `conflict` when the decision was already made. */
  function demandAsked({ _id, state }: Reminder): void {
    if (state !== 'asked')
      throw new RapportError('conflict', `reminder ${_id} is ${state}`, { forPeople: reminderTexts.all('notAsked') });
  }

  async function tellAsker(
    one: Reminder,
    { actor, requestId }: Pick<CommandContext, 'actor' | 'requestId'>,
    key: 'toldAllowed' | 'toldRefused',
  ): Promise<void> {
    const values = { manager: actor.name, text: one.text, channel: `#${one.target.name}` };
    await tell.person(
      { workspaceId: one.workspaceId, personId: one.ownerId },
      <A extends Audience>({ to, locale }: Reach<A>): Message<A> => {
        const text = reminderTexts(locale)[key](values);
        return { audience: to.audience, fallbackText: text, blocks: [{ kind: 'text', text }] };
      },
      { key: `reminder-told:${one._id}:${requestId}`, noise: 'answer' },
    );
  }

  const allow = defineCommand({
    thing: reminderThing,
    verb: 'allow',
    hidden: true,
    summary: reminderTexts.all('allow'),
    permission: 'manage',
    about: aboutAsked,
    input: { reminder: which },
    async run(_input, context) {
      const { scope, locale, subject: one } = context;
      demandAsked(one);
      const texts = reminderTexts(locale);
      const schedule = await schedules.resume(scope.workspaceId, one.scheduleId);
      const allowed = await reminders.change(scope, one._id, { state: 'active' });
      await context.audit({
        action: 'reminder allow',
        subject: `reminder:${one._id}`,
        before: short(one),
        after: allowed === undefined ? '' : short(allowed),
      });
      await tellAsker(one, context, 'toldAllowed');
      const { format, fallback } =
        schedule?.nextAt === undefined
          ? { format: texts.isAllowedOver(), fallback: texts.isAllowedOver() }
          : sayWithDate(schedule.nextAt, (next) => texts.isAllowed({ next }), readerOf(context));
      return updated(outcome(one, format, { fallback, audience: 'internal' }));
    },
  });

  const refuse = defineCommand({
    thing: reminderThing,
    verb: 'refuse',
    hidden: true,
    summary: reminderTexts.all('refuse'),
    permission: 'manage',
    about: aboutAsked,
    input: { reminder: which },
    async run(_input, context) {
      const { scope, locale, subject: one } = context;
      demandAsked(one);
      await reminders.change(scope, one._id, { state: 'deleted' });
      await context.audit({ action: 'reminder refuse', subject: `reminder:${one._id}`, before: short(one) });
      await tellAsker(one, context, 'toldRefused');
      const text = reminderTexts(locale).isRefused({ who: one.ownerName });
      return updated(outcome(one, text, { fallback: text, audience: 'internal' }));
    },
  });

  return [allow, refuse];
}
