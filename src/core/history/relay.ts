import type { Clock } from '../../ground/clock.ts';
import type { Logger } from '../../ground/log.ts';
import { outsideRequest } from '../../ground/request.ts';
import type { CollectionDefinition, Database } from '../../store/collection.ts';
import { copyTo } from './copying.ts';
import type { Reaction } from './reaction.ts';
import {
  type AnySubject,
  type HistoryRow,
  type PendingEvent,
  pendingRows,
  rowOf,
  type SubjectEntity,
} from './subject.ts';
import { createTurns } from './turns.ts';

/** The number of subjects of one kind that are read at once. */
const BATCH = 200;
/** The age at which a failing reaction is given up. */
const GIVE_UP_AFTER_MS = 24 * 3_600_000;

export interface RelayOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  readonly house: { readonly reactions: readonly Reaction[] };
  readonly rows: CollectionDefinition<HistoryRow>;
}

/**
 * Relays pending events in three steps: run the reactions, copy to the history, remove from the subject. An event with
 * reactions takes the first two steps right after its write. The run of each minute copies the others and removes all,
 * in batches. A history row without `owed` means that all its reactions have run. A crash between two steps repeats the
 * earlier ones, and two relays at once repeat each other's steps. Both are harmless: the history has unique keys, and
 * reactions are idempotent.
 */
export function createRelay({ db, clock, log, house, rows }: RelayOptions) {
  /** The reactions of one subject run one after another. */
  const turns = createTurns();
  /** The time of the first failure in this process, per event and reaction. */
  const failing = new Map<string, Date>();

  const nameOf = (subject: AnySubject, id: string) => `${subject.kind}:${id}`;
  const reactionsTo = (subject: AnySubject, event: Pick<PendingEvent, 'kind'>) =>
    house.reactions.filter(({ subject: kind, events }) => kind === subject.kind && events.includes(event.kind));

  /** Runs one reaction. False if it failed and must be retried. */
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
        log.error(about, 'a reaction failed; it is retried each minute');
        return false;
      }
      if (clock.now().getTime() - since.getTime() < GIVE_UP_AFTER_MS) return false;
      failing.delete(key);
      log.error(about, 'a reaction failed for a day; it is given up');
      return true;
    }
  }

  /** Runs all reactions to an event. False if one failed and must be retried. */
  async function reacted(reactions: readonly Reaction[], document: SubjectEntity, event: HistoryRow): Promise<boolean> {
    const outcomes = await Promise.all(reactions.map((reaction) => ran(reaction, document, event)));
    return outcomes.every((isDone) => isDone);
  }

  /** Runs the reactions to an event with the subject's current state; a deleted subject has none. */
  async function reactedNow(
    subject: AnySubject,
    { _id, workspaceId }: SubjectEntity,
    event: HistoryRow,
    reactions: readonly Reaction[],
  ): Promise<boolean> {
    const current = await db.within(subject.collection, { workspaceId }).get(_id);
    return current === undefined || reacted(reactions, current, event);
  }

  /** Runs the reactions to a new event, and copies it. */
  function start(subject: AnySubject, document: SubjectEntity, event: PendingEvent): void {
    const reactions = reactionsTo(subject, event);
    if (reactions.length === 0) return;
    const key = nameOf(subject, document._id);
    const row = rowOf(subject, document, event, document.revision ?? 0);
    turns
      .take(key, async (hasWaited) => {
        const isDone = hasWaited
          ? await reactedNow(subject, document, row, reactions)
          : await reacted(reactions, document, row);
        await copyTo(db.within(rows, document), [isDone ? row : { ...row, owed: true }], log);
      })
      .catch((error: unknown) => log.error({ err: error, subject: key }, 'events could not be relayed; retrying'));
  }

  /** Relays the pending events of these subjects. Returns the number of subjects that still have some. */
  async function relayPending(
    subject: AnySubject,
    documents: readonly SubjectEntity[],
    isStopping: () => boolean,
  ): Promise<number> {
    const history = db.housekeeping(rows);
    const ids = documents.flatMap(({ pending = [] }) => pending.map(({ id }) => id));
    const known = new Map((await history.find({ _id: { $in: ids } })).map((row) => [row._id, row]));
    const fresh: HistoryRow[] = [];
    const settled: { readonly document: SubjectEntity; readonly done: readonly string[] }[] = [];
    for (const document of documents) {
      if (isStopping()) break;
      if (turns.isTaken(nameOf(subject, document._id))) continue;
      const done: string[] = [];
      // A subject's events are removed only after all of them are copied, so all events after an uncopied one are still
      // pending.
      for (const pending of pendingRows(subject, document)) {
        const before = known.get(pending._id);
        const row = before ?? pending;
        const isOwed = before === undefined || before.owed === true;
        const reactions = isOwed ? reactionsTo(subject, row) : [];
        // The document was read before the batch: it may have changed since.
        const isDone =
          reactions.length === 0 ||
          (await turns.take(nameOf(subject, document._id), () => reactedNow(subject, document, row, reactions)));
        if (before === undefined) fresh.push(isDone ? row : { ...row, owed: true });
        else if (isOwed && isDone) await history.findOneAndUpdate({ _id: row._id }, { $unset: { owed: '' } });
        if (isDone) done.push(row._id);
      }
      settled.push({ document, done });
    }
    const there = await copyTo(history, fresh, log);
    const isCopied = (id: string) => known.has(id) || there.has(id);
    const copiedWhole = settled.filter(({ document }) => (document.pending ?? []).every(({ id }) => isCopied(id)));
    await takeOut(subject, copiedWhole);
    const emptied = copiedWhole.filter(({ document, done }) => done.length === (document.pending ?? []).length);
    return documents.length - emptied.length;
  }

  /** Removes relayed events from their subjects, in two commands for all. */
  async function takeOut(
    subject: AnySubject,
    settled: readonly { readonly document: SubjectEntity; readonly done: readonly string[] }[],
  ): Promise<void> {
    const done = settled.flatMap((each) => each.done);
    const ids = settled.map(({ document }) => document._id);
    if (ids.length === 0) return;
    const subjects = db.housekeeping(subject.collection);
    if (done.length > 0)
      await subjects.updateMany({ _id: { $in: ids } }, { $pull: { pending: { id: { $in: done } } } });
    // A newer event keeps its subject pending.
    await subjects.updateMany(
      { _id: { $in: ids }, $or: [{ pending: { $size: 0 } }, { pending: { $exists: false } }] },
      { $unset: { pending: '', pendingSince: '' } },
    );
  }

  async function recover(subjects: readonly AnySubject[], isStopping: () => boolean): Promise<number> {
    let count = 0;
    for (const subject of subjects) {
      let left = 0;
      for (;;) {
        const documents: SubjectEntity[] = await db
          .housekeeping(subject.collection)
          .find({ pendingSince: { $exists: true } }, { sort: { pendingSince: 1 }, limit: BATCH, skip: left });
        if (documents.length === 0) break;
        left += await relayPending(subject, documents, isStopping);
        count += documents.length;
        if (documents.length < BATCH || isStopping()) break;
      }
    }
    return count;
  }

  return {
    /** Runs the reactions to a new event. */
    start: (subject: AnySubject, document: SubjectEntity, event: PendingEvent): void =>
      outsideRequest(() => start(subject, document, event)),
    recover: (subjects: readonly AnySubject[], isStopping: () => boolean = () => false): Promise<number> =>
      outsideRequest(() => recover(subjects, isStopping)),
    settled: turns.settled,
  };
}
