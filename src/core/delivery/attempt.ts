import { randomUUID } from 'node:crypto';
import { isError } from '../../ground/errors.ts';
import type { Claimed } from '../claim.ts';
import type { Message } from '../message.ts';
import type { ChatPlatform, PlatformId, SendResult } from '../platform.ts';
import { isCounted } from './budget.ts';
import { asRider, fits, localeOf, readMessage, rehearsed, together } from './compose.ts';
import type { PostGate } from './gate.ts';
import { asStored, type Delivery, deliveries } from './outbox.ts';
import type { Pacing } from './pacing.ts';
import { budgetPlaceOf, createSettling, type Outcome, type SettlingOptions } from './settle.ts';

/**
 * A platform's `send` answers within 15 s (platform.ts). The lease is much longer, so that no look-up begins while the
 * post may still arrive.
 */
const SEND_LEASE_MS = 60_000;
/** Less lease than this before the call means that the process was suspended: the call is not made. */
const LEASE_LEFT_MS = 45_000;
/** How long a post may still be on its way after an unclear answer or a crash, before it is looked up. */
export const LOOK_AFTER_MS = 20_000;

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

/** The place of a delivery now, and the place it stands in for: as stored on the row from `begin` on. */
type Addressed = Pick<Delivery, 'to' | 'rehearsalOf'> & { readonly target: Delivery['to']; readonly content: Message };
/** The content to post, and the keys of its riders; undefined where riders are not allowed. */
interface Composed {
  readonly content: Message;
  readonly carries: readonly string[] | undefined;
}

/** One call of the platform. */
interface Try {
  readonly addressed: Addressed;
  readonly composed: Composed;
  readonly outgoing: Message;
  readonly tryId: string;
  readonly platform: ChatPlatform;
}

const CANNOT_TELL = 'the process ended while it was being posted';

