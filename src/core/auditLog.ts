import type { Clock } from '../ground/clock.ts';
import { newId } from '../ground/ids.ts';
import { type Database, defineCollection } from '../store/collection.ts';
import type { Actor, Scope } from './access.ts';
import { type AuditEntry, auditEntry } from './audit.ts';
import type { Setting } from './command.ts';
import type { InboundEvent } from './platform.ts';

export const auditEntries = defineCollection({
  name: 'auditEntries',
  model: auditEntry,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, subject: 1, at: 1 } }, { keys: { workspaceId: 1, at: 1 } }, { keys: { at: 1 } }],
});

/** The record of who changed what. Entries are added and read, never changed. */
export interface AuditLog {
  /** `by` is the scope's person, else Rapport, where the entry does not say it. */
  record(
    scope: Scope,
    entry: Omit<AuditEntry, '_id' | 'workspaceId' | 'at' | 'by'> & Partial<Pick<AuditEntry, 'by'>>,
  ): Promise<void>;
  /** All changes of one subject, oldest first, at most `limit`. */
  history(scope: Scope, subject: string, limit?: number): Promise<AuditEntry[]>;
}

/** Who did it, as the record names them: also somebody whom nobody has confirmed. */
export function doerOf({
  personId,
  name,
  user,
}: Pick<Actor, 'personId' | 'name' | 'user'>): Pick<AuditEntry, 'by' | 'byName'> {
  return { by: personId ?? `${user.platform}/${user.tenant}/${user.user}`, byName: name };
}

/** Where somebody asked for it. */
export function whereOf({ installation, place }: Pick<Setting, 'installation' | 'place'>): string {
  return `${installation.platform}/${place === undefined ? 'home' : `${place.kind} ${place.conversation}`}`;
}

/** Who and where, of what is changed because something happened on a platform and not by a command. */
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
