import type { MigrationStep } from './store/migrations.ts';

/** What brings stored data up to this version, in order; a step only adds, and what it makes useless goes a release later. */
export const migrationSteps: readonly MigrationStep[] = [];
