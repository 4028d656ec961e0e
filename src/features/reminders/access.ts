import { may, type ProjectAccess, systemScope } from '../../core/access.ts';
import {
  type AtLine,
  type Command,
  type CommandContext,
  type LookContext,
  type Reply,
  type Subject,
  type Thing,
  toCaller,
  updated,
} from '../../core/command.ts';
import { field } from '../../core/fields.ts';
import { formatInstant } from '../../core/format.ts';
import { listPlaceOf } from '../../core/lists/lists.ts';
import type { Audience } from '../../core/message.ts';
import { findWhen } from '../../core/schedule/findWhen.ts';
import { readWhen } from '../../core/schedule/phrases.ts';
import { firstPlaced, type Plan, type ReaderTime, wakesAt } from '../../core/schedule/placed.ts';
import type { Recurrence, Schedule } from '../../core/schedule/schedule.ts';
import { LIST_NUMBER, listNumber } from '../../core/tokens.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import { isId } from '../../ground/ids.ts';
import type { ReminderDeps } from './deps.ts';
import { type Reminder, readerIdOf } from './model.ts';
import { confirmation, type outcome } from './replies.ts';
import { rowsOf } from './rows.ts';
import { reminderTexts } from './texts.ts';
import type { TextContext } from './wording.ts';

export const reminderThing: Thing = {
  name: 'reminder',
  title: reminderTexts.all('thing'),
  aliases: ['remind', 'reminders', '提醒'],
  listed: ['slack', 'teams'],
};

export type Context = CommandContext<'ownThings'>;

const PREVIEW = 3;
/** Whether the speaker may approve posts to the client in this project. */
export const manages = ({ actor, clock }: LookContext, project: ProjectAccess): boolean =>
  may(actor, 'manage', project, clock.now());
/** A reminder's reference in lists; it contains the id. */
export const refOf = ({ _id }: Pick<Reminder, '_id'>): string => `reminder:${_id}`;
export const idIn = (ref: string): string => ref.slice('reminder:'.length);
/** The command that shows the list; typed numbers are its line numbers. */
export const LIST = 'reminder list';

/**
 * Returns a reminder that is not over. @throws RapportError `conflict`: the error quotes the reminder's text, so that
 * the reader cannot confuse it with another reminder.
 */
export function stillOpen(one: Reminder): Reminder {
  const { text, state } = one;
  if (state !== 'done' && state !== 'deleted') return one;
  const say = (locale: Locale) =>
    state === 'done' ? reminderTexts(locale).isDoneAlready({ text }) : reminderTexts(locale).isDeletedAlready({ text });
  throw new RapportError('conflict', `the reminder is ${state} already`, {
    forPeople: { en: say('en'), 'zh-CN': say('zh-CN') },
  });
}
/**
 * Returns a reminder that may be sent. @throws RapportError `conflict` as `stillOpen`; `refused` if its manager has not
 * allowed it yet.
 */
export function stillAllowed(reminder: Reminder): Reminder {
  const { state } = stillOpen(reminder);
  if (state === 'asked')
    throw new RapportError('refused', 'not allowed yet', { forPeople: reminderTexts.all('notAllowedYet') });
  return reminder;
}
export const gone = () => new RapportError('missing', 'no such reminder', { forPeople: reminderTexts.all('gone') });

/** `ownThings` is granted only to people on record, so the id is always set. */
export function selfOf({ actor }: Pick<CommandContext, 'actor'>): string {
  if (actor.personId === undefined) throw new RapportError('internal', 'own things without a person');
  return actor.personId;
}
/** The reply quotes the reader's own text. Its audience is the reader's: our side's texts are internal. */
export const audienceFor = ({ scope }: Pick<CommandContext, 'scope'>): Audience => scope.audience;
export const readerOf = ({ locale, zone, clock }: Pick<CommandContext, 'locale' | 'zone' | 'clock'>): TextContext => ({
  locale,
  zone,
  now: clock.now(),
});
export const short = ({ text, target, state }: Reminder, rule?: Recurrence) =>
  JSON.stringify({ text, to: target, state, ...(rule === undefined ? {} : { rule }) });

