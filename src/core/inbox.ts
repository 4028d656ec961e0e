import { randomUUID } from 'node:crypto';
import { isError } from '../ground/errors.ts';
import type { Database } from '../store/collection.ts';
import { type Claimed, claim } from './claim.ts';
import type { Reply } from './command.ts';
import { FORM_LIFE_MS, markIn } from './formMark.ts';
import { FLEETING, type InboxRow, inboxRows, SHORT } from './inboxRow.ts';
import { type Message, message } from './message.ts';
import { type EventOf, type InboundEvent, inboundEvent } from './platform.ts';
import { digestOf } from './repeat.ts';
import { sweepBatches } from './retention.ts';

const MINUTE = 60_000;
const KEEP_SHORT_MS = 10 * MINUTE;
/** Slack delivers delayed events for 24 hours. */
const KEEP_LONG_MS = 25 * 60 * MINUTE;
/** Longer than a form can be sent: without a row, nothing was done. */
const KEEP_FORM_MS = FORM_LIFE_MS + 24 * 60 * MINUTE;
/** Two rounds of recover(), which renews the claims of this process: a worker that misses them counts as gone. */
const LEASE_MS = 120_000;
/** A fault that recurs every time must not be retried for ever. */
const MAX_ATTEMPTS = 3;
const BATCH = 20;
/** How long dead events stay for an operator, unless configured otherwise. */
const KEEP_DEAD_DAYS = 30;

/** The right to work on one stored event; settling needs it. */
export interface EventClaim {
  readonly id: string;
  /** Undefined for an event that is not stored: there is nothing to settle. */
  readonly token: string | undefined;
  /** A form with a mark: its answer is stored, in case the form is sent again. */
  readonly isForm: boolean;
}

/** The earlier submit of a form. */
export interface SentBefore {
  /** The digest of the sent values. */
  readonly sent: string;
  readonly message: Message | undefined;
}

/** Stores events: against processing one twice, and against losing one in a crash. */
export interface Inbox {
  /**
   * Stores an event. `duplicate`: this process or another has stored it before. For a form that was stored before: its
   * answer, or `working` until there is one. Rejects with `unavailable` if the event could not be stored.
   */
  keep(event: InboundEvent): Promise<EventClaim | SentBefore | 'working' | 'duplicate'>;
  /** The earlier submit of this form; undefined if it was never sent, or failed. */
  sentBefore(event: FormEvent): Promise<SentBefore | 'working' | undefined>;
  /** Settles an answered event. A form that comes back may be sent again. No effect after the claim was lost. */
  settle(claim: EventClaim, reply: Reply): Promise<void>;
  /** Renews the leases of events that this process still works on. */
  renew(claims: readonly EventClaim[]): Promise<void>;
  /** Releases a claim that has not begun: another worker may take the event at once, and no try is counted. */
  giveBack(claim: EventClaim): Promise<void>;
  /**
   * Events of dead workers, now claimed for this one. `exhausted` ones have failed too often and are not retried.
   * `unreadable`: ids of rows in an obsolete format.
   */
  orphans(): Promise<{
    events: { claim: EventClaim; event: InboundEvent; exhausted: boolean }[];
    unreadable: string[];
  }>;
  /** Removes expired rows, and dead ones after this many days (0: never). Returns the number of removed rows. */
  sweep(keepDeadDays?: number): Promise<number>;
}

type FormEvent = EventOf<'formSubmit' | 'formClosed'>;

/** The id of a form with a mark, by its sender: each sender has their own. */
function formOf({ installation, from, values }: FormEvent): string | undefined {
  const mark = markIn(values);
  return mark === undefined
    ? undefined
    : `${installation.platform}/${installation.tenant}/form:${mark}/${from.tenant}/${from.user}`;
}

/**
 * The row of a form. A form for a new thing creates it once, even if its values changed between two submits. For an
 * existing thing, other values are another change.
 */
function formRowOf(event: FormEvent): string | undefined {
  const form = formOf(event);
  return form === undefined || event.command.endsWith(' new') ? form : `${form}/${digestOf(event.values)}`;
}

/**
 * The request's id for handlers: the same for every redelivery, and for each submit of a form with the same values.
 */
export function requestIdOf(event: InboundEvent): string {
  const form = event.kind === 'formSubmit' ? formOf(event) : undefined;
  if (form !== undefined && event.kind === 'formSubmit') return `${form}/${digestOf(event.values)}`;
  return `${event.installation.platform}/${event.installation.tenant}/${event.id}`;
}

/** The answer as stored: no row holds a secret, such as a one-time code. */
const keptOf = (reply: Extract<Reply, { message: Message }>): Message =>
  reply.kind === 'message' ? (reply.keptAs ?? reply.message) : reply.message;

