import type { Database } from '../../store/collection.ts';
import { type Claimed, claim } from '../claim.ts';
import type { Clock } from '../clock.ts';
import type { Directory } from '../directory.ts';
import type { Logger } from '../log.ts';
import type { ChatPlatform, PlatformId } from '../platform.ts';
import { createAttempt } from './attempt.ts';
import type { PostGate } from './gate.ts';
import { createNotices } from './notices.ts';
import { type Delivery, deliveries, type Outbox } from './outbox.ts';
import { createPacing } from './pacing.ts';
import { createPosts } from './posts.ts';

export interface SenderOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly platforms: readonly ChatPlatform[];
  readonly gate: PostGate;
  /** For telling stewards of what did not arrive. */
  readonly outbox: Outbox;
  readonly directory: Directory;
  readonly log: Logger;
  /** Chance in [0, 1), for the jitter between tries. */
  readonly random?: () => number;
}

/** Posts what waits in the outbox. Any number of them may work on one database. */
export interface Sender {
  /**
   * Posts all that is due and may go now; returns how many were posted. Ticks may overlap: each leaves alone what another has in hand, so that one slow
   * conversation holds up nobody else.
   */
  tick(): Promise<number>;
  /** Takes on nothing more, finishes the calls under way and releases the rest. */
  stop(): Promise<void>;
}

const CANDIDATES = 200;
/** Few per claim and conversation: they are posted one after another, within the lease. */
const PER_LANE = 5;
/** Conversations in flight per platform; a platform that hangs fills its own share only. */
const LANES_PER_PLATFORM = 32;
const CLAIM_LEASE_MS = 60_000;
const LOOK_UP_LEASE_MS = 60_000;
const LOOK_UPS = 50;

/** A conversation: what is posted there goes one after another. */
type Place = Pick<Delivery['to'], 'platform' | 'tenant' | 'conversation'>;
const laneOf = (to: Place) => JSON.stringify([to.platform, to.tenant, to.conversation]);
const due = (row: Delivery, now: Date) => row.notBefore <= now;

