import type { Scope } from '../../core/access.ts';
import type { History } from '../../core/history/history.ts';
import type { Clock } from '../../ground/clock.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Database, Update } from '../../store/collection.ts';
import type { EntriesDefinition, EntryEvent } from './collection.ts';
import type { EntryKind, Side } from './kinds.ts';
import { detailsOf, type Entry, orderOf, snapshotOf, toldAtOnce, type Wording } from './model.ts';
import { createNumbering } from './numbering.ts';
import { createEntryReads } from './reads.ts';
import { createRepeats } from './repeats.ts';
import { entryTexts } from './texts.ts';

/** A new entry. `_id` comes from the request (`idFrom`): a repeat finds the first one, and no number is lost. */
export interface FreshEntry {
  readonly _id: string;
  readonly projectId: string;
  readonly kind: EntryKind;
  readonly title: string;
  readonly note?: string | undefined;
  readonly due?: string | undefined;
  readonly owner?: { readonly personId: string; readonly side: Side } | undefined;
  readonly details?: Readonly<Record<string, unknown>>;
  readonly parentId?: string | undefined;
  readonly links?: Entry['links'];
  readonly origin?: Entry['origin'];
  /** Words for the client: the entry is published at once. */
  readonly wording?: Wording | undefined;
}

/** Changes of an entry. `undefined` unsets; a missing key leaves the field. `details`: own fields by name. */
export type EntryChanges = Partial<
  Pick<
    Entry,
    | 'title'
    | 'note'
    | 'state'
    | 'due'
    | 'ownerId'
    | 'ownerSide'
    | 'parentId'
    | 'wording'
    | 'deletedAt'
    | 'links'
    | 'published'
  >
> & { readonly details?: Readonly<Record<string, unknown>> };

/** The entries of all registers. Everything is inside the scope's workspace. */
export type Entries = ReturnType<typeof createEntries>;

