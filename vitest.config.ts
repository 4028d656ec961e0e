import { defineConfig } from 'vitest/config';

/**
 * Tests that need nothing share each worker's modules, for importing them anew for every file took longer than the
 * tests: nothing may be left behind in a module. Two workers, since one core would otherwise be left idle. On a busy
 * machine a property takes its time, which is no fault.
 */
const shared = { isolate: false, maxWorkers: 2, testTimeout: 30_000 };

/** Each project is a kind of test with its own needs; `npm test` runs the two that need nothing. */
export default defineConfig({
  test: {
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
          name: 'mongodb',
          include: ['test/mongodb/**/*.test.ts'],
          globalSetup: ['test/mongodb/setup.ts'],
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/mongodb/setup.ts'],
          testTimeout: 60_000,
        },
      },
      { test: { name: 'teams', include: ['test/teams/**/*.test.ts'], testTimeout: 60_000 } },
      { test: { name: 'slack', include: ['test/slack/**/*.test.ts'], testTimeout: 30_000 } },
      { test: { name: 'cards', include: ['test/cards/**/*.test.ts'], testTimeout: 30_000 } },
      { test: { name: 'journeys', include: ['test/journeys/**/*.test.ts'], testTimeout: 60_000 } },
    ],
  },
});
