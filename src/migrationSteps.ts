import { deliveries } from './core/delivery/outbox.ts';
import type { MigrationStep } from './store/migrations.ts';

/** What brings stored data up to this version, in order; a step only adds, and what it makes useless goes a release later. */
export const migrationSteps: readonly MigrationStep[] = [
  {
    version: 1,
    name: 'deliveries have a priority',
    async run(db) {
      await db.prepare([deliveries]);
      await db.everywhere(deliveries).updateMany({ priority: { $exists: false } }, { $set: { priority: 1 } });
    },
  },
];