/** Creates the service over the kinds of `definition`; see the methods. */
export function createEntries({
  db,
  clock,
  histories,
  definition,
}: {
  db: Database;
  clock: Clock;
  histories: History;
  definition: EntriesDefinition;
}) {
  const { collection, subject, kinds } = definition;
  const subjects = histories.store(subject);
  const rows = (scope: { readonly workspaceId: string }) => db.within(collection, scope);
  const byName = new Map(kinds.map((kind) => [kind.name, kind]));

  function kindOf(name: string): EntryKind {
    const kind = byName.get(name);
    if (kind === undefined) throw new RapportError('internal', `no kind of entry is called ${name}`);
    return kind;
  }

  const { nextNumber, numbered } = createNumbering(rows);

  /** The fields that follow from others. */
  function derived(entry: Pick<Entry, 'kind' | 'state' | 'ownerSide' | 'deletedAt'>): Pick<Entry, 'isOpen' | 'turn'> {
    const kind = kindOf(entry.kind);
    const isOpen = entry.deletedAt === undefined && kind.open.includes(entry.state);
    return { isOpen, turn: isOpen ? kind.turnOf(entry.state, entry.ownerSide) : 'nobody' };
  }

  async function must(scope: Scope, id: string): Promise<Entry> {
    const entry = await rows(scope).get(id);
    if (entry === undefined) throw gone();
    return entry;
  }

  const { hasMade, repeated } = createRepeats({ must, trailOf: subjects.trailOf });

  return {
    kindOf,
    /** Whether entries of any kind may be a part of entries of this one. */
    hasParts: (name: string): boolean => kinds.some(({ partOf }) => partOf.includes(name)),
    subject,
    hasMade,

    /** Adds an entry, or returns the one that this request has added before. */
    async add(scope: Scope, fresh: FreshEntry): Promise<Entry> {
      const { _id, projectId, kind, title, note, due, owner, details = {}, parentId, links, origin, wording } = fresh;
      const at = clock.now();
      const [state = ''] = kind.states;
      const known = Object.fromEntries(Object.entries(details).filter(([, value]) => value !== undefined));
      return numbered(
        async () => {
          const number = await nextNumber(scope, { projectId, kind: kind.name }, 'number');
          const entry: Entry = {
            _id,
            workspaceId: scope.workspaceId,
            projectId,
            kind: kind.name,
            number,
            title,
            ...(note === undefined ? {} : { note }),
            wordsRevision: 1,
            state,
            ...derived({ kind: kind.name, state, ownerSide: owner?.side }),
            ...(owner === undefined ? {} : { ownerId: owner.personId, ownerSide: owner.side }),
            ...(due === undefined ? {} : { due }),
            dueOrder: orderOf(due),
            ...(parentId === undefined ? {} : { parentId }),
            ...(links === undefined ? {} : { links }),
            ...(origin === undefined ? {} : { origin }),
            [kind.name]: known,
            createdBy: scope.by,
            createdAt: at,
          };
          if (wording === undefined) return subjects.insert(scope, entry, 'added');
          const clientNumber = await nextNumber(scope, entry, 'clientNumber');
          const published = snapshotOf(entry, { kindOf, wording, by: scope.by, at });
          return subjects.insert(scope, { ...entry, clientNumber, wording, published }, 'added');
        },
        () => rows(scope).get(_id),
      );
    },

    trailOf: subjects.trailOf,
    ...createEntryReads({ rows, subjects }),
    must,

    /**
     * Changes an entry that is still as it was read. A repeat of the request finds its own change. `publishes`: the
     * client sees the outcome at once: `all` of it with the approved wording, or only these `changes`, as after an act
     * of theirs, so that what was not told yet stays untold. @throws RapportError `conflict` after another change,
     * `missing`.
     */
    async change(
      scope: Scope,
      entry: Entry,
      { changes, event, publishes }: { changes: EntryChanges; event: EntryEvent; publishes?: 'all' | 'changes' },
    ): Promise<Entry> {
      const { details = {}, ...fields } = changes;
      const next = { ...entry, ...fields } as Entry;
      const isReworded = 'title' in fields || 'note' in fields;
      const revision = entry.revision ?? 0;
      const own = { ...detailsOf(entry), ...details };
      const complete: Entry = { ...next, ...derived(next), [entry.kind]: own };
      const how = { kindOf, by: scope.by, at: clock.now() };
      const snapshot =
        publishes === undefined || entry.published === undefined
          ? {}
          : publishes === 'all'
            ? { published: snapshotOf(complete, { ...how, wording: complete.wording ?? {} }) }
            : {
                published: toldAtOnce(complete, entry.published, {
                  ...how,
                  changed: [fields, details].flatMap(Object.keys),
                }),
              };
      const all: Record<string, unknown> = {
        ...fields,
        ...(['state', 'ownerSide', 'deletedAt'].some((field) => field in fields) ? derived(next) : {}),
        ...('due' in fields ? { dueOrder: orderOf(fields.due) } : {}),
        ...(isReworded ? { wordsRevision: revision + 1 } : {}),
        ...Object.fromEntries(Object.entries(details).map(([name, value]) => [`${entry.kind}.${name}`, value])),
        ...snapshot,
      };
      // The port changes a part of an object only where the object exists.
      const filter = {
        _id: entry._id,
        revision,
        ...(Object.keys(details).length === 0 ? {} : { [entry.kind]: { $exists: true } }),
      };
      const changed = await subjects.change(scope, filter, updateOf(all), event);
      return changed ?? repeated(scope, entry._id, event);
    },

    /**
     * Publishes an entry as it is now, with its wording: from now on the client reads this snapshot. The first
     * publication gives the client's number. @throws RapportError `conflict` after another change, `missing`.
     */
    async publish(scope: Scope, entry: Entry, wording: Wording): Promise<Entry> {
      const at = clock.now();
      const published = snapshotOf(entry, { kindOf, wording, by: scope.by, at });
      const revision = entry.revision ?? 0;
      // A stale entry is no conflict of numbers: it is not tried again.
      const changed = await numbered(
        async () => {
          const clientNumber = entry.clientNumber ?? (await nextNumber(scope, entry, 'clientNumber'));
          const update = updateOf({ published, wording, clientNumber });
          return { entry: await subjects.change(scope, { _id: entry._id, revision }, update, 'published') };
        },
        async () => undefined,
      );
      return changed.entry ?? repeated(scope, entry._id, 'published');
    },

    /** Takes an entry back: the client sees nothing of it any more. Its number stays. */
    async withdraw(scope: Scope, entry: Entry): Promise<Entry> {
      const filter = { _id: entry._id, revision: entry.revision ?? 0 };
      const changed = await subjects.change(scope, filter, { $unset: { published: '' } }, 'withdrawn');
      return changed ?? repeated(scope, entry._id, 'withdrawn');
    },
  };
}

function updateOf(all: Readonly<Record<string, unknown>>): Update {
  const [set, unset] = [true, false].map((isSet) =>
    Object.fromEntries(
      Object.entries(all).flatMap(([name, value]) =>
        (value !== undefined) === isSet ? [[name, isSet ? value : '']] : [],
      ),
    ),
  ) as [Record<string, unknown>, Record<string, unknown>];
  return {
    ...(Object.keys(set).length === 0 ? {} : { $set: set }),
    ...(Object.keys(unset).length === 0 ? {} : { $unset: unset }),
  };
}

/** There is no such entry, or the person may not know it: the two are told alike. `field`: where its number was typed. */
export const gone = (field?: string) =>
  new RapportError('missing', 'no such entry', {
    forPeople: entryTexts.all('gone'),
    ...(field === undefined ? {} : { field }),
  });
