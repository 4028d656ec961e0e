import { beforeEach, describe, expect, test } from 'vitest';
import { WORLD } from './agentsPlayground.ts';
import { activity, channel } from './client.ts';
import { bot, houseWithTeamEvents, inTeam, TEAM } from './teamEvents.ts';

const rig = houseWithTeamEvents();
const { happens, known, said } = rig;

describe('outsiders', () => {
  const INTERNAL = '19:internal';
  beforeEach(async () => {
    await rig.house.said(
      activity(rig.fake.serviceUrl, 'root', channel(INTERNAL), { type: 'conversationUpdate', membersAdded: [bot] }),
    );
    await rig.house.projects.link(rig.house.scope, {
      ...{ platform: 'teams', tenant: WORLD.tenant, conversation: INTERNAL, name: 'acme-internal' },
      ...{ projectId: rig.house.project._id, audience: 'internal' },
    });
    await rig.house.quiet();
    await rig.house.sender.tick();
    rig.fake.posts.length = 0;
    rig.fake.rosters.set(INTERNAL, [
      { id: 'mei', name: 'Mei Chen', tenantId: WORLD.tenant },
      { id: 'tom', name: 'Tom Berg', tenantId: WORLD.tenant },
      { id: 'guest', name: 'Gil Guest', tenantId: WORLD.tenant, userRole: 'guest' },
      {
        id: 'ext',
        name: 'Eve Extra',
        tenantId: WORLD.tenant,
        userPrincipalName: 'eve_acme.test#EXT#@north.onmicrosoft.com',
      },
      { id: 'far', name: 'Fay Far', tenantId: 'another-tenant' },
      { id: 'far', name: 'Fay Far', tenantId: 'another-tenant' },
    ]);
  });

  test('a roster is read to its last page, each person once, with guests and other tenants marked', async () => {
    const told = await rig.house.edge.platform.members({
      platform: 'teams',
      tenant: WORLD.tenant,
      conversation: INTERNAL,
    });
    expect(
      'members' in told &&
        told.members.map(({ user, outsider }) => [user.user, user.tenant === WORLD.tenant, outsider]),
    ).toEqual([
      ['mei', true, false],
      ['tom', true, false],
      ['guest', true, true],
      ['ext', true, true],
      ['far', false, true],
    ]);
  });

  test.each([
    ['a guest', 'guest', 'Gil Guest'],
    ['somebody whose account is another organisation’s', 'ext', 'Eve Extra'],
    ['somebody of a shared channel’s other organisation', 'far', 'Fay Far'],
  ])(
    '%s who joins an internal channel stops posting there, and manager and admin hear of it',
    async (_name, id, name) => {
      await happens(channel(TEAM), {
        membersAdded: [{ id }],
        channelData: { eventType: 'channelMemberAdded', team: { id: TEAM }, channel: { id: INTERNAL } },
        conversation: { id: INTERNAL, conversationType: 'channel', tenantId: WORLD.tenant },
      });
      expect(await known(INTERNAL)).toMatchObject({ blocked: { reason: 'outsider' } });
      expect(said('D-mei')).toContain(name);
      expect(said('D-root')).toContain(name);
    },
  );

  test.each([
    ['of which Teams tells no more', undefined, 'shared'],
    [
      'which is another organisation’s',
      [
        { id: '19:far', tenantId: WORLD.tenant },
        { id: '19:farther', tenantId: 'another-tenant' },
      ],
      'shared',
    ],
    ['of our own organisation', [{ id: '19:near', tenantId: WORLD.tenant }], undefined],
  ])('a channel is shared with a team %s', async (_name, sharedWithTeams, reason) => {
    const { channelData } = inTeam('channelShared', { id: INTERNAL, name: 'acme-internal' });
    await happens(channel(INTERNAL), {
      channelData: { ...channelData, ...(sharedWithTeams === undefined ? {} : { sharedWithTeams }) },
    });
    expect((await known(INTERNAL))?.blocked?.reason).toBe(reason);
  });

  test('a person of another tenant is identified by that tenant, and gets a contact’s permissions', async () => {
    rig.fake.everybody.push({ id: 'far', name: 'Fay Far', tenantId: 'another-tenant' });
    await rig.house.type('far', 'help', channel(WORLD.channel, '3'));
    await rig.house.quiet();
    expect(
      await rig.house.people.byUser(rig.house.scope, { platform: 'teams', tenant: 'another-tenant', user: 'far' }),
    ).toBeDefined();
    expect(
      await rig.house.people.byUser(rig.house.scope, { platform: 'teams', tenant: WORLD.tenant, user: 'far' }),
    ).toBeUndefined();
    expect(said('D-far')).not.toMatch(/person leave|connect|role/);
  });

  test('a person is not looked up at every message', async () => {
    const asked = () => rig.fake.requests.filter((request) => request.endsWith('/members/ana')).length;
    const before = asked();
    for (let index = 0; index < 3; index++) await rig.house.type('ana', 'help', channel(WORLD.channel, '3'));
    expect(asked() - before).toBeLessThanOrEqual(1);
  });
});
