import { accessSync, constants, existsSync, readFileSync, statfsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { knownData } from '../app/knownData.ts';
import { type Config, ConfigError, isLoopback, readConfig } from '../config/config.ts';
import type { SlackConfig } from '../config/slack.ts';
import type { TeamsConfig } from '../config/teams.ts';
import { type Clock, systemClock } from '../ground/clock.ts';
import { isError } from '../ground/errors.ts';
import { withoutSecrets } from '../ground/log.ts';
import { calendarDoubt } from '../records/projects/calendar.ts';
import type { Database } from '../store/collection.ts';
import { openDatabase } from '../store/database.ts';
import { refuseNewerData } from '../store/newer.ts';

/** One checked item. `fix` says what to do. */
export interface Finding {
  readonly about:
    | 'node'
    | 'configuration'
    | 'database'
    | 'disk'
    | 'clock'
    | 'calendar'
    | 'credentials'
    | 'playground'
    | 'slack'
    | 'teams';
  readonly state: 'ok' | 'note' | 'fault';
  readonly text: string;
  readonly fix?: string;
}

/** The inputs of the doctor; tests pass their own. */
export interface Patient {
  readonly nodeVersion: string;
  /** The version range of package.json, `>=20.19.0`. */
  readonly nodeRange: string;
  readonly clock: Clock;
  readonly readConfig: () => Config;
  readonly openDatabase: (config: Config) => Promise<Database>;
  /** Free bytes on the folder's disk, also before the folder exists. */
  readonly freeBytes: (folder: string) => number;
  readonly isWritable: (folder: string) => boolean;
  /** Slack's own findings about the configuration. */
  readonly examineSlack: (config: SlackConfig) => Promise<readonly Omit<Finding, 'about'>[]>;
  /** Microsoft's own findings about the configuration. */
  readonly examineTeams: (config: TeamsConfig) => Promise<readonly Omit<Finding, 'about'>[]>;
}

const LEAST_FREE_BYTES = 200_000_000;
/** Due work runs by the database's clock. A larger difference means that one of the two clocks is wrong. */
const CLOCK_OFF_MS = 5_000;
/** Plans look this far ahead. China announces the days off of the next year in November. */
const PLANNED_AHEAD_MS = 60 * 86_400_000;

/** Checks everything and never throws: an error is a finding. */
export async function examine(patient: Patient): Promise<Finding[]> {
  const findings: Finding[] = [nodeFinding(patient)];
  let config: Config;
  try {
    config = patient.readConfig();
  } catch (error) {
    const problems = error instanceof ConfigError ? error.problems : [String(error)];
    const faults = problems.map(
      (text): Finding => ({
        about: 'configuration',
        state: 'fault',
        text,
        fix: 'correct it in the environment or in .env; .env.example says what each variable is for',
      }),
    );
    return [...findings, ...faults];
  }
  findings.push({ about: 'configuration', state: 'ok', text: `listens on ${config.host}:${config.port}` });
  findings.push(...(await databaseFindings(config, patient)));
  if (config.mongodbUri === undefined) findings.push(diskFinding(config, patient));
  findings.push(calendarFinding(patient), playgroundFinding(config));
  if (config.slack !== undefined)
    findings.push(
      ...(await patient.examineSlack(config.slack)).map((finding): Finding => ({ about: 'slack', ...finding })),
    );
  if (config.teams !== undefined)
    findings.push(
      ...(await patient.examineTeams(config.teams)).map((finding): Finding => ({ about: 'teams', ...finding })),
    );
  if (config.slack === undefined && config.teams === undefined) {
    findings.push({
      about: 'credentials',
      state: 'note',
      text: 'no chat platform is configured: only the playground can be used',
    });
  }
  return findings;
}

function nodeFinding({ nodeVersion, nodeRange }: Patient): Finding {
  const [major = 0, minor = 0] = nodeVersion.replace('v', '').split('.').map(Number);
  const [leastMajor = 0, leastMinor = 0] = nodeRange.replace('>=', '').split('.').map(Number);
  const isEnough = major > leastMajor || (major === leastMajor && minor >= leastMinor);
  if (isEnough) return { about: 'node', state: 'ok', text: `Node.js ${nodeVersion}` };
  return {
    about: 'node',
    state: 'fault',
    text: `Node.js ${nodeVersion} is too old`,
    fix: `install Node.js ${leastMajor}.${leastMinor} or newer`,
  };
}

async function databaseFindings(config: Config, patient: Patient): Promise<Finding[]> {
  const what = config.mongodbUri === undefined ? `the embedded engine in ${config.dataFolder}` : 'MongoDB';
  let db: Database | undefined;
  try {
    db = await patient.openDatabase(config);
    await db.ping();
    const off = Math.abs(db.now().getTime() - patient.clock.now().getTime());
    const clock: Finding =
      off <= CLOCK_OFF_MS
        ? { about: 'clock', state: 'ok', text: 'this machine and the database agree on the time' }
        : {
            about: 'clock',
            state: 'fault',
            text: `this machine's clock and the database's are ${Math.round(off / 1000)} s apart`,
            fix: 'let both follow a time server (NTP)',
          };
    return [
      { about: 'database', state: 'ok', text: `${what} answers` },
      ...(await newerDataFindings(db)),
      clock,
      ...(await slackTeamFindings(config, db)),
    ];
  } catch (error) {
    // The most common state: the bot is running during the check.
    if (isError(error, 'conflict')) {
      return [
        {
          about: 'database',
          state: 'note',
          text: `${what} is in use by another process: the running bot, as it should be, or else one to stop`,
        },
      ];
    }
    const reason = withoutSecrets(error instanceof Error ? error.message : String(error));
    const fix =
      config.mongodbUri === undefined
        ? 'make DATA_FOLDER a folder that this user may read and write; where the data is damaged, put back a copy or a backup (docs/operating.md)'
        : 'check that MONGODB_URI names a reachable replica set, and that user and password are right';
    return [{ about: 'database', state: 'fault', text: `${what} cannot be used: ${reason}`, fix }];
  } finally {
    await db?.close();
  }
}

/** Whether a bot of this version would start on the stored data. */
async function newerDataFindings(db: Database): Promise<Finding[]> {
  try {
    await refuseNewerData(db, await knownData());
    return [];
  } catch (error) {
    if (!isError(error, 'refused')) throw error;
    return [
      {
        about: 'database',
        state: 'fault',
        text: error.message,
        fix: 'start the version that wrote it, or restore a backup of this one into an empty database',
      },
    ];
  }
}

async function slackTeamFindings({ slack }: Config, db: Database): Promise<Finding[]> {
  if (slack?.oauth === undefined) return [];
  const { examineSlackTeams } = await import('../../adapters/slack/examine.ts');
  return (await examineSlackTeams(db, slack.oauth.keys)).map((finding): Finding => ({ about: 'slack', ...finding }));
}

function diskFinding({ dataFolder }: Config, { freeBytes, isWritable }: Patient): Finding {
  if (!isWritable(dataFolder))
    return {
      about: 'disk',
      state: 'fault',
      text: `${dataFolder} cannot be written`,
      fix: 'give this user the right to write there, or set DATA_FOLDER',
    };
  const free = freeBytes(dataFolder);
  const megabytes = Math.floor(free / 1_000_000);
  if (free >= LEAST_FREE_BYTES) return { about: 'disk', state: 'ok', text: `${megabytes} MB free for the data` };
  return {
    about: 'disk',
    state: 'fault',
    text: `only ${megabytes} MB free for the data`,
    fix: 'make room, or set DATA_FOLDER to a larger disk; a full disk stops Rapport',
  };
}

/** Whether this version counts China's working days correctly, now and in the next weeks. */
function calendarFinding({ clock }: Patient): Finding {
  const dateIn = (milliseconds: number) => new Date(clock.now().getTime() + milliseconds).toISOString().slice(0, 10);
  const year = calendarDoubt('CN', { from: dateIn(0), until: dateIn(PLANNED_AHEAD_MS) });
  if (year === undefined)
    return { about: 'calendar', state: 'ok', text: "China's official days off and make-up days are known" };
  return {
    about: 'calendar',
    state: 'note',
    text: `China's official days off and make-up days of ${year} are not in this version: working days there are an estimate`,
    fix: 'for projects in China: once the days are announced, install a newer version, or add them with "holiday new" and for:CN',
  };
}

function playgroundFinding({ playground, host }: Config): Finding {
  if (!playground) return { about: 'playground', state: 'ok', text: 'off' };
  if (isLoopback(host)) return { about: 'playground', state: 'ok', text: 'on, for this machine only' };
  return {
    about: 'playground',
    state: 'fault',
    text: `the playground cannot be on while HOST is ${host}: there one can be anybody`,
    fix: 'set PLAYGROUND=off, or HOST=127.0.0.1',
  };
}

/** The findings as lines for a terminal. */
export function reportOf(findings: readonly Finding[]): string {
  const mark = { ok: 'ok   ', note: 'note ', fault: 'FAULT' };
  return findings
    .map(
      ({ about, state, text, fix }) =>
        `${mark[state]}  ${about}: ${text}${fix === undefined ? '' : `\n       -> ${fix}`}`,
    )
    .join('\n');
}

/** The inputs from this machine. */
export function thisMachine(packageFolder: string): Patient {
  const { engines } = JSON.parse(readFileSync(resolve(packageFolder, 'package.json'), 'utf8')) as {
    engines: { node: string };
  };
  /** The folder, or its nearest existing parent. */
  const existing = (folder: string): string => (existsSync(folder) ? folder : existing(dirname(resolve(folder))));
  return {
    nodeVersion: process.version,
    nodeRange: engines.node,
    clock: systemClock,
    readConfig,
    openDatabase: (config) =>
      openDatabase(config.mongodbUri === undefined ? { folder: config.dataFolder } : { uri: config.mongodbUri }),
    freeBytes: (folder) => {
      const { bavail, bsize } = statfsSync(existing(folder));
      return bavail * bsize;
    },
    isWritable: (folder) => {
      try {
        accessSync(existing(folder), constants.W_OK);
        return true;
      } catch {
        return false;
      }
    },
    // Loaded only when needed: the SDK takes a while.
    examineSlack: async (config) => (await import('../../adapters/slack/examine.ts')).examineSlack(config),
    examineTeams: async (config) => (await import('../../adapters/teams/examine.ts')).examineTeams(config),
  };
}
