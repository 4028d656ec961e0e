import { RapportError } from '../ground/errors.ts';
import type { AnyCollectionDefinition, Database, MigrationStep } from './collection.ts';
import { migrationsCollection, NEWER_ADVICE, refuseNewerSteps } from './migrations.ts';

/** The data that this version knows. It would lose or break unknown data. */
export interface Known {
  readonly steps: readonly MigrationStep[];
  readonly collections: readonly AnyCollectionDefinition[];
}

/** @throws RapportError `refused` for an unknown collection. */
export function refuseUnknown(names: readonly string[], { collections }: Pick<Known, 'collections'>): void {
  const known = new Set(collections.map(({ name }) => name));
  const unknown = names.filter((name) => !known.has(name)).sort();
  if (unknown.length === 0) return;
  throw new RapportError(
    'refused',
    `this version of Rapport does not know ${unknown.join(', ')}, where data is kept: that comes from a newer version, or from another program. ${NEWER_ADVICE} Another program’s data belongs in another database.`,
  );
}

/**
 * Checks stored data without changing it. @throws RapportError `refused` with the reason when this version does not
 * know all of it.
 */
export async function refuseNewerData(db: Database, known: Known): Promise<void> {
  await db.prepare([migrationsCollection]);
  const state = await db.everywhere(migrationsCollection).get('schema');
  refuseNewerSteps(state?.version ?? 0, known.steps);
  refuseUnknown(await db.stored(), known);
}
