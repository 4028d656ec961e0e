import type { Clock } from '../../ground/clock.ts';
import type { Database } from '../../store/collection.ts';
import { type Claimed, claim, unleased } from '../claim.ts';
import type { ChatPlatform, InstallationRef, PlatformId } from '../platform.ts';
import { type Delivery, deliveries } from './outbox.ts';
import type { Pacing } from './pacing.ts';
import type { Pauses } from './pauses.ts';

const CANDIDATES = 200;
/** Few per claim and conversation: they are posted one after another, within the lease. */
const PER_LANE = 5;
/** Conversations in flight per platform: a hanging platform fills its own share only. */
const LANES_PER_PLATFORM = 32;
/** The part of these for one installation: a hanging team leaves room for the others. */
const LANES_PER_INSTALLATION = 8;
const CLAIM_LEASE_MS = 60_000;

/** A conversation: its posts go one after another. */
type Place = Pick<Delivery['to'], 'platform' | 'tenant' | 'conversation'>;
const installationOf = (to: InstallationRef) => JSON.stringify([to.platform, to.tenant]);
const laneOf = (to: Place) => JSON.stringify([to.platform, to.tenant, to.conversation]);
const inPlace = (place: Place) => ({
  'to.conversation': place.conversation,
  'to.tenant': place.tenant,
  'to.platform': place.platform,
});

export interface LanesOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly platforms: ReadonlyMap<PlatformId, ChatPlatform>;
  readonly pacing: Pacing;
  readonly pauses: Pick<Pauses, 'current'>;
}

/** One look for work. `passed` collects the conversations that must wait for the next look. */
export interface Look {
  readonly passed: Set<string>;
  readonly isPaused: (to: InstallationRef) => boolean;
}

