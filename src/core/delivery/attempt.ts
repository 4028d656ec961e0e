import type { Database, Update } from '../../store/collection.ts';
import { backoff } from '../backoff.ts';
import type { Claimed } from '../claim.ts';
import type { Clock } from '../clock.ts';
import type { Directory } from '../directory.ts';
import { isError } from '../errors.ts';
import type { Logger } from '../log.ts';
import type { Message } from '../message.ts';
import type { ChatPlatform, PlatformId, SendResult } from '../platform.ts';
import { type Failure, failureNotice, fits, localeOf, readMessage, rehearsed } from './compose.ts';
import type { PostGate } from './gate.ts';
import { isNotice, type Notices } from './notices.ts';
import { asStored, type Delivery, deliveries } from './outbox.ts';
import type { Pacing } from './pacing.ts';
import type { Posts } from './posts.ts';

/** A platform's `send` answers within 15 s (platform.ts); the lease outlives it by far, so that nobody looks for a post that may still arrive. */
const SEND_LEASE_MS = 60_000;
/** Less than this left before the call means that the process stood still: the call is not made. */
const LEASE_LEFT_MS = 45_000;
/** After an unclear answer: how long a post may still be on its way before it is looked for. */
const LOOK_AFTER_MS = 20_000;
const MAX_ATTEMPTS = 20;
const RETRY = { baseMs: 2_000, capMs: 1_800_000 };

export interface AttemptOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly platforms: ReadonlyMap<PlatformId, ChatPlatform>;
  readonly gate: PostGate;
  readonly directory: Directory;
  readonly notices: Notices;
  readonly posts: Posts;
  readonly pacing: Pacing;
  readonly log: Logger;
  readonly random?: (() => number) | undefined;
}

/** `ended`: settled without having been posted, the next of the conversation may go. `later`: the conversation has to wait. */
export type Outcome = 'sent' | 'ended' | 'later';

/** One delivery's way. Every step that a crash may follow leaves a row from which another worker can tell what to do. */
export interface Attempt {
  /** Posts a claimed `waiting` delivery. Throws only when the database fails. */
  post(row: Claimed<Delivery>): Promise<Outcome>;
  /** Settles a claimed `sending` delivery whose worker is gone or got no clear answer. Never posts. */
  lookUp(row: Claimed<Delivery>): Promise<Outcome>;
}

