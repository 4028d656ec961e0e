import { readdirSync, readFileSync } from 'node:fs';
import { defineConfig } from 'vitest/config';

/**
 * What every project has. Bounds for a test that hangs, far above what any test takes: no test fails because the machine
 * is busy; waits are for conditions, and end when those hold. The files share each worker's modules, for importing them
 * anew for every file took up to a third of the time: nothing may be left behind in a module. Two workers, since one core
 * would otherwise be left idle, and many tests wait for something.
 */
const shared = {
  testTimeout: 180_000,
  hookTimeout: 180_000,
  expect: { poll: { timeout: 60_000 } },
  isolate: false,
  maxWorkers: 2,
};

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
          testTimeout: 900_000, // a property in full takes minutes on a busy machine
          include: ['test/soak/**/*.test.ts', ...withLongProperties],
          env: { SOAK: 'yes' },
        },
      },
      {
        test: {
          ...shared,
          name: 'mongodb',
          include: ['test/mongodb/**/*.test.ts'],
          globalSetup: ['test/mongodb/setup.ts'],
        },
      },
      {
        test: {
          ...shared,
          name: 'faults',
          include: ['test/faults/**/*.test.ts'],
          globalSetup: ['test/mongodb/setup.ts'],
        },
      },
      { test: { ...shared, name: 'teams', include: ['test/teams/**/*.test.ts'] } },
      { test: { ...shared, name: 'slack', include: ['test/slack/**/*.test.ts'] } },
      { test: { ...shared, name: 'cards', include: ['test/cards/**/*.test.ts'] } },
      { test: { ...shared, name: 'journeys', include: ['test/journeys/**/*.test.ts'] } },
    ],
  },
});
