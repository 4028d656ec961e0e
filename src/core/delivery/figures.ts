import type { Database } from '../../store/collection.ts';
import type { Clock } from '../clock.ts';
import { schedules } from '../schedule/schedule.ts';
import { type Delivery, deliveries } from './outbox.ts';

/** How delivery stands. `late` counts those of `waiting` that should have gone five minutes ago. */
export interface DeliveryFigures {
  readonly waiting: number;
  readonly late: number;
  readonly sending: number;
  readonly unknown: number;
  readonly dead: number;
  readonly brokenSchedules: number;
}

/** What operators look at: metrics, doctor, the admin's view. */
export interface DeliveryWatch {
  /** Of one workspace, or of all. */
  figures(workspaceId?: string): Promise<DeliveryFigures>;
  /** The latest deliveries of a workspace that did not (certainly) arrive, with their reasons. */
  parked(workspaceId: string, limit: number): Promise<readonly Delivery[]>;
  /** When the next schedule or delivery is due; undefined when nothing is planned. */
  nextDue(): Promise<Date | undefined>;
}

const LATE_MS = 300_000;

export function createDeliveryWatch({ db, clock }: { db: Database; clock: Clock }): DeliveryWatch {
  const rows = db.everywhere(deliveries);
  const rules = db.everywhere(schedules);
  return {
    async figures(workspaceId) {
      const inside = workspaceId === undefined ? {} : { workspaceId };
      const lateSince = new Date(clock.now().getTime() - LATE_MS);
      const [waiting, late, sending, unknown, dead, brokenSchedules] = await Promise.all([
        rows.count({ ...inside, state: 'waiting' }),
        rows.count({ ...inside, state: 'waiting', notBefore: { $lt: lateSince } }),
        rows.count({ ...inside, state: 'sending' }),
        rows.count({ ...inside, state: 'unknown' }),
        rows.count({ ...inside, state: 'dead' }),
        rules.count({ ...inside, state: 'broken' }),
      ]);
      return { waiting, late, sending, unknown, dead, brokenSchedules };
    },
    parked: (workspaceId, limit) => rows.find({ workspaceId, state: { $in: ['unknown', 'dead'] } }, { sort: { settledAt: -1 }, limit }),
    async nextDue() {
      const [rule, row] = await Promise.all([
        rules.findOne({ state: 'active', nextAt: { $exists: true } }, { sort: { nextAt: 1 } }),
        rows.findOne({ state: 'waiting' }, { sort: { notBefore: 1 } }),
      ]);
      const instants = [rule?.nextAt, row?.notBefore].filter((at) => at !== undefined);
      return instants.length === 0 ? undefined : new Date(Math.min(...instants.map((at) => at.getTime())));
    },
  };
}
