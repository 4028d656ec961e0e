import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import { type Database, defineCollection } from '../store/collection.ts';
import { type Claimed, claim } from './claim.ts';
import { isError } from './errors.ts';
import { type EventKind, type InboundEvent, inboundEvent } from './platform.ts';

const inboxRow = z.strictObject({
  /** The installation and the platform's event id: the same for every redelivery. */
  _id: z.string(),
  kind: z.string(),
  /** The event as JSON, while it is not done; only of kinds that must survive a crash. */
  event: z.string().optional(),
  state: z.enum(['waiting', 'done', 'dead']),
  attempts: z.number().int(),
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
  /** By the database's clock: when nobody needs to know of it any more. */
  expiresAt: z.date(),
});
type InboxRow = z.infer<typeof inboxRow>;

export const inboxRows = defineCollection({
  name: 'inbox',
  model: inboxRow,
  tenancy: 'installation',
  indexes: [{ keys: { 'lease.until': 1 }, where: { state: 'waiting' } }, { keys: { expiresAt: 1 } }],
});

/** Kinds that carry what somebody typed or decided: kept before they are acknowledged, done even after a crash. */
const DURABLE: ReadonlySet<EventKind> = new Set(['action', 'formSubmit']);
/** Answered once and forgotten soon: platforms do not redeliver these for long. */
const SHORT: ReadonlySet<EventKind> = new Set(['command', 'action', 'formSubmit', 'formClosed', 'messageShortcut', 'globalShortcut', 'optionsQuery']);
const MINUTE = 60_000;
const KEEP_SHORT_MS = 10 * MINUTE;
/** Slack delivers delayed events for 24 hours. */
const KEEP_LONG_MS = 25 * 60 * MINUTE;
/** Longer than a handler may take; after that it counts as crashed. */
const LEASE_MS = 60_000;
/** A fault that comes every time must not be tried for ever. */
const MAX_ATTEMPTS = 3;
const BATCH = 20;

/** The right to work on one kept event; settling needs it. */
export interface InHand {
  readonly id: string;
  readonly token: string;
}

/** What came in, remembered: against doing it twice, and against losing it in a crash. */
export interface Inbox {
  /** Remembers an event. `duplicate`: it was here before, in this process or another. Rejects with `unavailable` when it could not be kept. */
  keep(event: InboundEvent): Promise<InHand | 'duplicate'>;
  /** The event is answered. Without effect when somebody else took it over meanwhile. */
  settle(hand: InHand): Promise<void>;
  /** Forgets an event that was not worked on, so that a redelivery is welcome. */
  release(hand: InHand): Promise<void>;
  /** Events whose worker is gone, claimed for this one; `exhausted` were tried too often and will not come again. */
  orphans(): Promise<{ events: { hand: InHand; event: InboundEvent; exhausted: boolean }[] }>;
  /** Removes what nobody needs to know of any more; returns how many. */
  sweep(): Promise<number>;
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
      const durable = DURABLE.has(event.kind);
      const lease = { token: randomUUID(), until: from(LEASE_MS) };
      const row: InboxRow = {
        _id: requestIdOf(event),
        kind: event.kind,
        state: durable ? 'waiting' : 'done',
        attempts: 1,
        lease,
        expiresAt: from(SHORT.has(event.kind) ? KEEP_SHORT_MS : KEEP_LONG_MS),
        ...(durable ? { event: JSON.stringify(event) } : {}),
      };
      try {
        await rows.insert(row);
        return { id: row._id, token: lease.token };
      } catch (error) {
        if (isError(error, 'conflict')) return 'duplicate';
        throw error;
      }
    },
    async settle(hand) {
      await rows.findOneAndUpdate(mine(hand), { $set: { state: 'done' }, $unset: { event: '', lease: '' } });
    },
    async release(hand) {
      await rows.deleteMany(mine(hand));
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
      for (const row of claimed) events.push(await taken(row));
      return { events: events.flatMap((event) => event ?? []) };
    },
    sweep: () => rows.deleteMany({ expiresAt: { $lte: db.now() }, state: { $in: ['done', 'dead'] } }),
  };

  async function taken(row: Claimed<InboxRow>): Promise<{ hand: InHand; event: InboundEvent; exhausted: boolean } | undefined> {
    const exhausted = row.attempts >= MAX_ATTEMPTS;
    const hand = { id: row._id, token: row.lease.token };
    const parsed = inboundEvent.safeParse(JSON.parse(row.event ?? 'null'));
    if (!parsed.success || exhausted) await rows.findOneAndUpdate(mine(hand), { $set: { state: 'dead' } });
    else await rows.findOneAndUpdate(mine(hand), { $inc: { attempts: 1 } });
    return parsed.success ? { hand, event: parsed.data, exhausted } : undefined;
  }
}
