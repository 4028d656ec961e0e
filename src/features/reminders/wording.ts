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

/** The reader's language and zone, and the current time. */
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
 * The same times in the other readers' zone. A different day is shown with its date, because "tomorrow" refers to the
 * reader's own day.
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

/** The time as the form shows it; parsing it returns the same rule. */
export const whenText = (rule: Recurrence, { locale, now, zone }: TextContext) =>
  describeRecurrence(rule, { locale, now, zone });

/** A plan in words, with its next times: three of a recurring rule, the single one otherwise. */
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

/** States that a slot is in the reader's quiet hours, and the effect of the policy. */
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

/** The reason for a failed delivery and the next step. `isToCome`: the rule has a future slot. */
export function stuckText(
  { problem = 'unknown' }: Pick<Reminder, 'problem'>,
  isToCome: boolean,
  locale: Locale,
): string {
  const texts = reminderTexts(locale);
  const values = { reason: texts[problem]() };
  return isToCome && canResolveItself(problem) ? texts.stuckForNow(values) : texts.stuck(values);
}
