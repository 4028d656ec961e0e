import { type Scope, systemScope } from '../../core/access.ts';
import type { DayReader } from '../../core/day.ts';
import type { Reach } from '../../core/directory.ts';
import { formatDay } from '../../core/format.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import type { Say, Tell } from '../../core/tell.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { People } from '../../records/people/store.ts';
import type { Projects } from '../../records/projects/store.ts';
import { type Absence, anotherButton, askMessage, beginMessage, line, type OpenProject } from './messages.ts';
import type { Cover } from './store.ts';
import { coverTexts } from './texts.ts';

/** A person's zone. */
export type ZoneOf = (workspaceId: string, personId: string) => Promise<string>;

export interface NoticesOptions {
  readonly clock: Clock;
  readonly people: Pick<People, 'get'>;
  readonly projects: Pick<Projects, 'ofManager'>;
  readonly tell: Pick<Tell, 'person'>;
  /** Number of waiting items in the reader's day, by project id. */
  readonly open: (reader: DayReader) => Promise<ReadonlyMap<string, number>>;
  readonly zoneOf: ZoneOf;
}

/** The local dates of the absence in the calendar of the person who is away, `2026-11-28`. */
export async function daysOf(
  zoneOf: ZoneOf,
  row: Pick<Cover, '_id' | 'workspaceId' | 'from' | 'until'>,
): Promise<{ from: string; until: string; zone: string }> {
  const zone = await zoneOf(row.workspaceId, row._id);
  const last = new Date(row.until.getTime() - 1);
  return { from: wallOf(row.from, zone).slice(0, 10), until: wallOf(last, zone).slice(0, 10), zone };
}

/** Notices to the cover and to the absent person; each is sent once per question. */
export function createNotices({ clock, people, projects, tell, open, zoneOf }: NoticesOptions) {
  async function absenceOf(row: Cover, locale: Locale, name: string): Promise<Absence> {
    const { from, until, zone } = await daysOf(zoneOf, row);
    const thisYear = Number(wallOf(clock.now(), zone).slice(0, 4));
    return { name, from: formatDay(from, { locale, thisYear }), until: formatDay(until, { locale, thisYear }) };
  }
  const nameOf = async (scope: Scope, personId: string) => (await people.get(scope, personId))?.name ?? '';

  /** Notifies the cover or the manager, once per question and `what`. */
  const tellOne = (row: Cover, { personId, what }: { personId: string; what: string }, say: Say<'internal'>) =>
    tell.person({ workspaceId: row.workspaceId, personId, audience: 'internal' }, say, {
      key: `cover:${row._id}:${row.askedAt.toISOString()}:${what}`,
    });

  /** The projects of the person who is away, with the number of waiting items in each. */
  async function openOf(row: Cover, { locale, zone }: Pick<Reach, 'locale' | 'zone'>): Promise<OpenProject[]> {
    const scope = systemScope(row.workspaceId);
    const own = (await projects.ofManager(scope, row._id)).filter(({ state }) => state !== 'closed');
    const counts = await open({
      workspaceId: row.workspaceId,
      personId: row._id,
      side: 'ours',
      locale,
      zone,
      now: clock.now(),
    });
    return own.map(({ _id, key, name }) => ({ key, name, open: counts.get(_id) ?? 0 }));
  }

  const tellCover = (row: Cover, what: 'ask' | 'begin') =>
    tellOne(row, { personId: row.coverId, what }, async (reach) => {
      const [absence, waiting] = await Promise.all([
        absenceOf(row, reach.locale, await nameOf(systemScope(row.workspaceId), row._id)),
        openOf(row, reach),
      ]);
      return (what === 'ask' ? askMessage : beginMessage)(row, { absence, projects: waiting, locale: reach.locale });
    });

  /** Tells the cover that the absence is over, or was cancelled before it began. */
  const tellOver = (row: Cover) =>
    tellOne(row, { personId: row.coverId, what: 'over' }, async ({ locale }) => {
      const absence = await absenceOf(row, locale, await nameOf(systemScope(row.workspaceId), row._id));
      return line(row.from > clock.now() ? coverTexts(locale).notNeeded(absence) : coverTexts(locale).ends(absence));
    });

  /** Tells the person who is away the outcome of the question. */
  const tellManager = (row: Cover, what: 'yes' | 'no' | 'gone' | 'silent') =>
    tellOne(row, { personId: row._id, what }, async ({ locale }) => {
      const texts = coverTexts(locale);
      const absence = await absenceOf(row, locale, await nameOf(systemScope(row.workspaceId), row.coverId));
      const text = {
        yes: texts.toManagerYes,
        no: texts.toManagerNo,
        gone: texts.toManagerGone,
        silent: texts.toManagerSilent,
      }[what](absence);
      return line(text, what === 'yes' ? [] : [anotherButton(await daysOf(zoneOf, row), locale)]);
    });

  return {
    absenceOf,
    nameOf,
    tellCover,
    tellOver,
    tellManager,
    /** Tells the cover that their own absence ended the question. */
    tellDeclined: (row: Cover) =>
      tellOne(row, { personId: row.coverId, what: 'away' }, async ({ locale }) =>
        line(coverTexts(locale).declinedAway({ name: await nameOf(systemScope(row.workspaceId), row._id) })),
      ),
    /** The current state of the question. */
    askedNow: async (row: Cover, reach: Pick<Reach, 'locale' | 'zone'>) =>
      askMessage(row, {
        absence: await absenceOf(row, reach.locale, await nameOf(systemScope(row.workspaceId), row._id)),
        projects: await openOf(row, reach),
        locale: reach.locale,
      }),
  };
}
