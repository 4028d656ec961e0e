import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { createSlack, slackCollections } from '../../adapters/slack/index.ts';
import { startApp } from '../../src/app/app.ts';
import { parseConfig } from '../../src/config/config.ts';
import type { SlackConfig } from '../../src/config/slack.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { startFront } from '../fakes/slack/front.ts';
import { say, signedCommand, signedEvent } from '../fakes/slack/signing.ts';
import { startSlack } from '../fakes/slack/world.ts';
import { NORTH } from './agency.ts';
import { SECRET } from './delivery.ts';
import { PATIENT, type SlackHouse, slackHouse } from './house.ts';

const endings: (() => Promise<unknown>)[] = [];
/** The parts of all calls that Slack would have refused: empty after every test. */
let problems: () => readonly string[] = () => [];
afterEach(async () => {
  const found = problems();
  problems = () => [];
  for (const end of endings.splice(0).reverse()) await end();
  expect(found).toEqual([]);
});
const lasting = <T extends { close(): Promise<unknown> }>(thing: T): T => {
  endings.push(() => thing.close());
  return thing;
};

async function emptySlack() {
  const slack = lasting(
    await startSlack({ teams: [{ id: NORTH, name: 'North', people: ['mei'], channels: ['acme'] }] }),
  );
  const front = lasting(await startFront(slack));
  problems = () => [...slack.problems(), ...front.problems()];
  return { slack, front };
}

describe('the whole of Rapport, started from its environment', () => {
  test('takes a signed command and answers in Slack', async () => {
    const { slack, front } = await emptySlack();
    const folder = await mkdtemp(join(tmpdir(), 'rapport-slack-'));
    endings.push(() => rm(folder, { recursive: true, force: true }));
    const team = slack.team(NORTH);
    const environment = {
      SLACK_BOT_TOKEN: team.bot.token,
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: front.apiUrl,
      PORT: '0',
      DATA_FOLDER: folder,
      PLAYGROUND: 'off',
    };
    const app = await startApp({ config: parseConfig(environment), log: silentLogger, start: 'empty' });
    endings.push(() => app.stop());
    const trigger = await team.ask('views.generateTriggerId', { user_id: team.person('mei') });
    const fields = {
      ...{
        command: '/rapport',
        text: 'help',
        team_id: NORTH,
        user_id: team.person('mei'),
        user_name: 'mei',
        channel_id: team.channel('acme'),
        channel_name: 'acme',
      },
      ...{ trigger_id: String(trigger.trigger_id), response_url: front.responseUrl() },
    };
    expect((await say(`${app.url}/slack/events`, signedCommand(fields, { secret: SECRET }))).status).toBe(200);
    await expect.poll(() => front.done.filter(({ method }) => method === 'respond')).toHaveLength(1);
    // The team has no workspace yet, and the message explains how to begin.
    expect(JSON.stringify(front.done.at(-1)?.arguments)).toContain('Start a workspace');
  });

  test('reports the problem if Slack refuses the token', async () => {
    const { front } = await emptySlack();
    const folder = await mkdtemp(join(tmpdir(), 'rapport-slack-'));
    endings.push(() => rm(folder, { recursive: true, force: true }));
    const environment = {
      SLACK_BOT_TOKEN: 'xoxb-of-nobody',
      SLACK_SIGNING_SECRET: SECRET,
      SLACK_API_URL: front.apiUrl,
      PORT: '0',
      DATA_FOLDER: folder,
      PLAYGROUND: 'off',
    };
    await expect(startApp({ config: parseConfig(environment), log: silentLogger, start: 'empty' })).rejects.toThrow(
      /SLACK_BOT_TOKEN/,
    );
  });
});

test('a request before the connection is deferred, not lost', async () => {
  const { slack, front } = await emptySlack();
  const db = lasting(await openDatabase({ memory: true }));
  await db.prepare(slackCollections);
  const config: SlackConfig = {
    ...{
      receive: { mode: 'http', signingSecret: SECRET },
      botToken: slack.team(NORTH).bot.token,
      oauth: undefined,
      command: '/rapport',
      apiUrl: front.apiUrl,
    },
  };
  const edge = createSlack({ config, db, log: silentLogger, pages: { link: async () => undefined }, waits: PATIENT });
  const { createServer } = await import('node:http');
  const server = createServer(edge.routes[0]?.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  endings.push(async () => server.close());
  const { port } = server.address() as { port: number };
  const answer = await say(
    `http://127.0.0.1:${port}/slack/events`,
    signedEvent({ type: 'event_callback', event_id: 'Ev1' }, { secret: SECRET }),
  );
  expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
});

describe('Socket Mode', () => {
  async function house(): Promise<SlackHouse> {
    return lasting(await slackHouse({ mode: 'socket' }));
  }

  test('reconnects when Slack asks for it, and after a network failure', async () => {
    const here = await house();
    const { socket } = here.front;
    for (const interrupt of [socket.refresh, socket.cut]) {
      const back = socket.nextConnection();
      interrupt();
      await back;
      expect((await here.as('mei').command('reminders')).status).toBe(200);
      expect((await here.next()).done.method).toBe('respond');
    }
    expect(socket.connections()).toBe(3);
  });

  test('stops the start with the reason if Slack refuses the app-level token', async () => {
    const { slack, front } = await emptySlack();
    const db = lasting(await openDatabase({ memory: true }));
    await db.prepare(slackCollections);
    const config: SlackConfig = {
      ...{
        receive: { mode: 'socket', appToken: 'xapp-of-nobody' },
        botToken: slack.team(NORTH).bot.token,
        oauth: undefined,
        command: '/rapport',
        apiUrl: front.apiUrl,
      },
    };
    const edge = createSlack({ config, db, log: silentLogger, pages: { link: async () => undefined }, waits: PATIENT });
    await expect(
      edge.connect({
        accept: () => ({ kind: 'nothing' }),
        handle: () => ({ kept: Promise.resolve('new'), reply: Promise.resolve({ kind: 'nothing' }) }),
      }),
    ).rejects.toThrow(/SLACK_APP_TOKEN: invalid_auth/);
    await edge.close();
  });
});