export function createSender(options: SenderOptions): Sender {
  const { db, clock, gate, outbox, directory, log, random } = options;
  const rows = db.everywhere(deliveries);
  const platforms = new Map(options.platforms.map((platform) => [platform.id, platform]));
  const pacing = createPacing(() => db.now());
  const posts = createPosts({ db, clock, platforms: options.platforms, gate, directory, log });
  const attempt = createAttempt({ db, clock, platforms, gate, directory, notices: createNotices({ outbox, directory, log }), posts, pacing, log, random });
  /** What this process has in hand. */
  const busy = new Map<string, Place>();
  const ticks = new Set<Promise<unknown>>();
  let stopping = false;

  /**
   * The oldest deliveries of a conversation that may go now, in order. Nothing, when the oldest is in another worker's hand or waits for another try:
   * what comes after it has to wait as well. What was planned for later from the start holds nobody up.
   */
  async function heads(place: Place): Promise<Delivery[]> {
    const [now, leaseNow] = [clock.now(), db.now()];
    const filter = {
      state: 'waiting',
      'to.conversation': place.conversation,
      'to.tenant': place.tenant,
      'to.platform': place.platform,
      $or: [{ notBefore: { $lte: now } }, { attempts: { $gt: 0 } }],
    };
    const platform = platforms.get(place.platform);
    const room = platform === undefined ? 0 : Math.min(PER_LANE, pacing.room(place, platform.pace));
    if (room < 1) return [];
    const oldest = await rows.find(filter, { sort: { enqueuedAt: 1, _id: 1 }, limit: room });
    const stop = oldest.findIndex((row) => !due(row, now) || (row.lease !== undefined && row.lease.until > leaseNow));
    return stop === -1 ? oldest : oldest.slice(0, stop);
  }

  /** Claims the heads of as many conversations as there is room for; `passed` collects those that have to wait until the next tick. */
  async function claimLanes(passed: Set<string>): Promise<{ seen: number; lanes: Claimed<Delivery>[][] }> {
    const inFlight = (id: PlatformId) => [...busy.values()].filter((place) => place.platform === id).length;
    const open = [...platforms.keys()].filter((id) => inFlight(id) < LANES_PER_PLATFORM);
    if (open.length === 0) return { seen: 0, lanes: [] };
    const elsewhere = [...passed, ...[...busy.values()].map((place) => place.conversation)];
    const wanted = new Map<string, readonly Delivery[]>();

    async function choose(candidates: readonly Delivery[]): Promise<readonly Delivery[]> {
      const places = [...new Map(candidates.map((row) => [laneOf(row.to), row.to])).values()];
      const room = new Map(open.map((id) => [id, LANES_PER_PLATFORM - inFlight(id)]));
      const taken = places.filter(({ platform }) => {
        const left = room.get(platform) ?? 0;
        room.set(platform, left - 1);
        return left > 0;
      });
      await Promise.all(
        taken.map(async (place) => {
          const found = await heads(place);
          if (found.length === 0) passed.add(place.conversation);
          else wanted.set(laneOf(place), found);
        }),
      );
      return [...wanted.values()].flat();
    }

    const claimed = await claim(rows, {
      due: {
        state: 'waiting',
        notBefore: { $lte: clock.now() },
        'to.platform': { $in: open },
        ...(elsewhere.length === 0 ? {} : { 'to.conversation': { $nin: elsewhere } }),
      },
      sort: { notBefore: 1 },
      limit: CANDIDATES,
      leaseMs: CLAIM_LEASE_MS,
      now: () => db.now(),
      choose,
    });
    const mine = new Map(claimed.rows.map((row) => [row._id, row]));
    const lanes: Claimed<Delivery>[][] = [];
    for (const found of wanted.values()) {
      const got = found.flatMap((row) => mine.get(row._id) ?? []);
      // Somebody else got the oldest: ours would overtake it.
      if (got.length > 0 && got[0]?._id !== found[0]?._id) {
        await release(got);
        if (found[0] !== undefined) passed.add(found[0].to.conversation);
      } else if (got[0] !== undefined) {
        busy.set(laneOf(got[0].to), got[0].to);
        lanes.push(got);
      }
    }
    return { seen: claimed.seen, lanes };
  }

  async function release(claimed: readonly Claimed<Delivery>[]): Promise<void> {
    const [first] = claimed;
    if (first === undefined) return;
    await rows.updateMany({ _id: { $in: claimed.map((row) => row._id) }, 'lease.token': first.lease.token, state: 'waiting' }, { $unset: { lease: '' } });
  }

  /** Posts a conversation's deliveries one after another, until one has to wait. */
  async function runLane(lane: readonly Claimed<Delivery>[], passed: Set<string>): Promise<number> {
    const left = [...lane];
    let sent = 0;
    try {
      while (left[0] !== undefined && !stopping) {
        const outcome = await attempt.post(left[0]);
        if (outcome === 'later') break;
        left.shift();
        if (outcome === 'sent') sent += 1;
      }
      if (left.length > 0) for (const row of lane) passed.add(row.to.conversation);
      await release(left);
    } catch (error) {
      log.error({ err: error, conversation: lane[0]?.to.conversation }, 'a conversation could not be served; it is tried again when the leases run out');
      for (const row of lane) passed.add(row.to.conversation);
    } finally {
      for (const row of lane) busy.delete(laneOf(row.to));
    }
    return sent;
  }

  /** Looks after what is being posted: what somebody left behind is settled, and conversations with a post in flight are passed by. */
  async function lookAfter(passed: Set<string>): Promise<number> {
    let sending = await rows.find({ state: 'sending' });
    const now = db.now();
    const abandoned = sending.some((row) => row.lease === undefined || row.lease.until <= now);
    let found = 0;
    if (abandoned) {
      const claimed = await claim(rows, { due: { state: 'sending' }, sort: { notBefore: 1 }, limit: LOOK_UPS, leaseMs: LOOK_UP_LEASE_MS, now: () => db.now() });
      const outcomes = await Promise.all(
        claimed.rows.map((row) =>
          attempt.lookUp(row).catch((error: unknown) => {
            log.error({ err: error, delivery: row.key }, 'a delivery could not be looked up; it is tried again when its lease runs out');
            return 'later' as const;
          }),
        ),
      );
      found = outcomes.filter((outcome) => outcome === 'sent').length;
      sending = await rows.find({ state: 'sending' });
    }
    for (const row of sending) {
      passed.add(row.to.conversation);
      if (row.target !== undefined) passed.add(row.target.conversation);
    }
    return found;
  }

  async function work(): Promise<number> {
    const passed = new Set<string>();
    let sent = await lookAfter(passed);
    await posts.tick();
    while (!stopping) {
      const { seen, lanes } = await claimNext(passed);
      if (seen === 0) break;
      const counts = await Promise.all(lanes.map((lane) => runLane(lane, passed)));
      sent += counts.reduce((sum, count) => sum + count, 0);
    }
    return sent;
  }

  // Claiming is a short matter and one at a time, so that no two ticks of this process reach for one conversation.
  let claiming: Promise<unknown> = Promise.resolve();
  function claimNext(passed: Set<string>) {
    const mine = claiming.then(() => (stopping ? { seen: 0, lanes: [] } : claimLanes(passed)));
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
