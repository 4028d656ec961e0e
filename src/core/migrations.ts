import type { MigrationStep } from '../store/collection.ts';
import { deliveries } from './delivery/outbox.ts';

/** Steps over the core's own collections; src/app/composition.ts puts them in order with those of the slices. */
export const coreMigrations: readonly MigrationStep[] = [
  {
    version: 1,
    name: 'deliveries have a priority',
    async run(db) {
      await db.prepare([deliveries]);
      await db.everywhere(deliveries).updateMany({ priority: { $exists: false } }, { $set: { priority: 1 } });
    },
  },
  {
    version: 3,
    name: 'the noise kind set is called requested',
    async run(db) {
      await db.prepare([deliveries]);
      await db.everywhere(deliveries).updateMany({ noise: 'set' }, { $set: { noise: 'requested' } });
    },
  },
];
