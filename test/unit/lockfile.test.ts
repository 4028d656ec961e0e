import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { missingOptionalPackages } from '../../.ci/lockfile.mjs';

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
  packages: Record<string, { optionalDependencies?: Record<string, string> }>;
};

test('the lockfile has every optional platform package, so that the install works on every kind of machine', () => {
  const named = Object.values(lock.packages).flatMap((entry) => Object.keys(entry.optionalDependencies ?? {}));
  expect(named.length).toBeGreaterThan(10);
  expect(missingOptionalPackages(lock)).toEqual([]);
});

test('an optional package that is missing in the lockfile is reported', () => {
  const { 'node_modules/@biomejs/cli-darwin-arm64': _, ...packages } = lock.packages;
  expect(missingOptionalPackages({ packages })).toEqual([
    '@biomejs/cli-darwin-arm64 (wanted by node_modules/@biomejs/biome)',
  ]);
});
