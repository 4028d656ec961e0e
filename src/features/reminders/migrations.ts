import { channels } from '../../records/projects/collections.ts';
import type { MigrationStep } from '../../store/collection.ts';
import { reminders as records } from './store.ts';

/** Migration steps for stored reminders. */
export const reminderMigrations: readonly MigrationStep[] = [
  {
    version: 2,
    name: 'reminders in channels know for whom they were written',
    async run(db) {
      await db.prepare([channels, records]);
      const rows = db.housekeeping(records);
      for (const { workspaceId, conversation, former } of await db.housekeeping(channels).find({ audience: 'client' }))
        await rows.updateMany(
          {
            workspaceId,
            'target.kind': 'channel',
            'target.id': { $in: [conversation, ...former] },
            writtenFor: { $exists: false },
          },
          { $set: { writtenFor: 'client' } },
        );
      // The audience of an unlinked channel is unknown. Backfill `internal`: the channel may become a client's later.
      await rows.updateMany(
        { 'target.kind': 'channel', writtenFor: { $exists: false } },
        { $set: { writtenFor: 'internal' } },
      );
    },
  },
];
