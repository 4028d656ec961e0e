import { deliveries } from '../core/delivery/outbox.ts';
import { reminderRecords } from '../features/reminders/index.ts';
import { channels } from '../records/projects/store.ts';
import type { MigrationStep } from '../store/migrations.ts';

/**
 * What brings stored data up to this version, in order; a step only adds, and what it makes useless goes a release
 * later.
 */
export const migrationSteps: readonly MigrationStep[] = [
  {
    version: 1,
    name: 'deliveries have a priority',
    async run(db) {
      await db.prepare([deliveries]);
      await db.everywhere(deliveries).updateMany({ priority: { $exists: false } }, { $set: { priority: 1 } });
    },
  },
  {
    version: 2,
    name: 'reminders in channels know for whom they were written',
    async run(db) {
      await db.prepare([channels, reminderRecords]);
      const reminders = db.housekeeping(reminderRecords);
      for (const { workspaceId, conversation, former } of await db.housekeeping(channels).find({ audience: 'client' }))
        await reminders.updateMany(
          {
            workspaceId,
            'target.kind': 'channel',
            'target.id': { $in: [conversation, ...former] },
            writtenFor: { $exists: false },
          },
          { $set: { writtenFor: 'client' } },
        );
      // Nobody knows who reads where nothing is linked now: a client may, one day.
      await reminders.updateMany(
        { 'target.kind': 'channel', writtenFor: { $exists: false } },
        { $set: { writtenFor: 'internal' } },
      );
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
