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
import { compose } from './composition.ts';

/** The collections of all edges, configured or not. */
export const edgeCollections: readonly AnyKeptCollection[] = [
  ...playgroundCollections,
  ...slackCollections,
  ...teamsCollections,
  ...pageCollections,
];

/** All data that this version knows. It is composed over an empty database: the stored data is not touched. */
export async function knownData(): Promise<Known> {
  const nowhere = await openDatabase({ memory: true });
  try {
    const { steps, collections } = await compose({
      db: nowhere,
      clock: systemClock,
      log: silentLogger,
      platforms: [],
      answerLate: async () => undefined,
    });
    return { steps, collections: [...collections, ...edgeCollections, migrationsCollection] };
  } finally {
    await nowhere.close();
  }
}
