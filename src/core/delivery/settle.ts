import type { Clock } from '../../ground/clock.ts';
import { isError } from '../../ground/errors.ts';
import type { Logger } from '../../ground/log.ts';
import type { Database, Update } from '../../store/collection.ts';
import { backoff } from '../backoff.ts';
import type { Claimed } from '../claim.ts';
import type { Directory, Reach, Routes } from '../directory.ts';
import type { Audience, Message } from '../message.ts';
import { isCounted, type Refusal } from './budget.ts';
import type { BudgetKeeper } from './budgetKeeper.ts';
import { budgetQuestion } from './budgetQuestion.ts';
import { type About, asRider, type Failure, failureNotice } from './compose.ts';
import { GATE_AGAIN_MS } from './gate.ts';
import { type Notices, reachElsewhere } from './notices.ts';
import { type Delivery, deliveries } from './outbox.ts';
import { isWorthNoWord, ownerOf } from './owners.ts';
import type { BudgetPlace } from './placeBudget.ts';
import type { Posts } from './posts.ts';

const MAX_ATTEMPTS = 20;
const RETRY = { baseMs: 2_000, capMs: 1_800_000 };

/** `ended`: settled without a post, the next of the conversation may go. `later`: the conversation must wait. */
export type Outcome = 'sent' | 'ended' | 'later';

export interface SettlingOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly directory: Directory & Routes;
  readonly notices: Notices;
  readonly posts: Posts;
  readonly budgetKeeper: BudgetKeeper;
  readonly log: Logger;
  readonly random?: (() => number) | undefined;
}

export type Settling = ReturnType<typeof createSettling>;

/** The place for the budget: in a rehearsal, the original one. */
export const budgetPlaceOf = ({
  to,
  target,
  rehearsalOf,
}: Pick<Delivery, 'to' | 'target' | 'rehearsalOf'>): BudgetPlace =>
  rehearsalOf === undefined
    ? { conversation: (target ?? to).conversation, isRehearsal: false }
    : { conversation: to.conversation, isRehearsal: true };

/**
 * Settles a leased delivery. Every step that a crash may follow leaves a row from which another worker can continue.
 */
