import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { teamsManifest } from '../../adapters/teams/manifest.ts';
import { ConfigError, readConfig } from '../config/config.ts';
import { RapportError } from '../ground/errors.ts';
import { packageFolder } from '../ground/packageFolder.ts';
import { declaredRegistry } from './generated.ts';
import { packageSettings, teamsPackage } from './teamsPackage.ts';

// `npm run teams:package -- --developer "North Ltd" --website https://north.example` writes the zip that a Teams
// administrator uploads.
const folder = packageFolder();
try {
  const { version } = JSON.parse(await readFile(join(folder, 'package.json'), 'utf8')) as { version: string };
  const { out, ...settings } = packageSettings(process.argv.slice(2), readConfig(), version);
  await writeFile(out, await teamsPackage(folder, teamsManifest(await declaredRegistry(), settings)));
  process.stdout.write(`Written: ${out}, version ${settings.version} for the app ${settings.appId}\n`);
} catch (error) {
  const isOurs =
    error instanceof RapportError || error instanceof ConfigError || (error instanceof TypeError && 'code' in error);
  if (!isOurs) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 1;
}
