import { z } from 'zod';
import type { EncryptionKey } from './encryptionKeys.ts';
import { optionalSecret, type ReadVariables, variable } from './variable.ts';

/** A client that installs Rapport into any Slack team by OAuth, each team with tokens of its own. */
export interface SlackOAuthConfig {
  readonly clientId: string;
  readonly clientSecret: string;
  /** The address of this server for people and Slack: `https://rapport.example.com`, without a slash at the end. */
  readonly publicUrl: string;
  /** Keys for stored tokens: the first one encrypts, all of them decrypt. */
  readonly keys: readonly EncryptionKey[];
}

/** The connection to Slack. */
export interface SlackConfig {
  /** The way events arrive: through a connection that we open, or as signed requests. */
  readonly receive:
    | { readonly mode: 'socket'; readonly appToken: string }
    | { readonly mode: 'http'; readonly signingSecret: string };
  /** The bot token of the environment's team; undefined when teams come by OAuth alone. */
  readonly botToken: string | undefined;
  readonly oauth: SlackOAuthConfig | undefined;
  /** The slash command of our side: `/rapport`. */
  readonly command: string;
  /** Slack's Web API, with a slash at the end. */
  readonly apiUrl: string;
}

const TOKENS_MIXED_UP = {
  bot: 'must be a bot token, which begins with xoxb-; xapp- tokens belong in SLACK_APP_TOKEN, and xoxe. tokens end after hours: an app with token rotation is added at /slack/install',
  app: 'must be an app-level token, which begins with xapp-; xoxb- tokens belong in SLACK_BOT_TOKEN',
};

export const slackVariables = {
  SLACK_BOT_TOKEN: variable(
    'The bot token of one Slack team: OAuth & Permissions in the app’s settings.',
    'xoxb-...',
    optionalSecret(/^xoxb-/, TOKENS_MIXED_UP.bot),
  ),
  SLACK_APP_TOKEN: variable(
    'An app-level token with connections:write. With it events come through Socket Mode, and no address of this server needs to be public.',
    'xapp-...',
    optionalSecret(/^xapp-/, TOKENS_MIXED_UP.app),
  ),
  SLACK_SIGNING_SECRET: variable(
    'The secret with which Slack signs its requests, if there is no SLACK_APP_TOKEN: Basic Information in the app’s settings. Requests come to PUBLIC_URL/slack/events.',
    '0123456789abcdef0123456789abcdef',
    // Slack's secrets are 32 hexadecimal digits. A much shorter value was truncated, or is another thing.
    optionalSecret(
      /^(?!xox|xapp-)\S{16,}$/,
      'must be the signing secret of Basic Information: at least 16 characters without blanks, and no token',
    ),
  ),
  SLACK_CLIENT_ID: variable(
    'With SLACK_CLIENT_SECRET: lets further Slack teams install Rapport at PUBLIC_URL/slack/install.',
    '1234567890.1234567890',
    optionalSecret(/^\d+\.\d+$/, 'must be two numbers with a dot: Basic Information in the app’s settings'),
  ),
  SLACK_CLIENT_SECRET: variable(
    'Belongs to SLACK_CLIENT_ID.',
    '0123456789abcdef0123456789abcdef',
    optionalSecret(
      /^(?!xox|xapp-)\S{16,}$/,
      'must be the client secret of Basic Information: at least 16 characters without blanks, and no token',
    ),
  ),
  SLACK_COMMAND: variable(
    'The slash command, as in the app’s manifest.',
    '/rapport',
    z
      .string()
      .regex(/^\/[a-z0-9_-]{1,31}$/, 'must be a slash and up to 31 small letters, digits, - or _')
      .default('/rapport'),
  ),
  SLACK_API_URL: variable(
    'Slack’s Web API: another one for GovSlack, or for tests.',
    'https://slack.com/api/',
    z
      .string()
      .default('https://slack.com/api/')
      .transform((value) => (value.endsWith('/') ? value : `${value}/`))
      .refine(isSafeUrl, 'must begin with https:// (http:// on this machine only)'),
  ),
};

/** Whether tokens may be sent to an address: https, or http that never leaves this machine. */
export function isSafeUrl(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, hostname } = new URL(value);
  return protocol === 'https:' || (protocol === 'http:' && /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/.test(hostname));
}

/**
 * Builds the configuration from the variables; undefined when Slack is not configured. Contradictions go to `problems`,
 * with what to do.
 */
export function slackConfig(
  read: ReadVariables<typeof slackVariables>,
  { publicUrl, keys }: { publicUrl: string | undefined; keys: readonly EncryptionKey[] },
  problems: string[],
): SlackConfig | undefined {
  const { SLACK_BOT_TOKEN: botToken, SLACK_APP_TOKEN: appToken, SLACK_SIGNING_SECRET: signingSecret } = read;
  const { SLACK_CLIENT_ID: clientId, SLACK_CLIENT_SECRET: clientSecret } = read;
  if ([botToken, appToken, signingSecret, clientId, clientSecret].every((value) => value === undefined))
    return undefined;

  if (botToken === undefined && clientId === undefined) {
    problems.push(
      'SLACK_BOT_TOKEN is missing: without it, or SLACK_CLIENT_ID and SLACK_CLIENT_SECRET, there is no Slack team to work in',
    );
  }
  if (appToken === undefined && signingSecret === undefined) {
    problems.push(
      'SLACK_APP_TOKEN or SLACK_SIGNING_SECRET is missing: with the first, events come through Socket Mode; with the second, as requests that are known by it to be Slack’s',
    );
  }
  if ((clientId === undefined) !== (clientSecret === undefined)) {
    problems.push(
      `${clientId === undefined ? 'SLACK_CLIENT_ID' : 'SLACK_CLIENT_SECRET'} is missing: SLACK_CLIENT_ID and SLACK_CLIENT_SECRET are set together`,
    );
  }
  if (clientId !== undefined && publicUrl === undefined)
    problems.push('PUBLIC_URL is missing: with SLACK_CLIENT_ID, Slack leads people back to it after an installation');
  if (clientId !== undefined && keys.length === 0)
    problems.push(
      'ENCRYPTION_KEYS is missing: with SLACK_CLIENT_ID, the tokens of teams are kept, and never unencrypted',
    );

  const receive =
    appToken !== undefined
      ? { mode: 'socket' as const, appToken }
      : signingSecret !== undefined
        ? { mode: 'http' as const, signingSecret }
        : undefined;
  if (receive === undefined) return undefined;
  const oauth =
    clientId === undefined || clientSecret === undefined || publicUrl === undefined || keys.length === 0
      ? undefined
      : { clientId, clientSecret, publicUrl, keys };
  return { receive, botToken, oauth, command: read.SLACK_COMMAND, apiUrl: read.SLACK_API_URL };
}
