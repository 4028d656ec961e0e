import type { Scope } from '../../core/access.ts';
import type { SubjectStore, TimelinePage } from '../../core/history/history.ts';
import type { HistoryRow } from '../../core/history/subject.ts';
import type { Audience } from '../../core/message.ts';
import type { Collection, Filter, Sort } from '../../store/collection.ts';
import { timelineOf } from './collection.ts';
import type { Entry } from './model.ts';

export interface EntryFilter {
  readonly projectIds?: readonly string[] | undefined;
  readonly kind?: string | undefined;
  readonly isOpen?: boolean | undefined;
  readonly ownerId?: string | undefined;
  readonly parentId?: string | undefined;
  /** Only entries that the client sees. */
  readonly isPublished?: true | undefined;
  /** Only entries that are open as the client was told, whatever has become of them since. */
  readonly isToldOpen?: true | undefined;
  /** Only entries that, as the client was told, wait for the client. */
  readonly waitsForClient?: true | undefined;
  /** Due on this date or before. */
  readonly dueUntil?: string | undefined;
  /** The last added ones of a kind first. */
  readonly isNewestFirst?: true | undefined;
  readonly limit?: number | undefined;
}

/** The most parts of an entry that are read for its card. */
export const MOST_PARTS = 100;

/** The reads of the service of entries. */
export function createEntryReads({
  rows,
  subjects,
}: {
  rows: (scope: Scope) => Collection<Entry>;
  subjects: Pick<SubjectStore<Entry, string>, 'timelineOf'>;
}) {
  return {
    /** The parts of an entry that are not deleted, open ones first: at most `MOST_PARTS`. */
    partsOf: (scope: Scope, { _id, projectId }: Entry): Promise<Entry[]> => {
      const filter = { projectId, parentId: _id, deletedAt: { $exists: false } };
      return rows(scope).find(filter, { sort: { isOpen: -1, dueOrder: 1, number: 1 }, limit: MOST_PARTS });
    },
    get: (scope: Scope, id: string): Promise<Entry | undefined> => rows(scope).get(id),

    /** Entries by their ids, deleted ones too, in any order. */
    byIds: async (scope: Scope, ids: readonly string[]): Promise<Entry[]> =>
      ids.length === 0 ? [] : rows(scope).find({ _id: { $in: [...ids] } }),

    /** The entries with a number: at most one per project. `client`: by the client's number, published or not. */
    byNumber: (
      scope: Scope,
      {
        projectIds,
        kind,
        audience,
        number,
      }: { projectIds: readonly string[]; kind: string; audience: Audience; number: number },
    ): Promise<Entry[]> =>
      rows(scope).find({
        projectId: { $in: [...projectIds] },
        kind,
        [audience === 'client' ? 'clientNumber' : 'number']: number,
      }),

    /** Entries that are not deleted, by due date and then by age, unless `isNewestFirst`. */
    list: (scope: Scope, wanted: EntryFilter): Promise<Entry[]> => {
      const { projectIds, kind, isOpen, ownerId, parentId, isPublished, isToldOpen, waitsForClient, dueUntil, limit } =
        wanted;
      const isTold = [isPublished, isToldOpen, waitsForClient].includes(true);
      const sort: Sort = wanted.isNewestFirst === undefined ? { dueOrder: 1, number: 1 } : { number: -1 };
      const filter: Filter = {
        ...(projectIds === undefined ? {} : { projectId: { $in: [...projectIds] } }),
        ...(kind === undefined ? {} : { kind }),
        ...(isOpen === undefined ? {} : { isOpen }),
        ...(ownerId === undefined ? {} : { ownerId }),
        ...(parentId === undefined ? {} : { parentId }),
        ...(isTold ? { published: { $exists: true } } : {}),
        ...(isToldOpen === undefined ? {} : { 'published.turn': { $in: ['ours', 'client'] } }),
        ...(waitsForClient === undefined ? {} : { 'published.turn': 'client' }),
        ...(dueUntil === undefined ? {} : { dueOrder: { $lte: dueUntil } }),
        deletedAt: { $exists: false },
      };
      return rows(scope).find(filter, { sort, ...(limit === undefined ? {} : { limit }) });
    },

    /**
     * The events of a project's entries until an instant, newest first. `client`: only those that changed what the client
     * reads.
     */
    async timelineOf(
      scope: Scope,
      { projectId, audience, ...page }: TimelinePage & { projectId: string; audience: Audience },
    ): Promise<readonly HistoryRow[]> {
      const told = timelineOf(projectId, true);
      if (audience === 'client') return subjects.timelineOf(scope, told, page);
      const { until, skip, limit } = page;
      const newest = { until, skip: 0, limit: skip + limit };
      const both = await Promise.all(
        [told, timelineOf(projectId, false)].map((timeline) => subjects.timelineOf(scope, timeline, newest)),
      );
      return both
        .flat()
        .sort((one, other) => other.at.getTime() - one.at.getTime() || (other._id > one._id ? 1 : -1))
        .slice(skip, skip + limit);
    },
  };
}
