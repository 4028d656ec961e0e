import { playgroundCollections } from '../../adapters/playground/index.ts';
import { slackCollections } from '../../adapters/slack/store.ts';
import { teamsCollections } from '../../adapters/teams/referenceRows.ts';
import type { AnyKeptCollection } from '../core/kept.ts';
import { systemClock } from '../ground/clock.ts';
import { silentLogger } from '../ground/log.ts';
import { openDatabase } from '../store/database.ts';
import { migrationsCollection } from '../store/migrations.ts';
import type { Known } from '../store/newer.ts';
import { pageCollections } from '../web/pages/index.ts';
import { type Composition, compose } from './composition.ts';
import { migrationSteps } from './migrationSteps.ts';

/** The collections of all edges, configured or not. */
export const edgeCollections: readonly AnyKeptCollection[] = [
  ...playgroundCollections,
  ...slackCollections,
  ...teamsCollections,
  ...pageCollections,
];

/** All data that this version knows. */
export const knownData = ({ collections }: Pick<Composition, 'collections'>): Known => ({
  steps: migrationSteps,
  collections: [...collections, ...edgeCollections, migrationsCollection],
});

/** Like `knownData`, for a tool without a bot. Prepares no database. */
export async function knownToTools(): Promise<Known> {
  const nowhere = await openDatabase({ memory: true });
  try {
    return knownData(
      await compose({
        db: nowhere,
        clock: systemClock,
        log: silentLogger,
        platforms: [],
        answerLate: async () => undefined,
      }),
    );
  } finally {
    await nowhere.close();
  }
}
