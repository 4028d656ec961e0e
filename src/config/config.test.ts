import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { ConfigError, envExample, isLoopback, parseConfig } from './config.ts';

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

const KEY = `k1:${Buffer.alloc(32, 7).toString('base64')}`;

test('Rapport starts without any variable', () => {
  expect(parseConfig({})).toEqual({
    host: '127.0.0.1',
    port: 3000,
    mongodbUri: undefined,
    dataFolder: './data',
    logLevel: 'info',
    playground: true,
    publicUrl: undefined,
    encryptionKeys: [],
    retention: { deliveries: 90, posts: 400, events: 30, audit: 1_095 },
    slack: undefined,
    teams: undefined,
  });
});

test('an empty variable counts as unset', () => {
  expect(parseConfig({ MONGODB_URI: '', PORT: '', PLAYGROUND: '' })).toEqual(parseConfig({}));
});

test('all faults are reported at once without values, since a value may be a secret', () => {
  const problems = problemsOf({ PORT: '70000', MONGODB_URI: 'canary://user:password@host', LOG_LEVEL: 'canary' });
  expect(problems).toHaveLength(3);
  expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['PORT', 'MONGODB_URI', 'LOG_LEVEL']);
  expect(problems.join()).not.toContain('canary');
});

test('the sample file matches the schema', () => {
  expect(readFileSync('.env.example', 'utf8')).toBe(envExample());
});

test('the sample file with every line enabled is a valid configuration', () => {
  const lines = envExample().matchAll(/^# ([A-Z_]+)=(.*)$/gm);
  const environment = Object.fromEntries([...lines].map(([, name, value]) => [name, value]));
  expect(Object.keys(environment).length).toBeGreaterThan(5);
  // There is no example key: a public key would protect nothing.
  expect(problemsOf(environment).map((problem) => problem.split(' ')[0])).toEqual(['ENCRYPTION_KEYS']);
  expect(problemsOf({ ...environment, ENCRYPTION_KEYS: KEY })).toEqual([]);
});

test.each([
  ['127.0.0.1', true],
  ['127.8.9.1', true],
  ['::1', true],
  ['localhost', true],
  ['0.0.0.0', false],
  ['::', false],
  ['10.0.0.4', false],
  ['127.0.0.1.example.com', false],
])('%s is loopback: %s', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
