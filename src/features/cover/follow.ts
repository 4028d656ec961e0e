import { type Scope, systemScope } from '../../core/access.ts';
import type { AuditLog } from '../../core/auditLog.ts';
import type { Tell } from '../../core/tell.ts';
import { isError } from '../../ground/errors.ts';
import type { Person } from '../../records/people/model.ts';
import type { People } from '../../records/people/store.ts';
import type { Database } from '../../store/collection.ts';
import { createNotices, type NoticesOptions } from './notices.ts';
import { createPlanning, type Moment, type PlanningOptions } from './planning.ts';
import { type Cover, coversIn } from './store.ts';

export interface CoverDeps extends NoticesOptions, Pick<PlanningOptions, 'schedules' | 'mornings'> {
  readonly db: Database;
  readonly people: People;
  readonly tell: Tell;
  readonly audit: AuditLog;
}

/**
 * Notices to the cover. Every change of who covers for whom comes through here, whether from a command, a job or a
 * person leaving.
 */
export function createFollowing(deps: CoverDeps & Pick<PlanningOptions, 'job'>) {
  const { db, clock, people, tell, schedules, audit, zoneOf, mornings, job } = deps;
  const rowsIn = (scope: Scope) => coversIn(db, scope);
  const notices = createNotices(deps);
  const { tellCover, tellDeclined, tellManager, tellOver } = notices;
  const { plan, unplan, setMornings } = createPlanning({ rowsIn, clock, schedules, zoneOf, mornings, job });

  async function end(scope: Scope, row: Cover): Promise<void> {
    await rowsIn(scope).deleteMany({ _id: row._id, askedAt: row.askedAt });
    await unplan(row);
    await setMornings(row.workspaceId, row.coverId);
  }

  /** Removes the cover from an absence; the absence stays. */
  async function withoutCover(scope: Scope, row: Cover): Promise<void> {
    const person = await people.get(scope, row._id);
    if (person?.away?.coverId !== row.coverId) return;
    const { from, until } = person.away;
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
      await tellDeclined(row);
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
    absenceOf: notices.absenceOf,
    nameOf: notices.nameOf,
    askedNow: notices.askedNow,
    tellManager,
    end,
    withoutCover,
    /**
     * Follows a change of a person's absence: tells the new and the previous cover what changed for them. Idempotent.
     */
    async follow(person: Person): Promise<void> {
      const scope = systemScope(person.workspaceId);
      if (person.side === 'ours') await followOwnAbsence(scope, person);
      const rows = rowsIn(scope);
      const before = await rows.get(person._id);
      const now = clock.now();
      const away =
        person.away !== undefined && person.away.until > now && person.away.coverId !== undefined
          ? person.away
          : undefined;
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
          person.away !== undefined &&
          away === undefined &&
          (await tell.find({ workspaceId: person.workspaceId, personId: before.coverId })) === undefined;
        if (isGone) await tellManager(before, 'gone');
        await end(scope, before);
      }
      if (away?.coverId === undefined) return;
      const moved = !isOver && before?.coverId === away.coverId ? { moved: true } : {};
      const { workspaceId, _id } = person;
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
      const person = await people.get(scope, row.coverId);
      if (what !== 'end' && (person === undefined || (person.leftAt ?? person.goneAt) !== undefined)) {
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
