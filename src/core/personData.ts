import type { LocalizedText } from '../ground/i18n.ts';
import type { Collection, Database, Entity, Filter, Update } from '../store/collection.ts';
import { systemScope } from './access.ts';
import type { History } from './history/history.ts';
import type { AnyKeptCollection, PersonRows, Subject } from './kept.ts';

/** The batch size; an erasure or an export processes any number of rows. */
const BATCH = 500;

/** The number of rows about a person in one collection. */
export interface PersonCount {
  readonly title: LocalizedText;
  readonly count: number;
  /** Why these rows stay; undefined if they are deleted. */
  readonly stays: LocalizedText | undefined;
}
/** The part of one collection that a person may read. */
export interface PersonExport {
  readonly title: LocalizedText;
  readonly rows: readonly Readonly<Record<string, unknown>>[];
}

/** The data about a person, over all collections. */
export interface PersonData {
  /** The number of rows about them, per collection with any. */
  count(subject: Subject): Promise<readonly PersonCount[]>;
  /** The part that they may read, per collection with any. */
  export(subject: Subject): Promise<readonly PersonExport[]>;
  /** Erases them everywhere. Idempotent: after a crash, the same call continues. */
  erase(subject: Subject): Promise<void>;
}

interface Held {
  readonly collection: AnyKeptCollection;
  readonly person: PersonRows<Entity>;
}

export function createPersonData({
  db,
  histories,
  house,
}: {
  db: Database;
  histories: Pick<History, 'storeOf' | 'recover' | 'settled'>;
  house: { readonly collections: readonly AnyKeptCollection[] };
}): PersonData {
  const held = (): Held[] =>
    house.collections.flatMap((collection) =>
      'none' in collection.person ? [] : [{ collection, person: collection.person as PersonRows<Entity> }],
    );

  const rowsOf = ({ collection }: Held, { workspaceId }: Subject): Collection<Entity> =>
    collection.tenancy === 'workspace' ? db.within(collection, { workspaceId }) : db.everywhere(collection);

  /**
   * Calls `work` with each row about the subject, in batches by id, so that changes and deletions during the walk do no
   * harm.
   */
  async function each(of: Held, subject: Subject, work: (row: Entity) => Promise<void> | void): Promise<void> {
    const filter = of.person.find(subject);
    if (filter === undefined) return;
    let page: Filter = filter;
    for (;;) {
      const rows = await rowsOf(of, subject).find(page, { sort: { _id: 1 }, limit: BATCH });
      for (const row of rows) if (of.person.isAbout?.(row, subject) !== false) await work(row);
      const last = rows.at(-1);
      if (last === undefined || rows.length < BATCH) return;
      page = { $and: [filter, { _id: { $gt: last._id } }] };
    }
  }

  async function eraseRow(of: Held, row: Entity, subject: Subject): Promise<void> {
    const { erase } = of.person;
    const change = erase === 'delete' ? erase : erase(row, subject);
    if (change === undefined || !hasEffect(row, change)) return;
    if (change === 'delete') await rowsOf(of, subject).deleteMany({ _id: row._id });
    else {
      const store = histories.storeOf(of.collection);
      if (store === undefined) await rowsOf(of, subject).findOneAndUpdate({ _id: row._id }, change);
      else await store.change(systemScope(subject.workspaceId), { _id: row._id }, change, 'erased');
    }
  }

  /** Copies pending events to the history. The relay leaves out a subject whose reactions are running. */
  async function copyEvents(): Promise<void> {
    await histories.settled();
    await histories.recover();
  }

  return {
    async count(subject) {
      await copyEvents();
      const counts: PersonCount[] = [];
      for (const of of held()) {
        let count = 0;
        await each(of, subject, () => void count++);
        if (count > 0) counts.push({ title: of.person.title, count, stays: of.person.stays });
      }
      return counts;
    },
    async export(subject) {
      await copyEvents();
      const parts: PersonExport[] = [];
      // Their record and accounts come first.
      const all = held();
      for (const of of [...all.filter(({ person }) => person.isLast), ...all.filter(({ person }) => !person.isLast)]) {
        const rows: Readonly<Record<string, unknown>>[] = [];
        await each(of, subject, (row) => {
          const told = of.person.export(row, subject);
          if (told !== undefined) rows.push(told);
        });
        if (rows.length > 0) parts.push({ title: of.person.title, rows });
      }
      return parts;
    },
    async erase(subject) {
      // A later copy would bring erased values back.
      await copyEvents();
      const all = held();
      const inOrder = [...all.filter(({ person }) => !person.isLast), ...all.filter(({ person }) => person.isLast)];
      for (const of of inOrder) await each(of, subject, (row) => eraseRow(of, row, subject));
    },
  };
}

/** Whether an erasure changes a row; a repetition does not. */
function hasEffect(row: Entity, change: Update | 'delete'): boolean {
  if (change === 'delete') return true;
  const fields = row as unknown as Readonly<Record<string, unknown>>;
  const { $set = {}, $unset = {}, ...others } = change;
  return (
    Object.keys(others).length > 0 ||
    Object.keys($unset).some((name) => name.includes('.') || fields[name] !== undefined) ||
    Object.entries($set).some(([name, value]) => JSON.stringify(fields[name]) !== JSON.stringify(value))
  );
}
