/** Registers whose entries have a time of day beside their date: how the two are typed, read and shown. */

import type { Command } from '../../core/command.ts';
import type { ValueContext } from '../../core/form.ts';
import { formatDatedWall, formatDay } from '../../core/format.ts';
import type { Span } from '../../core/message.ts';
import type { FormValues } from '../../core/platform.ts';
import { readWhen } from '../../core/schedule/phrases.ts';
import { takeZone } from '../../core/schedule/phraseZone.ts';
import { dayOf, isoOf, timeOf } from '../../core/schedule/wall.ts';
import type { WhenContext } from '../../core/schedule/when.ts';
import { resolveWall, wallOf } from '../../core/schedule/zone.ts';
import { zoneName } from '../../core/schedule/zoneNames.ts';
import type { Readable, Register } from './define.ts';
import { registerTexts } from './texts.ts';

type Dated = Pick<Readable, 'due' | 'details'>;

/** The local date and time of an entry with both, `2026-11-27T14:00`. */
function wallIn({ spec }: Register, { due, details }: Dated): string | undefined {
  const time = spec.due?.time === undefined ? undefined : details[spec.due.time];
  return due !== undefined && typeof time === 'string' ? `${due}T${time}` : undefined;
}

/** The date of an entry, with its time if it has one, as its project says it; undefined without a date. */
export function dueText(register: Register, dated: Dated, { locale, zone, now }: ValueContext): string | undefined {
  const how = { locale, thisYear: Number(wallOf(now, zone).slice(0, 4)) };
  const wall = wallIn(register, dated);
  if (wall !== undefined) return formatDatedWall(wall, how);
  return dated.due === undefined ? undefined : formatDay(dated.due, how);
}

/**
 * The date and time of an entry in the reader's zone; `full`: with those of the project's zone behind it where they
 * differ. Undefined: the entry has no time.
 */
export function dueSpans(
  register: Register,
  dated: Dated,
  { reader, zone, full = false }: { reader: ValueContext; zone: string; full?: boolean },
): Span[] | undefined {
  const wall = wallIn(register, dated);
  if (wall === undefined) return undefined;
  const { locale } = reader;
  const at = resolveWall(wall, zone);
  const [here, there] = [wallOf(at, reader.zone), wallOf(at, zone)];
  const span: Span = { kind: 'date', at: at.toISOString(), style: 'dateTime' };
  if (!full || here === there) return [span];
  const isSameDay = here.slice(0, 10) === there.slice(0, 10);
  const time = isSameDay ? timeOf(there) : formatDatedWall(there, { locale, thisYear: Number(here.slice(0, 4)) });
  return [span, registerTexts(locale).timeThere({ time, zone: zoneName(zone, locale) })];
}

/** Whether words for a moment name no date: behind any two dates they are read alike. */
function isTimeAlone(typed: string, date: string, context: WhenContext): boolean {
  const [one, other] = [date, isoOf(dayOf(date) + 1)].map((day) => readWhen(`${day} ${typed}`, context));
  return one?.ok === true && other?.ok === true && one.ambiguous === other.ambiguous;
}

/**
 * Typed words for a date with a time, `Fri 14:00`, as the values of both fields. A time that is unsure or names a zone
 * stays as typed, and the form asks for it. `keepsDate`: a time alone changes no date.
 */
function withTime(
  { spec }: Register,
  values: FormValues,
  context: WhenContext,
  { keepsDate }: { readonly keepsDate: boolean },
): FormValues {
  const name = spec.due?.time;
  const { due: typed, ...others } = values;
  if (name === undefined || typeof typed !== 'string' || values[name] !== undefined) return values;
  const read = readWhen(typed, context);
  const isOver = !read.ok && read.problem.code === 'inThePast';
  // A time of today may be over: what was held this morning is added too.
  const midnight = () => resolveWall(`${wallOf(context.now, context.zone).slice(0, 10)}T00:00`, context.zone);
  const when = isOver ? readWhen(typed, { ...context, now: midnight() }) : read;
  if (!when.ok || when.timed !== true || when.recurrence.frequency !== 'once') return values;
  const { anchor } = when.recurrence;
  const plain = typed.normalize('NFKC').trim().toLowerCase();
  const isSure = !when.ambiguous && takeZone(plain, context).words === plain;
  const date = anchor.slice(0, 10);
  return {
    ...others,
    ...(keepsDate && isTimeAlone(typed, date, context) ? {} : { due: date }),
    [name]: isSure ? timeOf(anchor) : typed,
  };
}

/** How a command reads the date and the time in typed words. Nothing for a register without times. */
export const completingTime = (register: Register, how: { readonly keepsDate: boolean }): Pick<Command, 'complete'> =>
  register.spec.due?.time === undefined
    ? {}
    : { complete: (values, context) => withTime(register, values, context, how) };
