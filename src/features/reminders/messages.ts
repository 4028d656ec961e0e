import type { AuditEntry } from '../../core/audit.ts';
import type { Locale } from '../../core/i18n.ts';
import { type ActionPayload, type Audience, type Block, type Button, type Menu, type Message, openForm, press, type RichText } from '../../core/message.ts';
import type { Slot } from '../../core/schedule/job.ts';
import { describeRecurrence } from '../../core/schedule/phrases.ts';
import type { Plan } from '../../core/schedule/placed.ts';
import type { Recurrence, Schedule } from '../../core/schedule/schedule.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import { type Reminder, SNOOZES } from './model.ts';
import { reminderTexts } from './texts.ts';

/** For whom a message is made, and when. */
export interface Reader {
  readonly locale: Locale;
  readonly zone: string;
  readonly now: Date;
}

const MOST_ROWS = 10;
const dateOf = (slot: Slot, zone?: string): RichText => [
  { kind: 'date', at: slot.at.toISOString(), style: 'dateTime', ...(zone === undefined ? {} : { zone }) },
];

const datesOf = (slots: readonly Slot[], zone?: string): RichText =>
  slots.flatMap((slot, index) => [...(index === 0 ? [] : [' · ']), ...(dateOf(slot, zone) as never[])]);

function editButton(id: string, locale: Locale): Button {
  return { kind: 'button', label: reminderTexts(locale).edit(), payload: openForm('reminder edit', { reminder: id }) };
}
function deleteButton(id: string, locale: Locale): Button {
  const texts = reminderTexts(locale);
  return {
    kind: 'button',
    label: texts.delete(),
    style: 'danger',
    payload: press('reminder delete', { reminder: id }),
    confirm: { title: texts.deleteTitle(), text: texts.deleteText(), confirm: texts.delete(), cancel: texts.keep() },
  };
}
function doneButton(id: string, locale: Locale): Button {
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

const whoText = (one: Pick<Reminder, 'target'>, readerId: string | undefined, locale: Locale) =>
  one.target.kind === 'channel' ? `#${one.target.name}` : one.target.id === readerId ? reminderTexts(locale).you() : one.target.name;

/** What the form shows as the time: it reads back as the same rule. */
export const whenText = (rule: Recurrence, { locale, now, zone }: Reader) => describeRecurrence(rule, { locale, now, zone });

/** To who set it: what was understood, with the next times, also in the channel's own zone when it is another. */
export function confirmation(
  one: Reminder,
  options: {
    /** `asked`: it waits for the manager. */
    kind: 'set' | 'changed' | 'asked';
    plan: Plan;
    slots: readonly Slot[];
    /** Some of them wait for the reader's morning. */
    waits: boolean;
    ambiguous: boolean;
    reader: Reader;
    readerId: string | undefined;
    thereZone?: string | undefined;
    audience: Audience;
  },
): Message {
  const { reader } = options;
  const texts = reminderTexts(reader.locale);
  const who = whoText(one, options.readerId, reader.locale);
  const title = { set: texts.set({ who }), changed: texts.changed({ who }), asked: texts.asked({ who }) }[options.kind];
  const sleeps: Button = { kind: 'button', label: texts.evenAtNight(), payload: press('reminder edit', { reminder: one._id, quiet: 'keep' }) };
  return {
    audience: options.audience,
    fallbackText: title,
    blocks: [
      { kind: 'text', text: title },
      { kind: 'quote', text: one.text },
      timesBlock(options),
      ...(options.waits ? [{ kind: 'context' as const, text: texts.waits() }] : []),
      ...(options.ambiguous ? [{ kind: 'context' as const, text: texts.ambiguous() }] : []),
      {
        kind: 'actions',
        items: [editButton(one._id, reader.locale), ...(options.waits ? [sleeps] : []), deleteButton(one._id, reader.locale)],
      },
    ],
  };
}

/** A plan in words, with the next times: of a rule three, of what comes once the one. */
function timesBlock(options: { plan: Plan; slots: readonly Slot[]; reader: Reader; thereZone?: string | undefined }): Block {
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
        ? [{ label: texts.thereTime({ zone: zoneName(thereZone, reader.locale) }), value: datesOf(shown, thereZone) }]
        : []),
    ],
  };
}

