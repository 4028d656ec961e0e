import { randomUUID } from 'node:crypto';
import { isError } from '../../ground/errors.ts';
import type { Database } from '../../store/collection.ts';
import type { Claimed } from '../claim.ts';
import type { ChatPlatform, SendResult } from '../platform.ts';
import type { BudgetKeeper } from './budgetKeeper.ts';
import type { Delivery } from './outbox.ts';
import type { Pacing } from './pacing.ts';
import type { Prepared } from './preparing.ts';
import { budgetPlaceOf, type Outcome, type Settling } from './settle.ts';

/**
 * A platform's `send` answers within 15 s (platform.ts). The lease is much longer, so that no look-up begins while the
 * post may still arrive.
 */
const SEND_LEASE_MS = 60_000;
/** Less lease than this before the call means that the process was suspended: the call is not made. */
const LEASE_LEFT_MS = 45_000;
/** How long a post may still be on its way after an unclear answer or a crash, before it is looked up. */
export const LOOK_AFTER_MS = 20_000;

export interface PlatformCallsOptions {
  readonly db: Database;
  readonly pacing: Pick<Pacing, 'pause'>;
  readonly budgetKeeper: Pick<BudgetKeeper, 'freeLate'>;
  readonly settling: Pick<Settling, 'again' | 'arrived' | 'change' | 'fail' | 'pauseFor'>;
}

/**
 * Calls of a platform's `send`, each between two writes: the row is marked as being posted before it, and the outcome is
 * saved after it.
 */
export function createPlatformCalls({ db, pacing, budgetKeeper, settling }: PlatformCallsOptions) {
  const { change, fail } = settling;
  /** Outcomes that could not be saved while the database was down, by attempt id. Lost when the process ends. */
  const unsaved = new Map<string, SendResult>();
  /** The running attempts of this process, by id. */
  const underWay = new Set<string>();
  const leaseFor = (milliseconds: number) => new Date(db.now().getTime() + milliseconds);

  /**
   * Marks the row as being posted. Undefined when the lease is lost, or another post is in flight there (the unique
   * index refuses it).
   */
  async function begin(
    row: Claimed<Delivery>,
    { addressed: { target, rehearsalOf }, carries }: Prepared,
    tryId: string,
  ): Promise<Claimed<Delivery> | undefined> {
    // Other workers rely on this lease, so it is dated by the server's current clock, also after this machine was
    // suspended.
    await db.ping();
    const set = {
      state: 'sending',
      target,
      tryId,
      triedAt: db.now(),
      'lease.until': leaseFor(SEND_LEASE_MS),
      ...(rehearsalOf === undefined ? {} : { rehearsalOf }),
      ...(carries === undefined ? {} : { carries }),
    };
    try {
      return (await change(row, {
        $set: set,
        ...(rehearsalOf === undefined ? { $unset: { rehearsalOf: '' } } : {}),
      })) as Claimed<Delivery> | undefined;
    } catch (error) {
      if (isError(error, 'conflict')) return undefined;
      // The row may be marked nevertheless: then this records that nothing was posted.
      unsaved.set(tryId, { outcome: 'retry', reason: 'the database went away before it was posted' });
      throw error;
    }
  }

  async function settle(row: Claimed<Delivery>, result: SendResult): Promise<Outcome> {
    switch (result.outcome) {
      case 'sent':
        return settling.arrived(row, result.message);
      case 'retry':
        if (result.pause === 'installation')
          pacing.pause(row.target ?? row.to, result.afterMs ?? settling.pauseFor(row.attempts + 1));
        return settling.again(row, result.reason, result.afterMs);
      case 'dead':
        return fail(row, result.reason, result.detail);
      case 'unknown':
        // Stays `sending`: it is looked up once it must have arrived, if it ever does.
        await change(row, { $set: { 'lease.until': leaseFor(LOOK_AFTER_MS), reason: result.reason.slice(0, 500) } });
        return 'later';
    }
  }

  /** Saves the outcome; until that has worked, this process keeps it. */
  async function save(row: Claimed<Delivery>, result: SendResult): Promise<Outcome> {
    if (row.tryId === undefined || result.outcome === 'unknown') return settle(row, result);
    unsaved.set(row.tryId, result);
    const outcome = await settle(row, result);
    unsaved.delete(row.tryId);
    return outcome;
  }

  /** Marks the row, calls the platform, and saves the outcome. */
  async function tryOnce(
    row: Claimed<Delivery>,
    prepared: Prepared,
    { platform, tryId }: { readonly platform: ChatPlatform; readonly tryId: string },
  ): Promise<Outcome> {
    const { addressed, carries, outgoing } = prepared;
    const sending = await begin(row, prepared, tryId);
    if (sending === undefined) {
      if (carries !== undefined) await budgetKeeper.freeLate(row, budgetPlaceOf(addressed));
      return 'later';
    }
    if (sending.lease.until.getTime() - db.now().getTime() < LEASE_LEFT_MS) {
      await change(sending, { $set: { state: 'waiting' }, $unset: { lease: '' } });
      return 'later';
    }
    const result = await platform
      .send(addressed.target, outgoing, { key: row.key, locale: row.locale, zone: row.zone, pin: row.pin === true })
      .catch((error: unknown): SendResult => ({ outcome: 'unknown', reason: `the adapter failed: ${String(error)}` }));
    return save(sending, result);
  }
  return {
    save,
    /** Whether this process is calling the platform for it, or saving the outcome. */
    isUnderWay: (row: Delivery): boolean => row.tryId !== undefined && underWay.has(row.tryId),
    /** The outcome of an earlier call that this process could not save. */
    unsavedOutcome: (row: Delivery): SendResult | undefined => unsaved.get(row.tryId ?? ''),
    /** Posts a prepared delivery. Throws only when the database fails. */
    async post(row: Claimed<Delivery>, prepared: Prepared, platform: ChatPlatform): Promise<Outcome> {
      const tryId = randomUUID();
      underWay.add(tryId);
      try {
        return await tryOnce(row, prepared, { platform, tryId });
      } finally {
        underWay.delete(tryId);
      }
    },
  };
}
