import { describe, expect, test } from 'vitest';
import { textOf, WORLD } from './agentsPlayground.ts';
import { activity, channel, group, own, tell } from './client.ts';
import { teamsHouse } from './house.ts';
import { bot, houseWithTeamEvents, inTeam, TEAM } from './teamEvents.ts';

const rig = houseWithTeamEvents();
const { happens, known, said } = rig;
const installation = () => rig.house.workspaces.byInstallation({ platform: 'teams', tenant: WORLD.tenant });

describe('Rapport is added', () => {
  test('to a team: the person who added it is offered the set-up of the chosen channel, in their own chat', async () => {
    rig.fake.channels.set('19:new', 'launch');
    await happens(channel(TEAM), {
      membersAdded: [bot],
      channelData: {
        eventType: 'teamMemberAdded',
        team: { id: TEAM, name: 'North' },
        channel: undefined,
        settings: { selectedChannel: { id: '19:new', name: 'launch' } },
      },
    });
    expect(said('D-root')).toContain('launch');
    expect(rig.fake.in('19:new')).toEqual([]);
    expect(await known('19:new')).toMatchObject({ name: 'launch', state: 'open' });
  });

  test('to a team without a channel: the General channel has the team’s name', async () => {
    await happens(channel(TEAM), {
      membersAdded: [bot],
      channelData: { eventType: 'teamMemberAdded', team: { id: TEAM, name: 'North' }, channel: undefined },
    });
    expect(await known(TEAM)).toMatchObject({ name: 'North' });
  });

  test('to a group chat, by two activities: one offer', async () => {
    const where = group('19:group@thread.v2');
    await rig.house.said(activity(rig.fake.serviceUrl, 'mei', where, { type: 'installationUpdate', action: 'add' }));
    await happens(where, { membersAdded: [bot] }, 'mei');
    expect(rig.fake.in('D-mei')).toHaveLength(1);
    expect(said('D-mei')).toContain('Group chat');
  });

  test('a channel with a message is known by its name in the team', async () => {
    rig.fake.channels.set('19:quiet', 'quiet corner');
    rig.fake.requests.length = 0;
    await rig.house.type('mei', 'link here client project:ACME', channel('19:quiet', '5'));
    await rig.house.quiet();
    expect(said('D-mei')).toContain('quiet corner');
    expect(rig.fake.requests.filter((request) => request.includes('/v3/teams/')).length).toBe(1);
    await rig.house.type('mei', 'help', channel('19:quiet', '5'));
    await rig.house.quiet();
    expect(rig.fake.requests.filter((request) => request.includes('/v3/teams/')).length).toBe(1);
  });
});

describe('the first installation is a team’s: the person who did it starts the workspace and is offered the set-up, once', () => {
  const told = {
    team: { id: TEAM, name: 'North' },
    channel: undefined,
    settings: { selectedChannel: { id: '19:new', name: 'launch' } },
  };
  const member = {
    type: 'conversationUpdate',
    membersAdded: [bot],
    channelData: { eventType: 'teamMemberAdded', ...told },
  };
  const installation = { type: 'installationUpdate', action: 'add', channelData: told };

  test.each([
    ['the member is told first', [member, installation]],
    ['the installation is told first', [installation, member]],
  ])('%s', async (_name, order) => {
    const first = await teamsHouse();
    for (const one of order) await tell(first.endpoint, activity(rig.fake.serviceUrl, 'root', channel(TEAM), one));
    await first.edge.close();
    await first.sender.tick();
    const texts = rig.fake.in('D-root').map(({ card }) => textOf(card));
    await first.close();
    expect(texts).toEqual([
      expect.stringContaining('you are its admin'),
      expect.stringContaining('I am in #launch now'),
    ]);
  });
});

