import { type Clock, steadyClock } from '../../ground/clock.ts';
import type { Logger } from '../../ground/log.ts';
import { withinRequest } from '../../ground/request.ts';
import type { Database } from '../../store/collection.ts';
import { type Claimed, claim } from '../claim.ts';
import type { Directory, Routes } from '../directory.ts';
import type { ChatPlatform } from '../platform.ts';
import { createAttempt } from './attempt.ts';
import { createBudgetKeeper } from './budgetKeeper.ts';
import { type Due, expiredAt, lookForDue } from './due.ts';
import type { PostGate } from './gate.ts';
import { createLanes, type Look } from './lanes.ts';
import { createNotices } from './notices.ts';
import { type Delivery, deliveries, type Outbox } from './outbox.ts';
import { createPacing } from './pacing.ts';
import { createPauses } from './pauses.ts';
import type { PlaceBudgetsOptions } from './placeBudget.ts';
import type { Posts } from './posts.ts';

export interface SenderOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly platforms: readonly ChatPlatform[];
  readonly gate: PostGate;
  /** For notices to stewards about failed deliveries, and for replies of edits. */
  readonly outbox: Outbox;
  readonly directory: Directory & Routes;
  /** The record of posts: stored after each post, and edited. */
  readonly posts: Posts;
  readonly log: Logger;
  readonly workingDay?: PlaceBudgetsOptions['workingDay'];
  /** A random number in [0, 1), for the jitter between attempts. */
  readonly random?: () => number;
  /** The clock for pacing; the monotonic one, unless a test moves it. */
  readonly pacingClock?: Clock | undefined;
}

/** Sends the outbox's deliveries. Any number of senders may work on one database. */
export interface Sender {
  /**
   * Posts all due deliveries that may go now; returns how many. Ticks may overlap: each leaves another's claims alone,
   * so one slow conversation delays no other.
   */
  tick(): Promise<number>;
  /** Takes no new work, finishes running calls and releases the rest. */
  stop(): Promise<void>;
}

const LOOK_UP_LEASE_MS = 60_000;
const LOOK_UPS = 50;
const EXPIRING = 50;
/** So often the pauses are read while nothing is due: a sender that died may have left something parked. */
const PAUSES_AGAIN_MS = 60_000;

