import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Message } from '../../src/core/message.ts';
import { NORTH, type SlackAgencies, slackAgencies } from '../fakes/slack/agency.ts';

let here: SlackAgencies;
beforeEach(async () => {
  here = await slackAgencies();
});
afterEach(async () => {
  const problems = here.slack.problems();
  await here.close();
  expect(problems).toEqual([]);
});

const posts = 'chat.postMessage';
const message = (text: string): Message<'client'> => ({
  audience: 'client',
  fallbackText: text,
  blocks: [{ kind: 'text', text }],
});
const options = { key: 'k1', locale: 'en', zone: 'Europe/Berlin' } as const;

describe('a refusal by Slack', () => {
  const refusals: readonly [error: string, state: string, told: string][] = [
    ['not_in_channel', 'notInChannel', 'Invite me there'],
    ['channel_not_found', 'channelGone', 'Link another channel'],
    ['is_archived', 'archived', 'Bring it back'],
    ['token_revoked', 'disconnected', 'connect me again'],
    ['account_inactive', 'disconnected', 'connect me again'],
    ['invalid_auth', 'disconnected', 'connect me again'],
    ['restricted_action', 'forbidden', 'Ask an admin of that channel'],
    ['msg_blocks_too_long', 'tooLong', 'shorter'],
    ['msg_too_long', 'tooLong', 'shorter'],
    ['invalid_blocks', 'rejected', 'whoever runs Rapport'],
    ['something_new', 'rejected', 'whoever runs Rapport'],
    ['cannot_dm_bot', 'blocked', 'another way'],
    ['user_not_found', 'blocked', 'another way'],
  ];
  test.each(refusals)(
    '%s is not tried again, and whoever looks after the project hears what to do',
    async (error, reason, told) => {
      here.slack.fault({ method: posts }, { kind: 'refused', error });
      await here.enqueue('refused');
      await here.settle();
      const row = await here.row('refused');
      expect(row.state).toBe('dead');
      expect(row.reason).toMatch(new RegExp(`^${reason}: slack: ${error}`));
      expect(await here.read('acme')).toEqual([]);
      const [notice] = await here.slack.team(NORTH).messages(here.to('acme-inside').conversation);
      expect(JSON.stringify(notice?.blocks)).toContain(told);
    },
  );

  test('names a missing scope', async () => {
    await here.close();
    here = await slackAgencies({ scopes: ['channels:read', 'channels:history', 'users:read'] });
    await here.enqueue('mute');
    await here.sender.tick();
    expect((await here.row('mute')).reason).toContain(
      'missing_scope (needs chat:write, has channels:read,channels:history,users:read)',
    );
  });

  test('is real for a channel without us, a deleted one and an archived one', async () => {
    const archived = here.to('attic');
    await here.slack.team(NORTH).ask('conversations.archive', { channel: archived.conversation }, 'admin');
    const without = { ...here.to('without-us'), conversation: here.slack.team(NORTH).channel('without-us') };
    const results = await Promise.all(
      [without, here.to('C0123456789'), archived].map((to) => here.platform.send(to, message('x'), options)),
    );
    expect(results.map((result) => (result.outcome === 'dead' ? result.reason : result.outcome))).toEqual([
      'notInChannel',
      'channelGone',
      'archived',
    ]);
  });

  test('of a picture that Slack cannot fetch does not cost the text', async () => {
    here.slack.fault(
      { method: posts },
      {
        kind: 'refused',
        error: 'invalid_blocks',
        more: { response_metadata: { messages: ['[ERROR] downloading image failed'] } },
      },
    );
    const pictured: Message<'client'> = {
      audience: 'client',
      fallbackText: 'Burn-up',
      blocks: [
        { kind: 'text', text: 'We are on time.' },
        { kind: 'image', url: 'https://rapport.example.com/chart.png', alt: 'Burn-up of the week' },
      ],
    };
    expect((await here.platform.send(here.to('acme'), pictured, options)).outcome).toBe('sent');
    const [there] = await here.slack.team(NORTH).messages(here.to('acme').conversation);
    expect(JSON.stringify(there?.blocks)).toContain('We are on time.');
    expect(JSON.stringify(there?.blocks)).not.toContain('"image"');
  });
});

describe('the members of a channel', () => {
  const namesOf = (answer: Awaited<ReturnType<SlackAgencies['platform']['members']>>) =>
    'members' in answer ? answer.members.map((one) => `${one.name}${one.outsider ? '*' : ''}`).sort() : answer.unknown;

  test('are listed without the bot; guests and people of other organisations are outsiders', async () => {
    const north = here.slack.team(NORTH);
    north.traits.set(north.person('tom'), { is_restricted: true });
    north.traits.set(north.person('ana'), { team_id: 'T0ACME', is_stranger: true });
    const answer = await here.platform.members(here.to('acme'));
    expect(namesOf(answer)).toEqual(['Admin User', 'ana*', 'mei', 'tom*']);
    expect('members' in answer && answer.members.find((one) => one.name === 'ana')?.user.tenant).toBe('T0ACME');
  });

  test('are read once for a burst of posts, and again after a join', async () => {
    await here.platform.members(here.to('acme'));
    await here.platform.members(here.to('acme'));
    expect(here.slack.callsOf('conversations.members')).toHaveLength(1);
    here.platform.forget(NORTH, here.to('acme').conversation);
    await here.platform.members(here.to('acme'));
    here.pass(11_000);
    await here.platform.members(here.to('acme'));
    expect(here.slack.callsOf('conversations.members')).toHaveLength(3);
  });

  test('are read page by page', async () => {
    const north = here.slack.team(NORTH);
    const page = (members: string[], next_cursor: string) => () => ({
      ok: true,
      members,
      response_metadata: { next_cursor },
    });
    here.slack.fault({ method: 'conversations.members' }, { kind: 'changed', to: page([north.person('mei')], 'next') });
    here.slack.fault({ method: 'conversations.members' }, { kind: 'changed', to: page([north.person('tom')], '') });
    expect(namesOf(await here.platform.members(here.to('acme')))).toEqual(['mei', 'tom']);
  });

  test('are not guessed if Slack does not answer, even for one of them, and are read again', async () => {
    here.slack.fault({ method: 'users.info' }, { kind: 'status', status: 500 });
    expect(await here.platform.members(here.to('acme'))).toHaveProperty('unknown');
    expect(await here.platform.members(here.to('acme'))).toHaveProperty('members');
    expect(await here.platform.members(here.to('C0123456789'))).toMatchObject({
      unknown: expect.stringContaining('channel_not_found'),
    });
  });
});
