import { defineSubject, pendingIndex } from '../../core/history/subject.ts';
import { changing, erasedMark, keptCollection, type Subject, saysName, withoutName } from '../../core/kept.ts';
import type { EntryKind } from './kinds.ts';
import { detailsOf, type Entry, entryModel, TOLD } from './model.ts';

/** The events of an entry. */
export const ENTRY_EVENTS = [
  'added',
  'edited',
  'stateChanged',
  'moved',
  'assigned',
  'published',
  'withdrawn',
  'deleted',
  'restored',
  'erased',
] as const;
export type EntryEvent = (typeof ENTRY_EVENTS)[number];

/** The timeline of a project's entries; events that change what its client reads are in another one than the others. */
export const timelineOf = (projectId: string, isTold: boolean): string =>
  isTold ? `project:${projectId}:client` : `project:${projectId}`;

/** The parts of an entry that hold free words; ids, states and dates among them are left out by `FIXED`. */
const WORDED = ['title', 'note', 'wording', 'published', 'origin'] as const;
/** Strings that are no words: ids, states, marks, dates, codes and addresses. */
const FIXED = new Set(['by', 'state', 'turn', 'due', 'ownerId', 'signatureId', 'told', 'currency', 'link', 'mark']);

/** A copy in which each text is replaced, in lists too; dates, numbers and fixed strings stay. */
function reworded(value: unknown, replace: (text: string, name: string) => string, name = ''): unknown {
  if (typeof value === 'string') return FIXED.has(name) ? value : replace(value, name);
  if (Array.isArray(value)) return value.map((each) => reworded(each, replace, name));
  if (typeof value !== 'object' || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, reworded(part, replace, key)]));
}

/** The parts of an entry with free words, with each text replaced. The kind's choices, dates and people stay. */
function partsOf(
  entry: Entry,
  kinds: readonly EntryKind[],
  reword: (text: string) => string,
): Readonly<Record<string, unknown>> {
  const fixed = new Set(kinds.find(({ name }) => name === entry.kind)?.toldDetails);
  const replace = (text: string, name: string) => (fixed.has(name) ? text : reword(text));
  const parts: Readonly<Record<string, unknown>> = {
    ...Object.fromEntries(WORDED.map((name) => [name, entry[name]])),
    [entry.kind]: detailsOf(entry),
  };
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, value]) => (value === undefined ? [] : [[name, reworded(value, replace)]])),
  );
}

/** Whether any free words of an entry say the person's name. */
function isNamed(entry: Entry, kinds: readonly EntryKind[], subject: Subject): boolean {
  let isSaid = false;
  partsOf(entry, kinds, (text) => {
    isSaid ||= saysName(text, subject);
    return text;
  });
  return isSaid;
}

/** Whether a person of the client wrote the words: they are theirs. */
const isTheirs = ({ createdBy }: Entry, { personIds, side }: Subject) =>
  side === 'client' && personIds.includes(createdBy);

/** The collection of entries and their subject, for the kinds of this process. */
export function defineEntries(kinds: readonly EntryKind[]) {
  const collection = keptCollection({
    name: 'entries',
    model: entryModel(kinds),
    tenancy: 'workspace',
    indexes: [
      { keys: { workspaceId: 1, projectId: 1, kind: 1, number: 1 }, unique: true },
      {
        keys: { workspaceId: 1, projectId: 1, kind: 1, clientNumber: 1 },
        unique: true,
        where: { clientNumber: { $exists: true } },
      },
      { keys: { workspaceId: 1, projectId: 1, isOpen: 1, kind: 1, dueOrder: 1 } },
      { keys: { workspaceId: 1, ownerId: 1, isOpen: 1, dueOrder: 1 } },
      {
        keys: { workspaceId: 1, projectId: 1, 'published.turn': 1 },
        where: { published: { $exists: true } },
      },
      { keys: { workspaceId: 1, parentId: 1 }, where: { parentId: { $exists: true } } },
      pendingIndex,
    ],
    retention: { kept: "the project's record" },
    person: {
      title: { en: 'The record of projects', 'zh-CN': '项目记录' },
      // Free words may say a name, so all entries are read.
      find: () => ({}),
      // Own fields that name a person hold the id.
      isAbout: (entry, subject) =>
        [entry.createdBy, entry.ownerId, ...Object.values(detailsOf(entry))].some(
          (id) => typeof id === 'string' && subject.personIds.includes(id),
        ) || isNamed(entry, kinds, subject),
      export(entry, subject) {
        const { kind, clientNumber, createdAt, state, due, published: told } = entry;
        if (subject.side === 'ours' && subject.personIds.includes(entry.createdBy))
          return { kind, number: entry.number, title: entry.title, state, due, at: createdAt };
        return told === undefined
          ? undefined
          : { kind, number: clientNumber, wording: told.wording, state: told.state, due: told.due, at: told.at };
      },
      erase(entry, subject) {
        const replace = isTheirs(entry, subject)
          ? () => erasedMark(subject)
          : (text: string) => withoutName(text, subject);
        return isTheirs(entry, subject) || isNamed(entry, kinds, subject)
          ? changing(partsOf(entry, kinds, replace), [])
          : undefined;
      },
      stays: {
        en: 'entries stay with ids, states and dates; names and words are blanked',
        'zh-CN': '记录保留编号、状态和日期，姓名和内容将被清除',
      },
    },
  });
  const subject = defineSubject({
    kind: 'entry',
    collection,
    events: ENTRY_EVENTS,
    told: [
      ...TOLD,
      ...kinds.flatMap(({ name, toldDetails }) => toldDetails.map((field) => `${name}.${field}` as never)),
    ],
    marks: [],
    isTrail: true,
    timelineOf: ({ projectId }, { fields }) => timelineOf(projectId, fields.includes('published.revision')),
  });
  return { kinds, collection, subject };
}
export type EntriesDefinition = ReturnType<typeof defineEntries>;