export function createInbox({ db }: { db: Database }): Inbox {
  const rows = db.everywhere(inboxRows);
  const from = (milliseconds: number) => new Date(db.now().getTime() + milliseconds);
  const mine = (claim: EventClaim) => ({ _id: claim.id, 'lease.token': claim.token });

  return {
    async keep(event) {
      const durable = !FLEETING.has(event.kind);
      const form = event.kind === 'formSubmit' ? formRowOf(event) : undefined;
      const lease = { token: randomUUID(), until: from(LEASE_MS) };
      const keepMs = form !== undefined ? KEEP_FORM_MS : SHORT.has(event.kind) ? KEEP_SHORT_MS : KEEP_LONG_MS;
      const row: InboxRow = {
        _id: form ?? requestIdOf(event),
        kind: event.kind,
        state: durable ? 'waiting' : 'done',
        attempts: 1,
        expiresAt: from(keepMs),
        ...(durable ? { event: JSON.stringify(event), lease } : {}),
        ...(form !== undefined && event.kind === 'formSubmit' ? { sent: digestOf(event.values) } : {}),
      };
      const claim: EventClaim = { id: row._id, token: durable ? lease.token : undefined, isForm: form !== undefined };
      try {
        await rows.insert(row);
        return claim;
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
      }
      if (form === undefined) return 'duplicate';
      const first = await cameOf(form);
      if (first !== undefined) return first;
      // It was given up, or had no effect just now: this submit counts as the first.
      const { _id, ...fresh } = row;
      const taken = await rows.findOneAndUpdate({ _id, state: 'dead' }, { $set: fresh });
      return taken === undefined ? 'working' : claim;
    },
    async sentBefore(event) {
      const form = formRowOf(event);
      return form === undefined ? undefined : cameOf(form);
    },
    async settle(claim, reply) {
      if (claim.token === undefined) return;
      // Nothing was done. Only a row of a completed form may prevent another submit.
      if (claim.isForm && (reply.kind === 'form' || reply.kind === 'invalid'))
        return void (await rows.deleteMany(mine(claim)));
      const answer = claim.isForm && 'message' in reply ? { answer: JSON.stringify(keptOf(reply)) } : {};
      await rows.findOneAndUpdate(mine(claim), {
        $set: { state: 'done', ...answer },
        $unset: { event: '', lease: '' },
      });
    },
    async renew(claims) {
      const until = from(LEASE_MS);
      for (const claim of claims)
        if (claim.token !== undefined) await rows.findOneAndUpdate(mine(claim), { $set: { 'lease.until': until } });
    },
    async giveBack(claim) {
      await rows.findOneAndUpdate(mine(claim), { $set: { 'lease.until': from(0) }, $inc: { attempts: -1 } });
    },
    async orphans() {
      const { rows: claimed } = await claim<InboxRow>(rows, {
        due: { state: 'waiting' },
        sort: { 'lease.until': 1 },
        limit: BATCH,
        leaseMs: LEASE_MS,
        now: () => db.now(),
      });
      const events = [];
      const unreadable = [];
      for (const row of claimed) {
        const event = await taken(row);
        if (event === undefined) unreadable.push(row._id);
        else events.push(event);
      }
      return { events, unreadable };
    },
    async sweep(keepDeadDays = KEEP_DEAD_DAYS) {
      const done = await sweepBatches(rows, { state: 'done', expiresAt: { $lte: db.now() } }, 'expiresAt');
      if (keepDeadDays === 0) return done;
      return (
        done +
        (await sweepBatches(
          rows,
          { state: 'dead', expiresAt: { $lte: from(-keepDeadDays * 24 * 60 * MINUTE) } },
          'expiresAt',
        ))
      );
    },
  };

  /** Undefined: no outcome, so the form may be sent. */
  async function cameOf(form: string): Promise<SentBefore | 'working' | undefined> {
    const row = await rows.get(form);
    if (row === undefined || row.state === 'dead') return undefined;
    if (row.state === 'waiting') return 'working';
    const parsed = message.safeParse(JSON.parse(row.answer ?? 'null'));
    return { sent: row.sent ?? '', message: parsed.success ? parsed.data : undefined };
  }

  async function taken(
    row: Claimed<InboxRow>,
  ): Promise<{ claim: EventClaim; event: InboundEvent; exhausted: boolean } | undefined> {
    const exhausted = row.attempts >= MAX_ATTEMPTS;
    const claim = { id: row._id, token: row.lease.token, isForm: row.sent !== undefined };
    const parsed = inboundEvent.safeParse(JSON.parse(row.event ?? 'null'));
    if (!parsed.success || exhausted)
      await rows.findOneAndUpdate(mine(claim), { $set: { state: 'dead', expiresAt: db.now() } });
    else await rows.findOneAndUpdate(mine(claim), { $inc: { attempts: 1 } });
    return parsed.success ? { claim, event: parsed.data, exhausted } : undefined;
  }
}
