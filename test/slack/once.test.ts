import { afterEach, describe, expect, test } from 'vitest';
import { createSlack } from '../../adapters/slack/index.ts';
import { silentLogger } from '../../src/core/log.ts';
import { wordsIn } from './blocks.ts';
import { type Mode, NORTH, SECRET, type SlackHouse, SOUTH, slackHouse } from './house.ts';

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

/** How many reminders Mei has, by asking. */
async function remindersOf(here: SlackHouse, name = 'mei', team = NORTH): Promise<number> {
  const mei = here.as(name, team);
  await mei.command('reminders');
  const { words } = await here.next(({ method }) => method === 'respond');
  return Number(/(\d+) reminder/.exec(words)?.[1] ?? 0);
}

describe.each<Mode>(['http', 'socket'])('what comes twice is done once, over %s', (mode) => {
  test('an event that Slack sends again', async () => {
    const here = await house({ mode });
    const mei = here.as('mei');
    const said = {
      type: 'message',
      channel_type: 'im',
      user: mei.user,
      channel: await mei.direct(),
      ts: '1700000001.000100',
      text: 'remind me "Once" tomorrow 9:00',
    };
    const envelope = mei.envelope(said);
    await here.deliver('events_api', envelope);
    for (const retry of ['1', '2', '3']) {
      const again = await here.deliver('events_api', envelope, { headers: { 'x-slack-retry-num': retry, 'x-slack-retry-reason': 'http_timeout' } });
      expect(again.status).toBe(200);
    }
    // The same words under another id, as when Slack sends a message and a mention of one place.
    await here.deliver('events_api', mei.envelope(said));
    await here.deliver('events_api', mei.envelope({ ...said, type: 'app_mention', text: `<@${mei.team.bot.user}> ${said.text}` }));
    expect((await here.next()).words).toContain('Once');
    expect(await remindersOf(here)).toBe(1);
  });

  test('a command, a press and a submit that are sent again', async () => {
    const here = await house({ mode });
    const mei = here.as('mei');
    const fields = await mei.commandFields('remind me "Once" tomorrow 9:00');
    await here.deliver('slash_commands', fields);
    const set = await here.next();
    await here.deliver('slash_commands', fields);
    expect(await remindersOf(here)).toBe(1);

    const press = await mei.pressPayload(set, 'Delete');
    await here.deliver('interactive', press);
    await here.next();
    expect((await here.deliver('interactive', press)).status).toBe(200);

    await mei.command('reminder new');
    const form = await here.window();
    const submit = await mei.submitPayload(form, { text: 'Once more', when: 'tomorrow 9:00' });
    expect((await here.deliver('interactive', submit)).body).toMatchObject({ response_action: 'update' });
    // The second one closes its window: the first has been answered.
    expect(await here.deliver('interactive', submit)).toEqual({ status: 200, body: undefined });
    // Told that it failed, somebody sends the same again: another trigger, the same form and the same words.
    expect(await here.deliver('interactive', await mei.submitPayload(form, { text: 'Once more', when: 'tomorrow 9:00' }))).toEqual({
      status: 200,
      body: undefined,
    });
    expect(await remindersOf(here)).toBe(1);
    // Other words are another submit: nothing changed is lost.
    await here.deliver('interactive', await mei.submitPayload(form, { text: 'Something else', when: 'tomorrow 9:00' }));
    expect(await remindersOf(here)).toBe(2);
  });
});

test('what one instance has taken, another one knows', async () => {
  const here = await house();
  const mei = here.as('mei');
  const second = createSlack({
    config: {
      receive: { mode: 'http', signingSecret: SECRET },
      botToken: here.slack.team(NORTH).bot.token,
      oauth: undefined,
      command: '/rapport',
      apiUrl: here.front.apiUrl,
    },
    db: here.db,
    pages: { link: async () => undefined },
    log: silentLogger,
  });
  await second.connect(here.bot);
  const envelope = mei.envelope({
    type: 'message',
    channel_type: 'im',
    user: mei.user,
    channel: await mei.direct(),
    ts: '1700000001.000200',
    text: 'remind me "Once" tomorrow 9:00',
  });
  await here.deliver('events_api', envelope);
  await here.next();
  const { createServer } = await import('node:http');
  const { signedEvent, say } = await import('../fakes/slack/signing.ts');
  const server = createServer(second.routes[0]?.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  const again = await say(`http://127.0.0.1:${port}/slack/events`, signedEvent(envelope, { secret: SECRET }));
  expect(again.status).toBe(200);
  await second.close();
  server.close();
  server.closeAllConnections();
  expect(await remindersOf(here)).toBe(1);
});

test.each<Mode>(['http', 'socket'])('two installations live side by side, over %s', async (mode) => {
  const here = await house({ mode, south: true });
  const north = here.as('mei', NORTH);
  const south = here.as('mei', SOUTH);
  await south.command('remind me "Southern work" tomorrow 9:00');
  expect((await here.next()).words).toContain('Southern work');
  await north.mention('remind me "Northern work" tomorrow 9:00', 'acme-internal');
  expect((await here.next()).done).toMatchObject({ method: 'chat.postEphemeral', team: NORTH });
  await here.at('2026-11-24T08:00:00Z');
  const posts = [await here.next(({ method }) => method === 'chat.postMessage'), await here.next(({ method }) => method === 'chat.postMessage')];
  expect(new Set(posts.map(({ done }) => done.team))).toEqual(new Set([NORTH, SOUTH]));
  for (const { done, blocks } of posts) expect(wordsIn(blocks)).toContain(done.team === NORTH ? 'Northern work' : 'Southern work');
  expect(await remindersOf(here, 'mei', SOUTH)).toBe(1);

  // One ends; the other one goes on.
  const { workspaces } = here;
  here.slack.tokens.end(SOUTH, 'token_revoked');
  await here.as('root', SOUTH).event({ type: 'app_uninstalled' });
  await expect.poll(() => workspaces.byInstallation({ platform: 'slack', tenant: SOUTH })).toBeUndefined();
  expect(await workspaces.byInstallation({ platform: 'slack', tenant: NORTH })).toBeDefined();
  await north.command('reminders');
  expect((await here.next()).words).toContain('Northern work');
});

test('an old word of an uninstallation does not end what was installed again since', async () => {
  const here = await house();
  expect((await here.as('root').event({ type: 'tokens_revoked', tokens: { bot: ['UBOT'] } })).status).toBe(200);
  expect((await here.as('root').event({ type: 'app_uninstalled' })).status).toBe(200);
  await here.as('mei').command('reminders');
  await here.next();
  expect(await here.workspaces.byInstallation({ platform: 'slack', tenant: NORTH })).toBeDefined();
});
