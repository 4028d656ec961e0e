import { randomBytes } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { examineSlack, examineSlackTeams } from '../../adapters/slack/examine.ts';
import { BOT_SCOPES } from '../../adapters/slack/scopes.ts';
import { createSecrets } from '../../adapters/slack/secrets.ts';
import { slackCollections, slackInstallations } from '../../adapters/slack/store.ts';
import { parseConfig } from '../../src/config/config.ts';
import type { EncryptionKey } from '../../src/config/encryptionKeys.ts';
import type { SlackConfig } from '../../src/config/slack.ts';
import { openDatabase } from '../../src/store/database.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/world.ts';

const NORTH = 'T0NORTH';
let slack: FakeSlack;
afterEach(() => slack.close());

async function configured(more: Record<string, string>, scopes: readonly string[] = BOT_SCOPES): Promise<SlackConfig> {
  slack = await startSlack({ teams: [{ id: NORTH, name: 'North', scopes }] });
  const { slack: config } = parseConfig({
    SLACK_API_URL: slack.apiUrl,
    SLACK_BOT_TOKEN: slack.team(NORTH).bot.token,
    ...more,
  });
  if (config === undefined) throw new Error('Slack is configured');
  return config;
}
const faults = async (config: SlackConfig) =>
  (await examineSlack(config)).filter(({ state }) => state === 'fault').map(({ text, fix }) => `${text} -> ${fix}`);
const http = { SLACK_SIGNING_SECRET: '0123456789abcdef' };
const socket = { SLACK_APP_TOKEN: 'xapp-1-A0-secret' };

test('a working connection has no faults, and the report names the team', async () => {
  const config = await configured(socket);
  slack.fault(
    { method: 'apps.connections.open', times: 2 },
    { kind: 'changed', to: () => ({ ok: true, url: 'wss://example.com' }) },
  );
  expect(await faults(config)).toEqual([]);
  expect((await examineSlack(config)).map(({ text }) => text)).toContain('in the team North as rapport');
});

test('a missing scope is named, with its purpose and the events that need it', async () => {
  const config = await configured(
    http,
    BOT_SCOPES.filter((scope) => scope !== 'app_mentions:read' && scope !== 'pins:write'),
  );
  const [fault, ...more] = await faults(config);
  expect(more).toEqual([]);
  expect(fault).toContain('app_mentions:read (receive mentions of @Rapport');
  expect(fault).toContain('pins:write');
  expect(fault).toMatch(/Slack therefore does not send: app_mention ->/);
  // The other manifest would turn Socket Mode on and stop all requests.
  expect(fault).toContain('paste manifests/slack/manifest.http.yaml (with your address in it)');
  const [same] = await faults({ ...config, receive: { mode: 'socket', appToken: 'xapp-1-A0-secret' } });
  expect(same).toContain('paste manifests/slack/manifest.yaml under');
});

test('refused tokens differ from an unreachable Slack; no token is shown', async () => {
  const config = await configured(socket);
  slack.tokens.end(NORTH, 'account_inactive');
  const refused = await faults(config);
  expect(refused.join()).toMatch(/SLACK_BOT_TOKEN: account_inactive.*SLACK_APP_TOKEN: invalid_auth/);
  slack.fault({ times: 2 }, { kind: 'reset', applied: false });
  const unreached = await faults(config);
  // Reported once, not once for each token.
  expect(unreached).toEqual([expect.stringContaining(`${slack.apiUrl} cannot be reached`)]);
  expect([...refused, ...unreached].join()).not.toMatch(/xox|xapp-1/);
});

test.each([
  ['missing_scope', /a token gets no more scopes later: under Basic Information.*connections:write/],
  ['link_disabled', /turn Socket Mode on/],
  ['invalid_auth', /Generate Token and Scopes/],
] as const)('an app-level token of which Slack says %s: what to do', async (error, told) => {
  const config = await configured(socket);
  slack.fault({ method: 'apps.connections.open' }, { kind: 'refused', error });
  expect((await faults(config)).join()).toMatch(new RegExp(`SLACK_APP_TOKEN: ${error} -> .*${told.source}`));
});

