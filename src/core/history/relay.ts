import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import type { Logger } from '../../ground/log.ts';
import { outsideRequest } from '../../ground/request.ts';
import type { CollectionDefinition, Database } from '../../store/collection.ts';
import type { Reaction } from './reaction.ts';
import type { AnySubject, HistoryRow, SubjectEntity } from './subject.ts';

/** So many subjects of one kind in one look; the rest is found a minute later. */
const BATCH = 200;
/** A reaction that fails every time is not tried for ever. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

export interface RelayOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly house: { readonly reactions: readonly Reaction[] };
  readonly rows: CollectionDefinition<HistoryRow>;
}

/**
 * Brings pending events to the history and to the reactions, in this order: copied, reacted to, taken out. A crash
 * between two steps repeats the earlier ones; two relays at once do the same twice. Both are harmless: the history has
 * unique keys, reactions are idempotent.
 */
export function createRelay({ db, clock, log, house, rows }: RelayOptions) {
  /** The last relay per subject: those of one subject run one after another. */
  const underWay = new Map<string, Promise<void>>();
  /** Since when a reaction to an event fails in this process. */
  const failing = new Map<string, Date>();

  const nameOf = (subject: AnySubject, id: string) => `${subject.kind}:${id}`;

  /** Copies all pending events, in order. Returns the rows. */
  async function copied(subject: AnySubject, document: SubjectEntity): Promise<HistoryRow[]> {
    const { _id, workspaceId, revision = 0, pending = [] } = document;
    const history = db.within(rows, { workspaceId });
    const found: HistoryRow[] = [];
    for (const [index, { id, ...event }] of pending.entries()) {
      // Each event made one revision, and those that were not copied yet are the last ones: an event that waits for a
      // failed reaction may have lost its successors from the list, but is in the history already.
      const row = {
        _id: id,
        workspaceId,
        subject: nameOf(subject, _id),
        revision: revision - (pending.length - 1 - index),
        ...event,
      };
      try {
        found.push(await history.insert(row));
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
        const known = await history.get(id);
        if (known === undefined)
          throw new RapportError('internal', `${row.subject} has another revision ${row.revision} in its history`);
        found.push(known);
      }
    }
    return found;
  }

  /** Runs one reaction. False when it failed and is to be tried again. */
  async function ran(reaction: Reaction, document: SubjectEntity, event: HistoryRow): Promise<boolean> {
    const key = `${event._id} ${reaction.name}`;
    try {
      await reaction.run(document, event);
      failing.delete(key);
      return true;
    } catch (error) {
      const since = failing.get(key);
      const about = { err: error, reaction: reaction.name, event: event._id, kind: event.kind, subject: event.subject };
      if (since === undefined) {
        failing.set(key, clock.now());
        log.error(about, 'a reaction failed; it is tried again each minute');
        return false;
      }
      if (clock.now().getTime() - since.getTime() < GIVE_UP_AFTER_MS) return false;
      failing.delete(key);
      log.error(about, 'a reaction failed for a day; it is given up');
      return true;
    }
  }

  async function relay(subject: AnySubject, document: SubjectEntity): Promise<void> {
    if (document.pendingSince === undefined) return;
    const events = await copied(subject, document);
    const done: string[] = [];
    for (const event of events) {
      const reactions = house.reactions.filter(
        ({ subject: kind, events: kinds }) => kind === subject.kind && kinds.includes(event.kind),
      );
      const outcomes = await Promise.all(reactions.map((reaction) => ran(reaction, document, event)));
      if (outcomes.every((isDone) => isDone)) done.push(event._id);
    }
    const isAll = done.length === events.length;
    if (done.length === 0 && !isAll) return;
    const subjects = db.within(subject.collection, document);
    // With a newer event there is a newer relay, which ends `pendingSince`.
    const emptied = isAll
      ? await subjects.findOneAndUpdate(
          { _id: document._id, revision: document.revision },
          { $unset: { pending: '', pendingSince: '' } },
        )
      : undefined;
    if (emptied === undefined)
      await subjects.findOneAndUpdate({ _id: document._id }, { $pull: { pending: { id: { $in: done } } } });
  }

  async function relayStored(subject: AnySubject, document: SubjectEntity): Promise<void> {
    const stored = await db.within(subject.collection, document).get(document._id);
    if (stored !== undefined) await relay(subject, stored);
  }

  function start(subject: AnySubject, document: SubjectEntity): Promise<void> {
    const key = nameOf(subject, document._id);
    const earlier = underWay.get(key);
    // After another relay the document as it was written would name events that are taken out by now.
    const begun = earlier === undefined ? relay(subject, document) : earlier.then(() => relayStored(subject, document));
    const work: Promise<void> = begun
      .catch((error: unknown) => log.error({ err: error, subject: key }, 'events could not be relayed; tried again'))
      .then(() => {
        if (underWay.get(key) === work) underWay.delete(key);
      });
    underWay.set(key, work);
    return work;
  }

  return {
    /** Relays what was just written. */
    start: (subject: AnySubject, document: SubjectEntity): void => void outsideRequest(() => start(subject, document)),
    async recover(subjects: readonly AnySubject[], isStopping: () => boolean = () => false): Promise<number> {
      let count = 0;
      for (const subject of subjects) {
        const left: SubjectEntity[] = await db
          .housekeeping(subject.collection)
          .find({ pendingSince: { $exists: true } }, { sort: { pendingSince: 1 }, limit: BATCH });
        for (const document of left) {
          if (isStopping()) return count;
          if (underWay.has(nameOf(subject, document._id))) continue;
          await start(subject, document);
          count += 1;
        }
      }
      return count;
    },
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
