import type { ProjectSummary } from '../../core/access.ts';
import { doubtText } from '../../core/fieldTexts.ts';
import { formatDatedWall } from '../../core/format.ts';
import {
  type ActionPayload,
  type Audience,
  type Block,
  type Button,
  type Menu,
  type Message,
  openForm,
  press,
  type RichText,
} from '../../core/message.ts';
import type { Doubt } from '../../core/schedule/doubt.ts';
import type { Slot } from '../../core/schedule/job.ts';
import { describeRecurrence } from '../../core/schedule/phrases.ts';
import type { Plan } from '../../core/schedule/placed.ts';
import type { Recurrence } from '../../core/schedule/schedule.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import { inARow, type Locale, labelled } from '../../ground/i18n.ts';
import { canResolveItself, defaultQuietPolicy, type Reminder, SNOOZES } from './model.ts';
import { reminderTexts } from './texts.ts';

/** As many buttons as stand in one row of a message. */
const MOST_CLOCKS = 5;

/** For whom a message is made, and when. */
export interface TextContext {
  readonly locale: Locale;
  readonly zone: string;
  readonly now: Date;
}

export const dateOf = (slot: Slot, zone?: string): RichText => [
  { kind: 'date', at: slot.at.toISOString(), style: 'dateTime', ...(zone === undefined ? {} : { zone }) },
];

const inLine = (dates: readonly RichText[]): RichText =>
  dates.flatMap((date, index) => [...(index === 0 ? [] : [' · ']), date].flat());
const datesOf = (slots: readonly Slot[]): RichText => inLine(slots.map((slot) => dateOf(slot)));

/**
 * The same moments where others read them. It may be another day there: then the day has its date, since "tomorrow" is
 * the reader's own.
 */
function datesThere(slots: readonly Slot[], zone: string, { locale, zone: own, now }: TextContext): RichText {
  const thisYear = Number(wallOf(now, own).slice(0, 4));
  const isOtherDay = slots.some(({ at }) => wallOf(at, zone).slice(0, 10) !== wallOf(at, own).slice(0, 10));
  return inLine(
    slots.map((slot) =>
      isOtherDay ? formatDatedWall(wallOf(slot.at, zone), { locale, thisYear }) : dateOf(slot, zone),
    ),
  );
}

export function editButton(id: string, locale: Locale): Button {
  return { kind: 'button', label: reminderTexts(locale).edit(), payload: openForm('reminder edit', { reminder: id }) };
}
export function deleteButton(id: string, locale: Locale): Button {
  const texts = reminderTexts(locale);
  return {
    kind: 'button',
    label: texts.delete(),
    style: 'danger',
    payload: press('reminder delete', { reminder: id }),
    confirm: { title: texts.deleteTitle(), text: texts.deleteText(), confirm: texts.delete(), cancel: texts.keep() },
  };
}
export function doneButton(id: string, locale: Locale): Button {
  return { kind: 'button', label: reminderTexts(locale).done(), payload: press('reminder done', { reminder: id }) };
}
function snoozeMenu(id: string, locale: Locale): Menu {
  const texts = reminderTexts(locale);
  return {
    kind: 'menu',
    label: texts.snooze(),
    options: [
      ...SNOOZES.map((by) => ({ label: texts[by](), payload: press('reminder snooze', { reminder: id, by }) })),
      { label: texts.otherTime(), payload: openForm('reminder snooze', { reminder: id }) },
    ],
  };
}

/** `for #acme`, `for Tom Berg`. */
export const forWhom = (one: Pick<Reminder, 'target'>, readerId: string | undefined, locale: Locale): string =>
  reminderTexts(locale).forWho({ who: whoText(one, readerId, locale) });

export const whoText = (one: Pick<Reminder, 'target'>, readerId: string | undefined, locale: Locale) =>
  one.target.kind === 'channel'
    ? `#${one.target.name}`
    : one.target.id === readerId
      ? reminderTexts(locale).you()
      : one.target.name;

/** What the form shows as the time: it reads back as the same rule. */
export const whenText = (rule: Recurrence, { locale, now, zone }: TextContext) =>
  describeRecurrence(rule, { locale, now, zone });