test('tokens of two apps, which Slack accepts but which never get an event, are reported', async () => {
  const config = await configured({ SLACK_APP_TOKEN: 'xapp-1-A0OTHER-1-secret' });
  slack.fault(
    { method: 'apps.connections.open', times: 2 },
    { kind: 'changed', to: () => ({ ok: true, url: 'wss://example.com' }) },
  );
  const answers = (app_id: string) =>
    slack.fault({ method: 'bots.info' }, { kind: 'changed', to: () => ({ ok: true, bot: { id: 'B1', app_id } }) });
  answers('A0RAPPORT');
  expect(await faults(config)).toEqual([
    expect.stringMatching(/app A0OTHER and SLACK_BOT_TOKEN to the app A0RAPPORT.*api\.slack\.com\/apps\/A0RAPPORT$/),
  ]);
  answers('A0OTHER');
  expect(await faults(config)).toEqual([]);
});

test('a user token is reported as no bot token', async () => {
  const config = await configured(http);
  slack.fault({ method: 'auth.test' }, { kind: 'changed', to: ({ bot_id: _bot, ...body }) => body });
  expect((await faults(config)).join()).toContain('a person’s token');
});

test('a team installed by an earlier version is named, with the scopes that it must accept', async () => {
  await configured(http);
  const db = await openDatabase({ memory: true });
  await db.prepare(slackCollections);
  const keys = [{ id: 'one', key: randomBytes(32) }];
  const team = {
    app: 'A1',
    sealed: createSecrets(keys).seal('x', 'slack/T2'),
    by: 'U1',
    at: new Date('2026-01-01T00:00:00Z'),
  };
  await db.everywhere(slackInstallations).insert({
    _id: 'T1',
    name: 'North',
    scopes: [...BOT_SCOPES],
    ...team,
    sealed: createSecrets(keys).seal('x', 'slack/T1'),
  });
  await db
    .everywhere(slackInstallations)
    .insert({ _id: 'T2', name: 'Rivals', scopes: BOT_SCOPES.filter((scope) => scope !== 'im:write'), ...team });
  const findings = await examineSlackTeams(db, keys);
  expect(findings.map(({ text }) => text)).toEqual([
    expect.stringMatching(/^the team Rivals lacks the scope im:write/),
  ]);
  await db.close();
});

test('a team whose token no key opens is named, with the missing or wrong key', async () => {
  await configured(http);
  const db = await openDatabase({ memory: true });
  await db.prepare(slackCollections);
  const [lost, one] = ['lost', 'one'].map((id) => ({ id, key: randomBytes(32) })) as [EncryptionKey, EncryptionKey];
  const other = { id: 'one', key: randomBytes(32) };
  const team = { app: 'A1', by: 'U1', at: new Date('2026-01-01T00:00:00Z'), scopes: [...BOT_SCOPES] };
  await db
    .everywhere(slackInstallations)
    .insert({ _id: 'T1', name: 'North', ...team, sealed: createSecrets([lost]).seal('xoxb-1', 'slack/T1') });
  await db
    .everywhere(slackInstallations)
    .insert({ _id: 'T2', name: 'Rivals', ...team, sealed: createSecrets([other]).seal('xoxb-2', 'slack/T2') });
  const told = (await examineSlackTeams(db, [one])).map(({ state, text, fix }) => `${state} ${text} -> ${fix}`);
  expect(told).toEqual([
    expect.stringMatching(
      /^fault the team North cannot be written to: .*key "lost", which ENCRYPTION_KEYS does not have -> put the key back/,
    ),
    expect.stringMatching(
      /^fault the team Rivals cannot be written to: .*another key than it was under this name.* -> put the key back/,
    ),
  ]);
  expect(told.join()).not.toContain('xoxb');
  await db.close();
});
