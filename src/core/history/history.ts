import type { Clock } from '../../ground/clock.ts';
import { RapportError } from '../../ground/errors.ts';
import { newId } from '../../ground/ids.ts';
import type { Logger } from '../../ground/log.ts';
import type { AnyCollectionDefinition, Database, Filter, Update } from '../../store/collection.ts';
import type { Scope } from '../access.ts';
import { changing, keptCollection, userKeys } from '../kept.ts';
import type { Reaction } from './reaction.ts';
import { createRelay } from './relay.ts';
import {
  type AnySubject,
  type HistoryRow,
  historyRow,
  type PendingEvent,
  pendingRows,
  type Subject,
  type SubjectEntity,
} from './subject.ts';

export const historyRows = keptCollection({
  name: 'history',
  model: historyRow,
  tenancy: 'workspace',
  indexes: [
    { keys: { workspaceId: 1, subject: 1, revision: 1 }, unique: true },
    { keys: { workspaceId: 1, timeline: 1, at: -1, _id: -1 }, where: { timeline: { $exists: true } } },
    { keys: { at: 1 } },
  ],
  retention: { by: 'at', days: 'audit' },
  person: {
    title: { en: 'History of changes', 'zh-CN': '操作历史' },
    find: (subject) => ({
      $or: [
        { by: { $in: [...subject.personIds, ...userKeys(subject)] } },
        { subject: { $in: subject.personIds.map((id) => `person:${id}`) } },
      ],
    }),
    export: ({ subject, kind, at, fields }) => ({ subject, kind, at, fields }),
    // A row holds no names. Erasure replaces accounts by ids and removes the values of the person's own record.
    erase: ({ by, subject: what, after }, subject) =>
      changing(
        userKeys(subject).includes(by) ? { by: subject.personIds[0] ?? by } : {},
        after !== undefined && subject.personIds.some((id) => what === `person:${id}`) ? ['after'] : [],
      ),
    stays: {
      en: 'ids, states and dates stay, without names and words',
      'zh-CN': '仅保留编号、状态和日期，不含姓名和内容',
    },
  },
});

/** The only way to write subjects of one kind. */
export interface SubjectStore<T extends SubjectEntity, E extends string> {
  /**
   * Inserts a subject with its first event. `complete` creates its dependent records; if it throws, the subject is
   * removed again and no event is relayed. @throws RapportError as `Collection.insert`.
   */
  insert(scope: Scope, document: T, event: E, complete?: (inserted: T) => Promise<void>): Promise<T>;
  /**
   * Changes one subject; event and revision are part of the same update. Undefined if none matches.
   * @throws RapportError as `Collection.findOneAndUpdate`.
   */
  change(scope: Scope, filter: Filter, update: Update, event: E): Promise<T | undefined>;
  /** Sets only marks (`Subject.marks`), without an event. @throws RapportError `internal` for another field. */
  mark(scope: Scope, filter: Filter, update: Update): Promise<T | undefined>;
  /**
   * The events of one subject, each once and oldest first: those in the history and those that are still pending in
   * `subject`, as it was read. One read. @throws RapportError `unavailable`.
   */
  trailOf(scope: Scope, subject: T): Promise<readonly HistoryRow[]>;
  /**
   * The events of a timeline (`Subject.timelineOf`) until an instant, newest first. It costs as much as it returns and
   * skips. An event without reactions is missing for up to a minute. @throws RapportError `unavailable`.
   */
  timelineOf(scope: Scope, timeline: string, page: TimelinePage): Promise<readonly HistoryRow[]>;
}

/** A part of a timeline: `limit` events after the first `skip` ones. `until`: at this instant or before. */
export interface TimelinePage {
  readonly until?: Date | undefined;
  readonly skip: number;
  readonly limit: number;
}

/**
 * The changes of subjects, and the slices' reactions to them. The change, its revision and its event are one write. The
 * relay runs the reactions right after it in the same process, or in `recover` after a crash. `recover` copies events
 * to the history within a minute.
 */
export interface History {
  /** The kinds of subjects that have a store. */
  readonly subjects: readonly AnySubject[];
  store<T extends SubjectEntity, E extends string>(subject: Subject<T, E>): SubjectStore<T, E>;
  /** The store of a collection's subjects; undefined if the collection holds none. */
  storeOf(collection: AnyCollectionDefinition): SubjectStore<SubjectEntity, string> | undefined;
  /**
   * Copies pending events to the history in batches, and runs the reactions that a crash or a failure left undone.
   * Returns the number of subjects with pending events. Runs each minute.
   */
  recover(isStopping?: () => boolean): Promise<number>;
  /** Resolves when the reactions to all earlier writes of this process have run. Never rejects. */
  settled(): Promise<void>;
}

export interface HistoryOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Logger;
  /** Holds the reactions of all slices, once the slices are created. */
  readonly house: { readonly reactions: readonly Reaction[] };
}