/** To who set it: what was understood, with the next times, also in the channel's own zone when it is another. */
export function confirmation(
  one: Reminder,
  options: {
    /** `asked`: it waits for the manager. */
    kind: 'set' | 'changed' | 'asked';
    plan: Plan;
    slots: readonly Slot[];
    /** At which local time of its reader's it would wake them. */
    wakes: string | undefined;
    ambiguous: boolean;
    /** Nothing can be said to whom it is for, now. */
    isUnreachable?: boolean | undefined;
    reader: TextContext;
    readerId: string | undefined;
    thereZone?: string | undefined;
    audience: Audience;
  },
): Message {
  const { reader } = options;
  const texts = reminderTexts(reader.locale);
  const who = whoText(one, options.readerId, reader.locale);
  const title = { set: texts.set({ who }), changed: texts.changed({ who }), asked: texts.asked({ who }) }[options.kind];
  const isOwn = one.target.kind === 'person' && one.target.id === options.readerId;
  const isWaiting = options.plan.quiet === 'wait';
  // Whoever shares the channel with their team means the time that they say.
  const isNight = !isOwn && (isWaiting || defaultQuietPolicy({ ...one, audience: one.writtenFor }) === 'wait');
  const wakes = isNight ? options.wakes : undefined;
  const otherQuiet: Button = {
    kind: 'button',
    label: isWaiting ? texts.evenAtNight() : texts.inTheirMorning(),
    payload: press('reminder edit', { reminder: one._id, quiet: isWaiting ? 'keep' : 'wait' }),
  };
  return {
    audience: options.audience,
    fallbackText: inARow([title, one.text]),
    blocks: [
      { kind: 'text', text: title },
      { kind: 'quote', text: one.text },
      timesBlock({ ...options, thereZone: isOwn ? undefined : options.thereZone }),
      ...(wakes === undefined ? [] : [nightBlock({ who, wakes, isWaiting, locale: reader.locale })]),
      ...(!isOwn && options.thereZone === undefined
        ? [{ kind: 'context' as const, text: texts.clockUnknown({ who }) }]
        : []),
      ...(options.isUnreachable ? [{ kind: 'context' as const, text: texts.notReached({ who }) }] : []),
      ...(options.ambiguous ? [{ kind: 'context' as const, text: texts.ambiguous() }] : []),
      {
        kind: 'actions',
        items: [
          editButton(one._id, reader.locale),
          ...(wakes === undefined ? [] : [otherQuiet]),
          deleteButton(one._id, reader.locale),
        ],
      },
    ],
  };
}

/** That it is night for the reader, and what becomes of it. */
function nightBlock({
  who,
  wakes,
  isWaiting,
  locale,
}: {
  who: string;
  wakes: string;
  isWaiting: boolean;
  locale: Locale;
}): Block {
  return { kind: 'context', text: reminderTexts(locale)[isWaiting ? 'waits' : 'atNight']({ who, time: wakes }) };
}

/** A plan in words, with the next times: of a rule three, of what comes once the one. */
function timesBlock(options: {
  plan: Plan;
  slots: readonly Slot[];
  reader: TextContext;
  thereZone?: string | undefined;
}): Block {
  const { plan, reader, thereZone } = options;
  const { recurrence: rule, dayOff = 'keep', quiet = 'keep' } = plan;
  const texts = reminderTexts(reader.locale);
  const repeats = rule.frequency !== 'once';
  const shown = options.slots.slice(0, repeats ? 3 : 1);
  return {
    kind: 'fields',
    items: [
      ...(repeats ? [{ label: texts.rule(), value: whenText(rule, reader) }] : []),
      {
        label: shown.length > 1 ? texts.nextThree() : texts.next(),
        value: datesOf(shown),
      },
      ...(dayOff === 'keep' ? [] : [{ label: texts.dayOff(), value: texts[`dayOff_${dayOff}`]() }]),
      ...(quiet === 'skip' ? [{ label: texts.quiet(), value: texts.quiet_skip() }] : []),
      ...(thereZone !== undefined && thereZone !== reader.zone
        ? [
            {
              label: texts.thereTime({ zone: zoneName(thereZone, reader.locale) }),
              value: datesThere(shown, thereZone, reader),
            },
          ]
        : []),
    ],
  };
}

