import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { ManifestUtil, type TeamsAppManifestJSONSchema } from '@microsoft/app-manifest';
import { beforeAll, describe, expect, test } from 'vitest';
import type { Registry } from '../../src/core/registry.ts';
import { packageFolder } from '../../src/ground/packageFolder.ts';
import { declaredRegistry } from '../../src/tools/generated.ts';
import { EXAMPLE_SETTINGS, MANIFEST_LIMITS, type TeamsManifest, teamsManifest } from './manifest.ts';

const schemas = join(
  dirname(createRequire(import.meta.url).resolve('@microsoft/app-manifest')),
  'json-schemas',
  'teams',
);
/** The errors of a file against the published schema, found by Microsoft's own package. */
function faults(content: unknown, version: string, name = 'MicrosoftTeams'): Promise<string[]> {
  const text = readFileSync(join(schemas, `v${version}`, `${name}.schema.json`), 'utf8');
  // One of Microsoft's patterns leaves a bracket unescaped, which JavaScript's Unicode mode refuses.
  const schema = JSON.parse(text.replaceAll('\\\\b]', '\\\\b\\\\]')) as TeamsAppManifestJSONSchema;
  return ManifestUtil.validateManifestAgainstSchema(content as never, schema);
}

interface Shape {
  readonly manifestVersion: string;
  readonly bots: readonly {
    readonly commandLists: readonly {
      readonly scopes: readonly string[];
      readonly commands: readonly { title: string }[];
    }[];
  }[];
  readonly composeExtensions: readonly { readonly commands: readonly { id: string }[] }[];
}

let registry: Registry;
let made: TeamsManifest;
let shape: Shape;
beforeAll(async () => {
  registry = await declaredRegistry();
  made = teamsManifest(registry, EXAMPLE_SETTINGS);
  shape = made.manifest as unknown as Shape;
});
const read = (text: string, locale: 'en' | 'zh-CN') =>
  registry.read(text, { locale, now: new Date('2026-11-23T09:00:00Z'), zone: 'UTC' });

describe('the app manifest', () => {
  test('is valid by the published schema, and so are its Chinese texts', async () => {
    expect(await faults(made.manifest, '1.25')).toEqual([]);
    expect(await faults(made.chinese, '1.25', 'MicrosoftTeams.Localization')).toEqual([]);
  });

  test('has the lowest possible version, which shared channels need', async () => {
    expect(shape.manifestVersion).toBe('1.25');
    expect(await faults({ ...made.manifest, manifestVersion: '1.24' }, '1.24')).not.toEqual([]);
    const { supportsChannelFeatures: _, ...without } = made.manifest;
    expect(await faults({ ...without, manifestVersion: '1.24' }, '1.24')).toEqual([]);
  });

  test('requests private messages only if the tenants have targeted messages', async () => {
    const targeted = teamsManifest(registry, { ...EXAMPLE_SETTINGS, targeted: true });
    expect(await faults(targeted.manifest, '1.29')).toEqual([]);
    expect(JSON.stringify(targeted.manifest)).toContain('supportsTargetedMessages');
    expect(JSON.stringify(made.manifest)).not.toContain('supportsTargetedMessages');
  });

  test('a fault in the schema is found', async () => {
    expect(await faults({ ...made.manifest, accentColor: 'blue' }, '1.25')).not.toEqual([]);
    expect(
      await faults(
        { ...made.chinese, 'bots[0].commandLists[3].commands[0].title': 'x' },
        '1.25',
        'MicrosoftTeams.Localization',
      ),
    ).not.toEqual([]);
  });
});

describe('the command lists', () => {
  test('have only lines that are read as the same command, in both languages', () => {
    for (const [at, list] of (shape.bots[0]?.commandLists ?? []).entries()) {
      expect(list.commands.length).toBeGreaterThan(5);
      expect(list.commands.length).toBeLessThanOrEqual(MANIFEST_LIMITS.commands);
      for (const [index, { title }] of list.commands.entries()) {
        const english = read(title, 'en');
        const chinese = read(made.chinese[`bots[0].commandLists[${at}].commands[${index}].title`] ?? '', 'zh-CN');
        if (english.kind !== 'command' || chinese.kind !== 'command')
          throw new Error(`${title} is read as ${english.kind} and ${chinese.kind}`);
        expect(chinese.command.name, title).toBe(english.command.name);
        expect(english.leftover).toBeUndefined();
      }
    }
  });

  test('exist in every scope, with help in each', () => {
    const lists = shape.bots[0]?.commandLists ?? [];
    expect(lists.flatMap(({ scopes }) => scopes).sort()).toEqual(['groupChat', 'personal', 'team']);
    expect(lists.every(({ commands }) => commands.some(({ title }) => title === 'help'))).toBe(true);
  });

  test('list no sensitive command in a scope that a client may read', () => {
    const shared = shape.bots[0]?.commandLists.find(({ scopes }) => scopes.includes('team'))?.commands ?? [];
    for (const { title } of shared) {
      const reading = read(title, 'en');
      expect(reading.kind === 'command' && reading.command.sensitive === true, title).toBe(false);
    }
  });
});

test('an existing command takes a message, and its form takes the text', () => {
  const id = shape.composeExtensions[0]?.commands[0]?.id ?? '';
  const command = registry.find(id);
  expect(command?.positional.some((name) => ['text', 'longText'].includes(command.input[name]?.kind ?? ''))).toBe(true);
});

test('the icons have the sizes that Teams requires', () => {
  const size = (name: string) => {
    const png = readFileSync(join(packageFolder(), 'manifests/teams', name));
    return { width: png.readUInt32BE(16), height: png.readUInt32BE(20), hasTransparency: png.readUInt8(25) === 6 };
  };
  expect(size('color.png')).toMatchObject({ width: 192, height: 192 });
  expect(size('outline.png')).toEqual({ width: 32, height: 32, hasTransparency: true });
});
