import { type ChildProcess, fork } from 'node:child_process';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { App, HTTPReceiver, LogLevel } from '@slack/bolt';
import { createSlack, slackCollections } from '../../adapters/slack/index.ts';
import type { Bot } from '../../src/core/bot.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { openDatabase } from '../../src/store/database.ts';
import { createMetrics } from '../../src/web/metrics.ts';
import { startWeb } from '../../src/web/server.ts';
import { composed } from '../fakes/composed.ts';
import { compared, percentile, type Row } from './row.ts';
import type { LoadJob, LoadResult } from './slackLoad.ts';

const SECRET = '0123456789abcdef0123456789abcdef';
const TEAM = 'T0BENCH';
const ROUNDS = 11;
const REQUESTS = 1_500;
const CONNECTIONS = 8;
const PACED_ROUNDS = 9;
const PER_SECOND = 500;
const PACED_REQUESTS = 700;

let sent = 0;
/** A slash command as Slack sends it, signed. */
function signedCommand(): LoadJob['requests'][number] {
  sent += 1;
  const body = new URLSearchParams({
    ...{
      token: 'x'.repeat(24),
      team_id: TEAM,
      team_domain: 'bench',
      channel_id: 'C0BENCH001',
      channel_name: 'acme-internal',
      user_id: 'U0BENCH001',
      user_name: 'mei',
    },
    ...{
      command: '/rapport',
      text: 'remind me "Send the invoice" tomorrow 3pm',
      api_app_id: 'A0BENCH',
      is_enterprise_install: 'false',
    },
    ...{
      response_url: `https://hooks.slack.com/commands/${TEAM}/${sent}/abcdefghijklmnopqrstuvwx`,
      trigger_id: `${sent}.1234567890.${'ab'.repeat(16)}`,
    },
  }).toString();
  const at = Math.floor(systemClock.now().getTime() / 1_000);
  const signature = createHmac('sha256', SECRET).update(`v0:${at}:${body}`).digest('hex');
  return {
    body,
    headers: {
      'content-type': 'application/x-www-form-urlencoded',
      'x-slack-request-timestamp': String(at),
      'x-slack-signature': `v0=${signature}`,
    },
  };
}
const signedCommands = (count: number) => Array.from({ length: count }, signedCommand);

