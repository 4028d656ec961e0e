import type { Clock } from '../../ground/clock.ts';
import type { Database } from '../../store/collection.ts';
import { unleased } from '../claim.ts';
import { type Delivery, deliveries, PRIORITIES, rankOf } from './outbox.ts';

/** The due work on deliveries. */
export interface Due {
  /** The ranks of the priorities of which something may be claimed, the most urgent first. */
  readonly ranks: readonly number[];
  readonly sending: readonly Delivery[];
  /** The time of at least one is over. */
  readonly hasExpired: boolean;
}

const RANKS = PRIORITIES.map(rankOf);
/** With fewer than so many due, one query tells all; a backlog costs a second one. */
const FEW = 20;

/** Deliveries whose time is over. What waits for a manager or for a paused installation has an end as well. */
export const expiredAt = (now: Date) => ({ state: { $in: ['waiting', 'paused', 'held'] }, until: { $lte: now } });

/** The one query that an idle second costs. Each of its ways goes by an index. */
export async function lookForDue({ db, clock }: { db: Database; clock: Clock }): Promise<Due> {
  const rows = db.everywhere(deliveries);
  const now = clock.now();
  const waiting = { state: 'waiting', priority: { $in: RANKS }, notBefore: { $lte: now }, ...unleased(db.now()) };
  const found = await rows.find({ $or: [waiting, { state: 'sending' }, expiredAt(now)] }, { limit: FEW });
  if (found.length >= FEW) return { ranks: RANKS, sending: await rows.find({ state: 'sending' }), hasExpired: true };
  const sending = found.filter(({ state }) => state === 'sending');
  const others = found.filter(({ state }) => state !== 'sending');
  return {
    ranks: RANKS.filter((rank) => others.some(({ priority }) => priority === rank)),
    sending,
    hasExpired: others.some(({ until }) => until !== undefined && until <= now),
  };
}
