import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type App, startApp } from '../../src/app/app.ts';
import { parseConfig } from '../../src/config/config.ts';
import { type MovableClock, shiftedClock, systemClock } from '../../src/ground/clock.ts';
import { createLogger, silentLogger } from '../../src/ground/log.ts';
import { createBrowser } from '../fakes/slack/browser.ts';
import { startFront } from '../fakes/slack/front.ts';
import { say, signedEvent } from '../fakes/slack/signing.ts';
import { CLIENT } from '../fakes/slack/team.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/world.ts';

const NORTH = 'T0NORTH';
const RIVALS = 'T0RIVALS';
const PUBLIC_URL = 'https://rapport.example.com';
const SIGNING_SECRET = '0123456789abcdef0123456789abcdef';

let slack: FakeSlack;
let app: App;
let folder: string;
let logged: string;
let keys: string;
let realTime: MovableClock;

const newKey = (name: string) => `${name}:${randomBytes(32).toString('base64')}`;

async function start(): Promise<void> {
  const config = parseConfig({
    ...{ HOST: '127.0.0.1', PORT: '0', PLAYGROUND: 'off', DATA_FOLDER: folder, PUBLIC_URL, ENCRYPTION_KEYS: keys },
    ...{
      SLACK_CLIENT_ID: CLIENT.id,
      SLACK_CLIENT_SECRET: CLIENT.secret,
      SLACK_SIGNING_SECRET: SIGNING_SECRET,
      SLACK_API_URL: slack.apiUrl,
    },
  });
  const log = createLogger({
    level: 'debug',
    write: (line) => {
      logged += line;
    },
  });
  app = await startApp({ config, log, start: 'empty', realTime });
}

beforeEach(async () => {
  logged = '';
  keys = newKey('one');
  realTime = shiftedClock(systemClock);
  folder = await mkdtemp(join(tmpdir(), 'rapport-slack-'));
  slack = await startSlack({
    teams: [
      { id: NORTH, name: 'North', people: ['mei', 'tom'], channels: ['acme'] },
      { id: RIVALS, name: 'Rivals', people: ['rita'] },
    ],
    redirectUris: [`${PUBLIC_URL}/slack/oauth_redirect`],
  });
  await start();
});
afterEach(async () => {
  const problems = slack.problems();
  await app.stop();
  await slack.close();
  await rm(folder, { recursive: true });
  expect(problems).toEqual([]);
});

const browser = (language?: string) =>
  createBrowser({ publicUrl: PUBLIC_URL, appUrl: app.url, ...(language === undefined ? {} : { language }) });

/** Rapport's private messages to a person, as text. */
async function toldTo(team: string, person: string): Promise<string[]> {
  const { channel } = (await slack
    .team(team)
    .ask('conversations.open', { users: slack.team(team).person(person) })) as { channel: { id: string } };
  return (await slack.team(team).messages(channel.id)).map((message) => message.text);
}

let events = 0;
async function happens(team: string, event: Record<string, unknown>): Promise<number> {
  const bot = { team_id: team, user_id: slack.team(team).bot.user, is_bot: true, is_enterprise_install: false };
  const envelope = { type: 'event_callback', event_id: `Ev${++events}`, team_id: team, authorizations: [bot], event };
  return (await say(`${app.url}/slack/events`, signedEvent(envelope, { secret: SIGNING_SECRET }))).status;
}
/** Sends Rapport a private message, and returns its answer. */
async function writes(team: string, person: string, text: string): Promise<string> {
  const { channel } = (await slack
    .team(team)
    .ask('conversations.open', { users: slack.team(team).person(person) })) as { channel: { id: string } };
  const before = (await slack.team(team).messages(channel.id)).length;
  const user = slack.team(team).person(person);
  await happens(team, {
    type: 'message',
    channel: channel.id,
    channel_type: 'im',
    user,
    text,
    ts: `1763978400.${String(++events).padStart(6, '0')}`,
  });
  await expect.poll(async () => (await slack.team(team).messages(channel.id)).length).toBeGreaterThan(before);
  return (await slack.team(team).messages(channel.id)).at(-1)?.text ?? '';
}

