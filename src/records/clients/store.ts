import type { Scope } from '../../core/access.ts';
import { keptCollection } from '../../core/kept.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import { newId } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { nameKey } from '../people/model.ts';
import { type Client, client, guessKey, readKey } from './model.ts';
import { clientRecordTexts } from './texts.ts';

export const clients = keptCollection({
  name: 'clients',
  model: client,
  tenancy: 'workspace',
  indexes: [
    { keys: { workspaceId: 1, key: 1 }, unique: true },
    { keys: { workspaceId: 1, nameKey: 1 }, unique: true },
  ],
  retention: { kept: 'the record of a client' },
  person: { none: 'about a company; its people are records of their own' },
});

export interface NewClient {
  /** Set for a retryable request (`idFrom`): a retry finds the first record. */
  readonly _id?: string;
  readonly name: string;
  /** Unset: guessed from the name. */
  readonly key?: string | undefined;
  readonly locale: Locale;
  readonly country?: string | undefined;
  readonly note?: string | undefined;
}
type Change = Partial<Pick<Client, 'name' | 'key' | 'locale' | 'country' | 'note'>>;

export type Clients = ReturnType<typeof createClients>;

/** Creates the store of client organisations; see the methods. Everything is inside the scope's workspace. */
export function createClients({ db, clock }: { db: Database; clock: Clock }) {
  const records = (scope: Scope) => db.within(clients, scope);

  function keyOf(typed: string): string {
    const key = readKey(typed);
    if (key === undefined)
      throw new RapportError('invalid', `not a key: ${typed}`, {
        forPeople: clientRecordTexts.all('badKey'),
        field: 'key',
      });
    return key;
  }
  function taken(error: unknown, field: 'name' | 'key'): never {
    if (!isError(error, 'conflict')) throw error;
    throw new RapportError('conflict', 'client is there', {
      forPeople: clientRecordTexts.all('taken'),
      field,
      cause: error,
    });
  }

  return {
    /**
     * Adds a client. @throws RapportError `conflict` when key or name is taken, `invalid` for a key of another form.
     */
    async add(scope: Scope<'start' | 'administer' | 'system'>, fresh: NewClient): Promise<Client> {
      const _id = fresh._id ?? newId();
      for (let attempt = 0; ; attempt++) {
        const key =
          fresh.key === undefined
            ? guessKey(fresh.name, new Set((await records(scope).find({})).map((one) => one.key)))
            : keyOf(fresh.key);
        const made: Client = {
          _id,
          workspaceId: scope.workspaceId,
          key,
          name: fresh.name.trim(),
          nameKey: nameKey(fresh.name),
          locale: fresh.locale,
          ...(fresh.country === undefined ? {} : { country: fresh.country }),
          ...(fresh.note === undefined ? {} : { note: fresh.note }),
          createdAt: clock.now(),
          version: 1,
        };
        try {
          return await records(scope).insert(made);
        } catch (error) {
          const before = await records(scope).get(_id);
          if (before !== undefined) return before;
          // A guessed key may have been taken meanwhile: it is guessed again. A taken name is reported.
          const named = await records(scope).findOne({ nameKey: made.nameKey });
          if (fresh.key !== undefined || named !== undefined || attempt > 3)
            taken(error, named === undefined ? 'key' : 'name');
        }
      }
    },
    get: (scope: Scope, id: string): Promise<Client | undefined> => records(scope).get(id),
    /** By key or by name, as typed. */
    async find(scope: Scope, typed: string): Promise<Client | undefined> {
      const key = readKey(typed);
      const byKey = key === undefined ? undefined : await records(scope).findOne({ key });
      return byKey ?? records(scope).findOne({ nameKey: nameKey(typed) });
    },
    all: (scope: Scope): Promise<Client[]> => records(scope).find({}, { sort: { nameKey: 1 } }),
    /** Changes a client; `undefined` unsets. @throws RapportError `conflict`, `invalid`, `missing`. */
    async change(scope: Scope, id: string, changes: Change): Promise<Client> {
      const all = {
        ...changes,
        ...(changes.key === undefined ? {} : { key: keyOf(changes.key) }),
        ...(changes.name === undefined ? {} : { name: changes.name.trim(), nameKey: nameKey(changes.name) }),
      };
      const set = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
      const unset = Object.fromEntries(
        Object.entries(all).flatMap(([name, value]) => (value === undefined ? [[name, 1]] : [])),
      );
      const update = {
        $inc: { version: 1 },
        ...(Object.keys(set).length > 0 ? { $set: set } : {}),
        ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
      };
      const changed = await records(scope)
        .findOneAndUpdate({ _id: id }, update)
        .catch((error: unknown) => taken(error, changes.key === undefined ? 'name' : 'key'));
      if (changed === undefined)
        throw new RapportError('missing', `no client ${id}`, { forPeople: clientRecordTexts.all('noSuchClient') });
      return changed;
    },
  };
}
