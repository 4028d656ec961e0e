import { spawn } from 'node:child_process';
import { existsSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createSecrets } from '../../adapters/slack/secrets.ts';
import { slackCollections, slackInstallations } from '../../adapters/slack/store.ts';
import { parseConfig } from '../../src/config/config.ts';
import type { Database } from '../../src/store/collection.ts';
import type { DatabaseOptions } from '../../src/store/database.ts';
import type { SlowSlack } from './slowSlack.ts';

export type Place = Exclude<DatabaseOptions, { memory: true }>;

const program = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));

/** libfaketime, if installed: it gives a process its own wall clock, which a test can set while it runs. */
const faketime = ['/usr/lib', '/usr/local/lib', '/opt/homebrew/lib']
  .filter((folder) => existsSync(folder))
  .flatMap((folder) => [folder, ...readdirSync(folder).map((inner) => join(folder, inner))])
  .map((folder) => join(folder, 'faketime', 'libfaketimeMT.so.1'))
  .find((file) => existsSync(file));
export const faketimeMissing =
  faketime === undefined ? 'libfaketime is not there: install the package faketime' : undefined;

/** A wall clock in a file that libfaketime reads at each call. */
export function wallClock(folder: string, name = 'clock') {
  const file = join(folder, name);
  const stepBy = (seconds: number) => writeFileSync(file, `${seconds < 0 ? '-' : '+'}${Math.abs(seconds)}\n`);
  stepBy(0);
  return {
    stepBy,
    environment: {
      LD_PRELOAD: faketime ?? '',
      FAKETIME_TIMESTAMP_FILE: file,
      FAKETIME_NO_CACHE: '1',
      // A clock change in the kernel affects only the wall clock.
      FAKETIME_DONT_FAKE_MONOTONIC: '1',
    },
  };
}

/** The settings for a bot with teams installed by OAuth. */
export const slackSettings = (slack: Pick<SlowSlack, 'apiUrl'>) => ({
  SLACK_SIGNING_SECRET: '0123456789abcdef0123456789abcdef',
  SLACK_CLIENT_ID: '1.2',
  SLACK_CLIENT_SECRET: '0123456789abcdef0123456789abcdef',
  SLACK_API_URL: slack.apiUrl,
  PUBLIC_URL: 'https://rapport.test',
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  PLAYGROUND: 'off',
});

/** Records the teams as having installed Rapport. */
export async function install(db: Database, slack: SlowSlack, teams: readonly string[]): Promise<void> {
  const keys = parseConfig(slackSettings(slack)).slack?.oauth?.keys ?? [];
  const secrets = createSecrets(keys);
  await db.prepare(slackCollections);
  for (const team of teams) {
    const sealed = secrets.seal(JSON.stringify({ token: slack.tokenOf(team) }), `slack/${team}`);
    await db
      .everywhere(slackInstallations)
      .insert({ _id: team, name: team, app: 'A1', scopes: [], sealed, by: 'U1', at: new Date() });
  }
}

/** The built program as its own process. */
export async function startProgram(place: Place, environment: Readonly<Record<string, string>>) {
  const where = 'folder' in place ? { DATA_FOLDER: place.folder } : { MONGODB_URI: place.uri };
  const child = spawn(process.execPath, [program], {
    env: { PATH: process.env.PATH ?? '', PORT: '0', LOG_LEVEL: 'error', ...where, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const exited = new Promise<{ code: number | null; signal: string | null }>((resolve) => {
    child.once('exit', (code, signal) => resolve({ code, signal }));
  });
  const log: string[] = [];
  child.stderr.on('data', (data: Buffer) => log.push(data.toString('utf8')));
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', (data: Buffer) => {
      const text = data.toString('utf8');
      log.push(text);
      const found = /Rapport is running.* (http:\/\/[\d.:]+)/.exec(text)?.[1];
      if (found !== undefined) resolve(found);
    });
    void exited.then(() => reject(new Error(`the program ended: ${log.join('')}`)));
  });
  return {
    url,
    log,
    status: async (path: string) => (await fetch(`${url}${path}`)).status,
    /** One figure of /metrics. */
    async figure(name: string): Promise<number> {
      const line = (await (await fetch(`${url}/metrics`)).text()).split('\n').find((one) => one.startsWith(`${name} `));
      return Number(line?.slice(name.length + 1));
    },
    /** Asks it to stop, and returns how it ended. */
    async stop() {
      child.kill('SIGTERM');
      return exited;
    },
    kill: () => child.kill('SIGKILL'),
  };
}
export type Program = Awaited<ReturnType<typeof startProgram>>;