describe('Rapport is removed', () => {
  test('from a channel: its manager is told, nothing is posted there, and adding it again restores it', async () => {
    await happens(channel(WORLD.channel), { membersRemoved: [bot] });
    expect(said('D-mei')).toContain('acme');
    const to = {
      platform: 'teams' as const,
      tenant: WORLD.tenant,
      conversation: WORLD.channel,
      audience: 'client' as const,
    };
    const message = { audience: 'client' as const, fallbackText: 'x', blocks: [{ kind: 'text' as const, text: 'x' }] };
    const send = () => rig.house.edge.platform.send(to, message, { key: 'k', locale: 'en', zone: 'UTC' });
    expect(await send()).toMatchObject({ outcome: 'dead', reason: 'notInChannel' });
    await happens(channel(WORLD.channel), { membersAdded: [bot] });
    expect(await send()).toMatchObject({ outcome: 'sent' });
  });

  test('an upgrade removes nothing', async () => {
    await happens(channel(WORLD.channel), { type: 'installationUpdate', action: 'remove-upgrade' });
    expect(said('D-mei')).toBe('');
  });

  test('from the last place of a tenant: the installation ends until it is installed again', async () => {
    await happens(channel(WORLD.channel), { type: 'installationUpdate', action: 'remove' });
    await happens(own('root'), { type: 'installationUpdate', action: 'remove' }, 'root');
    expect(await installation()).toBeDefined();
    await happens(own('mei'), { type: 'installationUpdate', action: 'remove' }, 'mei');
    expect(await installation()).toBeUndefined();
    await happens(own('mei'), { type: 'installationUpdate', action: 'add' }, 'mei');
    expect(await installation()).toBeDefined();
  });
});

describe('channels and teams change', () => {
  test('a channel is renamed', async () => {
    await happens(channel(TEAM), inTeam('channelRenamed', { id: WORLD.channel, name: 'acme-shop' }));
    expect(await known(WORLD.channel)).toMatchObject({ name: 'acme-shop' });
  });

  test.each([
    ['a channel is deleted', () => inTeam('channelDeleted', { id: WORLD.channel, name: 'acme' }), 'deleted'],
    ['its team is deleted', () => inTeam('teamDeleted', undefined), 'deleted'],
    ['its team is archived', () => inTeam('teamArchived', undefined), 'archived'],
  ])('%s: the manager is told', async (_name, more, state) => {
    await happens(channel(TEAM), more());
    expect(await known(WORLD.channel)).toMatchObject({ state });
    expect(said('D-mei')).toContain('acme');
  });

  test('an archived or deleted channel is restored', async () => {
    await happens(channel(TEAM), inTeam('teamArchived', undefined));
    await happens(channel(TEAM), inTeam('teamUnarchived', undefined));
    expect(await known(WORLD.channel)).toMatchObject({ state: 'open' });
  });

  test('a channel that was deleted on its own is not restored with its team', async () => {
    await happens(channel(TEAM), inTeam('channelDeleted', { id: WORLD.channel, name: 'acme' }));
    await happens(channel(TEAM), inTeam('teamArchived', undefined));
    await happens(channel(TEAM), inTeam('teamUnarchived', undefined));
    expect(await known(WORLD.channel)).not.toMatchObject({ state: 'open' });
    expect(said('D-mei')).not.toContain('is there again');
  });

  test('a team is renamed, together with its General channel', async () => {
    await happens(channel(TEAM), {
      membersAdded: [bot],
      channelData: { eventType: 'teamMemberAdded', team: { id: TEAM, name: 'North' }, channel: undefined },
    });
    await happens(channel(TEAM), inTeam('teamRenamed', undefined, { id: TEAM, name: 'North & West' }));
    expect(await known(TEAM)).toMatchObject({ name: 'North & West' });
  });

  test('a group chat gets a topic', async () => {
    const where = group('19:group@thread.v2');
    await happens(where, { membersAdded: [bot] }, 'mei');
    await happens(where, { topicName: 'Launch' }, 'mei');
    expect(await known('19:group@thread.v2')).toMatchObject({ name: 'Launch' });
  });
});

test('a redelivered event changes nothing twice', async () => {
  const sent = activity(rig.fake.serviceUrl, 'root', channel(TEAM), {
    type: 'conversationUpdate',
    ...inTeam('channelDeleted', { id: WORLD.channel, name: 'acme' }),
  });
  await rig.house.said(sent);
  await rig.house.said(sent);
  await rig.house.quiet();
  await rig.house.sender.tick();
  expect(rig.fake.in('D-mei')).toHaveLength(1);
});