/** Claims deliveries by conversation, so that each is served in order and by one sender at a time. */
export function createLanes({ db, clock, platforms, pacing, pauses }: LanesOptions) {
  const rows = db.everywhere(deliveries);
  /** The conversations that this process has leased. */
  const busy = new Map<string, Place>();
  const inFlight = (id: PlatformId) => [...busy.values()].filter((place) => place.platform === id).length;

  /** The number of lanes in flight per installation. */
  function lanesByInstallation(): Map<string, { readonly installation: InstallationRef; lanes: number }> {
    const counts = new Map<string, { readonly installation: InstallationRef; lanes: number }>();
    for (const { platform, tenant } of busy.values()) {
      const known = counts.get(installationOf({ platform, tenant }));
      if (known === undefined)
        counts.set(installationOf({ platform, tenant }), { installation: { platform, tenant }, lanes: 1 });
      else known.lanes += 1;
    }
    return counts;
  }

  /** Chooses conversations while their platform and installation have room, in the given order. */
  function withRoom(places: readonly Place[], open: readonly PlatformId[]): readonly Place[] {
    const onPlatform = new Map(open.map((id) => [id, inFlight(id)]));
    const inInstallation = new Map([...lanesByInstallation()].map(([key, { lanes }]) => [key, lanes]));
    return places.filter((place) => {
      const key = installationOf(place);
      const [platformLanes, installationLanes] = [
        onPlatform.get(place.platform) ?? LANES_PER_PLATFORM,
        inInstallation.get(key) ?? 0,
      ];
      if (platformLanes >= LANES_PER_PLATFORM || installationLanes >= LANES_PER_INSTALLATION) return false;
      onPlatform.set(place.platform, platformLanes + 1);
      inInstallation.set(key, installationLanes + 1);
      return true;
    });
  }

  /**
   * A conversation's deliveries that may go now, by priority, then by age. Empty when the first is leased or waits for
   * a retry: later ones must wait as well, except more urgent ones. A delivery with a later start holds nothing up.
   */
  async function heads(place: Place): Promise<Delivery[]> {
    const [now, leaseNow] = [clock.now(), db.now()];
    const filter = {
      state: 'waiting',
      ...inPlace(place),
      $or: [{ notBefore: { $lte: now } }, { attempts: { $gt: 0 } }],
    };
    const platform = platforms.get(place.platform);
    const room = platform === undefined ? 0 : Math.min(PER_LANE, pacing.room(place, platform.pace));
    if (room < 1) return [];
    const first = await rows.find(filter, { sort: { priority: 1, enqueuedAt: 1, _id: 1 }, limit: room });
    const stop = first.findIndex(
      (row) => row.notBefore > now || (row.lease !== undefined && row.lease.until > leaseNow),
    );
    return stop === -1 ? first : first.slice(0, stop);
  }

  async function release(claimed: readonly Claimed<Delivery>[]): Promise<void> {
    const [first] = claimed;
    if (first === undefined) return;
    await rows.updateMany(
      { _id: { $in: claimed.map((row) => row._id) }, 'lease.token': first.lease.token, state: 'waiting' },
      { $unset: { lease: '' } },
    );
  }

  /** Parks deliveries of a paused installation, so that the next look skips them. */
  async function park(candidates: readonly Delivery[], isPaused: Look['isPaused']): Promise<readonly Delivery[]> {
    const parked = candidates.filter((row) => isPaused(row.to));
    if (parked.length === 0) return candidates;
    await rows.updateMany(
      { _id: { $in: parked.map((row) => row._id) }, state: 'waiting', ...unleased(db.now()) },
      { $set: { state: 'paused' } },
    );
    // Let go on meanwhile: what was parked after that would stay.
    const isStillPaused = await pauses.current();
    const freed = parked.filter((row) => !isStillPaused(row.to)).map((row) => row._id);
    if (freed.length > 0)
      await rows.updateMany({ _id: { $in: freed }, state: 'paused' }, { $set: { state: 'waiting' } });
    return candidates.filter((row) => !isPaused(row.to));
  }

  /** Claims deliveries of one priority for as many conversations as there is room for. */
  async function claimOf(
    priority: number,
    open: readonly PlatformId[],
    { passed, isPaused }: Look,
  ): Promise<{ seen: number; lanes: Claimed<Delivery>[][] }> {
    const elsewhere = [...passed, ...[...busy.values()].map((place) => place.conversation)];
    const full = [...lanesByInstallation().values()].filter(({ lanes }) => lanes >= LANES_PER_INSTALLATION);
    const wanted = new Map<string, readonly Delivery[]>();

    async function choose(all: readonly Delivery[]): Promise<readonly Delivery[]> {
      const candidates = await park(all, isPaused);
      const places = [...new Map(candidates.map((row) => [laneOf(row.to), row.to])).values()];
      await Promise.all(
        withRoom(places, open).map(async (place) => {
          const found = (await heads(place)).filter((row) => row.priority <= priority);
          if (found.length === 0) passed.add(place.conversation);
          else wanted.set(laneOf(place), found);
        }),
      );
      return [...wanted.values()].flat();
    }

    const claimed = await claim(rows, {
      due: {
        state: 'waiting',
        priority,
        notBefore: { $lte: clock.now() },
        'to.platform': { $in: [...open] },
        ...(elsewhere.length === 0 ? {} : { 'to.conversation': { $nin: elsewhere } }),
        ...(full.length === 0
          ? {}
          : {
              $nor: full.map(({ installation: { platform, tenant } }) => ({
                'to.platform': platform,
                'to.tenant': tenant,
              })),
            }),
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
      const got = found.map((row) => mine.get(row._id));
      // Stop at the first delivery that another sender claimed: sending later ones would break the order.
      const lost = got.indexOf(undefined);
      const lane = (lost === -1 ? got : got.slice(0, lost)).filter((row) => row !== undefined);
      await release(got.slice(lane.length).filter((row) => row !== undefined));
      const [head] = lane;
      if (head !== undefined) {
        busy.set(laneOf(head.to), head.to);
        lanes.push(lane);
      } else if (found[0] !== undefined) {
        passed.add(found[0].to.conversation);
      }
    }
    return { seen: claimed.seen, lanes };
  }

  return {
    /** Claims what goes next of these ranks, in their order. `seen`: how much was due at all. */
    async next(look: Look, ranks: readonly number[]): Promise<{ seen: number; lanes: Claimed<Delivery>[][] }> {
      const found = { seen: 0, lanes: [] as Claimed<Delivery>[][] };
      for (const rank of ranks) {
        // One installation's backlog may fill a whole look at the queue: once its lanes are full, the next look passes
        // it by.
        for (let isFull = true; isFull; ) {
          const open = [...platforms.keys()].filter((id) => inFlight(id) < LANES_PER_PLATFORM);
          if (open.length === 0) return found;
          const { seen, lanes } = await claimOf(rank, open, look);
          found.seen += seen;
          found.lanes.push(...lanes);
          isFull = seen === CANDIDATES && lanes.length > 0;
        }
      }
      return found;
    },

    /** Whether a more urgent delivery arrived in a conversation meanwhile. */
    async isOvertaken(row: Delivery): Promise<boolean> {
      if (row.priority === 0) return false;
      const urgent = {
        state: 'waiting',
        ...inPlace(row.to),
        priority: { $lt: row.priority },
        notBefore: { $lte: clock.now() },
      };
      return (await rows.findOne(urgent)) !== undefined;
    },

    release,
    /** Releases the lane: another tick may serve the conversation. */
    leave(lane: readonly Delivery[]): void {
      for (const row of lane) busy.delete(laneOf(row.to));
    },
  };
}