export function createSettling({ db, clock, directory, notices, posts, budgetKeeper, log, random }: SettlingOptions) {
  const rows = db.everywhere(deliveries);
  const pauseFor = (attempts: number) => backoff(attempts, { ...RETRY, ...(random === undefined ? {} : { random }) });

  /**
   * The only way to change a leased row: with its fencing token. A worker with a lost lease changes nothing. Retried
   * once when the database fails: the token makes it idempotent.
   */
  function change(row: Claimed<Delivery>, update: Update): Promise<Delivery | undefined> {
    const write = () => rows.findOneAndUpdate({ _id: row._id, 'lease.token': row.lease.token }, update);
    return write().catch((error: unknown) => (isError(error, 'unavailable') ? write() : Promise.reject(error)));
  }

  const end = (row: Claimed<Delivery>, set: Partial<Delivery>) =>
    change(row, { $set: { ...set, settledAt: clock.now() }, $unset: { lease: '' } });

  /** Tells the owner or the stewards, once per round. */
  async function tell(
    row: Delivery,
    write: <A extends Audience>(reader: Reach<A>, about: About) => Message<A>,
  ): Promise<void> {
    const placed = await directory.placed(row.workspaceId, row.to);
    if (isWorthNoWord(row, placed)) return;
    const ownerId = ownerOf(row, placed);
    const { workspaceId, projectId } = row;
    const failed = placed?.kind === 'direct' ? row.to.conversation : undefined;
    const reach =
      ownerId === undefined ? undefined : await reachElsewhere(directory, { workspaceId, personId: ownerId, failed });
    const about = (readerId: string): About => ({ placed, readerId, isOwner: readerId === ownerId });
    await notices.tell({
      ...{ key: row.round === undefined ? row.key : `${row.key}:${row.round}`, workspaceId, projectId, failed },
      owner:
        ownerId === undefined || reach === undefined
          ? undefined
          : { personId: ownerId, reach, message: write(reach, about(ownerId)) },
      write: (reader, personId) => write({ ...reader, to: { ...reader.to, audience: 'internal' } }, about(personId)),
    });
  }

  /**
   * The post certainly did not happen: releases its place in the budget and its riders. Runs before settling, so that a
   * crash repeats it.
   */
  async function undo(row: Delivery): Promise<void> {
    if (!isCounted(row.noise)) return;
    await budgetKeeper.giveBack(row, budgetPlaceOf(row));
    await budgetKeeper.freeRiders(row, budgetPlaceOf(row));
  }

  async function fail(row: Claimed<Delivery>, failure: Failure, detail: string): Promise<Outcome> {
    const state = failure === 'unknown' ? 'unknown' : failure === 'expired' ? 'expired' : 'dead';
    const about = {
      delivery: row.key,
      workspaceId: row.workspaceId,
      conversation: row.to.conversation,
      failure,
      detail,
      attempts: row.attempts,
    };
    if (state === 'expired') log.warn(about, 'a delivery expired');
    else log.error(about, `a delivery is ${state}`);
    if (state !== 'unknown') await undo(row);
    // Notify first, settle second: a repeated notice has the same key and is sent once; the other order could lose it
    // in a crash. An expired digest of our own is not worth a notice.
    const isWorthTelling = state !== 'expired' || row.to.audience === 'client' || !isCounted(row.noise);
    if (isWorthTelling) await tell(row, (reader, about) => failureNotice(row, { ...about, failure, reader }));
    await end(row, { state, reason: `${failure}: ${detail}`.slice(0, 500), attempts: row.attempts });
    return 'ended';
  }

  return {
    change,
    fail,
    pauseFor,

    async arrived(row: Claimed<Delivery>, posted: string): Promise<Outcome> {
      // The post is stored first: after a crash here it proves that the message arrived, even if the platform cannot
      // tell.
      const marked = isCounted(row.noise) ? await budgetKeeper.riders(row.key) : [];
      const riders = marked.filter(({ key }) => row.carries === undefined || row.carries.includes(key));
      await posts.record(row, posted, riders.map(asRider));
      if (marked.length > 0) await budgetKeeper.riddenIn(row, budgetPlaceOf(row));
      await end(row, { state: 'sent', posted });
      return 'sent';
    },

    /** The gate stopped it; the stewards know already. */
    async stop(row: Claimed<Delivery>, reason: string): Promise<Outcome> {
      log.warn({ delivery: row.key, workspaceId: row.workspaceId, reason }, 'a delivery was stopped at the gate');
      await undo(row);
      await end(row, { state: 'dead', reason: `stopped: ${reason}`.slice(0, 500) });
      return 'ended';
    },

    /** The gate has no answer yet. It is no attempt: however long it lasts, it neither ends nor parks the delivery. */
    async wait(row: Claimed<Delivery>, reason: string): Promise<Outcome> {
      const notBefore = new Date(clock.now().getTime() + GATE_AGAIN_MS);
      await change(row, { $set: { notBefore, reason: reason.slice(0, 500) }, $unset: { lease: '' } });
      return 'later';
    },

    /** Certainly not posted: waits for a retry, or has used up its attempts. */
    async again(row: Claimed<Delivery>, reason: string, afterMs: number | undefined): Promise<Outcome> {
      const tried = { ...row, attempts: row.attempts + 1 };
      if (tried.attempts >= MAX_ATTEMPTS) return fail(tried, 'gaveUp', reason);
      const notBefore = new Date(clock.now().getTime() + Math.max(afterMs ?? 0, pauseFor(tried.attempts)));
      await change(row, {
        $set: { state: 'waiting', attempts: tried.attempts, notBefore, reason: reason.slice(0, 500) },
        $unset: { lease: '' },
      });
      return 'later';
    },

    /** Over the budget: waits to be merged into another post. */
    async ride(row: Claimed<Delivery>, from: Date): Promise<Outcome> {
      await budgetKeeper.freeRiders(row, budgetPlaceOf(row));
      await change(row, { $set: { rides: true, notBefore: from, attempts: 0 }, $unset: { lease: '' } });
      return 'ended';
    },

    /** Over the budget: held until the manager decides. */
    async ask(row: Claimed<Delivery>, { why, freeAt }: { why: Refusal; freeAt: Date | undefined }): Promise<Outcome> {
      await budgetKeeper.freeRiders(row, budgetPlaceOf(row));
      await tell(row, (reader, { placed }) => budgetQuestion(row, { why, freeAt, placed, reader }));
      const set = {
        state: 'held',
        reason: `over: ${why}`,
        attempts: 0,
        ...(freeAt === undefined ? {} : { notBefore: freeAt }),
      };
      await change(row, { $set: set, $unset: { lease: '' } });
      log.info(
        { delivery: row.key, workspaceId: row.workspaceId, why },
        'a delivery is over the noise budget; the manager is asked',
      );
      return 'ended';
    },
  };
}
