import { afterEach, expect, test } from 'vitest';
import { createSlackCall } from '../../adapters/slack/api.ts';
import { createSlack } from '../../adapters/slack/index.ts';
import { createSlackInstallations } from '../../adapters/slack/installations.ts';
import { createSecrets } from '../../adapters/slack/secrets.ts';
import { slackInstallations } from '../../adapters/slack/store.ts';
import { deliveries } from '../../src/core/delivery/outbox.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { NORTH, SOUTH } from './agency.ts';
import { type Mode, SECRET } from './delivery.ts';
import { KEYS, PATIENT, type SlackHouse, slackHouse } from './house.ts';

let open: SlackHouse | undefined;
async function house(more: Parameters<typeof slackHouse>[0] = {}): Promise<SlackHouse> {
  open = await slackHouse(more);
  return open;
}
afterEach(async () => {
  const ending = open;
  open = undefined;
  await ending?.close();
});

const place = (tenant: string) => ({ platform: 'slack' as const, tenant });
/** The state of every delivery. */
const fates = async (here: SlackHouse) =>
  (await here.db.everywhere(deliveries).find({}, { sort: { _id: 1 } })).map(({ state, reason }) => [state, reason]);

/** The team adds Rapport again by the page: a new token, and the event about it. */
async function addsAgain(here: SlackHouse, team: string): Promise<void> {
  const by = here.slack.team(team).person('root');
  const installations = createSlackInstallations({
    ...{ db: here.db, call: createSlackCall({ apiUrl: here.front.apiUrl }), botToken: undefined, log: silentLogger },
    oauth: { clientId: '1.2', clientSecret: SECRET, secrets: createSecrets(KEYS) },
  });
  const scopes = [...here.slack.team(team).bot.scopes];
  await installations.save({ team, name: 'South', app: 'A0RAPPORT', scopes, by, token: here.slack.tokens.again(team) });
  const from = { user: by, tenant: team, name: 'Root', outsider: false };
  await here.bot.handle({ kind: 'installed', id: 'again', installation: place(team), from, name: 'South' }).reply;
}

test.each<Mode>(['http', 'socket'])(
  'a team removes Rapport and adds it again, over %s: nothing is sent meanwhile, nothing is lost, everything goes on',
  async (mode) => {
    const here = await house({ mode, south: true });
    const mei = here.as('mei', SOUTH);
    const client = mei.team.channel('acme');
    await mei.command(`remind <#${client}|acme> "Please send the pictures" every Mon 9:00`);
    await here.next();

    // Slack sends both events, in any order.
    here.slack.tokens.end(SOUTH, 'account_inactive');
    await here.as('root', SOUTH).event({ type: 'tokens_revoked', tokens: { bot: ['UBOT'] } });
    await here.as('root', SOUTH).event({ type: 'app_uninstalled' });
    await expect.poll(() => here.workspaces.byInstallation(place(SOUTH))).toBeUndefined();
    expect(await here.db.everywhere(slackInstallations).get(SOUTH)).toBeUndefined();

    const asked = here.slack.calls.length;
    await here.at('2026-11-30T08:00:00Z');
    expect(await fates(here)).toEqual([['dead', expect.stringMatching(/^disconnected: slack: not_installed/)]]);
    expect(here.slack.calls.slice(asked).filter(({ team }) => team !== NORTH)).toEqual([]);

    await addsAgain(here, SOUTH);
    expect(await here.workspaces.byInstallation(place(SOUTH))).toBeDefined();
    here.lookAway();
    await mei.command('project list');
    expect((await here.next()).words).toContain('Shop of South');
    // Deliveries that were due meanwhile wait for the manager, who sends them with a press.
    await mei.command('today');
    const today = await here.next();
    expect(today.words).toContain('A message for #acme did not arrive');
    await mei.press(today, 'Open');
    const parked = await here.next();
    expect(parked.words).toContain('Please send the pictures');
    await mei.press(parked, 'Retry');
    const sent = await here.next(({ method }) => method === 'chat.postMessage');
    expect(sent.done).toMatchObject({ team: SOUTH, arguments: { channel: client } });
    here.lookAway();
    await here.at('2026-12-07T08:00:00Z');
    expect((await here.next(({ method }) => method === 'chat.postMessage')).words).toContain(
      'Please send the pictures',
    );
  },
);

test('the team of the environment removes Rapport, and is connected again with its new token, because no person could give it a code', async () => {
  const here = await house();
  here.slack.tokens.end(NORTH, 'account_inactive');
  await here.as('root').event({ type: 'app_uninstalled' });
  await expect.poll(() => here.workspaces.byInstallation(place(NORTH))).toBeUndefined();
  await here.edge.close();

  const { createServer } = await import('node:http');
  const restarted = createSlack({
    config: {
      receive: { mode: 'http', signingSecret: SECRET },
      botToken: here.slack.tokens.again(NORTH),
      oauth: undefined,
      command: '/rapport',
      apiUrl: here.front.apiUrl,
    },
    db: here.db,
    pages: { link: async () => undefined },
    waits: PATIENT,
    log: silentLogger,
  });
  await restarted.connect(here.bot);
  expect(await here.workspaces.byInstallation(place(NORTH))).toBeDefined();
  const server = createServer(restarted.routes[0]?.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const { say, signedCommand } = await import('../fakes/slack/signing.ts');
  const fields = await here.as('mei').commandFields('project list');
  expect((await say(`http://127.0.0.1:${port}/slack/events`, signedCommand(fields, { secret: SECRET }))).status).toBe(
    200,
  );
  expect((await here.next()).words).toContain('Shop of North');
  await restarted.close();
  server.close();
  server.closeAllConnections();
});