/** A reminder by its number in the person's list. Buttons carry the id instead. */
export const whichField = field.text({
  label: reminderTexts.all('which'),
  hint: reminderTexts.all('whichHint'),
  idByButton: true,
});

/**
 * Typed `reminder` verbs can also begin a new reminder, as in "remind cancel the subscription on 1 December". The words
 * behind the verb are read as a new reminder when they are no number and contain a time and a text. `more`: other
 * fields may follow the number.
 */
export const unlessNew =
  ({ more = false }: { more?: boolean } = {}): NonNullable<Command['read']> =>
  (words, context) => {
    const number = new RegExp(`^(?:${LIST_NUMBER}(?=\\s|$)|\\p{L}+:)\\s*`, 'u').exec(
      words.normalize('NFKC').trim(),
    )?.[0];
    if (number !== undefined && (more || number.endsWith(':') || number.length === words.trim().length))
      return undefined;
    const found = findWhen(words, context);
    return found === undefined || found.rest.trim() === '' ? undefined : 'notThis';
  };

/** Reads a number and a snooze time: "2 2 hours", "2 until Friday", "2 半小时". Undefined for other words. */
export const putOff: NonNullable<Command['read']> = (words, context) => {
  const [, which, , rest = ''] =
    new RegExp(`^(${LIST_NUMBER})[\\s,，]+(.+)$`, 'u').exec(words.normalize('NFKC').trim()) ?? [];
  const time = rest.replace(/^(?:for|until|till?|by|到|直到)\s*/iu, '');
  const found = [`in ${time}`, `${time}后`, time].find((one) => readWhen(one, context).ok);
  return which === undefined || found === undefined ? undefined : { reminder: which, when: found };
};

/** The reply replaces the message whose button was pressed. A typed command or a form gets a separate reply. */
export const answered = (
  { via }: Pick<CommandContext, 'via'>,
  message: ReturnType<typeof outcome>,
  atLine?: AtLine,
): Reply => (via === 'action' ? updated(message, atLine) : toCaller(message));

/** Ignores `conflict`: a repeated request finds that its schedule exists. */
export async function unlessThere(adding: Promise<unknown>): Promise<void> {
  await adding.catch((error: unknown) => {
    if (!isError(error, 'conflict')) throw error;
  });
}

/** A sentence with a date, shown in the speaker's zone. `fallback` is the plain text for screen readers. */
export function sayWithDate(at: Date, say: (next: string) => string, { locale, zone, now }: TextContext) {
  const MARK = '\u0000';
  const [before = '', after = ''] = say(MARK).split(MARK);
  return {
    format: [before, { kind: 'date' as const, at: at.toISOString(), style: 'dateTime' as const, zone }, after],
    fallback: say(formatInstant(at, { locale, zone, now })),
  };
}

/**
 * The target of a reminder. `projectId` comes from the schedule: it selects the clock for a contact with several
 * projects.
 */
type Read = Pick<Reminder, 'workspaceId' | 'target'> & Pick<Schedule, 'projectId'>;

