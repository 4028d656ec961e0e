import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/**
 * Bounds for a test that hangs, far above what any test takes: no test fails because the machine is busy. Waits are
 * for conditions, and end when those hold.
 */
const patient = { testTimeout: 180_000, hookTimeout: 180_000, expect: { poll: { timeout: 60_000 } } };

/**
 * Tests that need nothing share each worker's modules, for importing them anew for every file took longer than the
 * tests: nothing may be left behind in a module. Two workers, since one core would otherwise be left idle.
 */
const shared = { ...patient, isolate: false, maxWorkers: 2 };

/** The files with a long property, which say with test/fakes/soak.ts how often it runs. */
const withLongProperties = ['src', 'adapters', 'test'].flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => `${folder}/${file.replaceAll('\\', '/')}`)
    .filter((file) => file.endsWith('.test.ts') && readFileSync(file, 'utf8').includes('/fakes/soak.ts')),
);

/** Each project is a kind of test with its own needs; `npm test` runs the two that need nothing. */
export default defineConfig({
  test: {
    // Transformed modules are kept between runs, by their content; `npx vitest --clearCache` deletes them.
    experimental: { fsModuleCache: true, fsModuleCachePath: '.cache/vitest' },
    projects: [
      {
        test: {
          ...shared,
          name: 'unit',
          include: [
            'src/**/*.test.ts',
            'adapters/**/*.test.ts',
            'test/unit/**/*.test.ts',
            'test/house/**/*.test.ts',
            'test/checkers/**/*.test.ts',
          ],
        },
      },
      { test: { ...shared, name: 'contracts', include: ['test/contracts/**/*.test.ts'] } },
      {
        test: {
          ...shared,
          name: 'soak',
          include: ['test/soak/**/*.test.ts', ...withLongProperties],
          env: { SOAK: 'yes' },
        },
      },
      {
        test: {
          ...patient,
          name: 'mongodb',
          include: ['test/mongodb/**/*.test.ts'],
          globalSetup: ['test/mongodb/setup.ts'],
        },
      },
      {
        test: {
          ...patient,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/mongodb/setup.ts'],
        },
      },
      { test: { ...patient, name: 'teams', include: ['test/teams/**/*.test.ts'] } },
      { test: { ...patient, name: 'slack', include: ['test/slack/**/*.test.ts'] } },
      { test: { ...patient, name: 'cards', include: ['test/cards/**/*.test.ts'] } },
      { test: { ...patient, name: 'journeys', include: ['test/journeys/**/*.test.ts'] } },
    ],
  },
});
