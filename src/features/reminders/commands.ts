import type { ProjectAccess, Scope } from '../../core/access.ts';
import type { Clock } from '../../core/clock.ts';
import { type Command, type CommandContext, defineCommand, type Reply, type Thing, toCaller, updated } from '../../core/command.ts';
import type { Directory } from '../../core/directory.ts';
import { isError, RapportError } from '../../core/errors.ts';
import { field, type WhenChoice } from '../../core/fields.ts';
import type { ChannelChoice, PersonChoice } from '../../core/form.ts';
import { idFrom } from '../../core/ids.ts';
import type { Audience } from '../../core/message.ts';
import { readWhen } from '../../core/schedule/phrases.ts';
import type { Recurrence } from '../../core/schedule/schedule.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import type { reminderJob } from './jobs.ts';
import { confirmation, listMessage, outcome, type Reader, type Row, whenText } from './messages.ts';
import { type Reminder, SNOOZES, type Snooze, snoozePhrase } from './model.ts';
import type { Reminders } from './store.ts';
import { reminderTexts } from './texts.ts';

export const reminderThing: Thing = { name: 'reminder', title: reminderTexts.all('thing'), aliases: ['remind', 'reminders', '提醒'] };

/** What access needs of a project. */
export type ProjectLookUp = (workspaceId: string, projectId: string) => Promise<ProjectAccess | undefined>;

interface Deps {
  readonly reminders: Reminders;
  readonly schedules: Schedules;
  readonly directory: Directory;
  readonly projectAccess: ProjectLookUp;
  readonly job: ReturnType<typeof reminderJob>;
  readonly clock: Clock;
}
type Context = CommandContext<'ownThings'>;

const PREVIEW = 3;
const refuse = (key: 'contactsSelf' | 'clientChannel' | 'notYours', field?: string) =>
  new RapportError('refused', `reminders: ${key}`, { forPeople: reminderTexts.all(key), ...(field === undefined ? {} : { field }) });
const gone = () => new RapportError('missing', 'no such reminder', { forPeople: reminderTexts.all('gone') });

/** `ownThings` is for people on record alone, so there is an id. */
function selfOf({ scope }: Context): string {
  if (scope.personId === undefined) throw new RapportError('internal', 'own things without a person');
  return scope.personId;
}
/** A reader's own words go back to them: our side's are internal. */
const audienceFor = ({ scope }: Context): Audience => scope.audience;
const readerOf = ({ locale, zone, clock }: Context): Reader => ({ locale, zone, now: clock.now() });
const short = ({ text, target, state }: Reminder, rule?: Recurrence) => JSON.stringify({ text, to: target, state, ...(rule === undefined ? {} : { rule }) });

const whichField = field.text({ label: reminderTexts.all('which'), hint: reminderTexts.all('whichHint') });
const hiddenWhich = field.text({ label: reminderTexts.all('which'), hidden: true });

