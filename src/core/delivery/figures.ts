import type { Database } from '../../store/collection.ts';
import type { Clock } from '../clock.ts';
import { schedules } from '../schedule/schedule.ts';
import { type Delivery, type DeliveryState, deliveries, PRIORITIES, rankOf } from './outbox.ts';
import { posts } from './posts.ts';

/**
 * How delivery stands. `late` counts those of `waiting` that should have gone five minutes ago; `expired` those whose time was over before they could go, as far back
 * as they are kept.
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

/** What operators look at: metrics, doctor, the admin's view. */
export interface DeliveryWatch {
  /** Of one workspace, or of all. */
  figures(workspaceId?: string): Promise<DeliveryFigures>;
  /** What waits for a person's word in a workspace, the latest first: what did not (certainly) arrive, and what is over the noise budget. */
  parked(workspaceId: string, limit: number): Promise<readonly Delivery[]>;
  /** What should have gone five minutes ago, the oldest first. */
  late(workspaceId: string, limit: number): Promise<readonly Delivery[]>;
  /** When the next schedule or delivery is due; undefined when nothing is planned. */
  nextDue(): Promise<Date | undefined>;
}

const LATE_MS = 300_000;
/** Named, so that the index that goes by priority serves. */
const anyPriority = { priority: { $in: PRIORITIES.map(rankOf) } };

export function createDeliveryWatch({ db, clock }: { db: Database; clock: Clock }): DeliveryWatch {
  const rows = db.everywhere(deliveries);
  const rules = db.everywhere(schedules);
  const edits = db.everywhere(posts);
  return {
    async figures(workspaceId) {
      const inside = workspaceId === undefined ? {} : { workspaceId };
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
    parked: (workspaceId, limit) => rows.find({ workspaceId, state: { $in: ['unknown', 'dead', 'held'] } }, { sort: { enqueuedAt: -1 }, limit }),
    late: (workspaceId, limit) =>
      rows.find(
        { workspaceId, state: 'waiting', ...anyPriority, notBefore: { $lt: new Date(clock.now().getTime() - LATE_MS) } },
        { sort: { notBefore: 1 }, limit },
      ),
    async nextDue() {
      const [rule, edit, ...heads] = await Promise.all([
        rules.findOne({ state: 'active', nextAt: { $exists: true } }, { sort: { nextAt: 1 } }),
        edits.findOne({ editDue: { $exists: true } }, { sort: { editDue: 1 } }),
        ...PRIORITIES.map((priority) => rows.findOne({ state: 'waiting', priority: rankOf(priority) }, { sort: { notBefore: 1 } })),
      ]);
      const instants = [rule?.nextAt, edit?.editDue, ...heads.map((row) => row?.notBefore)].filter((at) => at !== undefined);
      return instants.length === 0 ? undefined : new Date(Math.min(...instants.map((at) => at.getTime())));
    },
  };
}
