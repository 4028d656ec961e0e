import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Database, defineCollection } from '../store/collection.ts';
import { type Claimed, claim } from './claim.ts';
import { isError } from './errors.ts';
import { type EventKind, type InboundEvent, inboundEvent } from './platform.ts';
import { sweepBatches } from './retention.ts';

const inboxRow = z.strictObject({
  /** The installation and the platform's event id: the same for every redelivery. */
  _id: z.string(),
  kind: z.string(),
  /** The event as JSON, while it is not done; only of kinds that must survive a crash. */
  event: z.string().optional(),
  state: z.enum(['waiting', 'done', 'dead']),
  attempts: z.number().int(),
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
  /** By the database's clock: when nobody needs to know of it any more; with `dead`, when it was given up. */
  expiresAt: z.date(),
});
type InboxRow = z.infer<typeof inboxRow>;

export const inboxRows = defineCollection({
  name: 'inbox',
  model: inboxRow,
  tenancy: 'installation',
  indexes: [{ keys: { 'lease.until': 1 }, where: { state: 'waiting' } }, { keys: { state: 1, expiresAt: 1 } }],
});

/**
 * Answered at once or not at all: whoever typed a command or opened a form sees that nothing came of it. Everything else is kept before it is acknowledged and done even
 * after a crash: what somebody pressed, sent or wrote to us, and what happened to a channel or an installation, which nobody would tell us again.
 */
const FLEETING: ReadonlySet<EventKind> = new Set(['command', 'formClosed', 'messageShortcut', 'globalShortcut', 'optionsQuery', 'homeOpened']);
/** Answered once and forgotten soon: platforms do not redeliver these for long. */
const SHORT: ReadonlySet<EventKind> = new Set(['command', 'action', 'formSubmit', 'formClosed', 'messageShortcut', 'globalShortcut', 'optionsQuery']);
const MINUTE = 60_000;
const KEEP_SHORT_MS = 10 * MINUTE;
/** Slack delivers delayed events for 24 hours. */
const KEEP_LONG_MS = 25 * 60 * MINUTE;
/** Two rounds of recover(), which renews what this process has in hand: after that a worker counts as gone. */
const LEASE_MS = 120_000;
/** A fault that comes every time must not be tried for ever. */
const MAX_ATTEMPTS = 3;
const BATCH = 20;
/** What was given up is there for an operator to look at for so long, unless the operator says otherwise. */
const KEEP_DEAD_DAYS = 30;

/** The right to work on one kept event; settling needs it. */
export interface InHand {
  readonly id: string;
  /** Undefined for what is not kept: there is nothing to settle. */
  readonly token: string | undefined;
}

/** What came in, remembered: against doing it twice, and against losing it in a crash. */
export interface Inbox {
  /** Remembers an event. `duplicate`: it was here before, in this process or another. Rejects with `unavailable` when it could not be kept. */
  keep(event: InboundEvent): Promise<InHand | 'duplicate'>;
  /** The event is answered. Without effect when somebody else took it over meanwhile. */
  settle(hand: InHand): Promise<void>;
  /** Keeps in hand what a slow worker of this process still works on. */
  renew(hands: readonly InHand[]): Promise<void>;
  /** Claimed and not begun: another one may have it at once, and this was no try. */
  giveBack(hand: InHand): Promise<void>;
  /** Events whose worker is gone, claimed for this one; `exhausted` were tried too often and will not come again. `unreadable`: ids of rows of a format that is no more. */
  orphans(): Promise<{ events: { hand: InHand; event: InboundEvent; exhausted: boolean }[]; unreadable: string[] }>;
  /** Removes what nobody needs to know of any more, and what was given up so many days ago (0: never); returns how many. */
  sweep(keepDeadDays?: number): Promise<number>;
}

/** The name under which an event is remembered; also the request's id for handlers. */
export function requestIdOf(event: InboundEvent): string {
  return `${event.installation.platform}/${event.installation.tenant}/${event.id}`;
}

export function createInbox({ db }: { db: Database }): Inbox {
  const rows = db.everywhere(inboxRows);
  const from = (milliseconds: number) => new Date(db.now().getTime() + milliseconds);
  const mine = (hand: InHand) => ({ _id: hand.id, 'lease.token': hand.token });

  return {
    async keep(event) {
      const durable = !FLEETING.has(event.kind);
      const lease = { token: randomUUID(), until: from(LEASE_MS) };
      const row: InboxRow = {
        _id: requestIdOf(event),
        kind: event.kind,
        state: durable ? 'waiting' : 'done',
        attempts: 1,
        expiresAt: from(SHORT.has(event.kind) ? KEEP_SHORT_MS : KEEP_LONG_MS),
        ...(durable ? { event: JSON.stringify(event), lease } : {}),
      };
      try {
        await rows.insert(row);
        return { id: row._id, token: durable ? lease.token : undefined };
      } catch (error) {
        if (isError(error, 'conflict')) return 'duplicate';
        throw error;
      }
    },
    async settle(hand) {
      if (hand.token !== undefined) await rows.findOneAndUpdate(mine(hand), { $set: { state: 'done' }, $unset: { event: '', lease: '' } });
    },
    async renew(hands) {
      const until = from(LEASE_MS);
      for (const hand of hands) if (hand.token !== undefined) await rows.findOneAndUpdate(mine(hand), { $set: { 'lease.until': until } });
    },
    async giveBack(hand) {
      await rows.findOneAndUpdate(mine(hand), { $set: { 'lease.until': from(0) }, $inc: { attempts: -1 } });
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
      return done + (await sweepBatches(rows, { state: 'dead', expiresAt: { $lte: from(-keepDeadDays * 24 * 60 * MINUTE) } }, 'expiresAt'));
    },
  };

  async function taken(row: Claimed<InboxRow>): Promise<{ hand: InHand; event: InboundEvent; exhausted: boolean } | undefined> {
    const exhausted = row.attempts >= MAX_ATTEMPTS;
    const hand = { id: row._id, token: row.lease.token };
    const parsed = inboundEvent.safeParse(JSON.parse(row.event ?? 'null'));
    if (!parsed.success || exhausted) await rows.findOneAndUpdate(mine(hand), { $set: { state: 'dead', expiresAt: db.now() } });
    else await rows.findOneAndUpdate(mine(hand), { $inc: { attempts: 1 } });
    return parsed.success ? { hand, event: parsed.data, exhausted } : undefined;
  }
}
