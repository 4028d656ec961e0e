import Holidays from 'date-holidays';
import { z } from 'zod';
import type { Scope } from '../../core/access.ts';
import { keptCollection } from '../../core/kept.ts';
import { isError } from '../../ground/errors.ts';
import { newId } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { CHINA } from './china.ts';
import type { Project } from './model.ts';

/** One day that differs from the country's table: a working day off, or work on a weekend or holiday (调休). */
export const holiday = z.strictObject({
  _id: z.string(),
  workspaceId: z.string(),
  /** `country:CN` for every project of that country, or `project:ID` for one project, which wins. */
  owner: z.string(),
  /** `2027-02-06`, a local date. */
  date: z.string(),
  kind: z.enum(['off', 'work']),
  name: z.string(),
});
export type Holiday = z.infer<typeof holiday>;
export const holidays = keptCollection({
  name: 'holidays',
  model: holiday,
  tenancy: 'workspace',
  remembered: true,
  indexes: [{ keys: { workspaceId: 1, owner: 1, date: 1 }, unique: true }],
  retention: { kept: 'a calendar, also of past years' },
  person: { none: 'days of a country or a project' },
});

/** The kind of a local date for the team. */
export interface DayKind {
  readonly working: boolean;
  /** The reason for a difference from the weekly rule: the name of the holiday or of the make-up day. */
  readonly name?: string;
}
/** Decides for a local date, `2026-11-30`, whether the team works. */
export interface WorkingCalendar {
  day(date: string): DayKind;
}

const tables = new Map<string, Map<string, string>>();

/** The owners of a project's tables, the strongest first: the project, its region, its country. */
export function ownersOf({ _id, country }: Pick<Project, '_id' | 'country'>): string[] {
  const [whole, region] = country?.split('-') ?? [];
  return [
    `project:${_id}`,
    ...(region === undefined ? [] : [`country:${country}`]),
    ...(whole === undefined ? [] : [`country:${whole}`]),
  ];
}

/**
 * The public holidays of one country or region (`DE`, `DE-BY`) and year by local date; empty for an unknown one.
 * Cached: many calls ask for several months.
 */
function publicHolidays(country: string, year: number): ReadonlyMap<string, string> {
  const key = `${country}/${year}`;
  const known = tables.get(key);
  if (known !== undefined) return known;
  const made = new Map<string, string>();
  const [whole = '', region] = country.split('-');
  const table = region === undefined ? new Holidays(whole) : new Holidays(whole, region);
  for (const one of table.getHolidays(year) ?? []) {
    // For China, the library has fewer days than are really off, and includes days that only some people have off: half
    // days and 1 June.
    const wholeDay = one.date.slice(11, 19) === '00:00:00';
    if (one.type !== 'public' || !wholeDay || (whole === 'CN' && one.date.slice(5, 10) === '06-01')) continue;
    // A Chinese name there may stand in both scripts: "清明节 清明節".
    made.set(one.date.slice(0, 10), whole === 'CN' ? (one.name.split(' ')[0] ?? one.name) : one.name);
  }
  tables.set(key, made);
  return made;
}

/** ISO weekday of a local date, 1 = Monday. */
export function weekdayOf(date: string): number {
  return ((Date.parse(`${date}T00:00:00Z`) / 86_400_000 + 3) % 7) + 1;
}

/**
 * The kind of a local date, from the strongest rule down: the tables (the project's own, then the workspace's for the
 * region and the country), the government's notice if it is included (China), the country's public holidays, the week.
 */
export function dayKind(
  date: string,
  rules: { days: readonly number[]; country?: string | undefined; tables?: readonly (readonly Holiday[])[] },
): DayKind {
  const override = rules.tables?.flatMap((table) => table.find((one) => one.date === date) ?? [])[0];
  if (override !== undefined) return { working: override.kind === 'work', name: override.name };
  const year = Number(date.slice(0, 4));
  const notice = rules.country === 'CN' ? CHINA[year] : undefined;
  if (notice !== undefined) {
    const made = notice.work[date];
    if (made !== undefined) return { working: true, name: made };
    const off = notice.off[date];
    if (off !== undefined) return { working: false, name: off };
  } else if (rules.country !== undefined) {
    const name = publicHolidays(rules.country, year).get(date);
    if (name !== undefined) return { working: false, name };
  }
  return { working: rules.days.includes(weekdayOf(date)) };
}

