import { RapportError } from '../../ground/errors.ts';
import { mondayToFriday, nextSlot } from './recurrence.ts';
import { fromRRule } from './rrule.ts';
import { dayOf, wallAt } from './wall.ts';
import type { When, WhenContext } from './when.ts';
import { wallOf } from './zone.ts';

/** The beginnings of a rule that was copied from a calendar. People write no other text that begins like this. */
export const CALENDAR_RULE = /^\s*(?:DTSTART[;:]|RRULE:|FREQ=)/i;

const DEFAULT_TIME = '09:00';

/**
 * Reads iCalendar lines as calendars copy them: `DTSTART;TZID=Europe/Berlin:20261130T090000 RRULE:FREQ=WEEKLY`, on
 * separate lines or joined by a one-line field. Without DTSTART the rule begins with the next day that fits, at the
 * time after it (`FREQ=DAILY 8:30`), or at nine, which is marked ambiguous.
 */
export function readCalendarRule(text: string, { now, zone, isWorkingDay = mondayToFriday }: WhenContext): When {
  const match = /^(.*\S)\s+(\d{1,2}:\d{2})\s*$/s.exec(text);
  const time = match?.[2]?.padStart(5, '0');
  const lines = (match?.[1] ?? text)
    .trim()
    .replace(/\r?\n[ \t]/g, '')
    .split(/\s+|(?<=\S)(?=(?:DTSTART|RRULE|EXDATE)[;:])/i)
    .join('\n');
  try {
    const rule = fromRRule(lines, { zone, anchor: wallAt(dayOf(wallOf(now, zone)), time ?? DEFAULT_TIME) });
    const isOver: When = { ok: false, problem: { code: 'inThePast' } };
    if (/DTSTART/i.test(lines))
      return nextSlot(rule, now, isWorkingDay) === undefined
        ? isOver
        : { ok: true, recurrence: rule, ambiguous: false };
    const { count: _count, until: _until, ...endless } = rule;
    const first = nextSlot({ ...endless, interval: 1 }, now, isWorkingDay);
    const recurrence = first && { ...rule, anchor: first.wall };
    if (recurrence === undefined || nextSlot(recurrence, now, isWorkingDay) === undefined) return isOver;
    return { ok: true, recurrence, ambiguous: time === undefined };
  } catch (error) {
    const told = error instanceof RapportError ? error.forPeople : undefined;
    return { ok: false, problem: told === undefined ? { code: 'notUnderstood' } : { code: 'custom', text: told } };
  }
}
