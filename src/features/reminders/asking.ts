import { type Command, defineCommand, updated } from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import type { Plan } from '../../core/schedule/placed.ts';
import { RapportError } from '../../ground/errors.ts';
import { type Context, createReminderAccess, gone, readerOf, reminderThing, sayWithDate, short } from './access.ts';
import type { ReminderDeps } from './deps.ts';
import { askMessage, outcome } from './messages.ts';
import type { Reminder } from './model.ts';
import { reminderTexts } from './texts.ts';

/** What stands where the client reads is the manager's to say: anybody else's reminder waits for their word. */
export function createAsking(deps: ReminderDeps) {
  const { directory, outbox, clock } = deps;
  const { previewed } = createReminderAccess(deps);
  return {
    /**
     * Asks whoever runs the project, once per request. @throws RapportError `unavailable` when nobody of them can be
     * reached.
     */
    async askManager(one: Reminder, plan: Plan, requestId: string): Promise<void> {
      const now = clock.now();
      const times = await previewed(one, plan, { after: now });
      let asked = 0;
      for (const personId of await directory.stewards(one.workspaceId, one.projectId)) {
        const reach = await directory.reachPerson(one.workspaceId, personId);
        if ('unreachable' in reach || reach.to.audience !== 'internal') continue;
        await outbox.enqueue({
          key: `reminder-ask:${one._id}:${requestId}:${personId}`,
          workspaceId: one.workspaceId,
          to: { ...reach.to, audience: 'internal' },
          message: askMessage(one, { ...times, reader: { locale: reach.locale, zone: reach.zone, now } }),
          locale: reach.locale,
          zone: reach.zone,
        });
        asked += 1;
      }
      if (asked === 0)
        throw new RapportError('unavailable', `nobody can allow reminder ${one._id}`, {
          forPeople: reminderTexts.all('noManager'),
        });
    },
  };
}

/** The manager's word on it: buttons alone lead here. */
export function askingCommands(deps: ReminderDeps): Command[] {
  const { reminders, schedules, directory, outbox, projectAccess } = deps;
  const which = field.text({ label: reminderTexts.all('which'), hidden: true });

  /** What is asked for, once the speaker may decide it. */
  async function askedFor(context: Context, id: string): Promise<Reminder> {
    const one = await reminders.get(context.scope, id);
    const project = one?.projectId === undefined ? undefined : await projectAccess(one.workspaceId, one.projectId);
    if (one === undefined || project === undefined) throw gone();
    context.authorize('manage', project);
    if (one.state !== 'asked')
      throw new RapportError('conflict', `reminder ${id} is ${one.state}`, {
        forPeople: reminderTexts.all('notAsked'),
      });
    return one;
  }

  async function tellAsker(
    one: Reminder,
    { actor, requestId }: Context,
    key: 'toldAllowed' | 'toldRefused',
  ): Promise<void> {
    const reach = await directory.reachPerson(one.workspaceId, one.ownerId);
    if ('unreachable' in reach) return;
    const text = reminderTexts(reach.locale)[key]({
      manager: actor.name,
      text: one.text,
      channel: `#${one.target.name}`,
    });
    await outbox.enqueue({
      key: `reminder-told:${one._id}:${requestId}`,
      workspaceId: one.workspaceId,
      to: reach.to,
      message: { audience: reach.to.audience, fallbackText: text, blocks: [{ kind: 'text', text }] },
      locale: reach.locale,
      zone: reach.zone,
      noise: 'answer',
    });
  }

  const allow = defineCommand({
    thing: reminderThing,
    verb: 'allow',
    hidden: true,
    summary: reminderTexts.all('allow'),
    permission: 'work',
    input: { reminder: which },
    async run({ reminder }, context) {
      const one = await askedFor(context as never, reminder);
      const { scope, locale } = context;
      const texts = reminderTexts(locale);
      const schedule = await schedules.resume(scope.workspaceId, one.scheduleId);
      const allowed = await reminders.change(scope, one._id, { state: 'active' });
      await context.audit({
        action: 'reminder allow',
        subject: `reminder:${one._id}`,
        before: short(one),
        after: allowed === undefined ? '' : short(allowed),
      });
      await tellAsker(one, context as never, 'toldAllowed');
      const { format, fallback } =
        schedule?.nextAt === undefined
          ? { format: texts.isAllowedOver(), fallback: texts.isAllowedOver() }
          : sayWithDate(schedule.nextAt, (next) => texts.isAllowed({ next }), readerOf(context as never));
      return updated(outcome(one, format, { fallback, audience: 'internal' }));
    },
  });

  const refuse = defineCommand({
    thing: reminderThing,
    verb: 'refuse',
    hidden: true,
    summary: reminderTexts.all('refuse'),
    permission: 'work',
    input: { reminder: which },
    async run({ reminder }, context) {
      const one = await askedFor(context as never, reminder);
      const { scope, locale } = context;
      await reminders.change(scope, one._id, { state: 'deleted' });
      await context.audit({ action: 'reminder refuse', subject: `reminder:${one._id}`, before: short(one) });
      await tellAsker(one, context as never, 'toldRefused');
      const text = reminderTexts(locale).isRefused({ who: one.ownerName });
      return updated(outcome(one, text, { fallback: text, audience: 'internal' }));
    },
  });

  return [allow, refuse];
}
