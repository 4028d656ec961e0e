/** The reader, the times and the problem of a reminder, in the words and blocks that its messages share. */

import { formatDatedWall } from '../../core/format.ts';
import type { Block, RichText } from '../../core/message.ts';
import type { Slot } from '../../core/schedule/job.ts';
import { describeRecurrence } from '../../core/schedule/phrases.ts';
import type { Plan } from '../../core/schedule/placed.ts';
import type { Recurrence } from '../../core/schedule/schedule.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import type { Locale } from '../../ground/i18n.ts';
import { canResolveItself, type Reminder } from './model.ts';
import { reminderTexts } from './texts.ts';

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

/** A plan in words, with the next times: of a rule three, of what comes once the one. */
export function timesBlock(options: {
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

/** That it is night for the reader, and what becomes of it. */
export function nightBlock({
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
