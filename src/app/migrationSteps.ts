import { coreMigrations } from '../core/migrations.ts';
import { reminderMigrations } from '../features/reminders/index.ts';
import type { MigrationStep } from '../store/collection.ts';

/**
 * The migrations of stored data to this version. Each owner of collections has its steps in its `migrations.ts`. Their
 * versions give the overall order, and a new step takes the next number. A step only adds data; a later release removes
 * what it made obsolete.
 */
export const migrationSteps: readonly MigrationStep[] = [...coreMigrations, ...reminderMigrations].sort(
  (first, second) => first.version - second.version,
);
