import { type History, historyRows } from '../../src/core/history/history.ts';
import type { HistoryRow, SubjectEntity } from '../../src/core/history/subject.ts';
import type { Database } from '../../src/store/collection.ts';

type Parts = { readonly db: Database; readonly histories: History };
/** The stored data of each subject, by `project:ID`, without marks and without fields that its store adds. */
type Subjects = ReadonlyMap<string, { readonly revision: number; readonly fields: Readonly<Record<string, string>> }>;

/** Of which workspace, or of all by default. */
type Where = { readonly workspaceId?: string };

/**
 * The fields of a subject as its history names them, as JSON: a told part of an object by its path, and the rest of the
 * object by its name.
 */
function namedFields(document: object, told: readonly string[]): Record<string, string> {
  const named: Record<string, string> = {};
  const take = (value: unknown, path: string): unknown => {
    if (typeof value !== 'object' || value === null || !told.some((name) => name.startsWith(`${path}.`))) return value;
    const rest = Object.entries(value).flatMap(([name, part]) => {
      const inner = `${path}.${name}`;
      if (!told.includes(inner)) return [[name, take(part, inner)]];
      named[inner] = JSON.stringify(part);
      return [];
    });
    return Object.fromEntries(rest);
  };
  for (const [name, value] of Object.entries(document)) named[name] = JSON.stringify(take(value, name));
  return named;
}

/** The present state of all subjects. */
export async function subjectsNow({ db, histories }: Parts, where: Where = {}): Promise<Subjects> {
  await histories.settled();
  const kinds = histories.subjects.map(async ({ kind, collection, marks, told }) => {
    const documents: SubjectEntity[] = await db.housekeeping(collection).find(where);
    return documents.map(({ _id, revision = 0, pending: _pending, pendingSince: _since, ...rest }) => {
      const fields = Object.entries(rest).filter(([name]) => !marks.includes(name));
      return [`${kind}:${_id}`, { revision, fields: namedFields(Object.fromEntries(fields), told) }] as const;
    });
  });
  return new Map((await Promise.all(kinds)).flat());
}

/**
 * The changes since then that no history has, such as `project:ID name`: a field that no event names, or a subject that
 * was created or deleted without one.
 */
export async function untoldSince(parts: Parts, before: Subjects, where: Where = {}): Promise<string[]> {
  const now = await subjectsNow(parts, where);
  await parts.histories.recover();
  const rows = await parts.db.housekeeping(historyRows).find(where);
  const rowsOf = new Map<string, HistoryRow[]>();
  for (const row of rows) {
    const others = rowsOf.get(row.subject);
    if (others === undefined) rowsOf.set(row.subject, [row]);
    else others.push(row);
  }
  const untold: string[] = [];
  for (const [subject, { fields, revision }] of now) {
    const old = before.get(subject);
    const told = (rowsOf.get(subject) ?? []).filter((row) => row.revision > (old?.revision ?? 0));
    if (told.length < revision - (old?.revision ?? 0) || (old === undefined && revision === 0)) untold.push(subject);
    const names = [...new Set([...Object.keys(fields), ...Object.keys(old?.fields ?? {})])];
    const changed = old === undefined ? [] : names.filter((name) => fields[name] !== old.fields[name]);
    const silent = changed.filter((name) => !told.some((row) => row.fields.includes(name)));
    untold.push(...silent.map((name) => `${subject} ${name}`));
  }
  // Erasing a person deletes rows about them; the event of their record covers that.
  const isErasure = rows.some(
    ({ kind, subject, revision }) => kind === 'erased' && revision > (before.get(subject)?.revision ?? 0),
  );
  const removed = isErasure ? [] : [...before.keys()].filter((subject) => !now.has(subject));
  return [...untold, ...removed];
}
