import { coreMigrations } from '../core/migrations.ts';
import { reminderMigrations } from '../features/reminders/index.ts';
import type { MigrationStep } from '../store/collection.ts';

/**
 * What brings stored data up to this version. Each owner of collections has its steps in its `migrations.ts`; their
 * versions give the order over all, and the next step takes the next number. A step only adds, and what it makes
 * useless goes a release later.
 */
export const migrationSteps: readonly MigrationStep[] = [...coreMigrations, ...reminderMigrations].sort(
  (first, second) => first.version - second.version,
);
