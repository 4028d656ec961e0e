import type { Clock } from '../../ground/clock.ts';
import type { Database } from '../../store/collection.ts';
import { schedules } from '../schedule/schedule.ts';
import { isNotice } from './notices.ts';
import { type Delivery, type DeliveryState, deliveries, PRIORITIES, rankOf } from './outbox.ts';
import { posts } from './post.ts';

/**
 * The state of delivery. `late` counts waiting ones that were due five minutes ago; `expired` those that expired before
 * they could go, as far back as they are stored.
 */
export interface DeliveryFigures {
  readonly waiting: number;
  readonly late: number;
  readonly sending: number;
  readonly unknown: number;
  readonly dead: number;
  readonly held: number;
  readonly paused: number;
  readonly expired: number;
  readonly brokenSchedules: number;
}

/** The selection of a workspace's deliveries; without projects, all. */
export interface Which {
  readonly projectIds?: readonly string[] | undefined;
  readonly limit: number;
}

/** Figures for operators: metrics, doctor, the admin's view. */
export interface DeliveryWatch {
  /** Of one workspace, of some of its projects, or of all. */
  figures(workspaceId?: string, projectIds?: readonly string[]): Promise<DeliveryFigures>;
  /**
   * Deliveries that wait for a person's decision, latest first: failed or unknown ones, and those over the noise
   * budget.
   */
  parked(workspaceId: string, which: Which): Promise<readonly Delivery[]>;
  /**
   * The same for one person's day, in one query. `own`: what did not (certainly) arrive of theirs, set by them or for
   * one of these direct conversations, and nothing of a project's. `ofProjects`: what waits in these projects. At most
   * `limit` of each, of the latest 100 of both.
   */
  parkedFor(
    workspaceId: string,
    person: {
      readonly personId: string;
      readonly conversations: readonly string[];
      readonly projectIds: readonly string[];
      readonly limit: number;
    },
  ): Promise<{ readonly own: readonly Delivery[]; readonly ofProjects: readonly Delivery[] }>;
  /** All unsettled deliveries: first those that wait for a decision, then by due time. */
  open(workspaceId: string, which: Which): Promise<readonly Delivery[]>;
  /** The time of the next due schedule or delivery; undefined when there is none. */
  nextDue(): Promise<Date | undefined>;
}

const LATE_MS = 300_000;
const MOST_PARKED = 100;
/** Names all priorities, so that the index by priority is used. */
const anyPriority = { priority: { $in: PRIORITIES.map(rankOf) } };

export function createDeliveryWatch({ db, clock }: { db: Database; clock: Clock }): DeliveryWatch {
  const rows = db.everywhere(deliveries);
  const rules = db.everywhere(schedules);
  const edits = db.everywhere(posts);
  const insideOf = (workspaceId: string, projectIds: readonly string[] | undefined) => ({
    workspaceId,
    ...(projectIds === undefined ? {} : { projectId: { $in: [...projectIds] } }),
  });
  const parked: DeliveryWatch['parked'] = (workspaceId, { projectIds, limit }) =>
    rows.find(
      { ...insideOf(workspaceId, projectIds), state: { $in: ['unknown', 'dead', 'held'] } },
      { sort: { enqueuedAt: -1, _id: -1 }, limit },
    );
  return {
    async figures(workspaceId, projectIds) {
      const inside = workspaceId === undefined ? {} : insideOf(workspaceId, projectIds);
      const lateSince = new Date(clock.now().getTime() - LATE_MS);
      const counted = (state: DeliveryState) => rows.count({ ...inside, state });
      const [waiting, late, sending, unknown, dead, held, paused, expired, brokenSchedules] = await Promise.all([
        counted('waiting'),
        rows.count({ ...inside, state: 'waiting', ...anyPriority, notBefore: { $lt: lateSince } }),
        counted('sending'),
        counted('unknown'),
        counted('dead'),
        counted('held'),
        counted('paused'),
        counted('expired'),
        rules.count({ ...inside, state: 'broken' }),
      ]);
      return { waiting, late, sending, unknown, dead, held, paused, expired, brokenSchedules };
    },
    parked,
    async parkedFor(workspaceId, { personId, conversations, projectIds, limit }) {
      const ofNoProject = { state: { $in: ['unknown', 'dead'] }, projectId: { $exists: false } };
      const forThem = {
        ownerId: { $exists: false },
        'to.conversation': { $in: [...conversations] },
        noise: { $ne: 'digest' },
      };
      const all = await rows.find(
        {
          workspaceId,
          state: { $in: ['unknown', 'dead', 'held'] },
          $or: [
            { projectId: { $in: [...projectIds] } },
            { ...ofNoProject, ownerId: personId },
            { ...ofNoProject, ...forThem },
          ],
        },
        { sort: { enqueuedAt: -1, _id: -1 }, limit: MOST_PARKED },
      );
      return {
        own: all.filter(({ key, projectId }) => projectId === undefined && !isNotice(key)).slice(0, limit),
        ofProjects: all.filter(({ projectId }) => projectId !== undefined).slice(0, limit),
      };
    },
    async open(workspaceId, { projectIds, limit }) {
      const first = await parked(workspaceId, { projectIds, limit });
      if (first.length >= limit) return first;
      const others = { ...insideOf(workspaceId, projectIds), state: { $in: ['waiting', 'sending', 'paused'] } };
      return [...first, ...(await rows.find(others, { sort: { notBefore: 1, _id: 1 }, limit: limit - first.length }))];
    },
    async nextDue() {
      const [rule, edit, ...heads] = await Promise.all([
        rules.findOne({ state: 'active', nextAt: { $exists: true } }, { sort: { nextAt: 1 } }),
        edits.findOne({ editDue: { $exists: true } }, { sort: { editDue: 1 } }),
        ...PRIORITIES.map((priority) =>
          rows.findOne({ state: 'waiting', priority: rankOf(priority) }, { sort: { notBefore: 1 } }),
        ),
      ]);
      const instants = [rule?.nextAt, edit?.editDue, ...heads.map((row) => row?.notBefore)].filter(
        (at) => at !== undefined,
      );
      return instants.length === 0 ? undefined : new Date(Math.min(...instants.map((at) => at.getTime())));
    },
  };
}
