import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { compose } from '../composition.ts';
import { envExample } from '../config.ts';
import { systemClock } from '../core/clock.ts';
import { silentLogger } from '../core/log.ts';
import { openDatabase } from '../store/database.ts';
import { commandsMarkdown } from './commandsDoc.ts';

/** A checked-in file that comes out of declarations, by its path in the package. */
export interface GeneratedFile {
  readonly path: string;
  readonly text: string;
}

/** All of them, as they have to be. Puts the house together over an empty database in memory to see its commands. */
export async function generatedFiles(): Promise<GeneratedFile[]> {
  const db = await openDatabase({ memory: true });
  try {
    const { registry } = await compose({ db, clock: systemClock, log: silentLogger, platforms: [], answerLate: async () => undefined });
    return [
      { path: '.env.example', text: envExample() },
      { path: 'docs/commands.md', text: commandsMarkdown(registry) },
    ];
  } finally {
    await db.close();
  }
}

/** The paths of those that differ from what is in the folder, or are not there. */
export async function outdated(folder: string, files: readonly GeneratedFile[]): Promise<string[]> {
  const present = await Promise.all(files.map(({ path }) => readFile(join(folder, path), 'utf8').catch(() => undefined)));
  return files.flatMap(({ path, text }, index) => (present[index] === text ? [] : [path]));
}

export async function writeFiles(folder: string, files: readonly GeneratedFile[]): Promise<void> {
  for (const { path, text } of files) await writeFile(join(folder, path), text);
}
