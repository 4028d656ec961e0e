import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type App, startApp } from '../../src/app/app.ts';
import { parseConfig } from '../../src/config/config.ts';
import { silentLogger } from '../../src/ground/log.ts';
import { say, signedEvent, signedInteraction } from '../fakes/slack/signing.ts';
import type { FakeMessage, FakeTeam } from '../fakes/slack/team.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/world.ts';
import { pressOf, wordsIn } from './blocks.ts';

const NORTH = 'T0NORTH';
const SECRET = '0123456789abcdef0123456789abcdef';

let slack: FakeSlack;
let team: FakeTeam;
let app: App;
let folder: string;
let count = 0;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'rapport-first-'));
  slack = await startSlack({ teams: [{ id: NORTH, name: 'North', people: ['mei', 'gus'], channels: ['acme'] }] });
  team = slack.team(NORTH);
  team.traits.set(team.person('gus'), { is_restricted: true });
  const environment = {
    SLACK_BOT_TOKEN: team.bot.token,
    SLACK_SIGNING_SECRET: SECRET,
    SLACK_API_URL: slack.apiUrl,
    PORT: '0',
    DATA_FOLDER: folder,
    PLAYGROUND: 'off',
  };
  app = await startApp({ config: parseConfig(environment), log: silentLogger, start: 'empty' });
});
afterEach(async () => {
  const problems = slack.problems();
  await app.stop();
  await slack.close();
  await rm(folder, { recursive: true });
  expect(problems).toEqual([]);
});

const fresh = () => String(++count).padStart(6, '0');
async function directOf(person: string): Promise<string> {
  const { channel } = (await team.ask('conversations.open', { users: team.person(person) })) as {
    channel: { id: string };
  };
  return channel.id;
}
/** Rapport's next message in a conversation after an action. */
async function answerIn(
  conversation: string,
  act: () => Promise<unknown>,
): Promise<FakeMessage & { readonly words: string }> {
  const before = (await team.messages(conversation)).length;
  await act();
  await expect.poll(async () => (await team.messages(conversation)).length).toBeGreaterThan(before);
  const last = (await team.messages(conversation)).at(-1) as FakeMessage;
  return { ...last, words: wordsIn(last.blocks) };
}
async function happens(event: Record<string, unknown>): Promise<void> {
  const authorizations = [{ team_id: NORTH, user_id: team.bot.user, is_bot: true, is_enterprise_install: false }];
  const envelope = { type: 'event_callback', event_id: `Ev${fresh()}`, team_id: NORTH, authorizations, event };
  expect((await say(`${app.url}/slack/events`, signedEvent(envelope, { secret: SECRET }))).status).toBe(200);
}
const writes = async (person: string, text: string) => {
  const channel = await directOf(person);
  return answerIn(channel, () =>
    happens({
      type: 'message',
      channel,
      channel_type: 'im',
      user: team.person(person),
      text,
      ts: `1763978400.${fresh()}`,
    }),
  );
};
const presses = async (person: string, message: FakeMessage, label: string) => {
  const channel = await directOf(person);
  const user = { id: team.person(person), team_id: NORTH, name: person };
  const container = { type: 'message', message_ts: message.ts, channel_id: channel, is_ephemeral: false };
  const actions = [{ ...pressOf(message.blocks, label), block_id: 'b', action_ts: `1763978400.${fresh()}` }];
  const payload = {
    type: 'block_actions',
    team: { id: NORTH },
    user,
    channel: { id: channel, name: 'directmessage' },
    container,
    message: { ts: message.ts },
    actions,
  };
  return answerIn(channel, async () => {
    const pressed = await say(
      `${app.url}/slack/events`,
      signedInteraction({ ...payload, trigger_id: fresh() }, { secret: SECRET }),
    );
    expect(pressed.status).toBe(200);
  });
};

test('from a token in the environment to a greeting, a workspace, an admin, and a channel ready for set-up', async () => {
  const hello = await writes('mei', 'hello');
  expect(hello.words).toContain('Start a workspace, and you are its admin');
  // It has the team's name, because the client reads it.
  expect((await presses('mei', hello, 'Start a workspace')).words).toContain('you are its admin: North.');
  expect((await writes('mei', 'role')).words).toContain('mei · Admin');

  const joined = {
    type: 'member_joined_channel',
    user: team.bot.user,
    channel: team.channel('acme'),
    channel_type: 'C',
    team: NORTH,
    inviter: team.person('mei'),
  };
  const card = await answerIn(await directOf('mei'), () => happens(joined));
  expect(card.words).toMatch(/client/i);
  expect(JSON.stringify(card.blocks)).toContain(team.channel('acme'));

  expect((await writes('mei', 'remind "Please send the product pictures" in 1 minute')).words).toContain(
    'Please send the product pictures',
  );
});

test('a guest who comes first starts nothing, and a member still can', async () => {
  expect((await writes('gus', 'hello')).words).not.toContain('Start a workspace');
  const hello = await writes('mei', 'hello');
  expect((await presses('gus', { ...hello }, 'Start a workspace')).words).toContain('not by a guest');
  expect((await presses('mei', hello, 'Start a workspace')).words).toContain('you are its admin');
});