export function reminderCommands(deps: Deps): Command[] {
  const { reminders, schedules, directory, projectAccess, job } = deps;

  /** Whom it goes to, once the speaker may do that. */
  async function targetOf(
    context: Context,
    person: PersonChoice | undefined,
    channel: ChannelChoice | undefined,
  ): Promise<Pick<Reminder, 'target'> & { projectId?: string }> {
    const { actor, setting, scope } = context;
    const self = selfOf(context);
    if (channel === undefined && (person === undefined || person.personId === self)) return { target: { kind: 'person', id: self, name: actor.name } };
    if (actor.standing.side === 'client') throw refuse('contactsSelf');
    if (channel !== undefined) {
      const project = channel.projectId === undefined ? undefined : await projectAccess(scope.workspaceId, channel.projectId);
      if (project === undefined) throw new RapportError('invalid', 'channel of no project', { forPeople: reminderTexts.all('notLinked'), field: 'channel' });
      allowed(() => context.authorize(channel.audience === 'client' ? 'manage' : 'work', project));
      return { target: { kind: 'channel', id: channel.conversation, name: channel.name }, projectId: project.projectId };
    }
    const other = person as PersonChoice;
    const reach = await directory.reachPerson(scope.workspaceId, other.personId);
    const isContact = !('unreachable' in reach) && reach.to.audience === 'client';
    // A private word to the client's people is the manager's to say, as one in their channel is.
    if (isContact) allowed(() => (setting.project === undefined ? context.authorize('start') : context.authorize('manage', setting.project)));
    else context.authorize('work');
    return { target: { kind: 'person', id: other.personId, name: other.name } };
  }
  function allowed(act: () => Scope): void {
    try {
      act();
    } catch (error) {
      if (isError(error, 'refused')) throw refuse('clientChannel');
      throw error;
    }
  }

  /** The zone of whoever reads it there, when that is a channel. */
  async function zoneThere(workspaceId: string, { target }: Pick<Reminder, 'target'>): Promise<string | undefined> {
    if (target.kind === 'person') return undefined;
    const reach = await directory.reachChannel(workspaceId, target.id);
    return 'unreachable' in reach ? undefined : reach.zone;
  }

  async function rowsOf(context: Context): Promise<Row[]> {
    const { scope, setting } = context;
    const projectId = setting.project !== undefined && setting.project.managerId === scope.personId ? setting.project.projectId : undefined;
    const open = await reminders.open(scope, { personId: selfOf(context), projectId });
    const rows = await Promise.all(
      open.map(async (one): Promise<Row> => {
        const rule = await schedules.get(scope.workspaceId, one.scheduleId);
        const next =
          rule?.nextAt === undefined || rule.nextWall === undefined || rule.state !== 'active' ? undefined : { at: rule.nextAt, wall: rule.nextWall };
        return { one, rule: rule?.recurrence, next };
      }),
    );
    const dueFirst = (row: Row) => (row.next === undefined ? 0 : row.next.at.getTime());
    return rows.sort((a, b) => dueFirst(a) - dueFirst(b));
  }

  /** A reminder by its number in the speaker's list, or by the id that a button carries; and whether it is theirs to change. */
  async function chosen(context: Context, which: string): Promise<Reminder> {
    const { scope } = context;
    const number = /^#?(\d{1,3})[.号]?$/u.exec(which.normalize('NFKC'))?.[1];
    if (number !== undefined) {
      const row = (await rowsOf(context))[Number(number) - 1];
      if (row === undefined) throw new RapportError('invalid', 'no such number', { forPeople: reminderTexts.all('noSuchNumber'), field: 'reminder' });
      return row.one;
    }
    const one = await reminders.get(scope, which);
    if (one === undefined || one.state === 'done' || one.state === 'deleted') throw gone();
    const self = selfOf(context);
    if (one.ownerId === self || (one.target.kind === 'person' && one.target.id === self)) return one;
    const project = one.projectId === undefined ? undefined : await projectAccess(scope.workspaceId, one.projectId);
    if (project === undefined || context.actor.standing.side === 'client') throw refuse('notYours');
    try {
      context.authorize('manage', project);
    } catch {
      throw refuse('notYours');
    }
    return one;
  }

  const answered = (context: Context, message: ReturnType<typeof outcome>): Reply => (context.via === 'action' ? updated(message) : toCaller(message));

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
    },
    positional: ['for', 'channel', 'text', 'when'],
    example: { en: 'remind me "Send the invoice" tomorrow 3pm', 'zh-CN': '提醒我 明天下午3点 “交报告”' },
    check: ({ for: person, channel }) => {
      const both = (person ?? '').length > 0 && (channel ?? '').length > 0;
      return both ? { channel: { code: 'custom', text: reminderTexts.all('onlyOne') } } : {};
    },
    async run({ for: person, channel, text, when }, context) {
      const { scope } = context;
      const target = await targetOf(context, person, channel);
      const [_id, scheduleId] = [idFrom(context.requestId, 'reminder'), idFrom(context.requestId, 'schedule')];
      // First the schedule, then the reminder: a crash between the two leaves a schedule that finds nothing to say and removes itself;
      // a repeat of the request finds the schedule there and makes the reminder.
      await schedules
        .add({
          _id: scheduleId,
          workspaceId: scope.workspaceId,
          projectId: target.projectId,
          job,
          data: { reminderId: _id, snoozed: false },
          recurrence: when.recurrence,
        })
        .catch((error: unknown) => {
          if (!isError(error, 'conflict')) throw error;
        });
      await reminders.add(scope, { _id, ownerId: selfOf(context), ownerName: context.actor.name, ...target, text, scheduleId });
      const made = await reminders.get(scope, _id);
      if (made === undefined) throw gone();
      await context.audit({ action: 'reminder new', subject: `reminder:${_id}`, after: short(made, when.recurrence) });
      return toCaller(await confirmed(made, { context, kind: 'set', when }));
    },
  });

  async function confirmed(
    one: Reminder,
    { context, kind, when }: { context: Context; kind: 'set' | 'changed'; when: Pick<WhenChoice, 'recurrence' | 'ambiguous'> },
  ) {
    const reader = readerOf(context);
    return confirmation(one, {
      kind,
      rule: when.recurrence,
      ambiguous: when.ambiguous,
      slots: schedules.preview(when.recurrence, reader.now, PREVIEW),
      reader,
      readerId: context.scope.personId,
      thereZone: await zoneThere(one.workspaceId, one),
      audience: audienceFor(context),
    });
  }

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

  const done = defineCommand({
    thing: reminderThing,
    verb: 'done',
    summary: reminderTexts.all('doneSummary'),
    permission: 'ownThings',
    input: { reminder: whichField },
    positional: ['reminder'],
    example: { en: 'remind done 2', 'zh-CN': '提醒完成 2' },
    async run({ reminder }, context) {
      const one = await chosen(context, reminder);
      const { scope, locale, zone } = context;
      const texts = reminderTexts(locale);
      const schedule = await schedules.get(scope.workspaceId, one.scheduleId);
      const repeats = schedule !== undefined && schedule.recurrence.frequency !== 'once' && schedule.nextAt !== undefined;
      // A rule goes on: this time is done. What comes once is over, also when it is done before its time.
      if (!repeats) {
        await reminders.change(scope, one._id, { state: 'done' });
        await schedules.pause(scope.workspaceId, one.scheduleId);
      }
      await context.audit({
        action: 'reminder done',
        subject: `reminder:${one._id}`,
        before: short(one),
        after: JSON.stringify({ state: repeats ? one.state : 'done', slot: one.firedWall }),
      });
      const { format, fallback } = repeats
        ? sayWithDate(schedule.nextAt as Date, (next) => texts.isDoneNext({ next }), zone)
        : { format: texts.isDone(), fallback: texts.isDone() };
      return answered(context, outcome(one, format, { fallback, audience: audienceFor(context) }));
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
    },
    positional: ['reminder', 'text', 'when'],
    async run({ reminder, text, when }, context) {
      const one = await chosen(context, reminder);
      const { scope } = context;
      const schedule = await schedules.get(scope.workspaceId, one.scheduleId);
      if (schedule === undefined) throw gone();
      // The form shows the rule in words; left as they were, the rule stays as it is, with its anchor.
      const isSameTime = when === undefined || when.text === whenText(schedule.recurrence, readerOf(context));
      const rule = isSameTime ? schedule.recurrence : when.recurrence;
      const isOver = isSameTime && schedules.preview(rule, context.clock.now(), 1).length === 0;
      if (!isOver) await schedules.change(scope.workspaceId, one.scheduleId, { recurrence: rule, job });
      if (!isOver && schedule.state === 'paused') await schedules.resume(scope.workspaceId, one.scheduleId);
      const changed = await reminders.change(scope, one._id, { state: 'active', ...(text === undefined ? {} : { text }) });
      if (changed === undefined) throw gone();
      await context.audit({ action: 'reminder edit', subject: `reminder:${one._id}`, before: short(one, schedule.recurrence), after: short(changed, rule) });
      return toCaller(await confirmed(changed, { context, kind: 'changed', when: { recurrence: rule, ambiguous: !isSameTime && when.ambiguous } }));
    },
  });

  const snooze = defineCommand({
    thing: reminderThing,
    verb: 'snooze',
    verbAliases: ['later', '稍后'],
    summary: reminderTexts.all('snoozeSummary'),
    permission: 'ownThings',
    input: {
      reminder: whichField,
      by: field.choice({ label: reminderTexts.all('put'), optional: true, options: SNOOZES.map((value) => ({ value, label: reminderTexts.all(value) })) }),
      when: field.when({ label: reminderTexts.all('when'), optional: true }),
    },
    positional: ['reminder', 'by', 'when'],
    example: { en: 'remind snooze 2 10m', 'zh-CN': '提醒稍后 2 10分钟' },
    async run({ reminder, by, when }, context) {
      const one = await chosen(context, reminder);
      const { scope, locale, zone, clock } = context;
      const rule = when?.recurrence ?? snoozeRule(by ?? '10m', { now: clock.now(), zone });
      const [slot] = schedules.preview(rule, clock.now(), 1);
      if (slot === undefined) throw new RapportError('invalid', 'nothing to come', { forPeople: reminderTexts.all('nothingMore'), field: 'when' });
      await schedules
        .add({
          _id: idFrom(context.requestId, 'snooze'),
          workspaceId: scope.workspaceId,
          projectId: one.projectId,
          job,
          data: { reminderId: one._id, snoozed: true },
          // Put off once, whatever rule the words would have made.
          recurrence: { frequency: 'once', interval: 1, anchor: slot.wall, zone: rule.zone },
        })
        .catch((error: unknown) => {
          if (!isError(error, 'conflict')) throw error;
        });
      await context.audit({ action: 'reminder snooze', subject: `reminder:${one._id}`, after: JSON.stringify({ until: slot.at }) });
      const { format, fallback } = sayWithDate(slot.at, (next) => reminderTexts(locale).isSnoozed({ next }), zone);
      return answered(context, outcome(one, format, { fallback, audience: audienceFor(context) }));
    },
  });

  const remove = defineCommand({
    thing: reminderThing,
    verb: 'delete',
    summary: reminderTexts.all('deleteSummary'),
    permission: 'ownThings',
    input: { reminder: whichField },
    positional: ['reminder'],
    example: { en: 'remind delete 2', 'zh-CN': '提醒删除 2' },
    async run({ reminder }, context) {
      const one = await chosen(context, reminder);
      const { scope } = context;
      // First the record: once it says deleted, nothing is posted any more, whatever still runs.
      await reminders.change(scope, one._id, { state: 'deleted' });
      await schedules.remove(scope.workspaceId, one.scheduleId);
      await context.audit({ action: 'reminder delete', subject: `reminder:${one._id}`, before: short(one), after: JSON.stringify({ state: 'deleted' }) });
      const text = reminderTexts(context.locale).isDeleted();
      return answered(context, outcome(one, text, { fallback: text, audience: audienceFor(context) }));
    },
  });

  return [create, list, done, edit, snooze, remove];
}

function snoozeRule(by: Snooze, { now, zone }: { now: Date; zone: string }): Recurrence {
  const read = readWhen(snoozePhrase[by], { now, zone, locale: 'en' });
  if (!read.ok) throw new RapportError('internal', `the phrase for ${by} is not understood`);
  return read.recurrence;
}

/** A sentence with a date in it, shown in each reader's own way; the fallback says it in the speaker's zone. */
function sayWithDate(at: Date, say: (next: string) => string, zone: string) {
  const MARK = '\u0000';
  const [before = '', after = ''] = say(MARK).split(MARK);
  return {
    format: [before, { kind: 'date' as const, at: at.toISOString(), style: 'dateTime' as const, zone }, after],
    fallback: `${before}${at.toISOString()}${after}`,
  };
}