export function createAttempt(options: AttemptOptions): Attempt {
  const { db, clock, platforms, gate, directory, posts, pacing, budgetKeeper } = options;
  const rows = db.everywhere(deliveries);
  const settling = createSettling(options);
  const { change, fail } = settling;
  /** Outcomes that could not be saved while the database was down, by attempt id. Lost when the process ends. */
  const unwritten = new Map<string, SendResult>();
  /** The running attempts of this process, by id. */
  const underWay = new Set<string>();
  const leaseFor = (milliseconds: number) => new Date(db.now().getTime() + milliseconds);

  /** The place and the audience for the post, or the outcome when it ends here. */
  async function address(row: Claimed<Delivery>): Promise<Addressed | Outcome> {
    const content = readMessage(row.message);
    if (content === undefined) return fail(row, 'rejected', 'the stored message cannot be read');
    const verdict = await gate.pass(row);
    if (verdict.verdict === 'stop') return settling.stop(row, verdict.reason);
    if (verdict.verdict === 'wait') return settling.wait(row, verdict.reason);
    return {
      to: row.to,
      target: asStored(verdict.to),
      rehearsalOf: verdict.verdict === 'redirect' ? verdict.wouldHaveGone : undefined,
      content,
    };
  }

  /** Asks the noise budget, and composes the post; or the outcome when it ends here. */
  async function admit(row: Claimed<Delivery>, addressed: Addressed): Promise<Composed | Outcome> {
    const place = budgetPlaceOf(addressed);
    const admission = await budgetKeeper.admit(row, place);
    if (admission.verdict === 'ride') return settling.ride(row, admission.from);
    if (admission.verdict === 'ask') return settling.ask(row, admission);
    if (!isCounted(row.noise)) return { content: addressed.content, carries: undefined };
    if (admission.carries) {
      await budgetKeeper.takeAlong(row, place, async (other) => {
        const verdict = await gate.pass(other);
        const wanted = addressed.rehearsalOf === undefined ? 'go' : 'redirect';
        return (
          'to' in verdict && verdict.verdict === wanted && verdict.to.conversation === addressed.target.conversation
        );
      });
    }
    const riders = await budgetKeeper.riders(row.key);
    return { content: together(addressed.content, riders.map(asRider)), carries: riders.map(({ key }) => key) };
  }

  /** The message for that place; undefined when its readers are not the intended audience. */
  async function shownAs(
    row: Delivery,
    { target, rehearsalOf }: Addressed,
    content: Message,
  ): Promise<Message | undefined> {
    const outgoing =
      rehearsalOf === undefined
        ? content
        : rehearsed(content, rehearsalOf, await localeOf(directory, { ...row, to: target }));
    return fits(outgoing, target) ? outgoing : undefined;
  }

  /**
   * Marks the row as being posted. Undefined when the lease is lost, or another post is in flight there (the unique
   * index refuses it).
   */
  async function begin(
    row: Claimed<Delivery>,
    {
      addressed: { target, rehearsalOf },
      carries,
      tryId,
    }: { addressed: Addressed; carries: Composed['carries']; tryId: string },
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
      // The row may be marked all the same: then this records that nothing was posted.
      unwritten.set(tryId, { outcome: 'retry', reason: 'the database went away before it was posted' });
      throw error;
    }
  }

  async function settle(row: Claimed<Delivery>, result: SendResult): Promise<Outcome> {
    if (row.tryId === undefined || result.outcome === 'unknown') return written(row, result);
    unwritten.set(row.tryId, result);
    const outcome = await written(row, result);
    unwritten.delete(row.tryId);
    return outcome;
  }

  async function written(row: Claimed<Delivery>, result: SendResult): Promise<Outcome> {
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

  /** Marks the row, calls the platform, and saves the outcome. */
  async function tryOnce(
    row: Claimed<Delivery>,
    { addressed, composed, outgoing, tryId, platform }: Try,
  ): Promise<Outcome> {
    const sending = await begin(row, { addressed, carries: composed.carries, tryId });
    if (sending === undefined) {
      if (composed.carries !== undefined) await budgetKeeper.freeLate(row, budgetPlaceOf(addressed));
      return 'later';
    }
    if (sending.lease.until.getTime() - db.now().getTime() < LEASE_LEFT_MS) {
      await change(sending, { $set: { state: 'waiting' }, $unset: { lease: '' } });
      return 'later';
    }
    const result = await platform
      .send(addressed.target, outgoing, { key: row.key, locale: row.locale, zone: row.zone, pin: row.pin === true })
      .catch((error: unknown): SendResult => ({ outcome: 'unknown', reason: `the adapter failed: ${String(error)}` }));
    return settle(sending, result);
  }

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
    isUnderWay: (row) => row.tryId !== undefined && underWay.has(row.tryId),
    async post(row) {
      const platform = platforms.get(row.to.platform);
      if (platform === undefined) return 'later';
      if (row.until !== undefined && row.until <= clock.now()) return expire(row);
      // An earlier delivery in this lane may have merged it.
      if (isCounted(row.noise) && (await rows.findOne({ _id: row._id, 'lease.token': row.lease.token })) === undefined)
        return 'ended';
      const addressed = await address(row);
      if (typeof addressed === 'string') return addressed;
      const composed = await admit(row, addressed);
      if (typeof composed === 'string') return composed;
      const { content } = composed;
      const { target } = addressed;
      const outgoing = await shownAs(row, addressed, content);
      if (outgoing === undefined)
        return fail(
          row,
          'forbidden',
          `a message for ${content.audience} eyes, a conversation that is ${target.audience}`,
        );
      if (!pacing.take(target, platform.pace)) return 'later';
      const tryId = randomUUID();
      underWay.add(tryId);
      try {
        return await tryOnce(row, { addressed, composed, outgoing, tryId, platform });
      } finally {
        underWay.delete(tryId);
      }
    },

    async lookUp(row) {
      const post = await posts.find(row.key);
      if (post !== undefined) return settle(row, { outcome: 'sent', message: post.posted });
      const known = unwritten.get(row.tryId ?? '');
      if (known !== undefined) return settle(row, known);
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