export function createHistory({ db, clock, log, house }: HistoryOptions): History {
  const subjects: AnySubject[] = [];
  const stores = new Map<AnyCollectionDefinition, SubjectStore<SubjectEntity, string>>();
  const relay = createRelay({ db, clock, log, house, rows: historyRows });

  function eventOf(subject: AnySubject, scope: Scope, kind: string, fields: Readonly<Record<string, unknown>>) {
    // An erasure removes values from the history, so its own event adds none.
    const told = kind === 'erased' ? [] : Object.entries(fields).filter(([name]) => subject.told.includes(name));
    const event: PendingEvent = {
      id: newId(),
      kind,
      at: clock.now(),
      by: scope.by,
      from: scope.from ?? 'rapport',
      ...(scope.requestId === undefined ? {} : { requestId: scope.requestId }),
      fields: Object.keys(fields).filter((name) => !subject.marks.includes(name)),
      ...(told.length === 0 ? {} : { after: JSON.stringify(Object.fromEntries(told)) }),
    };
    return event;
  }

  return {
    subjects,
    store<T extends SubjectEntity, E extends string>(subject: Subject<T, E>) {
      subjects.push(subject);
      const rows = (scope: Scope) => db.within(subject.collection, scope);
      const store: SubjectStore<T, E> = {
        async insert(scope, document, kind, complete) {
          const { _id, workspaceId: _workspace, ...fields } = document;
          const event = eventOf(subject, scope, kind, insertedWith(fields, subject.told));
          const inserted = await rows(scope).insert({
            ...document,
            revision: 1,
            pending: [event],
            pendingSince: event.at,
          });
          try {
            await complete?.(inserted);
          } catch (error) {
            await rows(scope).deleteMany({ _id });
            throw error;
          }
          if (subject.isTrail) scope.recorded?.();
          relay.start(subject, inserted, event);
          return inserted;
        },
        async change(scope, filter, update, kind) {
          const event = eventOf(subject, scope, kind, changedBy(update, subject.told));
          const changed = await rows(scope).findOneAndUpdate(filter, {
            ...update,
            $inc: { ...update.$inc, revision: 1 },
            $push: { ...update.$push, pending: event },
            $min: { ...update.$min, pendingSince: event.at },
          });
          if (changed === undefined) return undefined;
          if (subject.isTrail) scope.recorded?.();
          relay.start(subject, changed, event);
          return changed;
        },
        async mark(scope, filter, update) {
          const other = Object.keys(changedBy(update, [])).find((name) => !subject.marks.includes(name as never));
          if (other !== undefined)
            throw new RapportError('internal', `${other} of a ${subject.kind} is no mark: its change is an event`);
          return rows(scope).findOneAndUpdate(filter, update);
        },
        async trailOf(scope, document) {
          const pending = pendingRows(subject, document);
          // A new document still holds all of its events.
          if (pending.length > 0 && pending.length === document.revision) return pending;
          const filter = { subject: `${subject.kind}:${document._id}` };
          const copied = await db.within(historyRows, scope).find(filter, { sort: { revision: 1 } });
          const ids = new Set(copied.map(({ _id }) => _id));
          const later = pending.filter(({ _id }) => !ids.has(_id));
          // An event with reactions is copied at once, so an earlier one may still be pending.
          return [...copied, ...later].sort((one, other) => one.revision - other.revision);
        },
        timelineOf: (scope, timeline, { until, skip, limit }) =>
          db
            .within(historyRows, scope)
            .find(
              { timeline, ...(until === undefined ? {} : { at: { $lte: until } }) },
              { sort: { at: -1, _id: -1 }, skip, limit },
            ),
      };
      stores.set(subject.collection, store as unknown as SubjectStore<SubjectEntity, string>);
      return store;
    },
    storeOf: (collection) => stores.get(collection),
    recover: (isStopping) => relay.recover(subjects, isStopping),
    settled: () => relay.settled(),
  };
}

/** The part of a value at a dotted path; undefined if there is none. */
function partAt(value: unknown, path: string): unknown {
  let part = value;
  for (const name of path.split('.'))
    part = typeof part === 'object' && part !== null ? (part as Readonly<Record<string, unknown>>)[name] : undefined;
  return part;
}

/** The told paths in the field at `path`, with their values in it. */
const toldIn = (path: string, value: unknown, told: readonly string[]): (readonly [string, unknown])[] =>
  told
    .filter((name) => name.startsWith(`${path}.`))
    .map((name) => [name, partAt(value, name.slice(path.length + 1))] as const);

/** The fields of a new subject, and the told paths in them, with their values. */
function insertedWith(fields: Readonly<Record<string, unknown>>, told: readonly string[]): Record<string, unknown> {
  const parts = Object.entries(fields).flatMap(([name, value]) => toldIn(name, value, told));
  return { ...fields, ...Object.fromEntries(parts.filter(([, value]) => value !== undefined)) };
}

/**
 * The fields that an update changes, with their new values: told paths by their full name, all others by the name of
 * the top-level field. Null for an unset or a partly changed field.
 */
function changedBy(update: Update, told: readonly string[]): Record<string, unknown> {
  const changed = (path: string, value: unknown): (readonly [string, unknown])[] => {
    const parts = toldIn(path, value, told).map(([name, part]) => [name, part ?? null] as const);
    if (told.includes(path) || !path.includes('.')) return [[path, value], ...parts];
    const around = told.find((name) => path.startsWith(`${name}.`)) ?? path.slice(0, path.indexOf('.'));
    return [[around, null], ...parts];
  };
  const changes = Object.entries(update).flatMap(([operator, fields]) =>
    Object.entries(fields ?? {}).flatMap(([path, value]) => changed(path, operator === '$set' ? value : null)),
  );
  return Object.fromEntries(changes);
}
