import { type BusinessCalendar, workingDaysBetween, workingMinutesBetween } from '../../core/schedule/businessTime.ts';

/** From `at` on, the next step is up to this side. */
interface TurnChange {
  readonly at: Date;
  readonly turn: 'ours' | 'client' | 'nobody';
}

/** Working time in minutes (whole) and in days (multiples of 1/1024, to be rounded only when shown). */
interface WaitedTime {
  readonly minutes: number;
  readonly days: number;
}

/** How long an entry has waited for each side. */
interface Waited {
  /** The time in which it was our turn, by our calendar. */
  readonly ours: WaitedTime;
  /** The time in which it was the client's turn, by the client's calendar. */
  readonly client: WaitedTime;
  /** When the present turn began; undefined before the first change. */
  readonly since: Date | undefined;
}

/**
 * How long an entry has waited for each side until an instant. `turns` are all changes of the turn, the oldest first, as
 * history has them: a change to the present turn changes nothing, one after `until` has not happened yet, and one that
 * is dated before its predecessor (a clock was set back) counts from that. Turns share no minute and leave none out: if
 * both sides have the same calendar and always one of them the turn, their minutes and days add up to the elapsed ones
 * exactly.
 * @throws RapportError `invalid` for an invalid date.
 */
export function waited(
  turns: readonly TurnChange[],
  until: Date,
  calendars: { readonly ours: BusinessCalendar; readonly client: BusinessCalendar },
): Waited {
  const held: TurnChange[] = [];
  for (const { at, turn } of turns) {
    const before = held.at(-1);
    const since = before !== undefined && at < before.at ? before.at : at;
    if (since > until) break;
    if (turn !== before?.turn) held.push({ at: since, turn });
  }
  const timeOf = (side: 'ours' | 'client'): WaitedTime => {
    const calendar = calendars[side];
    const time = { minutes: 0, days: 0 };
    for (const [index, { at, turn }] of held.entries()) {
      if (turn !== side) continue;
      const end = held[index + 1]?.at ?? until;
      time.minutes += workingMinutesBetween(at, end, calendar);
      time.days += workingDaysBetween(at, end, calendar);
    }
    return time;
  };
  return { ours: timeOf('ours'), client: timeOf('client'), since: held.at(-1)?.at };
}
