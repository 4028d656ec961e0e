import { existsSync } from 'node:fs';
import { z } from 'zod';
import { type EncryptionKey, readKeys } from './encryptionKeys.ts';

export type { EncryptionKey } from './encryptionKeys.ts';

import { type RetentionConfig, retentionConfig, retentionVariables } from './retention.ts';
import { isSafeUrl, type SlackConfig, slackConfig, slackVariables } from './slack.ts';
import { type TeamsConfig, teamsConfig, teamsVariables } from './teams.ts';
import { optionalText, type ReadVariables, type Variable, variable } from './variable.ts';

const variables = {
  HOST: variable(
    'The address to listen on. The playground is available only on loopback (127.0.0.1 or ::1).',
    '127.0.0.1',
    z.string().min(1).default('127.0.0.1'),
  ),
  PORT: variable(
    'The port to listen on; 0 takes a free one and prints it.',
    '3000',
    z
      .string()
      .regex(/^\d{1,5}$/, 'must be a number from 0 to 65535')
      .default('3000')
      .transform(Number)
      .refine((port) => port <= 65_535, 'must be a number from 0 to 65535'),
  ),
  MONGODB_URI: variable(
    'The connection string of MongoDB: a replica set, version 6 to 8. Without it the embedded engine stores all data in DATA_FOLDER.',
    'mongodb://127.0.0.1:27017/rapport?replicaSet=rs0',
    optionalText.pipe(
      z
        .string()
        .regex(/^mongodb(\+srv)?:\/\/[^/]+/, 'must begin with mongodb:// or mongodb+srv://')
        .optional(),
    ),
  ),
  DATA_FOLDER: variable(
    'The folder of the embedded engine, for one process at a time.',
    './data',
    z.string().min(1).default('./data'),
  ),
  LOG_LEVEL: variable(
    'The log level: debug, info, warn, error or silent.',
    'info',
    z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  ),
  PLAYGROUND: variable(
    'on or off: the chat page for trying Rapport out. It is refused outside of loopback and once Slack or Teams is connected.',
    'on',
    z
      .enum(['on', 'off'])
      .default('on')
      .transform((value) => value === 'on'),
  ),
  PUBLIC_URL: variable(
    'The public address of this server for people and platforms: https, without a path. Links to forms and files use it; without it there are none.',
    'https://rapport.example.com',
    optionalText.pipe(
      z
        .string()
        .refine(isSafeUrl, 'must begin with https:// (http:// on this machine only)')
        .transform((value) => new URL(value))
        .refine(
          ({ pathname, search, hash }) => pathname === '/' && search === '' && hash === '',
          'must have no path: https://rapport.example.com',
        )
        .transform(({ origin }) => origin)
        .optional(),
    ),
  ),
  ENCRYPTION_KEYS: variable(
    'The key that encrypts stored tokens: a name and 32 random bytes, from `openssl rand -base64 32`. To change it, put the new one first: name2:...,name1:...',
    'name1:...',
    optionalText.transform(readKeys),
  ),
  ...retentionVariables,
  ...slackVariables,
  ...teamsVariables,
} satisfies Record<string, Variable<unknown>>;

type Environment = ReadVariables<typeof variables>;

/** The configuration of the process, read and checked once at the start. */
export interface Config {
  readonly host: string;
  readonly port: number;
  /** Undefined: the embedded engine in `dataFolder`. */
  readonly mongodbUri: string | undefined;
  readonly dataFolder: string;
  readonly logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  readonly playground: boolean;
  /** `https://rapport.example.com`, without a slash at the end; undefined when not configured. */
  readonly publicUrl: string | undefined;
  /** The first one encrypts, all of them decrypt. */
  readonly encryptionKeys: readonly EncryptionKey[];
  /** How long finished things are kept. */
  readonly retention: RetentionConfig;
  /** Undefined: not connected to Slack. */
  readonly slack: SlackConfig | undefined;
  /** Undefined: not connected to Microsoft Teams. */
  readonly teams: TeamsConfig | undefined;
}

/** Names the variables and their faults, never the values: a value may be a secret. */
export class ConfigError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(
      `The configuration has ${problems.length === 1 ? 'a fault' : `${problems.length} faults`}:\n${problems.map((problem) => `  - ${problem}`).join('\n')}`,
    );
    this.name = 'ConfigError';
    this.problems = problems;
  }
}

/**
 * Reads the configuration from the environment, and from a file `.env` in the current folder, which never overrides the
 * environment. @throws ConfigError
 */
export function readConfig(): Config {
  if (existsSync('.env')) process.loadEnvFile('.env');
  return parseConfig(process.env);
}

/** Checks the variables and reports all faults at once. @throws ConfigError */
export function parseConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const read = Object.fromEntries(
    Object.entries(variables).map(([name, { schema }]) => {
      const raw = environment[name];
      const result = (schema as z.ZodType<unknown>).safeParse(raw === '' ? undefined : raw);
      if (!result.success)
        problems.push(
          `${name} ${result.error.issues[0]?.message.replace(/^Invalid option: expected one of/, 'must be one of')}`,
        );
      return [name, result.data];
    }),
  ) as unknown as Environment;
  // With an unreadable variable, further checks would only report it a second time.
  const isReadable = problems.length === 0;
  const slack = !isReadable
    ? undefined
    : slackConfig(read, { publicUrl: read.PUBLIC_URL, keys: read.ENCRYPTION_KEYS }, problems);
  const teams = !isReadable ? undefined : teamsConfig(read, { isLocal: isLoopback(read.HOST) }, problems);
  if (problems.length > 0) throw new ConfigError(problems);
  return {
    host: read.HOST,
    port: read.PORT,
    mongodbUri: read.MONGODB_URI,
    dataFolder: read.DATA_FOLDER,
    logLevel: read.LOG_LEVEL,
    playground: read.PLAYGROUND,
    publicUrl: read.PUBLIC_URL,
    encryptionKeys: read.ENCRYPTION_KEYS,
    retention: retentionConfig(read),
    slack,
    teams,
  };
}

/**
 * The text of .env.example: every variable with its purpose and default, commented out. A test compares the file with
 * it.
 */
export function envExample(): string {
  const entries = Object.entries(variables).map(([name, { about, sample }]) => `# ${about}\n# ${name}=${sample}\n`);
  return ['# Copy to .env and change the values that differ. Rapport starts without any of them.\n', ...entries].join(
    '\n',
  );
}

/** Whether only this machine reaches an address. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}
