/** Messages that answer an act on a reminder: the confirmation, the questions back, and the outcome of a press. */

import type { ProjectSummary } from '../../core/access.ts';
import { doubtText } from '../../core/fieldTexts.ts';
import {
  type ActionPayload,
  type Audience,
  type Button,
  type Message,
  openForm,
  press,
  type RichText,
} from '../../core/message.ts';
import type { Doubt } from '../../core/schedule/doubt.ts';
import type { Slot } from '../../core/schedule/job.ts';
import type { Plan } from '../../core/schedule/placed.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import { inARow, type Locale } from '../../ground/i18n.ts';
import { deleteButton, editButton } from './buttons.ts';
import { defaultQuietPolicy, type Reminder } from './model.ts';
import { reminderTexts } from './texts.ts';
import { nightBlock, type TextContext, timesBlock, whenText, whoText } from './wording.ts';

/** The number of buttons that fit into one row of a message. */
const MOST_CLOCKS = 5;

/** To the owner: the reminder as understood, with its next times. Adds the channel's zone when it differs. */
export function confirmation(
  one: Reminder,
  options: {
    /** `asked`: the reminder waits for the manager's approval. */
    kind: 'set' | 'changed' | 'asked';
    plan: Plan;
    slots: readonly Slot[];
    /** The local time of a slot in the reader's quiet hours. */
    wakes: string | undefined;
    ambiguous: boolean;
    /** The target cannot be reached now. */
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
  // The owner shares the team's own channel, so the given time is meant.
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

/** To the author of an ambiguous command: nothing is set until the author chooses a reading. */
export function unsureMessage(options: {
  target: Reminder['target'];
  text: string;
  plan: Plan;
  slots: readonly Slot[];
  /** The local time of a slot in the reader's quiet hours. */
  wakes: string | undefined;
  reader: TextContext;
  readerId: string | undefined;
  given: ActionPayload['input'];
  /** The part of the text that was not understood; undefined when the text has several readings. */
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
 * To the owner of a reminder for a contact with projects in several zones: nothing is set until the owner chooses a
 * project.
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

/** To a contact who tried to remind others: the text, with a button to set the reminder for the contact. */
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

/** The reminder's text and its new state. Replaces the message whose button was pressed. */
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
