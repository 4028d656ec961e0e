import { type Scope, systemScope } from '../../core/access.ts';
import type { AuditLog } from '../../core/auditLog.ts';
import type { DayReader } from '../../core/day.ts';
import type { Reach } from '../../core/directory.ts';
import { formatDay } from '../../core/format.ts';
import type { Job } from '../../core/schedule/job.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import { dayOf, wallAt } from '../../core/schedule/wall.ts';
import { resolveWall, wallOf } from '../../core/schedule/zone.ts';
import type { Say, Tell } from '../../core/tell.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Person } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';
import type { Projects } from '../../records/projects/store.ts';
import type { Database } from '../../store/collection.ts';
import { type Absence, anotherButton, askMessage, beginMessage, line, type OpenProject } from './messages.ts';
import { type Cover, coversIn } from './store.ts';
import { coverTexts } from './texts.ts';

export interface CoverDeps {
  readonly db: Database;
  readonly clock: Clock;
  readonly people: People;
  readonly projects: Projects;
  readonly tell: Tell;
  readonly schedules: Schedules;
  readonly audit: AuditLog;
  /** Number of waiting items in the reader's day, by project id. */
  readonly open: (reader: DayReader) => Promise<ReadonlyMap<string, number>>;
  readonly zoneOf: (workspaceId: string, personId: string) => Promise<string>;
  /** Schedules the morning's list for a cover, for a span of local dates; without a span, removes it. */
  readonly mornings: (
    workspaceId: string,
    personId: string,
    span: { from: string; until: string; zone: string } | undefined,
  ) => Promise<void>;
}

export const MOMENTS = ['silent', 'begin', 'end'] as const;
export type Moment = (typeof MOMENTS)[number];

/** Local times at which the manager is told about a missing answer: the day before, in working hours. */
const SILENT_AT = ['10:00', '16:00'];
const AT = '09:00';

/**
 * Notices to the cover. Every change of who covers for whom comes through here, whether from a command, a job or a
 * person leaving.
 */
