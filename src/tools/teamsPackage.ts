import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { strToU8, zipSync } from 'fflate';
import { CHINESE_FILE, type ManifestSettings, type TeamsManifest } from '../../adapters/teams/manifest.ts';
import type { Config } from '../config/config.ts';
import { RapportError } from '../ground/errors.ts';

/** The folder of the manifest's files and icons, in the package. */
export const TEAMS_FOLDER = 'manifests/teams';
const ICONS = ['color.png', 'outline.png'] as const;

/** JSON in the form of the checked-in files. */
export const jsonText = (value: unknown): string => `${JSON.stringify(value, undefined, 2)}\n`;

/**
 * The settings of an app package: from the configuration and the command line. @throws RapportError `invalid` with the
 * missing ones.
 */
export function packageSettings(
  argv: readonly string[],
  { teams, publicUrl }: Pick<Config, 'teams' | 'publicUrl'>,
  ownVersion: string,
): ManifestSettings & { out: string } {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      out: { type: 'string', default: 'rapport-teams.zip' },
      version: { type: 'string', default: ownVersion },
      developer: { type: 'string', default: 'Rapport' },
      website: { type: 'string' },
      privacy: { type: 'string' },
      terms: { type: 'string' },
    },
  });
  const appId = teams?.app?.appId;
  if (appId === undefined)
    throw new RapportError(
      'invalid',
      'MICROSOFT_APP_ID is missing: set it to the app (client) id of the Azure bot, in .env or in the environment',
    );
  const website = values.website ?? publicUrl;
  if (website === undefined)
    throw new RapportError(
      'invalid',
      'Teams demands an address of the developer: set PUBLIC_URL, or give --website https://…',
    );
  const developer = {
    name: values.developer,
    website,
    privacy: values.privacy ?? website,
    terms: values.terms ?? website,
  };
  const insecure = [developer.website, developer.privacy, developer.terms].find(
    (address) => !/^https:\/\/[^\s/]+/.test(address),
  );
  if (insecure !== undefined) throw new RapportError('invalid', `${insecure} has to begin with https://`);
  if (developer.name.trim() === '' || developer.name.length > 32)
    throw new RapportError('invalid', '--developer has to have 1 to 32 characters');
  if (!/^\d{1,9}\.\d{1,9}\.\d{1,9}$/.test(values.version))
    throw new RapportError('invalid', '--version has to be three numbers: 1.0.0');
  return { appId, version: values.version, developer, targeted: teams?.targeted === true, out: values.out };
}

/**
 * The zip for Teams: the manifest, its Chinese texts and both icons at the top level. The same input gives the same
 * bytes.
 */
export async function teamsPackage(folder: string, { manifest, chinese }: TeamsManifest): Promise<Uint8Array> {
  const icons = await Promise.all(
    ICONS.map(async (name) => [name, new Uint8Array(await readFile(join(folder, TEAMS_FOLDER, name)))] as const),
  );
  return zipSync(
    {
      'manifest.json': strToU8(jsonText(manifest)),
      [CHINESE_FILE]: strToU8(jsonText(chinese)),
      ...Object.fromEntries(icons),
    },
    { mtime: '2026-01-01T00:00:00', level: 9 },
  );
}
