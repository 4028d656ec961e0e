/** The store of projects: adding, finding and changing them; channels are a module beside it. */

import type { Scope } from '../../core/access.ts';
import type { History } from '../../core/history/history.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import type { Locale } from '../../ground/i18n.ts';
import { newId } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { guessKey, readKey } from '../clients/model.ts';
import { createChannels } from './channels.ts';
import { importDrafts } from './collections.ts';
import { DEFAULT_HOURS, type Project, projectCalled, projectWithKey } from './model.ts';
import { createProjectRecords } from './records.ts';
import { projectRecordTexts } from './texts.ts';

export interface NewProject {
  /** Set for a retryable request (`idFrom`): a retry finds the first record. */
  readonly _id?: string;
  readonly name: string;
  readonly clientId: string;
  readonly managerId: string;
  /** Unset: guessed from the name. */
  readonly key?: string | undefined;
  readonly locale: Locale;
  readonly zone: string;
  readonly country?: string | undefined;
  readonly note?: string | undefined;
  readonly hours?: Project['hours'];
  readonly state?: Project['state'];
  readonly rehearsal?: boolean;
}
type Change = Partial<
  Pick<Project, 'name' | 'key' | 'managerId' | 'locale' | 'zone' | 'country' | 'hours' | 'state' | 'rehearsal' | 'note'>
>;

export type Projects = ReturnType<typeof createProjects>;

/** The key of a project and its former ones. */
const keysOf = ({ key, formerKeys = [] }: Project): string[] => [...formerKeys, key];

const splitChange = (all: Readonly<Record<string, unknown>>) => ({
  set: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
  unset: Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [[name, 1]] : []))),
});

/**
 * Creates the store of projects, their channels and numbers; see the methods. Everything is inside the scope's
 * workspace.
 */
export function createProjects({ db, clock, histories }: { db: Database; clock: Clock; histories: History }) {
  const rows = createProjectRecords({ db, histories });
  const { records, subjects, must } = rows;
  const drafts = (scope: Scope) => db.within(importDrafts, scope);

  function keyOf(typed: string): string {
    const key = readKey(typed);
    if (key === undefined)
      throw new RapportError('invalid', `not a key: ${typed}`, {
        forPeople: projectRecordTexts.all('badKey'),
        field: 'key',
      });
    return key;
  }
  const taken = (cause?: unknown) =>
    new RapportError('conflict', 'project key is taken', {
      forPeople: projectRecordTexts.all('keyTaken'),
      field: 'key',
      cause,
    });
  function keyTaken(error: unknown): never {
    throw isError(error, 'conflict') ? taken(error) : error;
  }

  /** A key for the project with this id. @throws RapportError `conflict` if another project has it or had it. */
  async function freeKey(scope: Scope, _id: string, typed: string): Promise<string> {
    const key = keyOf(typed);
    const holder = projectWithKey(await records(scope).find({}), key);
    if (holder !== undefined && holder._id !== _id) throw taken();
    return key;
  }

  async function insert(scope: Scope, fresh: NewProject): Promise<Project> {
    const _id = fresh._id ?? newId();
    for (let attempt = 0; ; attempt++) {
      const key =
        fresh.key === undefined
          ? guessKey(fresh.name, new Set((await records(scope).find({})).flatMap(keysOf)), 'P')
          : await freeKey(scope, _id, fresh.key);
      const { name, clientId, managerId, locale, zone, country, note } = fresh;
      try {
        const document = {
          _id,
          workspaceId: scope.workspaceId,
          ...{ clientId, managerId, locale, zone, key, name: name.trim() },
          ...(country === undefined ? {} : { country }),
          ...(note === undefined ? {} : { note }),
          hours: fresh.hours ?? DEFAULT_HOURS,
          state: fresh.state ?? 'setup',
          rehearsal: fresh.rehearsal ?? false,
          createdAt: clock.now(),
        };
        return await subjects.insert(scope, document, 'created');
      } catch (error) {
        const before = await records(scope).get(_id);
        if (before !== undefined) return before;
        if (fresh.key !== undefined || attempt > 3) keyTaken(error);
        if (!isError(error, 'conflict')) throw error;
      }
    }
  }

  return {
    /** Adds a project. @throws RapportError `conflict` when the key is taken, `invalid` for a key of another form. */
    async add(scope: Scope<'start' | 'system'>, fresh: NewProject): Promise<Project> {
      return insert(scope, fresh);
    },
    get: (scope: Scope, id: string): Promise<Project | undefined> => records(scope).get(id),
    must,
    /** By key, former key, id or name, as typed; undefined if several share the name. */
    async find(scope: Scope, typed: string): Promise<Project | undefined> {
      if (/^[0-9a-f]{24}$/.test(typed)) return records(scope).get(typed);
      const key = readKey(typed);
      const byKey = key === undefined ? undefined : await records(scope).findOne({ key });
      if (byKey !== undefined) return byKey;
      return projectCalled(await records(scope).find({}), typed);
    },
    all: (scope: Scope): Promise<Project[]> => records(scope).find({}, { sort: { key: 1 } }),
    ofClient: (scope: Scope, clientId: string): Promise<Project[]> =>
      records(scope).find({ clientId }, { sort: { key: 1 } }),
    ofManager: (scope: Scope, managerId: string): Promise<Project[]> =>
      records(scope).find({ managerId }, { sort: { key: 1 } }),
    /**
     * Changes a project; `undefined` unsets. A former key stays reserved. @throws RapportError `conflict`, `invalid`,
     * `missing`.
     */
    async change(scope: Scope<'manage' | 'system'>, id: string, changes: Change): Promise<Project> {
      const event = changes.managerId === undefined ? 'changed' : 'managerAssigned';
      for (;;) {
        const before = changes.key === undefined ? undefined : await must(scope, id);
        const key = changes.key === undefined ? undefined : await freeKey(scope, id, changes.key);
        const isRenamed = before !== undefined && key !== undefined && before.key !== key;
        const { set, unset } = splitChange({
          ...changes,
          ...(key === undefined ? {} : { key }),
          ...(isRenamed ? { formerKeys: keysOf(before).filter((former) => former !== key) } : {}),
        });
        const update = {
          ...(Object.keys(set).length > 0 ? { $set: set } : {}),
          ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
        };
        // Another change of the key in between would be lost: read it again.
        const filter = { _id: id, ...(isRenamed ? { key: before.key } : {}) };
        const changed = await subjects.change(scope, filter, update, event).catch(keyTaken);
        if (changed !== undefined || !isRenamed) return changed ?? must(scope, id);
      }
    },

    ...createChannels({ rows, clock }),

    /** Stores a pasted table until it is imported. One per person. */
    async keepDraft(scope: Scope, personId: string, text: string): Promise<string> {
      const _id = newId();
      await drafts(scope).deleteMany({ personId });
      await drafts(scope).insert({ _id, workspaceId: scope.workspaceId, personId, text, createdAt: clock.now() });
      return _id;
    },
    draft: async (scope: Scope, personId: string, id: string): Promise<string | undefined> =>
      (await drafts(scope).findOne({ _id: id, personId }))?.text,
  };
}