/** To who typed words that can mean several times: nothing is set until they say which. */
export function unsureMessage(options: {
  target: Reminder['target'];
  text: string;
  plan: Plan;
  slots: readonly Slot[];
  /** At which local time of its reader's it would wake them. */
  wakes: string | undefined;
  reader: TextContext;
  readerId: string | undefined;
  given: ActionPayload['input'];
  /** What of the words was not understood; undefined where they can mean several times. */
  doubt: Doubt | undefined;
  thereZone?: string | undefined;
  audience: Audience;
}): Message {
  const { plan, reader, given, doubt } = options;
  const texts = reminderTexts(reader.locale);
  const meant = { ...given, when: whenText(plan.recurrence, reader) };
  const who = whoText(options, options.readerId, reader.locale);
  const question =
    doubt === undefined
      ? texts.unsure({ who })
      : inARow([doubtText(doubt, reader.locale), texts.unsureBeside({ who })]);
  const isOwn = options.target.kind === 'person' && options.target.id === options.readerId;
  return {
    audience: options.audience,
    fallbackText: inARow([question, options.text]),
    blocks: [
      { kind: 'text', text: question },
      { kind: 'quote', text: options.text },
      timesBlock({ ...options, thereZone: isOwn ? undefined : options.thereZone }),
      ...(isOwn || options.wakes === undefined || plan.quiet !== 'wait'
        ? []
        : [nightBlock({ who, wakes: options.wakes, isWaiting: true, locale: reader.locale })]),
      {
        kind: 'actions',
        items: [
          { kind: 'button', label: texts.setIt(), style: 'primary', payload: press('reminder new', meant) },
          { kind: 'button', label: texts.otherTime(), payload: openForm('reminder new', meant) },
        ],
      },
    ],
  };
}

/**
 * To whoever reminds a contact whose projects are in several zones: nothing is set until they say which one it is
 * about.
 */
export function whichClockMessage(options: {
  name: string;
  text: string;
  projects: readonly Pick<ProjectSummary, 'projectId' | 'name' | 'zone'>[];
  context: { readonly given: ActionPayload['input']; readonly locale: Locale };
}): Message<'internal'> {
  const { given, locale } = options.context;
  const texts = reminderTexts(locale);
  const question = texts.whichClock({ who: options.name });
  return {
    audience: 'internal',
    fallbackText: inARow([question, options.text]),
    blocks: [
      { kind: 'text', text: question },
      { kind: 'quote', text: options.text },
      {
        kind: 'actions',
        items: options.projects.slice(0, MOST_CLOCKS).map(({ projectId, name, zone }) => ({
          kind: 'button',
          label: texts.clockIn({ project: name, zone: zoneName(zone, locale) }),
          payload: press('reminder new', { ...given, clockOf: projectId }),
        })),
      },
    ],
  };
}

/** To a contact who wants others reminded: what they wrote, and the way to be reminded of it themselves. */
export function selfOnlyMessage({
  text,
  given,
  locale,
}: {
  text: string;
  given: ActionPayload['input'];
  locale: Locale;
}): Message<'client'> {
  const texts = reminderTexts(locale);
  const own = Object.fromEntries(Object.entries(given).filter(([name]) => name !== 'for' && name !== 'channel'));
  return {
    audience: 'client',
    fallbackText: inARow([texts.contactsSelf(), text]),
    blocks: [
      { kind: 'text', text: texts.contactsSelf() },
      { kind: 'quote', text },
      { kind: 'actions', items: [{ kind: 'button', label: texts.remindMe(), payload: press('reminder new', own) }] },
    ],
  };
}

/** The manager's two answers. */
export function allowButtons(one: Reminder, locale: Locale): Button[] {
  const texts = reminderTexts(locale);
  return [
    { kind: 'button', label: texts.allow(), style: 'primary', payload: press('reminder allow', { reminder: one._id }) },
    { kind: 'button', label: texts.refuse(), payload: press('reminder refuse', { reminder: one._id }) },
  ];
}

/** What can be done at once with one that was due. */
export const dayButtons = (one: Reminder, locale: Locale): Button[] => [
  doneButton(one._id, locale),
  snoozeTomorrow(one._id, locale),
];

/** Why it could not be delivered, and how it goes on. `isToCome`: its rule still has a time to come. */
export function stuckText(
  { problem = 'unknown' }: Pick<Reminder, 'problem'>,
  isToCome: boolean,
  locale: Locale,
): string {
  const texts = reminderTexts(locale);
  const values = { reason: texts[problem]() };
  return isToCome && canResolveItself(problem) ? texts.stuckForNow(values) : texts.stuck(values);
}

/** What can be done at once with one that could not be delivered. */
export const stuckButtons = (one: Reminder, locale: Locale): Button[] => [
  editButton(one._id, locale),
  doneButton(one._id, locale),
];