/** To who typed words that can mean several times: nothing is set until they say which. */
export function unsureMessage(options: {
  who: string;
  text: string;
  plan: Plan;
  slots: readonly Slot[];
  reader: Reader;
  given: ActionPayload['input'];
  thereZone?: string | undefined;
  audience: Audience;
}): Message {
  const { plan, reader, given } = options;
  const texts = reminderTexts(reader.locale);
  const meant = { ...given, when: whenText(plan.recurrence, reader) };
  return {
    audience: options.audience,
    fallbackText: texts.unsure(),
    blocks: [
      { kind: 'text', text: texts.unsure() },
      { kind: 'quote', text: options.text },
      timesBlock(options),
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

/** The manager's two answers. */
export function allowButtons(one: Reminder, locale: Locale): Button[] {
  const texts = reminderTexts(locale);
  return [
    { kind: 'button', label: texts.allow(), style: 'primary', payload: press('reminder allow', { reminder: one._id }) },
    { kind: 'button', label: texts.refuse(), payload: press('reminder refuse', { reminder: one._id }) },
  ];
}

/** What can be done at once with one that was due. */
export const dayButtons = (one: Reminder, locale: Locale): Button[] => [doneButton(one._id, locale), snoozeTomorrow(one._id, locale)];

function snoozeTomorrow(id: string, locale: Locale): Button {
  return { kind: 'button', label: reminderTexts(locale).tomorrow(), payload: press('reminder snooze', { reminder: id, by: 'tomorrow' }) };
}

/** To the project's manager: somebody wants to remind the client. */
export function askMessage(
  one: Reminder,
  options: { plan: Plan; slots: readonly Slot[]; reader: Reader; thereZone?: string | undefined },
): Message<'internal'> {
  const texts = reminderTexts(options.reader.locale);
  const title = texts.askTitle({ who: one.ownerName, channel: `#${one.target.name}` });
  return {
    audience: 'internal',
    fallbackText: title,
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

/** A reminder as its list shows it. */
export interface Row {
  readonly one: Reminder;
  readonly isPaused: boolean;
  readonly rule: Recurrence | undefined;
  readonly next: Slot | undefined;
}

function rowText({ one, rule, next, isPaused }: Row, number: number, { reader, readerId }: { reader: Reader; readerId: string | undefined }): RichText {
  const texts = reminderTexts(reader.locale);
  const isOthers = one.ownerId !== readerId;
  const who = one.target.kind === 'person' && one.target.id === readerId ? [] : [` · ${texts.forWho({ who: whoText(one, readerId, reader.locale) })}`];
  const when: RichText =
    one.state === 'stuck'
      ? texts.stuck({ reason: texts[one.problem ?? 'unknown']() })
      : one.state === 'asked'
        ? texts.waitsForManager()
        : next !== undefined
          ? [...(dateOf(next) as never[]), ...(rule !== undefined && rule.frequency !== 'once' ? [` (${whenText(rule, reader)})`] : [])]
          : isPaused
            ? texts.paused()
            : one.firedWall === undefined
              ? texts.nothingMore()
              : texts.waitsForDone();
  return [
    { kind: 'strong', text: `${number}. ${one.text}` },
    ' · ',
    ...(typeof when === 'string' ? [when] : when),
    ...who,
    ...(isOthers ? [` · ${texts.by({ who: one.ownerName })}`] : []),
  ];
}

/** Somebody's list, numbered as `reminder done 2` counts. */
export function listMessage(rows: readonly Row[], options: { reader: Reader; readerId: string | undefined; audience: Audience }): Message {
  const { reader } = options;
  const { locale } = reader;
  const texts = reminderTexts(locale);
  const newButton: Button = { kind: 'button', label: texts.newOne(), payload: openForm('reminder new') };
  if (rows.length === 0) {
    return {
      audience: options.audience,
      fallbackText: texts.listEmpty(),
      blocks: [
        { kind: 'text', text: texts.listEmpty() },
        { kind: 'text', text: [{ kind: 'code', text: texts.listExample() }] },
        { kind: 'actions', items: [newButton] },
      ],
    };
  }
  const shown = rows.slice(0, MOST_ROWS);
  const title = texts.listTitle({ count: rows.length });
  return {
    audience: options.audience,
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      ...shown.flatMap((row, index): Block[] => [
        { kind: 'text', text: rowText(row, index + 1, options) },
        {
          kind: 'actions',
          items: [doneButton(row.one._id, locale), editButton(row.one._id, locale), deleteButton(row.one._id, locale)],
        },
      ]),
      ...(rows.length > shown.length ? [{ kind: 'context' as const, text: texts.more({ count: rows.length - shown.length }) }] : []),
      { kind: 'actions', items: [newButton] },
    ],
  };
}

/** What is posted when it is time. To a client it is the owner's words and nothing else of the record. `lateFor`: the time that it was meant for, when that is over. */
export function firedMessage<A extends Audience>(
  one: Reminder,
  { locale, audience, lateFor }: { locale: Locale; audience: A; lateFor: Date | undefined },
): Message<A> {
  const texts = reminderTexts(locale);
  const late: Block[] =
    lateFor === undefined ? [] : [{ kind: 'context', text: [texts.lateFor(), { kind: 'date', at: lateFor.toISOString(), style: 'dateTime' }] }];
  const isOwn = one.target.kind === 'person' && one.target.id === one.ownerId;
  const title = isOwn || audience === 'client' ? texts.fired() : texts.firedFrom({ who: one.ownerName });
  const actions: Block[] = one.target.kind === 'person' ? [{ kind: 'actions', items: [doneButton(one._id, locale), snoozeMenu(one._id, locale)] }] : [];
  return { audience, fallbackText: `${title}: ${one.text}`, blocks: [{ kind: 'context', text: title }, { kind: 'text', text: one.text }, ...late, ...actions] };
}

/** The reminder's words with what became of it: takes the place of what was pressed. */
export function outcome(one: Reminder, text: RichText, options: { fallback: string; audience: Audience }): Message {
  return {
    audience: options.audience,
    fallbackText: options.fallback,
    blocks: [
      { kind: 'quote', text: one.text },
      { kind: 'context', text },
    ],
  };
}

/** One reminder with its rule and its whole story. */
export function detailMessage(
  one: Reminder,
  options: { schedule: Schedule | undefined; history: readonly AuditEntry[]; reader: Reader; readerId: string | undefined; audience: Audience },
): Message {
  const { schedule, history, reader, readerId } = options;
  const { locale } = reader;
  const texts = reminderTexts(locale);
  const rule = schedule?.recurrence;
  const next =
    schedule?.state === 'active' && schedule.nextAt !== undefined && schedule.nextWall !== undefined
      ? { at: schedule.nextAt, wall: schedule.nextWall }
      : undefined;
  const row: Row = { one, rule, next, isPaused: schedule?.state === 'paused' && one.state === 'active' };
  const told = (action: string) => {
    const verb = action.replace('reminder ', '');
    return isTold(verb) ? texts[`told_${verb}`]() : action;
  };
  return {
    audience: options.audience,
    fallbackText: one.text,
    blocks: [
      { kind: 'quote', text: one.text },
      {
        kind: 'fields',
        items: [
          { label: texts.for(), value: whoText(one, readerId, locale) },
          ...(rule === undefined ? [] : [{ label: texts.when(), value: whenText(rule, reader) }]),
          { label: texts.next(), value: next === undefined ? (row.isPaused ? texts.paused() : texts.nothingMore()) : dateOf(next) },
          ...(schedule?.dayOff === undefined ? [] : [{ label: texts.dayOff(), value: texts[`dayOff_${schedule.dayOff}`]() }]),
        ],
      },
      { kind: 'context', text: texts.history() },
      {
        kind: 'list',
        items: history.map(({ at, byName, action }) => [{ kind: 'date', at: at.toISOString(), style: 'dateTime' }, ` · ${byName} · ${told(action)}`]),
      },
      {
        kind: 'actions',
        items: [editButton(one._id, locale), deleteButton(one._id, locale)],
      },
    ],
  };
}

const TOLD = ['new', 'asked', 'allow', 'refuse', 'edit', 'done', 'snooze', 'skip', 'pause', 'resume', 'assign', 'delete', 'fired', 'stuck'] as const;
const isTold = (verb: string): verb is (typeof TOLD)[number] => (TOLD as readonly string[]).includes(verb);
