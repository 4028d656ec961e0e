import { expect, test } from 'vitest';
import { createSlackApi, type SlackTokens } from '../../adapters/slack/api.ts';
import { createSlackPlatform } from '../../adapters/slack/send.ts';
import { systemClock } from '../../src/ground/clock.ts';
import { type Logger, silentLogger } from '../../src/ground/log.ts';
import { describePlatform } from '../contracts/platform.ts';
import type { Fault, Person, PlatformUnderTest, PlatformWorld, ShownPost } from '../contracts/platformWorld.ts';
import { type Done, startFront } from '../fakes/slack/front.ts';
import { type FakeSlack, startSlack } from '../fakes/slack/world.ts';
import { readBlocks } from '../replay/readBlocks.ts';

const NORTH = 'T0NORTH';
const ACME = 'T0ACME';
const NOBODY = 'U0NOBODY';

interface SlackWorld extends PlatformWorld {
  readonly slack: FakeSlack;
}

async function open(log: Logger, timeoutMs?: number): Promise<SlackWorld> {
  const slack = await startSlack({
    teams: [
      {
        id: NORTH,
        name: 'North',
        people: ['mei', 'tom', 'ana'],
        channels: ['acme', 'inside', 'attic'],
        privateChannels: ['without-us'],
      },
    ],
  });
  const front = await startFront(slack);
  const team = slack.team(NORTH);
  team.traits.set(team.person('ana'), { team_id: ACME, is_stranger: true });
  const [kick, archive] = [
    { channel: team.channel('inside'), user: team.person('ana') },
    { channel: team.channel('attic') },
  ];
  for (const [method, arguments_] of [
    ['conversations.kick', kick],
    ['conversations.archive', archive],
  ] as const) {
    const answer = await team.ask(method, arguments_, 'admin');
    if (answer.ok !== true) throw new Error(`${method}: ${String(answer.error)}`);
  }
  const tokens: SlackTokens = {
    of: async (id) => (id === NORTH ? team.bot.token : undefined),
    other: async () => undefined,
  };
  const api = createSlackApi({ tokens, apiUrl: front.apiUrl, log });
  const platform = createSlackPlatform({
    api,
    keep: async () => undefined,
    log,
    now: () => systemClock.now(),
    timeoutMs,
  });
  const place = { platform: 'slack', tenant: NORTH } as const;
  const user = (person: Person) => (person === 'nobody' ? NOBODY : team.person(person));
  const to = <A extends 'client' | 'internal'>(conversation: string, audience: A) => ({
    ...place,
    conversation,
    audience,
  });

  /** The messages that Slack shows to one person for a moment. */
  const whispered = (person: Person, conversation: string) =>
    front.done.filter(
      ({ method, arguments: given, answer }: Done) =>
        method === 'chat.postEphemeral' &&
        answer.ok === true &&
        given.user === user(person) &&
        given.channel === conversation,
    );
  async function isIn(person: Person, conversation: string): Promise<boolean> {
    if (!conversation.startsWith('D')) {
      const { members } = await team.ask('conversations.members', { channel: conversation }, 'admin');
      return (members as readonly string[]).includes(user(person));
    }
    const { channel } = (await team.ask('conversations.open', { users: user(person) })) as { channel?: { id: string } };
    return channel?.id === conversation;
  }

  return {
    ...{ slack, platform },
    installation: place,
    user: (person) => ({ ...place, tenant: person === 'ana' ? ACME : NORTH, user: user(person) }),
    shared: to(team.channel('acme'), 'client'),
    inside: to(team.channel('inside'), 'internal'),
    dead: {
      'a channel that is not there': { to: to('C0123456789', 'client'), reason: 'channelGone' },
      'a channel without us': { to: to(team.channel('without-us'), 'client'), reason: 'notInChannel' },
      'an archived channel': { to: to(team.channel('attic'), 'client'), reason: 'archived' },
      'another installation': {
        to: { ...place, tenant: 'T0FOREIGN', conversation: team.channel('acme'), audience: 'client' },
        reason: 'disconnected',
      },
    },
    async read(person, conversation) {
      if (!(await isIn(person, conversation))) return [];
      const posts = (await team.messages(conversation)).map(
        ({ ts, thread_ts: thread, blocks }): ShownPost => ({
          id: ts,
          thread: thread === ts ? undefined : thread,
          ...readBlocks(blocks),
        }),
      );
      const own = whispered(person, conversation).map(
        ({ arguments: given }): ShownPost => ({
          id: 'ephemeral',
          thread: given.thread_ts as string | undefined,
          ...readBlocks(given.blocks),
        }),
      );
      return [...posts, ...own];
    },
    // Slack has no such user.
    close: () => undefined,
    fail(fault: Fault) {
      switch (fault) {
        case 'before':
        case 'after':
          for (const method of ['chat.postMessage', 'chat.update'])
            slack.fault({ method }, { kind: 'reset', applied: fault === 'after' });
          break;
        case 'busy':
          for (const method of ['chat.postMessage', 'chat.update'])
            slack.fault({ method }, { kind: 'rateLimited', afterSeconds: 1 });
          break;
        case 'lookUp':
          slack.fault({ method: 'conversations.history' }, { kind: 'reset', applied: false });
          break;
        case 'silent':
          slack.fault({ times: 1_000 }, { kind: 'hang', applied: false });
      }
    },
    problems: () => [...slack.problems(), ...front.problems()],
    async end() {
      await front.close();
      await slack.close();
    },
  };
}

const slackUnderTest: PlatformUnderTest = {
  open,
  faults: ['before', 'after', 'busy', 'lookUp', 'silent'],
  finds: true,
  whispers: 'there',
  secrets: ['xoxb-1-t0north-secret', 'xoxp-'],
};

describePlatform('Slack', slackUnderTest);

test('a Slack that is slow at every step is given up after one and a half times the limit', async () => {
  const timeoutMs = 5_000;
  const here = await open(silentLogger, timeoutMs);
  const pictured = { kind: 'image', url: 'https://example.com/chart.png', alt: 'Burn-up' } as const;
  const refused = { kind: 'refused', error: 'invalid_blocks' } as const;
  here.slack.fault({ method: 'chat.postMessage' }, { kind: 'slow', ms: 0.8 * timeoutMs, meets: refused });
  here.slack.fault({ method: 'chat.postMessage' }, { kind: 'hang', applied: false });
  const page = () => ({ ok: true, messages: [], has_more: true, response_metadata: { next_cursor: 'more' } });
  here.slack.fault(
    { method: 'conversations.history', times: 5 },
    { kind: 'slow', ms: 0.8 * timeoutMs, meets: { kind: 'changed', to: page } },
  );
  const started = systemClock.now().getTime();
  const [sent, found] = await Promise.all([
    here.platform.send(
      here.shared,
      { audience: 'client', fallbackText: 'x', blocks: [pictured] },
      { key: 'k', locale: 'en', zone: 'UTC' },
    ),
    here.platform.find(here.shared, 'k'),
  ]);
  expect([sent.outcome, found]).toEqual(['unknown', 'later']);
  // Without that limit the post would take 1.8 times the timeout, and the look-up 4 times.
  expect(systemClock.now().getTime() - started).toBeLessThan(1.75 * timeoutMs);
  await here.end();
});
