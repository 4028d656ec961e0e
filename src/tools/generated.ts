import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { CHINESE_FILE, EXAMPLE_SETTINGS, teamsManifest } from '../../adapters/teams/manifest.ts';
import { compose } from '../app/composition.ts';
import { envExample } from '../config/config.ts';
import type { Registry } from '../core/registry.ts';
import { systemClock } from '../ground/clock.ts';
import { silentLogger } from '../ground/log.ts';
import { packageFolder } from '../ground/packageFolder.ts';
import { openDatabase } from '../store/database.ts';
import { commandsMarkdown } from './commandsDoc.ts';
import { SLACK_DOCS, slackDocs, slackFiles } from './slackDocs.ts';
import { jsonText, TEAMS_FOLDER } from './teamsPackage.ts';

/** A generated, checked-in file, by its path in the package. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** All declared commands. Composes the bot over an empty in-memory database to read them. */
export async function declaredRegistry(): Promise<Registry> {
  const db = await openDatabase({ memory: true });
  try {
    const { registry } = await compose({
      db,
      clock: systemClock,
      log: silentLogger,
      platforms: [],
      answerLate: async () => undefined,
    });
    return registry;
  } finally {
    await db.close();
  }
}

/** All generated files for these commands; by default for those of this version. */
export async function generatedFiles(given?: Registry): Promise<GeneratedFile[]> {
  const registry = given ?? (await declaredRegistry());
  const teams = teamsManifest(registry, EXAMPLE_SETTINGS);
  return [
    { path: '.env.example', text: envExample() },
    { path: 'docs/commands.md', text: commandsMarkdown(registry) },
    { path: `${TEAMS_FOLDER}/manifest.json`, text: jsonText(teams.manifest) },
    { path: `${TEAMS_FOLDER}/${CHINESE_FILE}`, text: jsonText(teams.chinese) },
    ...slackFiles(registry),
    // Written by hand, except for two generated parts.
    { path: SLACK_DOCS, text: slackDocs(await readFile(join(packageFolder(), SLACK_DOCS), 'utf8'), registry) },
  ];
}

/** The paths of files that are outdated or missing in the folder. */
export async function outdated(folder: string, files: readonly GeneratedFile[]): Promise<string[]> {
  const present = await Promise.all(
    files.map(({ path }) => readFile(join(folder, path), 'utf8').catch(() => undefined)),
  );
  return files.flatMap(({ path, text }, index) => (present[index] === text ? [] : [path]));
}

export async function writeFiles(folder: string, files: readonly GeneratedFile[]): Promise<void> {
  for (const { path, text } of files) await writeFile(join(folder, path), text);
}