function snoozeTomorrow(id: string, locale: Locale): Button {
  return {
    kind: 'button',
    label: reminderTexts(locale).tomorrow(),
    payload: press('reminder snooze', { reminder: id, by: 'tomorrow' }),
  };
}

/** To the project's manager: somebody wants to remind the client. */
export function askMessage(
  one: Reminder,
  options: { plan: Plan; slots: readonly Slot[]; reader: TextContext; thereZone?: string | undefined },
): Message<'internal'> {
  const texts = reminderTexts(options.reader.locale);
  const title = texts.askTitle({ who: one.ownerName, channel: `#${one.target.name}` });
  return {
    audience: 'internal',
    fallbackText: inARow([title, one.text]),
    blocks: [
      { kind: 'text', text: title },
      { kind: 'quote', text: one.text },
      timesBlock(options),
      {
        kind: 'actions',
        items: [...allowButtons(one, options.reader.locale), editButton(one._id, options.reader.locale)],
      },
    ],
  };
}

/** To whom a reminder was handed over: whose it was, what it says, and when it comes. */
export function handedMessage(
  one: Reminder,
  options: {
    by: string;
    plan: Plan;
    slots: readonly Slot[];
    reader: TextContext;
    readerId: string;
    thereZone?: string | undefined;
  },
): Message<'internal'> {
  const { locale } = options.reader;
  const texts = reminderTexts(locale);
  const isOwn = one.target.kind === 'person' && one.target.id === options.readerId;
  const title = isOwn
    ? texts.handed({ by: options.by })
    : texts.handedFor({ by: options.by, who: whoText(one, options.readerId, locale) });
  return {
    audience: 'internal',
    fallbackText: inARow([title, one.text]),
    blocks: [
      { kind: 'text', text: title },
      { kind: 'quote', text: one.text },
      ...(options.slots.length === 0
        ? []
        : [timesBlock({ ...options, thereZone: isOwn ? undefined : options.thereZone })]),
      { kind: 'actions', items: [editButton(one._id, locale), deleteButton(one._id, locale)] },
    ],
  };
}

/**
 * What is posted when it is time. To a client it is the owner's words and nothing else of the record. `lateFor`: the
 * time that it was meant for, when that is over.
 */
export function firedMessage<A extends Audience>(
  one: Reminder,
  { locale, audience, lateFor }: { locale: Locale; audience: A; lateFor: Date | undefined },
): Message<A> {
  const texts = reminderTexts(locale);
  const late: Block[] =
    lateFor === undefined
      ? []
      : [{ kind: 'context', text: [texts.lateFor(), { kind: 'date', at: lateFor.toISOString(), style: 'dateTime' }] }];
  const isOwn = one.target.kind === 'person' && one.target.id === one.ownerId;
  const title = isOwn || audience === 'client' ? texts.fired() : texts.firedFrom({ who: one.ownerName });
  const actions: Block[] =
    one.target.kind === 'person'
      ? [{ kind: 'actions', items: [doneButton(one._id, locale), snoozeMenu(one._id, locale)] }]
      : [];
  return {
    audience,
    fallbackText: labelled(title, one.text, locale),
    blocks: [{ kind: 'context', text: title }, { kind: 'text', text: one.text }, ...late, ...actions],
  };
}

/** The reminder's words with what became of it: takes the place of what was pressed. */
export function outcome(
  one: Reminder,
  text: RichText,
  options: { fallback: string; audience: Audience; buttons?: readonly Button[] },
): Message {
  const { buttons = [] } = options;
  return {
    audience: options.audience,
    fallbackText: options.fallback,
    blocks: [
      { kind: 'quote', text: one.text },
      { kind: 'context', text },
      ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: [...buttons] }]),
    ],
  };
}

export const resumeButton = (id: string, locale: Locale): Button => ({
  kind: 'button',
  label: reminderTexts(locale).resumeIt(),
  payload: press('reminder resume', { reminder: id }),
});

/** To who owns one that could not be delivered: why, and what can be done. */
export function stuckMessage<A extends Audience>(
  one: Reminder,
  { text, audience, locale }: { text: string; audience: A; locale: Locale },
): Message<A> {
  const items = [editButton(one._id, locale), deleteButton(one._id, locale)];
  return {
    audience,
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      { kind: 'actions', items },
    ],
  };
}
