import { strFromU8, unzipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import type { Config } from '../config/config.ts';
import { packageFolder } from '../ground/packageFolder.ts';
import { packageSettings, teamsPackage } from './teamsPackage.ts';

const appId = '11111111-2222-3333-4444-555555555555';
const config = (more: Partial<Pick<Config, 'teams' | 'publicUrl'>> = {}): Pick<Config, 'teams' | 'publicUrl'> => ({
  teams: { app: { type: 'MultiTenant', appId, password: 'a secret that stays here' }, targeted: false },
  publicUrl: 'https://rapport.north.example',
  ...more,
});

describe('the settings of a package', () => {
  test('come from the configuration', () => {
    expect(packageSettings([], config(), '1.2.3')).toEqual({
      appId,
      version: '1.2.3',
      developer: {
        name: 'Rapport',
        website: 'https://rapport.north.example',
        privacy: 'https://rapport.north.example',
        terms: 'https://rapport.north.example',
      },
      targeted: false,
      out: 'rapport-teams.zip',
    });
  });

  test('come from the command line, which wins over the configuration', () => {
    const argv = [
      '--developer',
      'North',
      '--website',
      'https://north.example',
      '--privacy',
      'https://north.example/p',
      '--version',
      '2.0.0',
      '--out',
      'x.zip',
    ];
    expect(packageSettings(argv, config(), '1.2.3')).toMatchObject({
      version: '2.0.0',
      developer: {
        name: 'North',
        website: 'https://north.example',
        privacy: 'https://north.example/p',
        terms: 'https://north.example',
      },
      out: 'x.zip',
    });
  });

  test.each([
    ['MICROSOFT_APP_ID is missing', [], config({ teams: undefined })],
    ['set PUBLIC_URL', [], config({ publicUrl: undefined })],
    ['has to begin with https://', ['--terms', 'http://north.example'], config()],
    ['1 to 32 characters', ['--developer', 'x'.repeat(33)], config()],
    ['three numbers', ['--version', '1.0'], config()],
  ])('a missing or wrong setting is named: %s', (words, argv, given) => {
    expect(() => packageSettings(argv, given, '1.2.3')).toThrow(words);
  });
});

test('a package has the manifest, its Chinese texts and both icons at its top level, no secret, and the same bytes every time', async () => {
  const files = { manifest: { id: appId }, chinese: { 'name.short': '名称' } };
  const zip = await teamsPackage(packageFolder(), files);
  const inside = unzipSync(zip);
  expect(Object.keys(inside).sort()).toEqual(['color.png', 'manifest.json', 'outline.png', 'zh-cn.json']);
  expect(JSON.parse(strFromU8(inside['manifest.json'] ?? new Uint8Array()))).toEqual(files.manifest);
  expect(JSON.parse(strFromU8(inside['zh-cn.json'] ?? new Uint8Array()))).toEqual(files.chinese);
  expect(await teamsPackage(packageFolder(), files)).toEqual(zip);
});