async function listening(listener: RequestListener): Promise<{ server: Server; url: string }> {
  const server = createServer(listener);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { server, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

/** Bolt with one command only, as in its own documentation. */
function bareBolt(): RequestListener {
  const receiver = new HTTPReceiver({ signingSecret: SECRET, endpoints: '/slack/events', logLevel: LogLevel.ERROR });
  const app = new App({
    receiver,
    logLevel: LogLevel.ERROR,
    authorize: async () => ({ botToken: 'xoxb-1', botId: 'B1', botUserId: 'U1' }),
  });
  app.command('/rapport', async ({ ack }) => ack());
  return (request, response) => receiver.requestListener(request, response);
}

/** The part of Slack's Web API that an adapter calls here. */
const webApi: RequestListener = (request, response) => {
  request.resume();
  const user = { id: 'U0BENCH001', team_id: TEAM, name: 'mei', real_name: 'Mei', tz: 'Europe/Berlin', locale: 'en-US' };
  response.writeHead(200, { 'content-type': 'application/json' });
  response.end(JSON.stringify({ ok: true, team_id: TEAM, team: 'Bench', user_id: 'U0BOT', bot_id: 'B0BOT', user }));
};

async function measured(loader: ChildProcess, job: LoadJob): Promise<LoadResult> {
  loader.send(job);
  const [result] = (await once(loader, 'message')) as [LoadResult];
  if (result.refused > 0) throw new Error(`${result.refused} requests were refused at ${job.url}`);
  return result;
}

type Who = 'ours' | 'bare';

/** Measures both directly after each other, in turns, so that other load on the machine affects both. */
async function pairs(rounds: number, measure: (who: Who) => Promise<number>): Promise<Record<Who, number>[]> {
  const all: Record<Who, number>[] = [];
  for (let round = 0; round < rounds; round++) {
    const pair = { ours: 0, bare: 0 };
    for (const who of round % 2 === 0 ? (['ours', 'bare'] as const) : (['bare', 'ours'] as const))
      pair[who] = await measure(who);
    all.push(pair);
  }
  return all;
}

/** The pair whose ratio is the median. */
function middle(all: readonly Record<Who, number>[]): Record<Who, number> {
  const sorted = [...all].sort((one, other) => one.ours / one.bare - other.ours / other.bare);
  return sorted[Math.floor(sorted.length / 2)] ?? { ours: Number.NaN, bare: Number.NaN };
}

/**
 * The least disturbed round of each: other rounds' slowest answers come from the machine, where a parallel build alone
 * makes them tenfold.
 */
const calmest = (all: readonly Record<Who, number>[]): Record<Who, number> => ({
  ours: Math.min(...all.map(({ ours }) => ours)),
  bare: Math.min(...all.map(({ bare }) => bare)),
});

/**
 * From a signed slash command to its acknowledgement, over HTTP: our web server, guard, Bolt, router and the real
 * registry, compared with Bolt with one command only. `commands` measures the command's own work separately, so here
 * the bot answers nothing. Both take turns, since other processes use the machine too. Of the rates, the pair with the
 * median ratio counts; of the slowest answers, each one's least disturbed round.
 */
export async function benchSlack(): Promise<Row[]> {
  const loader = fork(fileURLToPath(new URL('./slackLoad.js', import.meta.url)));
  const api = await listening(webApi);
  const db = await openDatabase({ memory: true });
  await db.prepare(slackCollections);
  const config = {
    receive: { mode: 'http', signingSecret: SECRET },
    botToken: 'xoxb-1',
    oauth: undefined,
    command: '/rapport',
    apiUrl: `${api.url}/api/`,
  } as const;
  const edge = createSlack({ config, db, log: silentLogger, pages: { link: async () => undefined } });
  const house = await composed();
  const silent: Bot = {
    accept: (event) => house.bot.accept(event),
    handle: () => ({ kept: Promise.resolve('new'), reply: Promise.resolve({ kind: 'nothing' }) }),
  };
  const metrics = createMetrics({ deliveries: async () => ({}) });
  const options = {
    host: '127.0.0.1',
    port: 0,
    log: silentLogger,
    metrics,
    ready: async () => undefined,
    playground: undefined,
  };
  const web = await startWeb({ ...options, routes: edge.routes, pages: {} });
  const bare = await listening(bareBolt());
  try {
    await edge.connect(silent);
    const urls = { ours: `${web.url}/slack/events`, bare: `${bare.url}/slack/events` };
    const full = (url: string) =>
      measured(loader, { url, requests: signedCommands(REQUESTS), connections: CONNECTIONS });
    const paced = (url: string) =>
      measured(loader, { url, requests: signedCommands(PACED_REQUESTS), connections: 64, perSecond: PER_SECOND });
    for (const url of Object.values(urls)) await full(url);

    const rate = middle(await pairs(ROUNDS, async (who) => REQUESTS / (await full(urls[who])).seconds));
    const tail = calmest(await pairs(PACED_ROUNDS, async (who) => percentile((await paced(urls[who])).latencies, 99)));
    const peer = 'bare Bolt, one command';
    return [
      compared({
        name: 'Slack command to ack, every command registered',
        value: rate.ours,
        unit: 'per s',
        peer,
        peerValue: rate.bare,
        goal: 'ratio >= 0.9',
      }),
      compared({
        name: `Slack command to ack at ${PER_SECOND} per s: p99`,
        value: tail.ours,
        unit: 'ms',
        peer,
        peerValue: tail.bare,
        goal: 'ratio <= 1.2',
      }),
    ];
  } finally {
    loader.kill();
    await web.close();
    await edge.close();
    for (const { server } of [api, bare]) {
      server.close();
      server.closeAllConnections();
    }
    await house.db.close();
    await db.close();
  }
}
