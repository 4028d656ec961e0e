import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from '../config/config.ts';
import { stoppedClock, systemClock } from '../ground/clock.ts';
import { RapportError } from '../ground/errors.ts';
import { openDatabase } from '../store/database.ts';
import { migrationsCollection } from '../store/migrations.ts';
import { examine, type Finding, type Patient, reportOf } from './doctor.ts';

const healthy: Patient = {
  nodeVersion: 'v20.19.0',
  nodeRange: '>=20.19.0',
  clock: systemClock,
  readConfig: () => parseConfig({}),
  openDatabase: () => openDatabase({ memory: true }),
  freeBytes: () => 5_000_000_000,
  isWritable: () => true,
  examineSlack: async () => [],
  examineTeams: async () => [],
};

const faultsOf = (findings: readonly Finding[]) => findings.filter(({ state }) => state === 'fault');

describe('the doctor', () => {
  test('reports no problem on a healthy machine', async () => {
    const findings = await examine(healthy);
    expect(faultsOf(findings)).toEqual([]);
    expect(findings.map(({ about }) => about)).toEqual([
      'node',
      'configuration',
      'database',
      'clock',
      'disk',
      'calendar',
      'playground',
      'credentials',
    ]);
  });

  test.each<[string, Partial<Patient>, Finding['about'], string]>([
    ['an old Node.js', { nodeVersion: 'v20.9.0' }, 'node', 'too old'],
    ['a wrong variable', { readConfig: () => parseConfig({ PORT: 'x' }) }, 'configuration', 'PORT'],
    ['a full disk', { freeBytes: () => 1_000_000 }, 'disk', 'only 1 MB free'],
    ['a folder that cannot be written', { isWritable: () => false }, 'disk', 'cannot be written'],
    [
      'a playground that others could reach',
      { readConfig: () => parseConfig({ HOST: '0.0.0.0' }) },
      'playground',
      'anybody',
    ],
    [
      'a database that does not answer',
      { openDatabase: async () => Promise.reject(new RapportError('unavailable', 'no answer')) },
      'database',
      'no answer',
    ],
  ])('finds %s and names the next step', async (_, change, about, text) => {
    const [fault] = faultsOf(await examine({ ...healthy, ...change }));
    expect(fault?.about).toBe(about);
    expect(fault?.text).toContain(text);
    expect(fault?.fix).toBeTruthy();
  });

  test('accepts a folder that the running bot uses', async () => {
    const findings = await examine({
      ...healthy,
      openDatabase: async () => Promise.reject(new RapportError('conflict', 'in use')),
    });
    expect(faultsOf(findings)).toEqual([]);
    expect(findings.find(({ about }) => about === 'database')).toMatchObject({
      state: 'note',
      text: expect.stringContaining('the running bot'),
    });
  });

  test('reports a difference between the clock and the database', async () => {
    const db = await openDatabase({ memory: true });
    const findings = await examine({
      ...healthy,
      openDatabase: async () => ({ ...db, now: () => new Date(db.now().getTime() + 60_000) }),
    });
    expect(faultsOf(findings).map(({ about, text }) => [about, text])).toEqual([
      ['clock', "this machine's clock and the database's are 60 s apart"],
    ]);
  });

  test.each([
    ['2026-06-01T00:00Z', 'ok', 'are known'],
    ['2025-12-31T00:00Z', 'note', 'of 2025 are not in this version'],
    ['2100-11-20T00:00Z', 'note', 'of 2100 are not in this version'],
  ])('says on %s whether China’s official days off are known', async (today, state, text) => {
    const findings = await examine({ ...healthy, clock: stoppedClock(today) });
    const calendar = findings.find(({ about }) => about === 'calendar');
    expect(calendar).toMatchObject({ state, text: expect.stringContaining(text) });
    expect(calendar?.fix === undefined).toBe(state === 'ok');
  });

  test('reports data of a newer version, and the next step', async () => {
    const db = await openDatabase({ memory: true });
    await db.prepare([migrationsCollection]);
    await db.everywhere(migrationsCollection).insert({ _id: 'schema', version: 999 });
    const faults = faultsOf(await examine({ ...healthy, openDatabase: async () => db }));
    expect(faults).toEqual([
      {
        about: 'database',
        state: 'fault',
        text: expect.stringContaining('at step 999'),
        fix: expect.stringContaining('start the version that wrote it'),
      },
    ]);
  });

  test('distinguishes tokens of the wrong kind and blank secrets from missing ones, and shows none of them', async () => {
    const findings = await examine({
      ...healthy,
      readConfig: () =>
        parseConfig({
          SLACK_BOT_TOKEN: 'xoxp-1-canary',
          SLACK_APP_TOKEN: 'xoxb-1-canary',
          SLACK_SIGNING_SECRET: '   ',
        }),
    });
    const texts = faultsOf(findings).map(({ text }) => text);
    expect(texts.join('\n')).toMatch(
      /SLACK_BOT_TOKEN must be a bot token[\s\S]*SLACK_APP_TOKEN must be an app-level token[\s\S]*SLACK_SIGNING_SECRET is blank/,
    );
    expect(reportOf(findings)).not.toContain('canary');
  });

  test('checks the Slack configuration with Slack, and then does not report a missing platform', async () => {
    const findings = await examine({
      ...healthy,
      readConfig: () => parseConfig({ SLACK_BOT_TOKEN: 'xoxb-1-canary', SLACK_APP_TOKEN: 'xapp-1-canary' }),
      examineSlack: async () => [{ state: 'fault', text: 'lacks users:read', fix: 'install again' }],
    });
    expect(faultsOf(findings)).toEqual([
      { about: 'slack', state: 'fault', text: 'lacks users:read', fix: 'install again' },
    ]);
    expect(findings.some(({ about }) => about === 'credentials')).toBe(false);
  });

  test('checks the Teams app with Microsoft', async () => {
    const app = {
      MICROSOFT_APP_ID: '11111111-2222-3333-4444-555555555555',
      MICROSOFT_APP_TENANT_ID: '66666666-7777-8888-9999-aaaaaaaaaaaa',
    };
    const findings = await examine({
      ...healthy,
      readConfig: () => parseConfig({ ...app, MICROSOFT_APP_PASSWORD: 'canary-0123456789-canary' }),
      examineTeams: async () => [
        { state: 'fault', text: 'Microsoft does not let the app in', fix: 'make a new secret' },
      ],
    });
    expect(faultsOf(findings)).toEqual([
      { about: 'teams', state: 'fault', text: 'Microsoft does not let the app in', fix: 'make a new secret' },
    ]);
    expect(findings.some(({ about }) => about === 'credentials')).toBe(false);
    expect(reportOf(findings)).not.toContain('canary');
  });

  test('never shows a password from a driver’s error', async () => {
    const findings = await examine({
      ...healthy,
      readConfig: () => parseConfig({ MONGODB_URI: 'mongodb://rapport:canary@db/rapport' }),
      openDatabase: async () =>
        Promise.reject(new RapportError('unavailable', 'cannot reach mongodb://rapport:canary@db/rapport')),
    });
    expect(reportOf(findings)).toContain('cannot be used');
    expect(reportOf(findings)).not.toContain('canary');
  });

  test('stops at a wrong configuration, and names every fault', async () => {
    const findings = await examine({
      ...healthy,
      readConfig: () => {
        throw new ConfigError(['PORT is wrong', 'HOST is wrong']);
      },
    });
    expect(faultsOf(findings)).toHaveLength(2);
    expect(findings.some(({ about }) => about === 'database')).toBe(false);
  });
});
