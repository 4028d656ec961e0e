/** One working minute: when it begins, its local date, and its place among the working minutes of that date, from 1. */
export interface WorkingMinute {
  readonly at: number;
  readonly date: string;
  readonly nth: number;
  /** The number of working minutes of that date. */
  readonly of: number;
}

interface Hours {
  readonly from: string;
  readonly to: string;
}

const MS_PER_MINUTE = 60_000;

/** The latest time that the local clock has shown at each minute, `2026-03-29 03:00`, by zone, start and end. */
const clocks = new Map<string, readonly string[]>();
function latestWalls(zone: string, from: number, until: number): readonly string[] {
  const key = `${zone} ${from} ${until}`;
  const before = clocks.get(key);
  if (before !== undefined) return before;
  // Swedish dates are ISO dates.
  const clock = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
  const walls: string[] = [];
  for (let at = from; at < until; at += MS_PER_MINUTE) {
    const wall = clock.format(at);
    const latest = walls.at(-1) ?? '';
    walls.push(wall > latest ? wall : latest);
  }
  clocks.set(key, walls);
  return walls;
}

/**
 * Every working minute of a time, found in the simplest way: each minute of it is looked at, and counts if the clock on
 * the wall shows working hours of a working day. People do not look at a clock that was set back: the latest time that
 * it has shown counts. The days at both ends must be whole.
 */
export function workingMinutes(
  { zone, hoursOf }: { readonly zone: string; readonly hoursOf: (date: string) => Hours | undefined },
  from: Date,
  until: Date,
): readonly WorkingMinute[] {
  const start = from.getTime();
  const minutes: { at: number; date: string; nth: number }[] = [];
  const lengths = new Map<string, number>();
  const hours = new Map<string, Hours | undefined>();
  for (const [index, wall] of latestWalls(zone, start, until.getTime()).entries()) {
    const date = wall.slice(0, 10);
    const time = wall.slice(11);
    if (!hours.has(date)) hours.set(date, hoursOf(date));
    const { from, to } = hours.get(date) ?? { from: '24:00', to: '24:00' };
    if (time < from || time >= to) continue;
    const nth = (lengths.get(date) ?? 0) + 1;
    lengths.set(date, nth);
    minutes.push({ at: start + index * MS_PER_MINUTE, date, nth });
  }
  return minutes.map((minute) => ({ ...minute, of: lengths.get(minute.date) ?? 0 }));
}

/** What these minutes are worth in working days: of the nth minute of a day, its step on the way to 1, in 1/1024. */
export const daysIn = (minutes: readonly WorkingMinute[]): number =>
  minutes.reduce((sum, { nth, of }) => sum + Math.floor((1024 * nth) / of) - Math.floor((1024 * (nth - 1)) / of), 0) /
  1024;