describe('two teams add Rapport', () => {
  test('each with its own tokens; the first starts its workspace, and the second is told to connect, and does', async () => {
    const first = await browser().install(slack.team(NORTH), 'mei');
    expect([first.status, first.html]).toEqual([200, expect.stringContaining('Rapport is in North')]);
    expect(browser().linkIn(first)).toBe(`${new URL(slack.apiUrl).origin}/app_redirect?app=A0RAPPORT&team=${NORTH}`);
    await expect.poll(() => toldTo(NORTH, 'mei')).toEqual([expect.stringContaining('you are its admin: North')]);

    const second = await browser('zh-CN,zh;q=0.9').install(slack.team(RIVALS), 'rita');
    expect([second.status, second.html]).toEqual([200, expect.stringContaining('Rapport 已添加到 Rivals')]);
    await expect.poll(() => toldTo(RIVALS, 'rita')).toEqual([expect.stringContaining('connect CODE')]);

    const code = /connect ([A-Z0-9-]{10,})/.exec(await writes(NORTH, 'mei', 'connect'))?.[1] ?? '';
    expect(await writes(RIVALS, 'rita', `connect ${code}`)).toContain('Connected to North');
    expect(await writes(RIVALS, 'rita', 'role')).toContain('Our people');
    const tokens = slack.calls.filter((call) => call.method.startsWith('chat.')).map((call) => call.team);
    expect(new Set(tokens)).toEqual(new Set([NORTH, RIVALS]));
  });

  test('and viewing the page a third time changes nothing', async () => {
    const before = await readdir(folder);
    const pages = await Promise.all([1, 2, 3].map(() => browser().open(`${PUBLIC_URL}/slack/install`)));
    expect(pages.map((page) => page.status)).toEqual([200, 200, 200]);
    expect(slack.calls).toEqual([]);
    expect(await readdir(folder)).toEqual(before);
  });
});

describe('the installation page', () => {
  test('requests the scopes of the manifest from Slack, with the address to return to', async () => {
    const page = await browser().open(`${PUBLIC_URL}/slack/install`);
    const link = new URL(browser().linkIn(page));
    expect(link.pathname).toBe('/oauth/v2/authorize');
    expect(link.searchParams.get('client_id')).toBe(CLIENT.id);
    expect(link.searchParams.get('redirect_uri')).toBe(`${PUBLIC_URL}/slack/oauth_redirect`);
    expect(link.searchParams.get('scope')?.split(',')).toContain('chat:write');
    expect(page.html).not.toContain(CLIENT.secret);
  });

  test('is never cached, framed or sent as a referrer, and its cookie is for this browser only', async () => {
    const { headers } = await browser().open(`${PUBLIC_URL}/slack/install`);
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('referrer-policy')).toBe('no-referrer');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
    expect(headers.getSetCookie()[0]).toMatch(/^__Host-rapport-install=[^;]+; Secure; HttpOnly; Path=\/; Max-Age=600$/);
  });

  test('is for browsers: other requests get no answer there', async () => {
    const answers = await Promise.all([
      fetch(`${app.url}/slack/install`, { method: 'POST' }),
      fetch(`${app.url}/slack/oauth_redirect`, { method: 'PUT' }),
      fetch(`${app.url}/slack/install/deeper`),
    ]);
    expect(answers.map((answer) => answer.status)).toEqual([405, 405, 404]);
  });
});

