/** The changes of a channel in Teams, with the activity that tells Rapport of each. */
import { channel } from '../teams/client.ts';
import type { DeedOf } from './scenario.ts';
import { BOT, conversationOf, entry, TEAM, type TeamsClients, whereIs } from './teamsClients.ts';

/** A deed that changes a channel or its members. */
export type ChannelDeed = Extract<
  DeedOf,
  { renames: unknown } | { archives: unknown } | { brings: unknown } | { takesAway: unknown }
>;

/** `rosters`: the members by conversation; a deed changes them. */
export async function changeChannel(
  deed: ChannelDeed,
  { send, rosters }: Pick<TeamsClients, 'send'> & Pick<TeamsClients['fake'], 'rosters'>,
): Promise<void> {
  const { who } = deed;
  if ('brings' in deed) {
    const conversation = conversationOf(deed.in);
    if (deed.brings === 'rapport') {
      const settings = { selectedChannel: { id: conversation, name: deed.in } };
      const channelData = {
        eventType: 'teamMemberAdded',
        team: { id: TEAM, name: 'North' },
        channel: undefined,
        settings,
      };
      await send(who, channel(TEAM), { type: 'conversationUpdate', membersAdded: [BOT], channelData });
    } else {
      rosters.set(conversation, [...(rosters.get(conversation) ?? []), entry(deed.brings)]);
      const channelData = { eventType: 'channelMemberAdded', team: { id: TEAM }, channel: { id: conversation } };
      await send(who, whereIs(deed.in), {
        type: 'conversationUpdate',
        membersAdded: [{ id: deed.brings }],
        channelData,
      });
    }
  } else if ('renames' in deed) {
    const channelData = {
      eventType: 'channelRenamed',
      team: { id: TEAM },
      channel: { id: conversationOf(deed.renames), name: deed.to },
    };
    await send(who, channel(TEAM), { type: 'conversationUpdate', channelData });
  } else if ('archives' in deed) {
    // A team can only be archived as a whole; here it has one channel.
    const channelData = {
      eventType: 'teamArchived',
      team: { id: TEAM },
      channel: { id: conversationOf(deed.archives) },
    };
    await send(who, whereIs(deed.archives), { type: 'conversationUpdate', channelData });
  } else {
    const conversation = conversationOf(deed.in);
    const { takesAway } = deed;
    rosters.set(
      conversation,
      (rosters.get(conversation) ?? []).filter(({ id }) => id !== takesAway),
    );
    const removed = takesAway === 'rapport' ? BOT : { id: takesAway };
    await send(who, whereIs(deed.in), { type: 'conversationUpdate', membersRemoved: [removed] });
  }
}
