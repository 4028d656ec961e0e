import type { Clock } from '../../ground/clock.ts';
import { isError } from '../../ground/errors.ts';
import type { Logger } from '../../ground/log.ts';
import { outsideRequest } from '../../ground/request.ts';
import type { Collection, CollectionDefinition, Database } from '../../store/collection.ts';
import type { Reaction } from './reaction.ts';
import type { AnySubject, HistoryRow, PendingEvent, SubjectEntity } from './subject.ts';

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
  /** The last relay per subject: the relays of one subject run one after another. */
  const underWay = new Map<string, Promise<void>>();
  /** The time of the first failure in this process, per event and reaction. */
  const failing = new Map<string, Date>();

  const nameOf = (subject: AnySubject, id: string) => `${subject.kind}:${id}`;
  const reactionsTo = (subject: AnySubject, event: PendingEvent) =>
    house.reactions.filter(({ subject: kind, events }) => kind === subject.kind && events.includes(event.kind));

  function rowOf(subject: AnySubject, document: SubjectEntity, event: PendingEvent, revision: number): HistoryRow {
    const { id, ...told } = event;
    return { _id: id, workspaceId: document.workspaceId, subject: nameOf(subject, document._id), revision, ...told };
  }

  /** Copies rows to the history. Returns the ids of the rows that it holds now. */
  async function copied(history: Collection<HistoryRow>, fresh: readonly HistoryRow[]): Promise<ReadonlySet<string>> {
    const ids = fresh.map(({ _id }) => _id);
    if (fresh.length === 0) return new Set();
    try {
      await history.insertMany(fresh);
      return new Set(ids);
    } catch (error) {
      if (!isError(error, 'conflict')) throw error;
    }
    // Another relay has copied some of them already.
    const there = new Set((await history.find({ _id: { $in: ids } })).map(({ _id }) => _id));
    for (const { _id, subject, revision } of fresh)
      if (!there.has(_id))
        log.error({ subject, revision, event: _id }, 'the history has another event of this revision');
    return there;
  }

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

  /** Runs the reactions to a new event, and copies it. */
  function start(subject: AnySubject, document: SubjectEntity, event: PendingEvent): void {
    const reactions = reactionsTo(subject, event);
    if (reactions.length === 0) return;
    const key = nameOf(subject, document._id);
    const row = rowOf(subject, document, event, document.revision ?? 0);
    const work: Promise<void> = (underWay.get(key) ?? Promise.resolve())
      .then(async () => {
        const isDone = await reacted(reactions, document, row);
        await copied(db.within(rows, document), [isDone ? row : { ...row, owed: true }]);
      })
      .catch((error: unknown) => log.error({ err: error, subject: key }, 'events could not be relayed; retrying'))
      .then(() => {
        if (underWay.get(key) === work) underWay.delete(key);
      });
    underWay.set(key, work);
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
      if (underWay.has(nameOf(subject, document._id))) continue;
      const { revision = 0, pending = [] } = document;
      const done: string[] = [];
      for (const [index, event] of pending.entries()) {
        const before = known.get(event.id);
        // Each event made one revision. A subject's events are removed only after all of them are copied, so all events
        // after an uncopied one are still pending.
        const row = before ?? rowOf(subject, document, event, revision - (pending.length - 1 - index));
        const isOwed = before === undefined || before.owed === true;
        const isDone = !isOwed || (await reacted(reactionsTo(subject, event), document, row));
        if (before === undefined) fresh.push(isDone ? row : { ...row, owed: true });
        else if (isOwed && isDone) await history.findOneAndUpdate({ _id: row._id }, { $unset: { owed: '' } });
        if (isDone) done.push(event.id);
      }
      settled.push({ document, done });
    }
    const there = await copied(history, fresh);
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
      { _id: { $in: ids }, pending: { $size: 0 } },
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
    async settled(): Promise<void> {
      while (underWay.size > 0) await Promise.all(underWay.values());
    },
  };
}
