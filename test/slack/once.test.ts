import { createServer } from 'node:http';
import { afterEach, describe, expect, test } from 'vitest';
import { createSlack } from '../../adapters/slack/index.ts';
import { compose } from '../../src/app/composition.ts';
import type { SlackConfig } from '../../src/config/slack.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { say, signedEvent, signedInteraction } from '../fakes/slack/signing.ts';
import { NORTH, SOUTH } from './agency.ts';
import { wordsIn } from './blocks.ts';
import { type Mode, SECRET } from './delivery.ts';
import { PATIENT, type SlackHouse, slackHouse } from './house.ts';

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

/** The number of Mei's reminders, by her list. */
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
      const again = await here.deliver('events_api', envelope, {
        headers: { 'x-slack-retry-num': retry, 'x-slack-retry-reason': 'http_timeout' },
      });
      expect(again.status).toBe(200);
    }
    // The same text under another id, as when Slack sends a message and a mention of one place.
    await here.deliver('events_api', mei.envelope(said));
    await here.deliver(
      'events_api',
      mei.envelope({ ...said, type: 'app_mention', text: `<@${mei.team.bot.user}> ${said.text}` }),
    );
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
    const first = await here.deliver('interactive', submit);
    expect(first.body).toMatchObject({ response_action: 'update' });
    // After a reported failure, a person sends the same again: another trigger, the same form and the same values. The
    // answer shows the first outcome.
    expect(await here.deliver('interactive', submit)).toEqual(first);
    expect(
      await here.deliver('interactive', await mei.submitPayload(form, { text: 'Once more', when: 'tomorrow 9:00' })),
    ).toEqual(first);
    expect(await remindersOf(here)).toBe(1);
    // Other values in the same form set nothing either, and one press opens a new form with them.
    const changed = await here.deliver(
      'interactive',
      await mei.submitPayload(form, { text: 'Something else', when: 'tomorrow 9:00' }),
    );
    expect(JSON.stringify(changed.body)).toMatch(/Once more.*What you changed since is not saved.*Something else/s);
    expect(await remindersOf(here)).toBe(1);
  });
});

/** A second process over the same database, with its own web address. */
async function secondInstance(here: SlackHouse) {
  const config: SlackConfig = {
    receive: { mode: 'http', signingSecret: SECRET },
    botToken: here.slack.team(NORTH).bot.token,
    oauth: undefined,
    command: '/rapport',
    apiUrl: here.front.apiUrl,
  };
  const edge = createSlack({
    config,
    db: here.db,
    pages: { link: async () => undefined },
    waits: PATIENT,
    log: silentLogger,
  });
  const parts = await compose({
    ...{ db: here.db, clock: here.clock, log: silentLogger, platforms: [edge.platform], slackCommand: '/rapport' },
    answerLate: (event, reply) => edge.answerLate(event, reply),
  });
  await edge.connect(parts.bot);
  const server = createServer(edge.routes[0]?.listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as { port: number };
  return {
    url: `http://127.0.0.1:${port}/slack/events`,
    ...{ sender: parts.sender, scheduler: parts.scheduler },
    async close() {
      await edge.close();
      await parts.sender.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}

test('two instances over one database that get the same event at the same time process it once', async () => {
  const here = await house();
  const second = await secondInstance(here);
  const mei = here.as('mei');
  const said = {
    type: 'message',
    channel_type: 'im',
    user: mei.user,
    channel: await mei.direct(),
    ts: '1700000001.000200',
    text: 'remind me "Once" today 11:00',
  };
  const envelope = mei.envelope(said);
  const mention = mei.envelope({ ...said, type: 'app_mention', text: `<@${mei.team.bot.user}> ${said.text}` });
  const retried = { secret: SECRET, headers: { 'x-slack-retry-num': '1', 'x-slack-retry-reason': 'http_timeout' } };
  const answers = await Promise.all([
    say(here.url, signedEvent(envelope, { secret: SECRET })),
    say(second.url, signedEvent(envelope, retried)),
    say(second.url, signedEvent(mention, { secret: SECRET })),
    say(here.url, signedEvent(mention, retried)),
  ]);
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200]);
  const set = await here.next();

  const press = await mei.pressPayload(set, 'Delete', { channel: { id: await mei.direct(), name: 'directmessage' } });
  const joins = mei.envelope({
    ...{
      type: 'member_joined_channel',
      user: mei.team.bot.user,
      channel: mei.team.channel('blue'),
      channel_type: 'C',
      team: NORTH,
      inviter: mei.user,
    },
  });
  await Promise.all([here.url, second.url].map((url) => say(url, signedEvent(joins, { secret: SECRET }))));
  here.clock.moveTo(new Date('2026-11-23T10:00:00Z'));
  await Promise.all([here.scheduler.tick(), second.scheduler.tick()]);
  for (let round = 0; round < 5; round++) await Promise.all([here.sender.tick(), second.sender.tick()]);
  await Promise.all([here.url, second.url].map((url) => say(url, signedInteraction(press, { secret: SECRET }))));
  await second.close();
  await here.quiet();

  const shown = here.front.done.filter(({ method }) => method === 'chat.postMessage' || method === 'chat.update');
  const words = shown.map(({ arguments: given }) => JSON.stringify(given));
  expect(words.filter((one) => one.includes('I will remind you'))).toHaveLength(1);
  expect(words.filter((one) => one.includes('I am in #blue now'))).toHaveLength(1);
  expect(words.filter((one) => one.includes('"text":"Reminder: Once"'))).toHaveLength(1);
  expect(shown.filter(({ method }) => method === 'chat.update')).toHaveLength(1);
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
  const posts = [
    await here.next(({ method }) => method === 'chat.postMessage'),
    await here.next(({ method }) => method === 'chat.postMessage'),
  ];
  expect(new Set(posts.map(({ done }) => done.team))).toEqual(new Set([NORTH, SOUTH]));
  for (const { done, blocks } of posts)
    expect(wordsIn(blocks)).toContain(done.team === NORTH ? 'Northern work' : 'Southern work');
  expect(await remindersOf(here, 'mei', SOUTH)).toBe(1);

  // One ends; the other continues.
  const { workspaces } = here;
  here.slack.tokens.end(SOUTH, 'token_revoked');
  await here.as('root', SOUTH).event({ type: 'app_uninstalled' });
  await expect.poll(() => workspaces.byInstallation({ platform: 'slack', tenant: SOUTH })).toBeUndefined();
  expect(await workspaces.byInstallation({ platform: 'slack', tenant: NORTH })).toBeDefined();
  await north.command('reminders');
  expect((await here.next()).words).toContain('Northern work');
});

test('an old report of an uninstallation does not end a later installation', async () => {
  const here = await house();
  expect((await here.as('root').event({ type: 'tokens_revoked', tokens: { bot: ['UBOT'] } })).status).toBe(200);
  expect((await here.as('root').event({ type: 'app_uninstalled' })).status).toBe(200);
  await here.as('mei').command('reminders');
  await here.next();
  expect(await here.workspaces.byInstallation({ platform: 'slack', tenant: NORTH })).toBeDefined();
});