export function createAttempt(options: AttemptOptions): Attempt {
  const { db, clock, platforms, gate, directory, notices, posts, pacing, log, random } = options;
  const rows = db.everywhere(deliveries);
  const fromNow = (milliseconds: number) => new Date(clock.now().getTime() + milliseconds);
  const leaseFor = (milliseconds: number) => new Date(db.now().getTime() + milliseconds);
  const pauseFor = (attempts: number) => backoff(attempts, { ...RETRY, ...(random === undefined ? {} : { random }) });

  /** The only way to change a row in hand: with its token. A worker that lost it changes nothing. Once more when the database hesitates: the token makes it harmless. */
  function change(row: Claimed<Delivery>, update: Update): Promise<Delivery | undefined> {
    const write = () => rows.findOneAndUpdate({ _id: row._id, 'lease.token': row.lease.token }, update);
    return write().catch((error: unknown) => (isError(error, 'unavailable') ? write() : Promise.reject(error)));
  }

  const end = (row: Claimed<Delivery>, set: Partial<Delivery>) => change(row, { $set: { ...set, settledAt: clock.now() }, $unset: { lease: '' } });

  async function arrived(row: Claimed<Delivery>, posted: string): Promise<Outcome> {
    // The post is kept first: after a crash here it proves that the message is there, whether or not the platform can tell.
    await posts.record(row, posted);
    await end(row, { state: 'sent', posted });
    return 'sent';
  }

  async function fail(row: Claimed<Delivery>, failure: Failure, detail: string): Promise<Outcome> {
    const state = failure === 'unknown' ? 'unknown' : 'dead';
    log.error(
      { delivery: row.key, workspaceId: row.workspaceId, conversation: row.to.conversation, failure, detail, attempts: row.attempts },
      `a delivery is ${state}`,
    );
    // People are told before it is settled: told twice is one message (same key), settled untold would be silence.
    if (!isNotice(row.key)) {
      const place = await directory.reachChannel(row.workspaceId, row.to.conversation).catch(() => ({ unreachable: 'unknown' as const }));
      const placeName = 'unreachable' in place ? row.to.conversation : place.name;
      const write = (reader: Parameters<typeof failureNotice>[1]['reader']) => failureNotice(row, { failure, placeName, reader });
      await notices.tell({ key: row.key, workspaceId: row.workspaceId, projectId: row.projectId, write });
    }
    await end(row, { state, reason: `${failure}: ${detail}`.slice(0, 500), attempts: row.attempts });
    return 'ended';
  }

  /** Certainly not posted: waits for another try, or has had enough of them. */
  async function again(row: Claimed<Delivery>, reason: string, afterMs: number | undefined): Promise<Outcome> {
    const tried = { ...row, attempts: row.attempts + 1 };
    if (tried.attempts >= MAX_ATTEMPTS) return fail(tried, 'gaveUp', reason);
    const wait = Math.max(afterMs ?? 0, pauseFor(tried.attempts));
    await change(row, { $set: { state: 'waiting', attempts: tried.attempts, notBefore: fromNow(wait), reason: reason.slice(0, 500) }, $unset: { lease: '' } });
    return 'later';
  }

  /** Where it goes now and as what; or how it ended here. */
  async function address(row: Claimed<Delivery>): Promise<{ target: Delivery['to']; rehearsalOf: string | undefined; outgoing: Message } | Outcome> {
    const content = readMessage(row.message);
    if (content === undefined) return fail(row, 'rejected', 'the stored message cannot be read');
    const verdict = await gate.pass(row);
    if (verdict.verdict === 'stop') {
      log.warn({ delivery: row.key, workspaceId: row.workspaceId, reason: verdict.reason }, 'a delivery was stopped at the gate');
      await end(row, { state: 'dead', reason: `stopped: ${verdict.reason}`.slice(0, 500) });
      return 'ended';
    }
    const target = asStored(verdict.to);
    const rehearsalOf = verdict.verdict === 'redirect' ? verdict.wouldHaveGone : undefined;
    const outgoing = rehearsalOf === undefined ? content : rehearsed(content, rehearsalOf, await localeOf(directory, { ...row, to: target }));
    if (!fits(outgoing, target)) return fail(row, 'forbidden', `a message for ${outgoing.audience} eyes, a conversation that is ${target.audience}`);
    return { target, rehearsalOf, outgoing };
  }

  /** Marks the row as being posted. Undefined when the lease is lost, or another post is in flight there (the unique index says so). */
  async function begin(row: Claimed<Delivery>, target: Delivery['to'], rehearsalOf: string | undefined): Promise<Claimed<Delivery> | undefined> {
    const set = { state: 'sending', target, 'lease.until': leaseFor(SEND_LEASE_MS), ...(rehearsalOf === undefined ? {} : { rehearsalOf }) };
    try {
      return (await change(row, { $set: set, ...(rehearsalOf === undefined ? { $unset: { rehearsalOf: '' } } : {}) })) as Claimed<Delivery> | undefined;
    } catch (error) {
      if (isError(error, 'conflict')) return undefined;
      throw error;
    }
  }

  async function settle(row: Claimed<Delivery>, result: SendResult): Promise<Outcome> {
    switch (result.outcome) {
      case 'sent':
        return arrived(row, result.message);
      case 'retry':
        if (result.pause === 'installation') pacing.pause(row.target ?? row.to, result.afterMs ?? pauseFor(row.attempts + 1));
        return again(row, result.reason, result.afterMs);
      case 'dead':
        return fail(row, result.reason, result.detail);
      case 'unknown':
        // Stays `sending`: it is looked for once it must have arrived if it ever does.
        await change(row, { $set: { 'lease.until': leaseFor(LOOK_AFTER_MS), reason: result.reason.slice(0, 500) } });
        return 'later';
    }
  }

  return {
    async post(row) {
      const platform = platforms.get(row.to.platform);
      if (platform === undefined) return 'later';
      const addressed = await address(row);
      if (typeof addressed === 'string') return addressed;
      const { target, rehearsalOf, outgoing } = addressed;
      if (!pacing.take(target, platform.pace)) return 'later';
      const sending = await begin(row, target, rehearsalOf);
      if (sending === undefined) return 'later';
      if (sending.lease.until.getTime() - db.now().getTime() < LEASE_LEFT_MS) {
        await change(sending, { $set: { state: 'waiting' }, $unset: { lease: '' } });
        return 'later';
      }
      const result = await platform
        .send(target, outgoing, { key: row.key, locale: row.locale, zone: row.zone })
        .catch((error: unknown): SendResult => ({ outcome: 'unknown', reason: `the adapter failed: ${String(error)}` }));
      return settle(sending, result);
    },

    async lookUp(row) {
      const known = await posts.find(row.key);
      if (known !== undefined) return arrived(row, known.posted);
      const platform = platforms.get(row.to.platform);
      const answer = platform === undefined ? 'cannotTell' : await platform.find(row.target ?? row.to, row.key);
      if (answer === 'absent') return again(row, row.reason ?? 'the process ended before it was posted', undefined);
      if (answer === 'cannotTell') return fail(row, 'unknown', row.reason ?? 'the process ended while it was being posted');
      return arrived(row, answer.found);
    },
  };
}