/**
 * The first year of these local dates for which a country's official table is missing; undefined if none is needed, or
 * none is missing. Only China announces its make-up days each year; without them, a count of working days is an
 * estimate, and the answer must say so.
 */
export function calendarDoubt(
  country: string | undefined,
  { from, until }: { readonly from: string; readonly until: string },
): number | undefined {
  if (country !== 'CN') return undefined;
  const last = Number(until.slice(0, 4));
  for (let year = Number(from.slice(0, 4)); year <= last; year += 1) if (CHINA[year] === undefined) return year;
  return undefined;
}

/** Consecutive days of one kind and name, from the first to the last local date. */
export interface Stretch {
  readonly from: string;
  readonly until: string;
  readonly working: boolean;
  readonly name: string;
}

/** The differences from the weekly rule within that many days from a date on, with the days of one holiday together. */
export function stretchesOf(calendar: WorkingCalendar, { from, days }: { from: string; days: number }): Stretch[] {
  const found: Stretch[] = [];
  const start = Date.parse(`${from}T00:00:00Z`);
  let before = '';
  for (let ahead = 0; ahead < days; ahead++) {
    const date = new Date(start + ahead * 86_400_000).toISOString().slice(0, 10);
    const { working, name } = calendar.day(date);
    const last = found.at(-1);
    if (name !== undefined) {
      if (last?.until === before && last.name === name && last.working === working)
        found[found.length - 1] = { ...last, until: date };
      else found.push({ from: date, until: date, working, name });
    }
    before = date;
  }
  return found;
}

/** What decides the days of a calendar. */
type Ruled = Pick<Project, '_id' | 'country' | 'hours'>;

export type Calendars = ReturnType<typeof createCalendars>;

/** Creates the store of holidays: our own tables on top of the library's. */
export function createCalendars({ db }: { db: Database }) {
  const records = (scope: Scope) => db.within(holidays, scope);
  const tablesOf = (scope: Scope, owners: readonly string[]) => records(scope).find({ owner: { $in: [...owners] } });
  function calendarOf(ruled: Ruled, all: readonly Holiday[]): WorkingCalendar {
    const { country, hours } = ruled;
    const tables = ownersOf(ruled).map((owner) => all.filter((one) => one.owner === owner));
    return { day: (date) => dayKind(date, { days: hours.days, country, tables }) };
  }
  return {
    /** The project's present calendar; get a new one per piece of work. */
    of: async (scope: Scope, ruled: Ruled): Promise<WorkingCalendar> =>
      calendarOf(ruled, await tablesOf(scope, ownersOf(ruled))),
    /** The calendars of two sides, with one read. */
    async ofBoth(scope: Scope, sides: readonly [Ruled, Ruled]): Promise<readonly [WorkingCalendar, WorkingCalendar]> {
      const all = await tablesOf(scope, [...new Set(sides.flatMap(ownersOf))]);
      return [calendarOf(sides[0], all), calendarOf(sides[1], all)];
    },
    /** Adds or replaces days. Idempotent. */
    async put(
      scope: Scope<'manage' | 'administer' | 'system'>,
      owner: string,
      days: readonly Pick<Holiday, 'date' | 'kind' | 'name'>[],
    ): Promise<void> {
      for (const day of days) {
        try {
          await records(scope).insert({ _id: newId(), workspaceId: scope.workspaceId, owner, ...day });
        } catch (error) {
          if (!isError(error, 'conflict')) throw error;
          await records(scope).findOneAndUpdate(
            { owner, date: day.date },
            { $set: { kind: day.kind, name: day.name } },
          );
        }
      }
    },
    /** Removes days from our own table: the country's rule applies again. Returns how many there were. */
    remove: (
      scope: Scope<'manage' | 'administer' | 'system'>,
      owner: string,
      dates: readonly string[],
    ): Promise<number> => records(scope).deleteMany({ owner, date: { $in: [...dates] } }),
    list: (scope: Scope, owners: readonly string[], from: string): Promise<Holiday[]> =>
      records(scope).find({ owner: { $in: [...owners] }, date: { $gte: from } }, { sort: { date: 1 } }),
  };
}
