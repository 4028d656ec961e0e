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

/** As many buttons as stand in one row of a message. */
const MOST_CLOCKS = 5;

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
