/** Events of a team, its channels and its members, and their consequences in the house beside the fake connector. */
import { afterEach, beforeEach } from 'vitest';
import { textOf, WORLD } from './agentsPlayground.ts';
import { activity, type Where } from './client.ts';
import { type FakeConnector, startFakeConnector } from './fakeConnector.ts';
import { type HouseBeside, houseBeside } from './house.ts';

export const TEAM = 'team-north';
export const bot = { id: WORLD.bot.id };

/** The fields of an event of a team about one of its channels. */
export const inTeam = (
  eventType: string,
  about: { id: string; name?: string } | undefined,
  team: { id: string; name?: string } = { id: TEAM },
) => ({
  channelData: { eventType, team, channel: about },
});

/** Registers start and end of each test for the calling test file, each with a house of its own. */
export function houseWithTeamEvents() {
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

  /** Delivers a conversation update and posts its consequences. */
  async function happens(where: Where, more: Record<string, unknown>, by = 'root') {
    const heard = await house.said(activity(fake.serviceUrl, by, where, { type: 'conversationUpdate', ...more }));
    await house.quiet();
    await house.sender.tick();
    return heard;
  }
  return {
    get fake() {
      return fake;
    },
    get house() {
      return house;
    },
    happens,
    /** All texts in a conversation. */
    said: (conversation: string) =>
      fake
        .in(conversation)
        .map(({ card }) => textOf(card))
        .join('\n'),
    /** The record of a channel. */
    known: (conversation: string) =>
      house.projects.channel(house.scope, { platform: 'teams', tenant: WORLD.tenant, conversation }),
  };
}
