import type { Clock } from '../ground/clock.ts';
import { newId } from '../ground/ids.ts';
import type { Database, Update } from '../store/collection.ts';
import { type Actor, doerId, type Scope } from './access.ts';
import { type AuditEntry, auditEntry } from './audit.ts';
import type { Setting } from './command.ts';
import { changing, erasedMark, keptCollection, type Subject, saysName, userKeys, withoutName } from './kept.ts';
import type { InboundEvent } from './platform.ts';

const isBy = ({ by }: AuditEntry, subject: Subject): boolean =>
  subject.personIds.includes(by) || userKeys(subject).includes(by);
const isOnRecordOf = ({ subject: what }: AuditEntry, { personIds }: Subject): boolean =>
  personIds.some((id) => what === `person:${id}`);

/**
 * Removes an erased person from an entry. Their acts stay, under their id. Changes of their own record, and changes by
 * a client's person, lose all values; other entries lose the person's words and name.
 */
function forgetPerson(row: AuditEntry, subject: Subject): Update | undefined {
  const isTheirs = isBy(row, subject);
  const isValueless = isOnRecordOf(row, subject) || (isTheirs && subject.side !== 'ours');
  const values = (['before', 'after'] as const).flatMap((key) =>
    row[key] === undefined ? [] : [[key, row[key]] as const],
  );
  const set = {
    ...(isTheirs ? { by: subject.personIds[0] ?? row.by, byName: erasedMark(subject) } : {}),
    ...(isValueless
      ? {}
      : Object.fromEntries(values.map(([key, value]) => [key, withoutWords(value, subject, isTheirs)]))),
  };
  return changing(set, isValueless ? values.map(([key]) => key) : []);
}

/** Fields of `before` and `after` that hold a person's own words. */
const FREE_WORDS: ReadonlySet<string> = new Set(['text', 'note', 'reason', 'why', 'answer']);

/** JSON without the person's name, and without free words if they wrote them. */
function withoutWords(json: string, subject: Subject, isTheirs: boolean): string {
  const mark = erasedMark(subject);
  const blank = (key: string, value: unknown) =>
    typeof value !== 'string' ? value : isTheirs && FREE_WORDS.has(key) ? mark : withoutName(value, subject);
  try {
    return JSON.stringify(JSON.parse(json), blank);
  } catch {
    return withoutName(json, subject);
  }
}

export const auditEntries = keptCollection({
  name: 'auditEntries',
  model: auditEntry,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, subject: 1, at: 1 } }, { keys: { workspaceId: 1, at: 1 } }, { keys: { at: 1 } }],
  retention: { by: 'at', days: 'audit' },
  person: {
    title: { en: 'Entries on the audit trail', 'zh-CN': '变更记录' },
    // Any person's entries can name the subject.
    find: () => ({}),
    isAbout: (row, subject) =>
      isBy(row, subject) ||
      isOnRecordOf(row, subject) ||
      [row.before, row.after].some((value) => value !== undefined && saysName(value, subject)),
    // Changes by our side about a client's person are internal.
    export: (row, subject) =>
      isBy(row, subject) ? { at: row.at, action: row.action, subject: row.subject } : undefined,
    erase: forgetPerson,
    stays: { en: 'who did what stays by id, without name and words', 'zh-CN': '保留操作和编号，姓名和原文将被清除' },
  },
});

/** The record of all changes and their authors. Entries are added and read, never changed. */
export interface AuditLog {
  /** `by` defaults to the scope's person, or to Rapport. */
  record(
    scope: Scope,
    entry: Omit<AuditEntry, '_id' | 'workspaceId' | 'at' | 'by'> & Partial<Pick<AuditEntry, 'by'>>,
  ): Promise<void>;
  /** All changes of one subject, oldest first, at most `limit`. */
  history(scope: Scope, subject: string, limit?: number): Promise<AuditEntry[]>;
}

/** The acting person, as the record names them; the platform's user if the account is not linked. */
export function doerOf(actor: Pick<Actor, 'personId' | 'name' | 'user'>): Pick<AuditEntry, 'by' | 'byName'> {
  return { by: doerId(actor), byName: actor.name };
}

/** The place of the request. */
export function whereOf({ installation, place }: Pick<Setting, 'installation' | 'place'>): string {
  return `${installation.platform}/${place === undefined ? 'home' : `${place.kind} ${place.conversation}`}`;
}

/** The person and the place of a change that comes from an event on a platform, not from a command. */
export function happenedBy(
  { kind, from, installation }: InboundEvent,
  actor: Actor | undefined,
): Pick<AuditEntry, 'by' | 'byName' | 'from'> {
  const user = { platform: installation.platform, tenant: from.tenant, user: from.user };
  return {
    ...doerOf(actor ?? { personId: undefined, name: from.name, user }),
    from: `${installation.platform}/${kind}`,
  };
}

const DEFAULT_LIMIT = 200;

export function createAuditLog({ db, clock }: { db: Database; clock: Clock }): AuditLog {
  return {
    async record(scope, entry) {
      await db.within(auditEntries, scope).insert({
        by: scope.personId ?? 'rapport',
        ...entry,
        _id: newId(),
        workspaceId: scope.workspaceId,
        at: clock.now(),
      });
    },
    history: (scope, subject, limit = DEFAULT_LIMIT) =>
      db.within(auditEntries, scope).find({ subject }, { sort: { at: 1, _id: 1 }, limit }),
  };
}
