import { type Database, defineCollection } from '../store/collection.ts';
import type { Scope } from './access.ts';
import { type AuditEntry, auditEntry } from './audit.ts';
import type { Clock } from './clock.ts';
import { newId } from './ids.ts';

export const auditEntries = defineCollection({
  name: 'auditEntries',
  model: auditEntry,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, subject: 1, at: 1 } }, { keys: { workspaceId: 1, at: 1 } }, { keys: { at: 1 } }],
});

/** The record of who changed what. Entries are added and read, never changed. */
export interface AuditLog {
  record(scope: Scope, entry: Omit<AuditEntry, '_id' | 'workspaceId' | 'at' | 'by'>): Promise<void>;
  /** All changes of one subject, oldest first, at most `limit`. */
  history(scope: Scope, subject: string, limit?: number): Promise<AuditEntry[]>;
}

const DEFAULT_LIMIT = 200;

export function createAuditLog({ db, clock }: { db: Database; clock: Clock }): AuditLog {
  return {
    async record(scope, entry) {
      await db.within(auditEntries, scope).insert({
        ...entry,
        _id: newId(),
        workspaceId: scope.workspaceId,
        at: clock.now(),
        by: scope.personId ?? 'rapport',
      });
    },
    history: (scope, subject, limit = DEFAULT_LIMIT) => db.within(auditEntries, scope).find({ subject }, { sort: { at: 1, _id: 1 }, limit }),
  };
}