describe('the redirect back', () => {
  test('is valid once', async () => {
    const mei = browser();
    const back = await mei.agree(mei.linkIn(await mei.open(`${PUBLIC_URL}/slack/install`)), slack.team(NORTH), 'mei');
    expect((await mei.open(back)).status).toBe(200);
    const again = await mei.open(back);
    expect([again.status, again.html]).toEqual([400, expect.stringContaining('This page is too old')]);
    expect(slack.callsOf('oauth.v2.access')).toHaveLength(1);
  });

  test('is valid once also for two requests with the cookie', async () => {
    const mei = browser();
    const page = await mei.open(`${PUBLIC_URL}/slack/install`);
    const cookie = page.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const back = (await mei.agree(mei.linkIn(page), slack.team(NORTH), 'mei')).replace(PUBLIC_URL, app.url);
    const both = await Promise.all([1, 2].map(() => fetch(back, { headers: { cookie } })));
    expect(both.map((answer) => answer.status).sort()).toEqual([200, 400]);
  });

  test('is valid for ten minutes', async () => {
    const mei = browser();
    const back = await mei.agree(mei.linkIn(await mei.open(`${PUBLIC_URL}/slack/install`)), slack.team(NORTH), 'mei');
    realTime.advance(10 * 60_000 + 1_000);
    const late = await mei.open(back);
    expect([late.status, late.html]).toEqual([400, expect.stringContaining('This page is too old')]);
    expect(slack.callsOf('oauth.v2.access')).toEqual([]);
  });

  test('is valid only in the browser that began', async () => {
    const attacker = browser();
    const back = await attacker.agree(
      attacker.linkIn(await attacker.open(`${PUBLIC_URL}/slack/install`)),
      slack.team(RIVALS),
      'rita',
    );
    const victim = browser();
    await victim.open(`${PUBLIC_URL}/slack/install`);
    expect((await victim.open(back)).status).toBe(400);
    expect((await browser().open(back)).status).toBe(400);
    expect(slack.callsOf('oauth.v2.access')).toEqual([]);
  });

  test('is not valid with a forged state', async () => {
    const mei = browser();
    const back = new URL(
      await mei.agree(mei.linkIn(await mei.open(`${PUBLIC_URL}/slack/install`)), slack.team(NORTH), 'mei'),
    );
    const state = back.searchParams.get('state') ?? '';
    for (const forged of ['', 'x', `${state}x`, state.replace('v1.one', 'v1.two')]) {
      back.searchParams.set('state', forged);
      const answer = await fetch(back.href.replace(PUBLIC_URL, app.url), {
        headers: { cookie: `__Host-rapport-install=${forged}` },
      });
      expect(answer.status, forged).toBe(400);
    }
    expect(slack.callsOf('oauth.v2.access')).toEqual([]);
  });

  test('without an agreement installs nothing, and says so in the person’s language', async () => {
    const page = await browser('zh-TW').open(`${PUBLIC_URL}/slack/oauth_redirect?error=access_denied&state=x`);
    expect([page.status, page.html]).toEqual([200, expect.stringContaining('未安装')]);
    const odd = await browser().open(
      `${PUBLIC_URL}/slack/oauth_redirect?error=${encodeURIComponent('<script>alert(1)</script>')}`,
    );
    expect([odd.status, odd.html.includes('<script')]).toEqual([502, false]);
  });

  test('reports a failure of Slack’s and stores nothing; the next try works', async () => {
    slack.fault({ method: 'oauth.v2.access' }, { kind: 'status', status: 500 });
    expect((await browser().install(slack.team(NORTH), 'mei')).status).toBe(502);
    slack.fault({ method: 'oauth.v2.access' }, { kind: 'rateLimited', afterSeconds: 30 });
    expect((await browser().install(slack.team(NORTH), 'mei')).status).toBe(502);
    expect((await browser().install(slack.team(NORTH), 'mei')).status).toBe(200);
  });

  test('of a whole Grid organisation is refused with the reason, and the token is revoked', async () => {
    const orgWide = (body: Record<string, unknown>) => ({
      ...body,
      team: null,
      enterprise: { id: 'E1', name: 'Big' },
      is_enterprise_install: true,
    });
    slack.fault({ method: 'oauth.v2.access' }, { kind: 'changed', to: orgWide });
    const page = await browser().install(slack.team(NORTH), 'mei');
    expect([page.status, page.html]).toEqual([403, expect.stringContaining('one workspace at a time')]);
    expect(slack.callsOf('auth.revoke')).toHaveLength(1);
    expect(await toldTo(NORTH, 'mei')).toEqual([]);
  });
});

test('with an app-level token the pages are the same, and events come through Socket Mode, each team with its own token', async () => {
  await app.stop();
  const front = await startFront(slack);
  const config = parseConfig({
    ...{ HOST: '127.0.0.1', PORT: '0', PLAYGROUND: 'off', DATA_FOLDER: folder, PUBLIC_URL, ENCRYPTION_KEYS: keys },
    ...{
      SLACK_CLIENT_ID: CLIENT.id,
      SLACK_CLIENT_SECRET: CLIENT.secret,
      SLACK_APP_TOKEN: front.appToken,
      SLACK_API_URL: front.apiUrl,
    },
  });
  app = await startApp({ config, log: silentLogger, start: 'empty' });
  for (const [team, person] of [
    [NORTH, 'mei'],
    [RIVALS, 'rita'],
  ] as const) {
    expect((await browser().install(slack.team(team), person)).status).toBe(200);
    await expect.poll(() => toldTo(team, person)).toHaveLength(1);
    const { channel } = (await slack
      .team(team)
      .ask('conversations.open', { users: slack.team(team).person(person) })) as { channel: { id: string } };
    const event = {
      type: 'message',
      channel: channel.id,
      channel_type: 'im',
      user: slack.team(team).person(person),
      text: 'connect',
      ts: '1763978400.000001',
    };
    const authorizations = [
      { team_id: team, user_id: slack.team(team).bot.user, is_bot: true, is_enterprise_install: false },
    ];
    const payload = { type: 'event_callback', event_id: `Ev-${team}`, team_id: team, authorizations, event };
    expect(await front.socket.deliver({ type: 'events_api', payload }, 60_000)).not.toBe('none');
    await expect.poll(() => toldTo(team, person)).toHaveLength(2);
  }
  expect((await toldTo(NORTH, 'mei'))[1]).toMatch(/connect [A-Z0-9-]{10,}/);
  expect((await toldTo(RIVALS, 'rita'))[1]).toContain('not connected to a workspace here yet');
  // Nothing is accepted at the address for requests.
  expect((await fetch(`${app.url}/slack/events`, { method: 'POST' })).status).toBe(404);
  await app.stop();
  await front.close();
  await start();
});