/** Shared by the reminder commands: look-up of a reminder, its owner, its times and the replies. */
export function createReminderAccess(
  deps: Pick<ReminderDeps, 'reminders' | 'schedules' | 'tell' | 'directory' | 'lists'>,
) {
  const { reminders, schedules, tell, directory, lists } = deps;
  /**
   * Whether the project's manager must approve a reminder that this speaker sets or changes. A reminder that a client
   * reads needs it.
   */
  async function needsLeave(context: LookContext, one: Reminder): Promise<boolean> {
    if (one.target.kind !== 'channel' || one.projectId === undefined) return false;
    const [project, reader] = await Promise.all([
      directory.project(one.workspaceId, one.projectId),
      tell.find({ workspaceId: one.workspaceId, conversation: one.target.id }),
    ]);
    return project !== undefined && reader?.to.audience !== 'internal' && !manages(context, project);
  }

  /**
   * Resolves a number to a reminder id: by the list last shown to the speaker in this conversation, else by the current
   * list.
   */
  async function idOfNumber(context: LookContext, number: number): Promise<string | undefined> {
    const { actor, setting, clock } = context;
    const speaker = { workspaceId: actor.workspaceId, personId: selfOf(context) };
    const shown = await lists.numbered(LIST, { ...speaker, conversation: listPlaceOf(setting) }, number);
    if (shown !== 'nothing') return shown.ref === undefined ? undefined : idIn(shown.ref);
    return (await rowsOf(deps, { ...speaker, now: clock.now() }, setting.project?.projectId))[number - 1]?.one._id;
  }

  /**
   * A reminder as a command's subject: its owner, its recipient and a manager of its project may act on it.
   * @throws RapportError `missing`.
   */
  async function subjectOf({ actor }: Pick<LookContext, 'actor'>, id: string): Promise<Subject<Reminder>> {
    const one = await reminders.get(systemScope(actor.workspaceId), id);
    if (one === undefined) throw gone();
    const { ownerId, target, projectId } = one;
    return {
      record: one,
      projectIds: projectId === undefined ? [] : [projectId],
      owners: target.kind === 'person' ? [ownerId, target.id] : [ownerId],
      refusal: reminderTexts.all('notYours'),
    };
  }

  /**
   * The subject of a command whose field `reminder` is a number of the list or a button's id.
   * @throws RapportError `invalid` for an unknown number, `missing`.
   */
  const aboutReminder = {
    needs: 'manage',
    async of({ reminder: which }: { readonly reminder?: string }, context: LookContext) {
      if (which === undefined) return undefined;
      const number = listNumber(which);
      const id = number === undefined ? which : await idOfNumber(context, number);
      if (id === undefined || !isId(id))
        throw new RapportError('invalid', 'no such number', {
          forPeople: reminderTexts.all('noSuchNumber'),
          field: 'reminder',
        });
      return subjectOf(context, id);
    },
  } as const;

  async function confirmed(
    one: Reminder,
    options: {
      context: Context;
      kind: 'set' | 'changed' | 'asked';
      plan: Plan;
      ambiguous: boolean;
      isUnreachable?: boolean | undefined;
      reading: Pick<Schedule, 'projectId'>;
      time?: ReaderTime | undefined;
    },
  ) {
    const { context, plan, reading, time, ...said } = options;
    const reader = readerOf(context);
    return confirmation(one, {
      ...(await previewed({ ...one, projectId: reading.projectId }, plan, { after: reader.now, time })),
      ...said,
      reader,
      readerId: context.scope.personId,
      audience: audienceFor(context),
    });
  }

  /** The zone and calendar of a target: the project's for a channel; for a person, their own and their project's. */
  const timeOf = ({ workspaceId, projectId, target }: Read) =>
    schedules.readerTime({ workspaceId, projectId, readerId: readerIdOf({ target }) });

  /**
   * The next times of a plan, the local time of a slot in the reader's quiet hours, and the reader's zone. `time`: pass
   * it when it is already loaded.
   */
  async function previewed(
    one: Read,
    plan: Plan,
    { after, time: known }: { after: Date; time?: ReaderTime | undefined },
  ) {
    const time = known ?? (await timeOf(one));
    const slots = firstPlaced(plan, after, time, PREVIEW);
    const wakes = slots.map((slot) => wakesAt(slot, plan, time)).find((hour) => hour !== undefined);
    return { plan, slots, wakes, thereZone: time.hours?.zone };
  }

  /** The current audience of a target; undefined when the target cannot be reached. */
  async function readersOf({
    workspaceId,
    target: { kind, id },
  }: Pick<Reminder, 'workspaceId' | 'target'>): Promise<Audience | undefined> {
    const whom = kind === 'person' ? { workspaceId, personId: id } : { workspaceId, conversation: id };
    return (await tell.find(whom))?.to.audience;
  }

  return { readersOf, needsLeave, subjectOf, aboutReminder, confirmed, timeOf, previewed };
}
