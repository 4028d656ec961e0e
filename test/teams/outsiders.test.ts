import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { textOf, WORLD } from './agentsPlayground.ts';
import { activity, channel, type Where } from './client.ts';
import { type FakeConnector, startFakeConnector } from './fakeConnector.ts';
import { type HouseBeside, houseBeside } from './house.ts';

const TEAM = 'team-north';
let fake: FakeConnector;
let house: HouseBeside;
beforeEach(async () => {
  fake = await startFakeConnector();
  house = await houseBeside(fake, { chats: ['root', 'mei'] });
  fake.posts.length = 0;
});
afterEach(async () => {
  await house.close();
  await fake.stop();
});

/** Something happens, and what follows from it is posted. */
async function happens(where: Where, more: Record<string, unknown>, by = 'root') {
  const heard = await house.said(activity(fake.serviceUrl, by, where, { type: 'conversationUpdate', ...more }));
  await house.quiet();
  await house.sender.tick();
  return heard;
}
const inTeam = (
  eventType: string,
  about: { id: string; name?: string } | undefined,
  team: { id: string; name?: string } = { id: TEAM },
) => ({
  channelData: { eventType, team, channel: about },
});
const said = (conversation: string) =>
  fake
    .in(conversation)
    .map(({ card }) => textOf(card))
    .join('\n');
const known = (conversation: string) =>
  house.projects.channel(house.scope, { platform: 'teams', tenant: WORLD.tenant, conversation });
const bot = { id: WORLD.bot.id };

describe('people from outside', () => {
  const INTERNAL = '19:internal';
  beforeEach(async () => {
    await house.said(
      activity(fake.serviceUrl, 'root', channel(INTERNAL), { type: 'conversationUpdate', membersAdded: [bot] }),
    );
    await house.projects.link(house.scope, {
      ...{ platform: 'teams', tenant: WORLD.tenant, conversation: INTERNAL, name: 'acme-internal' },
      ...{ projectId: house.project._id, audience: 'internal' },
    });
    await house.quiet();
    await house.sender.tick();
    fake.posts.length = 0;
    fake.rosters.set(INTERNAL, [
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

  test('a roster is read to its last page, each once, guests and other tenants told apart', async () => {
    const told = await house.edge.platform.members({ platform: 'teams', tenant: WORLD.tenant, conversation: INTERNAL });
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

  test('somebody of another tenant is known by that tenant, and gets what a contact may see', async () => {
    fake.everybody.push({ id: 'far', name: 'Fay Far', tenantId: 'another-tenant' });
    await house.type('far', 'help', channel(WORLD.channel, '3'));
    await house.quiet();
    expect(
      await house.people.byUser(house.scope, { platform: 'teams', tenant: 'another-tenant', user: 'far' }),
    ).toBeDefined();
    expect(
      await house.people.byUser(house.scope, { platform: 'teams', tenant: WORLD.tenant, user: 'far' }),
    ).toBeUndefined();
    expect(said('D-far')).not.toMatch(/person leave|connect|role/);
  });

  test('who somebody is is not asked at every word', async () => {
    const asked = () => fake.requests.filter((request) => request.endsWith('/members/ana')).length;
    const before = asked();
    for (let index = 0; index < 3; index++) await house.type('ana', 'help', channel(WORLD.channel, '3'));
    expect(asked() - before).toBeLessThanOrEqual(1);
  });
});