export function createFollowing(deps: CoverDeps & { job: () => Job }) {
  const { db, clock, people, projects, tell, schedules, audit, open, zoneOf, mornings, job } = deps;
  const rowsIn = (scope: Scope) => coversIn(db, scope);
  const scheduleId = (row: Pick<Cover, '_id'>, what: Moment) => idFrom(row._id, `cover ${what}`);

  /** The local dates of the absence in the calendar of the person who is away, `2026-11-28`. */
  async function daysOf(
    row: Pick<Cover, '_id' | 'workspaceId' | 'from' | 'until'>,
  ): Promise<{ from: string; until: string; zone: string }> {
    const zone = await zoneOf(row.workspaceId, row._id);
    const last = new Date(row.until.getTime() - 1);
    return { from: wallOf(row.from, zone).slice(0, 10), until: wallOf(last, zone).slice(0, 10), zone };
  }

  async function absenceOf(row: Cover, locale: Locale, name: string): Promise<Absence> {
    const { from, until, zone } = await daysOf(row);
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
      return line(text, what === 'yes' ? [] : [anotherButton(await daysOf(row), locale)]);
    });

  /**
   * Schedules the later notices: about a missing answer, on the first day, and on the day after the last. Times in the
   * past are skipped.
   */
  async function plan(row: Cover): Promise<void> {
    const { workspaceId } = row;
    const [days, zone] = await Promise.all([daysOf(row), zoneOf(workspaceId, row.coverId)]);
    const dayBefore = dayOf(days.from) - 1;
    const now = clock.now();
    const soonest = new Date(now.getTime() + 1_800_000);
    const silent = SILENT_AT.map((time) => wallAt(dayBefore, time)).find(
      (wall) => resolveWall(wall, days.zone) > soonest,
    );
    const walls: Record<Moment, { wall: string | undefined; zone: string }> = {
      silent: { wall: silent, zone: days.zone },
      begin: { wall: wallAt(dayOf(days.from), AT), zone },
      end: { wall: wallAt(dayOf(days.until) + 1, AT), zone },
    };
    for (const what of MOMENTS) {
      const { wall, zone: there } = walls[what];
      await schedules.remove(workspaceId, scheduleId(row, what));
      if (wall === undefined || resolveWall(wall, there) <= now) continue;
      await schedules.add({
        ...{ _id: scheduleId(row, what), workspaceId, job: job(), readerId: what === 'silent' ? row._id : row.coverId },
        data: { personId: row._id, round: row.askedAt.toISOString(), what },
        recurrence: { frequency: 'once', interval: 1, anchor: wall, zone: there },
      });
    }
  }

  async function unplan(row: Cover): Promise<void> {
    for (const what of MOMENTS) await schedules.remove(row.workspaceId, scheduleId(row, what));
  }

  /** Schedules a person's morning list for the span in which they cover for any colleague. */
  async function setMornings(workspaceId: string, personId: string): Promise<void> {
    const rows = (await rowsIn(systemScope(workspaceId)).find({ coverId: personId })).filter(
      ({ until }) => until > clock.now(),
    );
    if (rows.length === 0) return mornings(workspaceId, personId, undefined);
    const zone = await zoneOf(workspaceId, personId);
    const from = new Date(Math.min(...rows.map((row) => row.from.getTime())));
    const until = new Date(Math.max(...rows.map((row) => row.until.getTime())) - 1);
    return mornings(workspaceId, personId, {
      from: wallOf(from, zone).slice(0, 10),
      until: wallOf(until, zone).slice(0, 10),
      zone,
    });
  }

  async function end(scope: Scope, row: Cover): Promise<void> {
    await rowsIn(scope).deleteMany({ _id: row._id, askedAt: row.askedAt });
    await unplan(row);
    await setMornings(row.workspaceId, row.coverId);
  }

  /** Removes the cover from an absence; the absence stays. */
  async function withoutCover(scope: Scope, row: Cover): Promise<void> {
    const who = await people.get(scope, row._id);
    if (who?.away?.coverId !== row.coverId) return;
    const { from, until } = who.away;
    await people.change(scope, row._id, { away: { from, until } });
  }

  async function ask(scope: Scope, row: Cover): Promise<void> {
    await tellCover(row, 'ask');
    await plan(row);
    await setMornings(row.workspaceId, row.coverId);
    await rowsIn(scope).findOneAndUpdate({ _id: row._id, askedAt: row.askedAt }, { $set: { told: true } });
  }

  /** Removes a cover who is away in the same days, and tells the colleagues they would cover for. */
  async function followOwnAbsence(scope: Scope, { _id, away }: Person): Promise<void> {
    if (away === undefined) return;
    for (const row of await rowsIn(scope).find({ coverId: _id })) {
      if (row.until <= away.from || row.from >= away.until || row.until <= clock.now()) continue;
      await tellManager(row, 'no');
      await tellOne(row, { personId: _id, what: 'away' }, async ({ locale }) =>
        line(coverTexts(locale).declinedAway({ name: await nameOf(scope, row._id) })),
      );
      await audit.record(scope, {
        action: 'away decline',
        subject: `person:${row._id}`,
        before: JSON.stringify({ cover: _id }),
        byName: 'Rapport',
        from: 'away',
      });
      await end(scope, row);
      await withoutCover(scope, row);
    }
  }

  return {
    rowsIn,
    absenceOf,
    nameOf,
    tellManager,
    end,
    withoutCover,
    askedNow: async (row: Cover, reach: Pick<Reach, 'locale' | 'zone'>) =>
      askMessage(row, {
        absence: await absenceOf(row, reach.locale, await nameOf(systemScope(row.workspaceId), row._id)),
        projects: await openOf(row, reach),
        locale: reach.locale,
      }),
    /**
     * Follows a change of a person's absence: tells the new and the previous cover what changed for them. Idempotent.
     */
    async follow(who: Person): Promise<void> {
      const scope = systemScope(who.workspaceId);
      if (who.side === 'ours') await followOwnAbsence(scope, who);
      const rows = rowsIn(scope);
      const before = await rows.get(who._id);
      const now = clock.now();
      const away =
        who.away !== undefined && who.away.until > now && who.away.coverId !== undefined ? who.away : undefined;
      const isSame =
        before !== undefined &&
        before.coverId === away?.coverId &&
        before.from.getTime() === away?.from.getTime() &&
        before.until.getTime() === away?.until.getTime();
      if (isSame) {
        if (before.told !== true) await ask(scope, before);
        return;
      }
      const isOver = before !== undefined && before.until <= now;
      if (before !== undefined && (isOver || before.coverId !== away?.coverId)) {
        await tellOver(before);
        // No person removed the cover: the cover has left.
        const isGone =
          !isOver &&
          who.away !== undefined &&
          away === undefined &&
          (await tell.find({ workspaceId: who.workspaceId, personId: before.coverId })) === undefined;
        if (isGone) await tellManager(before, 'gone');
        await end(scope, before);
      }
      if (away?.coverId === undefined) return;
      const moved = !isOver && before?.coverId === away.coverId ? { moved: true } : {};
      const { workspaceId, _id } = who;
      const row: Cover = {
        _id,
        workspaceId,
        coverId: away.coverId,
        from: away.from,
        until: away.until,
        askedAt: now,
        ...moved,
      };
      await rows.deleteMany({ _id });
      try {
        await rows.insert(row);
      } catch (error) {
        // Another run handles the same change.
        if (isError(error, 'conflict')) return;
        throw error;
      }
      await ask(scope, row);
    },
    /** Handles a scheduled notice. */
    async moment(
      workspaceId: string,
      { personId, round, what }: { personId: string; round: string; what: Moment },
    ): Promise<void> {
      const scope = systemScope(workspaceId);
      const row = await rowsIn(scope).get(personId);
      if (row === undefined || row.askedAt.toISOString() !== round) return;
      const now = clock.now();
      const who = await people.get(scope, row.coverId);
      if (what !== 'end' && (who === undefined || (who.leftAt ?? who.goneAt) !== undefined)) {
        await tellManager(row, 'gone');
        await end(scope, row);
        return withoutCover(scope, row);
      }
      // After an outage a notice may come too late; skip it then.
      if (what === 'silent' && row.agreed !== true && row.from > now) await tellManager(row, 'silent');
      // A cover who was asked on the first day itself knows already.
      if (what === 'begin' && row.from > row.askedAt && row.until > now) await tellCover(row, 'begin');
      if (what === 'end') {
        await tellOver(row);
        await end(scope, row);
      }
    },
  };
}
