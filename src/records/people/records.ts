/** Reads and writes of the person documents that the modules of the people store share. */

import type { Scope } from '../../core/access.ts';
import type { History } from '../../core/history/history.ts';
import type { SubjectEntity } from '../../core/history/subject.ts';
import type { Clock } from '../../ground/clock.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Database } from '../../store/collection.ts';
import { identities, linkCodes, type PersonEvent, people, personSubject } from './collections.ts';
import { nameKey, type Person } from './model.ts';
import { personRecordTexts } from './texts.ts';

type Change = Partial<Omit<Person, 'createdAt' | 'version' | keyof SubjectEntity>>;

/** The shared reads and writes; see the methods. */
export type PersonRecords = ReturnType<typeof createPersonRecords>;

/** Creates the shared reads and writes of person documents. Everything is inside the scope's workspace. */
export function createPersonRecords({ db, clock, histories }: { db: Database; clock: Clock; histories: History }) {
  const records = (scope: Scope) => db.within(people, scope);
  const subjects = histories.store(personSubject);
  const keys = (scope: Scope) => db.within(identities, scope);
  const codes = (scope: Scope) => db.within(linkCodes, scope);

  async function must(scope: Scope, id: string): Promise<Person> {
    const found = await records(scope).get(id);
    if (found === undefined)
      throw new RapportError('missing', `no person ${id}`, { forPeople: personRecordTexts.all('noSuchPerson') });
    return found;
  }

  /** Changes a person; `undefined` unsets. @throws RapportError `missing`. */
  const change = (scope: Scope, id: string, changes: Change): Promise<Person> =>
    changeAs('away' in changes ? 'absenceChanged' : 'changed', { scope, id, changes });

  async function changeAs(
    event: PersonEvent,
    { scope, id, changes }: { scope: Scope; id: string; changes: Change },
  ): Promise<Person> {
    const all = changes.name === undefined ? changes : { ...changes, nameKey: nameKey(changes.name) };
    const set = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined));
    const unset = Object.fromEntries(
      Object.entries(all).flatMap(([key, value]) => (value === undefined ? [[key, 1]] : [])),
    );
    const update = {
      ...(Object.keys(set).length > 0 ? { $set: set } : {}),
      ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
    };
    return (await subjects.change(scope, { _id: id }, update, event)) ?? must(scope, id);
  }

  /** Deletes a record that was merged into another person's, once it has no identity left. */
  async function bury(scope: Scope, id: string, into: string): Promise<void> {
    if ((await keys(scope).count({ personId: id })) > 0) return;
    await changeAs('merged', { scope, id, changes: { mergedInto: into, leftAt: clock.now() } });
  }

  return { records, subjects, keys, codes, must, change, changeAs, bury };
}