export function createSender(options: SenderOptions): Sender {
  const { db, clock, gate, outbox, directory, posts, log, random, workingDay, pacingClock = steadyClock } = options;
  const rows = db.everywhere(deliveries);
  const platforms = new Map(options.platforms.map((platform) => [platform.id, platform]));
  const pacing = createPacing(pacingClock.now);
  const pauses = createPauses({ db, clock });
  const budgetKeeper = createBudgetKeeper({ db, clock, directory, workingDay });
  const notices = createNotices({ outbox, directory, log });
  const attempt = createAttempt({
    db,
    clock,
    platforms,
    gate,
    directory,
    notices,
    posts,
    budgetKeeper,
    pacing,
    log,
    random,
  });
  const lanes = createLanes({ db, clock, platforms, pacing, pauses });
  const ticks = new Set<Promise<unknown>>();
  let stopping = false;

  const postInRequest = (row: Claimed<Delivery>) => withinRequest(() => attempt.post(row));

  /** Posts a conversation's deliveries one after another, until one must wait or a more urgent one arrives. */
  async function runLane(lane: readonly Claimed<Delivery>[], passed: Set<string>): Promise<number> {
    const left = [...lane];
    let sent = 0;
    try {
      while (left[0] !== undefined && !stopping) {
        if (left.length < lane.length && (await lanes.isOvertaken(left[0]))) break;
        const outcome = await postInRequest(left[0]);
        if (outcome === 'later') {
          passed.add(left[0].to.conversation);
          break;
        }
        left.shift();
        if (outcome === 'sent') sent += 1;
      }
      await lanes.release(left);
    } catch (error) {
      log.error(
        { err: error, conversation: lane[0]?.to.conversation },
        'a conversation could not be served; it is retried when the leases expire',
      );
      for (const row of lane) passed.add(row.to.conversation);
    } finally {
      lanes.leave(lane);
    }
    return sent;
  }

  /**
   * Claims deliveries by a filter and settles each; a failed one is retried when its lease expires. Returns how many
   * turned out to be posted.
   */
  async function settleEach(
    due: Record<string, unknown>,
    limit: number,
    settle: (row: Claimed<Delivery>) => Promise<string>,
  ): Promise<number> {
    const claimed = await claim(rows, {
      due,
      sort: { notBefore: 1 },
      limit,
      leaseMs: LOOK_UP_LEASE_MS,
      now: () => db.now(),
    });
    const outcomes = await Promise.all(
      claimed.rows.map((row) =>
        withinRequest(() => settle(row)).catch((error: unknown) => {
          log.error(
            { err: error, delivery: row.key },
            'a delivery could not be settled; it is retried when its lease expires',
          );
          return 'later';
        }),
      ),
    );
    return outcomes.filter((outcome) => outcome === 'sent').length;
  }

  // Our own running attempts are known to this process, whatever any clock says.
  const isAbandoned = (row: Delivery) =>
    !attempt.isUnderWay(row) && (row.lease === undefined || row.lease.until <= db.now());

  /** Settles deliveries left by a dead process or an unclear answer. Returns how many turned out to be posted. */
  async function lookUp(left: readonly Delivery[]): Promise<number> {
    await db.ping();
    const abandoned = left.filter(isAbandoned).map((row) => row._id);
    if (abandoned.length === 0) return 0;
    return settleEach({ state: 'sending', _id: { $in: abandoned } }, LOOK_UPS, (row) => attempt.lookUp(row));
  }

  /** Posts what may go, but where a post is in flight. */
  async function serve(due: Due, currentPauses: () => Promise<Look['isPaused']>): Promise<number> {
    if (due.ranks.length === 0) return 0;
    const inFlight = due.sending.flatMap(({ to, target }) => [
      to.conversation,
      target?.conversation ?? to.conversation,
    ]);
    const look: Look = { passed: new Set(inFlight), isPaused: await currentPauses() };
    let sent = 0;
    for (let { ranks } = due; ranks.length > 0 && !stopping; ranks = (await lookForDue({ db, clock })).ranks) {
      const { seen, lanes: claimed } = await claimNext(look, ranks);
      if (seen === 0) break;
      const counts = await Promise.all(claimed.map((lane) => runLane(lane, look.passed)));
      sent += counts.reduce((sum, count) => sum + count, 0);
    }
    return sent;
  }

  let pausesReadAt = Number.NEGATIVE_INFINITY;
  const readPauses = () => {
    pausesReadAt = pacingClock.now().getTime();
    return pauses.current();
  };

  async function work(): Promise<number> {
    let paused: Promise<Look['isPaused']> | undefined;
    const currentPauses = () => {
      paused ??= readPauses();
      return paused;
    };
    if (pacingClock.now().getTime() - pausesReadAt >= PAUSES_AGAIN_MS) await currentPauses();
    let due = await lookForDue({ db, clock });
    const left = due.sending.filter(isAbandoned);
    if (due.hasExpired) {
      await settleEach(expiredAt(clock.now()), EXPIRING, (row) => attempt.expire(row));
      // People are told of what expired: that is due by now.
      due = await lookForDue({ db, clock });
    }
    // Look-ups and edits ask a platform: where one team's does not answer, the others' posts do not wait for it.
    const [sent, found, edited] = await Promise.all([
      serve(due, currentPauses),
      left.length === 0 ? 0 : lookUp(left),
      posts.tick(currentPauses),
    ]);
    // A settled look-up or a reply may have made more deliveries due.
    if (left.length === 0 && edited === 0) return sent;
    return sent + found + (await serve(await lookForDue({ db, clock }), currentPauses));
  }

  // Claims are short and run one at a time, so that no two ticks of this process claim one conversation.
  let claiming: Promise<unknown> = Promise.resolve();
  function claimNext(look: Look, ranks: readonly number[]) {
    const mine = claiming.then(() => (stopping ? { seen: 0, lanes: [] } : lanes.next(look, ranks)));
    claiming = mine.catch(() => undefined);
    return mine;
  }

  return {
    tick() {
      if (stopping) return Promise.resolve(0);
      const mine = work();
      const known = mine.catch(() => undefined).then(() => void ticks.delete(known));
      ticks.add(known);
      return mine;
    },
    async stop() {
      stopping = true;
      await Promise.all(ticks);
    },
  };
}
