/** The store of people: adding, reading and placing them; accounts, link codes and endings are modules beside it. */

import type { ClientRole, OurRole, Scope } from '../../core/access.ts';
import type { History } from '../../core/history/history.ts';
import type { Subject } from '../../core/kept.ts';
import type { UserRef } from '../../core/platform.ts';
import type { Clock } from '../../ground/clock.ts';
import type { Locale } from '../../ground/i18n.ts';
import { newId } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { createAccounts } from './accounts.ts';
import { createLinkCodes } from './codes.ts';
import { createEndings } from './endings.ts';
import { nameKey, type Person } from './model.ts';
import { createPersonRecords } from './records.ts';

/**
 * A person to add. `identities` are users of platforms; `via` is the installation's tenant, if it differs from theirs.
 */
export interface NewPerson {
  /** Set for a retryable request (`idFrom`): a retry finds the first record. */
  readonly _id?: string;
  readonly name: string;
  readonly side:
    | { readonly kind: 'ours'; readonly role: OurRole }
    | { readonly kind: 'client'; readonly clientId: string; readonly role: ClientRole };
  readonly identities?: readonly (UserRef & { readonly via?: string })[];
  readonly email?: string | undefined;
  readonly locale?: Locale | undefined;
  readonly zone?: string | undefined;
}

/** People and their identities. Everything is inside the scope's workspace. */
export type People = ReturnType<typeof createPeople>;

/** Creates the store of people; see the methods. */
export function createPeople({ db, clock, histories }: { db: Database; clock: Clock; histories: History }) {
  const rows = createPersonRecords({ db, clock, histories });
  const { records, subjects, keys, must, change } = rows;
  const accounts = createAccounts({ rows, clock });
  const { identify } = accounts;

  const ours = (scope: Scope): Promise<Person[]> =>
    records(scope).find({ side: 'ours', leftAt: { $exists: false } }, { sort: { nameKey: 1 } });

  return {
    /**
     * Adds a person of our side or a client's contact, with their users. @throws RapportError `conflict` for a user of
     * another person.
     */
    async add(scope: Scope, fresh: NewPerson): Promise<Person> {
      const { side } = fresh;
      const before = fresh._id === undefined ? undefined : await records(scope).get(fresh._id);
      if (before !== undefined) return before;
      const document: Person = {
        _id: fresh._id ?? newId(),
        workspaceId: scope.workspaceId,
        name: fresh.name.trim(),
        nameKey: nameKey(fresh.name),
        side: side.kind,
        ...(side.kind === 'ours' ? { role: side.role } : { clientId: side.clientId, clientRole: side.role }),
        ...(fresh.email === undefined ? {} : { email: fresh.email.trim().toLowerCase() }),
        ...(fresh.locale === undefined ? {} : { locale: fresh.locale }),
        ...(fresh.zone === undefined ? {} : { zone: fresh.zone }),
        createdAt: clock.now(),
      };
      return subjects.insert(scope, document, 'created', async ({ _id }) => {
        try {
          for (const { platform, tenant, user, via } of fresh.identities ?? [])
            await identify(scope, _id, { user: { platform, tenant, user }, via });
        } catch (error) {
          // A person with only some of the accounts would be incomplete.
          await keys(scope).deleteMany({ personId: _id });
          throw error;
        }
      });
    },
    get: (scope: Scope, id: string): Promise<Person | undefined> => records(scope).get(id),
    /** The names of people, with one read; a person without a record has none. */
    async namesOf(scope: Scope, ids: readonly string[]): Promise<(personId: string) => string | undefined> {
      const wanted = [...new Set(ids)];
      const found = wanted.length === 0 ? [] : await records(scope).find({ _id: { $in: wanted } });
      const names = new Map(found.map(({ _id, name }) => [_id, name]));
      return (personId) => names.get(personId);
    },
    /** The person with every name and id that rows may hold, for export and erasure. @throws RapportError `missing`. */
    async subjectOf(scope: Scope, id: string): Promise<Subject> {
      const { side, name, workspaceId } = await must(scope, id);
      const personIds = [id];
      // Records that were merged into theirs, directly or through other records.
      for (const each of personIds)
        personIds.push(...(await records(scope).find({ mergedInto: each })).map(({ _id }) => _id));
      const accounts = await keys(scope).find({ personId: { $in: personIds } });
      return {
        ...{ workspaceId, side, personIds, name, at: clock.now() },
        users: accounts.flatMap(({ platform, tenant, user }) =>
          platform && tenant && user ? [{ platform, tenant, user }] : [],
        ),
        directs: accounts.flatMap(({ platform, direct }) =>
          platform && direct ? [{ platform, conversation: direct }] : [],
        ),
      };
    },
    must,
    change,
    /** All people who have not left, by name. */
    all: (scope: Scope): Promise<Person[]> =>
      records(scope).find({ leftAt: { $exists: false } }, { sort: { nameKey: 1 } }),
    /** Our side, by name. */
    ours,
    /** Filtered from all of our side, because a request has usually read that already. */
    admins: async (scope: Scope): Promise<Person[]> => (await ours(scope)).filter(({ role }) => role === 'admin'),
    /** A client's contacts, by name. */
    contactsOf: (scope: Scope, clientId: string): Promise<Person[]> =>
      records(scope).find({ clientId, side: 'client', leftAt: { $exists: false } }, { sort: { nameKey: 1 } }),
    named: (scope: Scope, name: string): Promise<Person[]> =>
      records(scope).find({ nameKey: nameKey(name), leftAt: { $exists: false } }),
    /** People of this name who have left. */
    leftNamed: (scope: Scope, name: string): Promise<Person[]> =>
      records(scope).find({ nameKey: nameKey(name), leftAt: { $exists: true } }),
    ...accounts,
    ...createLinkCodes({ rows, clock, identify }),
    ...createEndings({ rows, clock }),
    /** People about whom the managers of these projects were asked, without an answer so far. */
    unplaced: (scope: Scope, projectIds: readonly string[]): Promise<Person[]> =>
      records(scope).find(
        {
          side: 'unknown',
          askedIn: { $in: [...projectIds] },
          notContact: { $exists: false },
          leftAt: { $exists: false },
        },
        { sort: { askedAt: 1, _id: 1 } },
      ),
    /** A person without a role acted in the client channel of a project: its manager must decide their role. */
    async needsPlace(scope: Scope, id: string, projectId: string): Promise<void> {
      const unasked = { _id: id, askedAt: { $exists: false } };
      await subjects.change(scope, unasked, { $set: { askedIn: projectId } }, 'unplaced');
    },
    /** The manager was asked who this is. Called after the question is stored in the outbox. */
    async markAsked(scope: Scope, id: string): Promise<void> {
      await subjects.mark(scope, { _id: id, askedAt: { $exists: false } }, { $set: { askedAt: clock.now() } });
    },
  };
}