describe('tokens', () => {
  test('are not in the log, in the pages or in the files', async () => {
    slack.tokens.rotating = true;
    const page = await browser().install(slack.team(NORTH), 'mei');
    slack.fault({ method: 'oauth.v2.access' }, { kind: 'status', status: 500 });
    await browser().install(slack.team(RIVALS), 'rita');
    await app.stop();
    const files = await readdir(folder, { recursive: true, withFileTypes: true });
    const kept = await Promise.all(
      files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), 'latin1')),
    );
    for (const text of [logged, page.html, ...kept]) {
      expect(text).not.toMatch(/xox[bpe][-.]/);
      expect(text).not.toContain(CLIENT.secret);
    }
    expect(logged).toContain('Rapport was installed');
    await start();
  });

  test('are found again after a restart, also after a change of the key with only the new one left', async () => {
    await browser().install(slack.team(NORTH), 'mei');
    const rotated = newKey('two');
    for (const next of [`${rotated},${keys}`, rotated]) {
      await app.stop();
      keys = next;
      await start();
      expect(await writes(NORTH, 'mei', 'help')).not.toBe('');
    }
  });

  test('with a wrong key are reported at the start by team; with the right key everything continues', async () => {
    await browser().install(slack.team(NORTH), 'mei');
    const right = keys;
    for (const [wrong, told] of [
      [newKey('one'), 'another key than it was under this name'],
      [newKey('two'), 'which ENCRYPTION_KEYS does not have'],
    ] as const) {
      await app.stop();
      logged = '';
      keys = wrong;
      await start();
      expect(logged).toMatch(/the token of a team cannot be read: restore its key/);
      expect(logged).toContain(NORTH);
      expect(logged).toContain(told);
    }
    await app.stop();
    logged = '';
    keys = right;
    await start();
    expect(await writes(NORTH, 'mei', 'help')).not.toBe('');
    expect(logged).not.toContain('cannot be read');
  });

  test('that expire are renewed, once for all callers', async () => {
    slack.tokens.rotating = true;
    await browser().install(slack.team(NORTH), 'mei');
    await expect.poll(() => toldTo(NORTH, 'mei')).toHaveLength(1);
    slack.tokens.end(NORTH, 'token_expired');
    const answers = await Promise.all([writes(NORTH, 'mei', 'help'), writes(NORTH, 'tom', 'help')]);
    expect(answers.every((answer) => answer !== '')).toBe(true);
    const renewals = slack.callsOf('oauth.v2.access').filter((call) => call.arguments.grant_type === 'refresh_token');
    expect(renewals).toHaveLength(1);
  });

  test('are deleted when the team removes Rapport, and the team is recognised when it adds Rapport again', async () => {
    await browser().install(slack.team(NORTH), 'mei');
    await expect.poll(() => toldTo(NORTH, 'mei')).toHaveLength(1);
    slack.tokens.end(NORTH, 'account_inactive');
    expect(await happens(NORTH, { type: 'app_uninstalled' })).toBe(200);
    const speaks = () =>
      happens(NORTH, {
        type: 'message',
        channel: 'D1',
        channel_type: 'im',
        user: 'U1',
        text: 'hello?',
        ts: `1763978401.${++events}`,
      });
    const refusals = () => logged.split('not_installed').length;
    await expect.poll(async () => (await speaks()) && refusals()).toBeGreaterThan(1);
    const [calls, refused] = [slack.calls.length, refusals()];
    await speaks();
    await expect.poll(refusals).toBeGreaterThan(refused);
    expect(slack.calls.slice(calls)).toEqual([]);

    const page = await browser().install(slack.team(NORTH), 'mei');
    expect(page.status).toBe(200);
    await expect.poll(async () => (await toldTo(NORTH, 'mei')).at(-1)).toContain('connected to North');
  });

  test('stay if a late report of a removal comes after the team has added Rapport again', async () => {
    await browser().install(slack.team(NORTH), 'mei');
    await expect.poll(() => toldTo(NORTH, 'mei')).toHaveLength(1);
    expect(await happens(NORTH, { type: 'app_uninstalled' })).toBe(200);
    expect(await writes(NORTH, 'mei', 'help')).not.toBe('');
  });
});
