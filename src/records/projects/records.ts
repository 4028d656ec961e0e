/** Reads and writes of the project and channel documents that the modules of the project store share. */

import type { Scope } from '../../core/access.ts';
import type { History } from '../../core/history/history.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Database } from '../../store/collection.ts';
import { channels, projectSubject, projects } from './collections.ts';
import type { Project } from './model.ts';
import { projectRecordTexts } from './texts.ts';

/** The shared reads and writes; see the methods. */
export type ProjectRecords = ReturnType<typeof createProjectRecords>;

/** Creates the shared reads and writes of project documents. Everything is inside the scope's workspace. */
export function createProjectRecords({ db, histories }: { db: Database; histories: History }) {
  const records = (scope: Scope) => db.within(projects, scope);
  const subjects = histories.store(projectSubject);
  const places = (scope: Scope) => db.within(channels, scope);

  async function must(scope: Scope, id: string): Promise<Project> {
    const found = await records(scope).get(id);
    if (found === undefined)
      throw new RapportError('missing', `no project ${id}`, { forPeople: projectRecordTexts.all('noSuchProject') });
    return found;
  }

  return { records, subjects, places, must };
}
