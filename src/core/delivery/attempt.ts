import type { Claimed } from '../claim.ts';
import type { ChatPlatform, PlatformId } from '../platform.ts';
import { isCounted } from './budget.ts';
import type { PostGate } from './gate.ts';
import { type Delivery, deliveries } from './outbox.ts';
import type { Pacing } from './pacing.ts';
import { createPlatformCalls } from './platformCalls.ts';
import { createPreparing } from './preparing.ts';
import { createSettling, type Outcome, type SettlingOptions } from './settle.ts';

export interface AttemptOptions extends SettlingOptions {
  readonly platforms: ReadonlyMap<PlatformId, ChatPlatform>;
  readonly gate: PostGate;
  readonly pacing: Pacing;
}

/** One delivery's way through a platform. */
export interface Attempt {
  /** Whether this process is calling the platform for it, or saving the outcome. */
  isUnderWay(row: Delivery): boolean;
  /** Posts a claimed `waiting` delivery. Throws only when the database fails. */
  post(row: Claimed<Delivery>): Promise<Outcome>;
  /** Settles a claimed `sending` delivery whose worker is gone or got no clear answer. Never posts. */
  lookUp(row: Claimed<Delivery>): Promise<Outcome>;
  /** Settles a claimed delivery that has expired. */
  expire(row: Claimed<Delivery>): Promise<Outcome>;
}

const CANNOT_TELL = 'the process ended while it was being posted';

/** The way of a claimed delivery: prepare it, call the platform, settle it; or look up what an earlier call did. */
export function createAttempt(options: AttemptOptions): Attempt {
  const { db, clock, platforms, gate, directory, posts, pacing, budgetKeeper } = options;
  const rows = db.everywhere(deliveries);
  const settling = createSettling(options);
  const { change, fail } = settling;
  const prepare = createPreparing({ gate, directory, budgetKeeper, settling });
  const calls = createPlatformCalls({ db, pacing, budgetKeeper, settling });

  /** The post is absent. It is posted again only when it cannot appear any more; until then it is looked up again. */
  async function absent(row: Claimed<Delivery>, platform: ChatPlatform): Promise<Outcome> {
    const now = db.now().getTime();
    const triedAt = Math.min(row.triedAt?.getTime() ?? now, now);
    const appearsUntil = triedAt + platform.appearsWithinMs;
    if (appearsUntil > now) {
      await change(row, { $set: { triedAt: new Date(triedAt), 'lease.until': new Date(appearsUntil) } });
      return 'later';
    }
    return settling.again(row, row.reason ?? 'the process ended before it was posted', undefined);
  }
  const expire = (row: Claimed<Delivery>) => fail(row, 'expired', `its time was over at ${row.until?.toISOString()}`);

  return {
    expire,
    isUnderWay: calls.isUnderWay,
    async post(row) {
      const platform = platforms.get(row.to.platform);
      if (platform === undefined) return 'later';
      if (row.until !== undefined && row.until <= clock.now()) return expire(row);
      // An earlier delivery in this lane may have merged it.
      if (isCounted(row.noise) && (await rows.findOne({ _id: row._id, 'lease.token': row.lease.token })) === undefined)
        return 'ended';
      const prepared = await prepare(row);
      if (typeof prepared === 'string') return prepared;
      return pacing.take(prepared.addressed.target, platform.pace) ? calls.post(row, prepared, platform) : 'later';
    },

    async lookUp(row) {
      const post = await posts.find(row.key);
      if (post !== undefined) return calls.save(row, { outcome: 'sent', message: post.posted });
      const known = calls.unsavedOutcome(row);
      if (known !== undefined) return calls.save(row, known);
      const platform = platforms.get(row.to.platform);
      if (platform === undefined) return fail(row, 'unknown', row.reason ?? CANNOT_TELL);
      const answer = await platform.find(row.target ?? row.to, row.key);
      // The lease is left to expire: the platform may be back by then, and nothing else is posted there meanwhile.
      if (answer === 'later') return 'later';
      if (answer === 'absent') return absent(row, platform);
      if (answer === 'cannotTell') return fail(row, 'unknown', row.reason ?? CANNOT_TELL);
      return settling.arrived(row, answer.found);
    },
  };
}
