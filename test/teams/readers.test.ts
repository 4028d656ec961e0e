import { afterEach, beforeEach, expect, test } from 'vitest';
import { textOf, WORLD } from './agentsPlayground.ts';
import { activity, channel } from './client.ts';
import { type FakeConnector, type Fault, startFakeConnector } from './fakeConnector.ts';
import { type HouseBeside, houseBeside } from './house.ts';

const INSIDE = '19:inside@thread.tacv2';
let fake: FakeConnector;
let house: HouseBeside;
beforeEach(async () => {
  fake = await startFakeConnector();
  house = await houseBeside(fake, { chats: ['mei'], limitMs: 6_000 });
  fake.channels.set(INSIDE, 'inside');
  await house.said(
    activity(fake.serviceUrl, 'root', channel(INSIDE), {
      type: 'conversationUpdate',
      membersAdded: [{ id: WORLD.bot.id }],
    }),
  );
  fake.rosters.set(
    INSIDE,
    fake.everybody.filter(({ id }) => id === 'mei' || id === 'tom'),
  );
  // By then Mei has been looked up.
  await house.type('mei', 'help');
  await house.quiet();
  await house.sender.tick();
  fake.posts.length = 0;
});
afterEach(async () => {
  await house.close();
  await fake.stop();
});

const link = async () => {
  await house.type('mei', `link <#${INSIDE}|inside> internal project:ACME`);
  await house.quiet();
};
const linked = async () =>
  (await house.projects.channelsOf(house.scope, house.project._id)).some(({ conversation }) => conversation === INSIDE);

test.each<[string, Fault]>([
  ['is refused', { status: 403, code: 'BotNotInConversationRoster' }],
  ['fails', { status: 500 }],
  ['never comes', 'hang'],
  ['breaks off', 'reset'],
  ['is no roster', 'garbled'],
])('a channel whose roster %s is not linked as internal, and the reason is given', async (_, fault) => {
  fake.rosterFaults.push(fault);
  await link();
  expect(
    fake
      .in('D-mei')
      .map(({ card }) => textOf(card))
      .join(),
  ).toContain('I cannot see who reads in this channel');
  expect(await linked()).toBe(false);
});

test('an internal post waits while the roster cannot be read, and goes out once it can', async () => {
  await link();
  expect(await linked()).toBe(true);
  await house.outbox.enqueue({
    ...{
      key: 'inside-1',
      workspaceId: house.workspace._id,
      projectId: house.project._id,
      locale: 'en',
      zone: 'Europe/Berlin',
    },
    to: { platform: 'teams', tenant: WORLD.tenant, conversation: INSIDE, audience: 'internal' },
    message: { audience: 'internal', fallbackText: 'For us alone', blocks: [{ kind: 'text', text: 'For us alone' }] },
  });
  fake.rosterFaults.push({ status: 500 }, { status: 403 });
  house.clock.advance(60_000);
  for (let look = 0; look < 2; look += 1) {
    await house.sender.tick();
    house.clock.advance(60_000);
  }
  expect(fake.in(INSIDE)).toEqual([]);
  await house.sender.tick();
  expect(fake.in(INSIDE)).toHaveLength(1);
});
