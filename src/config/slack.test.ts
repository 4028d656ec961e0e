import { describe, expect, test } from 'vitest';
import { ConfigError, parseConfig } from './config.ts';

const KEY = Buffer.alloc(32, 7);
const BOT = 'xoxb-1-2-three';
const SECRET = '0123456789abcdef0123456789abcdef';
const client = { SLACK_CLIENT_ID: '123.456', SLACK_CLIENT_SECRET: SECRET };
const secrets = [
  'SLACK_BOT_TOKEN',
  'SLACK_APP_TOKEN',
  'SLACK_SIGNING_SECRET',
  'SLACK_CLIENT_ID',
  'SLACK_CLIENT_SECRET',
];

function problemsOf(environment: Record<string, string>): readonly string[] {
  try {
    parseConfig(environment);
    return [];
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
}

describe('the Slack variables', () => {
  test('one team over signed requests', () => {
    expect(parseConfig({ SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: ` ${SECRET} ` }).slack).toEqual({
      receive: { mode: 'http', signingSecret: SECRET },
      botToken: BOT,
      oauth: undefined,
      command: '/rapport',
      apiUrl: 'https://slack.com/api/',
    });
  });

  test('an app-level token means Socket Mode, regardless of other variables', () => {
    const { slack } = parseConfig({ SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: 'xapp-1', SLACK_SIGNING_SECRET: SECRET });
    expect(slack?.receive).toEqual({ mode: 'socket', appToken: 'xapp-1' });
  });

  test('many teams by OAuth, with their tokens encrypted', () => {
    const keys = `new:${KEY.toString('base64')}, old:${KEY.toString('base64url')}`;
    const { slack } = parseConfig({
      ...client,
      SLACK_SIGNING_SECRET: SECRET,
      PUBLIC_URL: 'https://rapport.example.com/',
      ENCRYPTION_KEYS: keys,
    });
    expect(slack?.botToken).toBeUndefined();
    expect(slack?.oauth).toEqual({
      clientId: '123.456',
      clientSecret: SECRET,
      publicUrl: 'https://rapport.example.com',
      keys: [
        { id: 'new', key: KEY },
        { id: 'old', key: KEY },
      ],
    });
  });

  test.each(secrets)('%s may not be blank', (name) => {
    expect(problemsOf({ SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: SECRET, [name]: '   ' })).toEqual([
      `${name} is blank: set it, or leave it out`,
    ]);
  });

  test.each<[string, Record<string, string>, string]>([
    [
      'an app-level token as the bot token',
      { SLACK_BOT_TOKEN: 'xapp-canary', SLACK_SIGNING_SECRET: SECRET },
      'SLACK_BOT_TOKEN must be a bot token',
    ],
    [
      'a bot token as the app-level token',
      { SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: 'xoxb-canary' },
      'SLACK_APP_TOKEN must be an app-level token',
    ],
    [
      'a token as the signing secret',
      { SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: 'xoxb-canary-canary-canary' },
      'SLACK_SIGNING_SECRET must be the signing secret',
    ],
    [
      'half a signing secret',
      { SLACK_BOT_TOKEN: BOT, SLACK_SIGNING_SECRET: 'canary' },
      'SLACK_SIGNING_SECRET must be the signing secret',
    ],
    ['requests that nobody could verify', { SLACK_BOT_TOKEN: BOT }, 'SLACK_SIGNING_SECRET is missing'],
    ['no team to work in', { SLACK_SIGNING_SECRET: SECRET }, 'SLACK_BOT_TOKEN is missing'],
    [
      'a client secret without its client',
      { SLACK_CLIENT_SECRET: SECRET, SLACK_BOT_TOKEN: BOT, SLACK_APP_TOKEN: 'xapp-1' },
      'SLACK_CLIENT_ID is missing',
    ],
    ['a command without its slash', { SLACK_COMMAND: 'rapport' }, 'SLACK_COMMAND must be a slash'],
    [
      'tokens sent unencrypted',
      { SLACK_API_URL: 'http://slack.example.com/api/' },
      'SLACK_API_URL must begin with https://',
    ],
    ['an address with a path', { PUBLIC_URL: 'https://example.com/rapport' }, 'PUBLIC_URL must have no path'],
    [
      'an address that is not encrypted',
      { PUBLIC_URL: 'http://rapport.example.com' },
      'PUBLIC_URL must begin with https://',
    ],
    ['a short key', { ENCRYPTION_KEYS: 'k1:Y2FuYXJ5' }, 'ENCRYPTION_KEYS must be name:key'],
    [
      'two keys of one name',
      { ENCRYPTION_KEYS: `k:${KEY.toString('base64')},k:${KEY.toString('base64')}` },
      'ENCRYPTION_KEYS has a name twice',
    ],
  ])('names %s, and repeats no value', (_, environment, problem) => {
    const problems = problemsOf(environment);
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(problem);
    expect(problems.join()).not.toContain('canary');
  });

  test('OAuth reports all missing variables at once', () => {
    const problems = problemsOf({ ...client, SLACK_SIGNING_SECRET: SECRET });
    expect(problems.map((problem) => problem.split(' ')[0])).toEqual(['PUBLIC_URL', 'ENCRYPTION_KEYS']);
  });
});
