/** The changes of a channel in Slack, with the event that tells Rapport of each. */
import { ACME, NORTH } from '../slack/agency.ts';
import type { SlackHouse } from '../slack/house.ts';
import { PEOPLE } from './agency.ts';
import type { DeedOf, Who } from './scenario.ts';
import { answered } from './slackAgency.ts';

/** A deed that changes a channel or its members. */
type ChannelDeed = Extract<
  DeedOf,
  { renames: unknown } | { archives: unknown } | { brings: unknown } | { takesAway: unknown }
>;

/** `person`: the Slack client of the person who changes the channel. */
export async function changeChannel(deed: ChannelDeed, person: ReturnType<SlackHouse['as']>): Promise<void> {
  const { team } = person;
  if ('brings' in deed) {
    const isBot = deed.brings === 'rapport';
    const user = isBot ? team.bot.user : team.person(deed.brings);
    const channel = team.channel(deed.in);
    await team.ask('conversations.invite', { channel, users: user }, 'admin');
    const home = isBot || PEOPLE[deed.brings as Who].isOurs ? NORTH : ACME;
    answered(
      'a join',
      await person.event({
        type: 'member_joined_channel',
        user,
        channel,
        channel_type: 'C',
        team: home,
        inviter: person.user,
      }),
    );
  } else if ('renames' in deed) {
    answered(
      'a rename',
      await person.event({
        type: 'channel_rename',
        channel: { id: team.channel(deed.renames), name: deed.to, created: 1 },
      }),
    );
  } else if ('archives' in deed) {
    const channel = team.channel(deed.archives);
    await team.ask('conversations.archive', { channel }, 'admin');
    answered('an archiving', await person.event({ type: 'channel_archive', channel, user: person.user }));
  } else {
    const channel = team.channel(deed.in);
    const isBot = deed.takesAway === 'rapport';
    if (!isBot) await team.ask('conversations.kick', { channel, user: team.person(deed.takesAway as Who) }, 'admin');
    const user = isBot ? team.bot.user : team.person(deed.takesAway as Who);
    const event = isBot
      ? { type: 'channel_left', channel, actor_id: person.user, event_ts: '1' }
      : { type: 'member_left_channel', user, channel, channel_type: 'C', team: NORTH };
    answered('a leave', await person.event(event));
  }
}
