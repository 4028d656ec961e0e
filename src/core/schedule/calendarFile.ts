import ICAL from 'ical.js';
import { tzlib_get_ical_block } from 'timezones-ical-library';
import { isError } from '../../ground/errors.ts';
import { fileName } from '../files.ts';
import type { File } from '../message.ts';
import type { Slot } from './job.ts';
import type { Plan } from './placed.ts';
import { mondayToFriday, slotsAfter } from './recurrence.ts';
import { toRRule } from './rrule.ts';
import type { Recurrence } from './schedule.ts';
import { wallOf } from './zone.ts';

/** A plan for a calendar: the content of an iCalendar object (RFC 5545). */
export interface Planned {
  /** Stable for the planned thing: importing its file again updates the entries instead of adding new ones. */
  readonly id: string;
  /** Grows with every change of the plan. */
  readonly version: number;
  readonly words: string;
  readonly plan: Plan;
  /** The next times, for a rule that iCalendar cannot express. */
  readonly slots: readonly Slot[];
  readonly now: Date;
}

const MOST_SUMMARY = 120;

/** Whether these next times are exactly the rule's own: quiet hours move none of them. */
function areBare(slots: readonly Slot[], recurrence: Recurrence, now: Date): boolean {
  const bare = slotsAfter(recurrence, now, mondayToFriday);
  return slots.every(({ at }) => bare.next().value?.at.getTime() === at.getTime());
}

/**
 * A rule as iCalendar lines. Undefined for rules that depend on holidays or on a reader's quiet hours, which calendars
 * do not know, and for rules that iCalendar cannot express.
 */
function ruleLines(
  { recurrence, dayOff = 'keep', quiet = 'keep' }: Plan,
  slots: readonly Slot[],
  now: Date,
): readonly string[] | undefined {
  if (
    dayOff !== 'keep' ||
    recurrence.workdays === true ||
    recurrence.on?.some(({ kind }) => kind === 'workday') === true
  )
    return undefined;
  if (quiet !== 'keep' && !areBare(slots, recurrence, now)) return undefined;
  try {
    return toRRule(recurrence).split('\n');
  } catch (error) {
    if (isError(error, 'invalid')) return undefined;
    throw error;
  }
}

/** A zone's description for calendars, and its name there. Undefined for UTC, and for a zone without a description. */
function described(zone: string): { readonly name: string; readonly block: ICAL.Component } | undefined {
  const [block, name] = [tzlib_get_ical_block(zone)].flat();
  if (block === undefined || name === undefined) return undefined;
  return { name: name.replace(/^TZID=/, ''), block: ICAL.Component.fromString(block) };
}

const compact = (iso: string) => `${iso.slice(0, 19).replace(/[-:]/g, '')}`;

/**
 * Whether the zone's description gives the same instants for these slots as our zone data: one of the two may miss a
 * recent change of a country's clock rules.
 */
function saysTheSame(block: ICAL.Component, slots: readonly Slot[], zone: string): boolean {
  const theirs = new ICAL.Timezone(block);
  return slots.every(({ at }) => {
    const time = Object.assign(ICAL.Time.fromDateTimeString(`${wallOf(at, zone)}:00`), { zone: theirs });
    return time.toUnixTime() * 1000 === at.getTime();
  });
}

/** iCalendar allows one line break form and no other control character than the tab. */
const withoutControls = (words: string) =>
  words
    .replace(/\r\n?|[\v\f\u0085\u2028\u2029]/g, '\n')
    .replace(/[^\P{Cc}\n\t]/gu, '')
    .replace(/\p{Cs}/gu, '\uFFFD');

/**
 * A plan as a file that any calendar imports. `isWhole`: the file holds the rule itself; otherwise it holds the next
 * times, one by one.
 */
export function calendarFile({ id, version, words, plan, slots, now }: Planned): {
  readonly file: File;
  readonly isWhole: boolean;
} {
  const known = plan.recurrence.zone === 'UTC' ? undefined : described(plan.recurrence.zone);
  const zone = known !== undefined && saysTheSame(known.block, slots, known.name) ? known : undefined;
  const isSaid = zone !== undefined || plan.recurrence.zone === 'UTC';
  const named: Recurrence = { ...plan.recurrence, zone: zone?.name ?? plan.recurrence.zone };
  const rule = isSaid ? ruleLines({ ...plan, recurrence: named }, slots, now) : undefined;
  const startOf = ({ at }: Slot) =>
    zone === undefined
      ? `DTSTART:${compact(at.toISOString())}Z`
      : `DTSTART;TZID=${zone.name}:${compact(wallOf(at, zone.name))}00`;

  const calendar = new ICAL.Component('vcalendar');
  calendar.addPropertyWithValue('version', '2.0');
  calendar.addPropertyWithValue('prodid', '-//Rapport//Rapport//EN');
  calendar.addPropertyWithValue('method', 'PUBLISH');
  if (zone !== undefined) calendar.addSubcomponent(zone.block);
  const text = withoutControls(words);
  const line = text.replace(/\s+/g, ' ').trim();
  const summary = line.length <= MOST_SUMMARY ? line : `${line.slice(0, MOST_SUMMARY - 1).replace(/\p{Cs}/gu, '')}…`;
  const entry = (uid: string, lines: readonly string[]) => {
    const event = new ICAL.Component('vevent');
    event.addPropertyWithValue('uid', uid);
    event.addProperty(ICAL.Property.fromString(`DTSTAMP:${compact(now.toISOString())}Z`));
    for (const line of lines) event.addProperty(ICAL.Property.fromString(line));
    event.addPropertyWithValue('sequence', version);
    event.addPropertyWithValue('summary', summary);
    if (summary !== text) event.addPropertyWithValue('description', text);
    // A reminder takes no time: the calendar shows its owner as free.
    event.addPropertyWithValue('transp', 'TRANSPARENT');
    calendar.addSubcomponent(event);
  };
  if (rule !== undefined) entry(`${id}@rapport`, rule);
  else for (const slot of slots) entry(`${id}-${compact(slot.wall)}@rapport`, [startOf(slot)]);
  const name = fileName(summary, { ending: 'ics', otherwise: 'calendar' });
  return {
    file: { name, mediaType: 'text/calendar', content: `${calendar.toString()}\r\n` },
    isWhole: rule !== undefined,
  };
}
