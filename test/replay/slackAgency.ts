/** The agency in Slack: its accounts and channels, and the ids by which Slack's clients name them. */
import type { FakeTeam } from '../fakes/slack/team.ts';
import type { FakeSlack } from '../fakes/slack/world.ts';
import { ACME, NORTH } from '../slack/agency.ts';
import { inputsIn } from '../slack/blocks.ts';
import { slackHouse } from '../slack/house.ts';
import type { Window } from '../slack/screen.ts';
import { CHANNELS, PEOPLE, settleAgency, WHO } from './agency.ts';
import type { Channel, Who } from './scenario.ts';

const CHANNEL_NAMES = Object.keys(CHANNELS) as Channel[];

/** All accounts with Slack's data, and the members of each channel. */
async function furnish(slack: FakeSlack): Promise<void> {
  const team = slack.team(NORTH);
  // A guest of the team who has no record.
  for (const channel of CHANNEL_NAMES)
    await team.ask('conversations.kick', { channel: team.channel(channel), user: team.person('gus') }, 'admin');
  for (const who of WHO) {
    const { name, isOurs, locale, zone } = PEOPLE[who];
    const outside = isOurs ? {} : { team_id: ACME, is_stranger: true };
    team.traits.set(team.person(who), {
      real_name: name,
      locale: locale === 'en' ? 'en-US' : locale,
      tz: zone,
      ...outside,
    });
    for (const channel of CHANNEL_NAMES) {
      if (!CHANNELS[channel].includes(who))
        await team.ask('conversations.kick', { channel: team.channel(channel), user: team.person(who) }, 'admin');
    }
  }
}

/** Starts Rapport behind an emulated Web API, with the agency's people and channels known to it. */
export async function startSlackAgency(start: string) {
  const here = await slackHouse({
    people: ['li', 'zoe'],
    channels: ['launch'],
    agency: async (parts, slack) => {
      await furnish(slack);
      const team = slack.team(NORTH);
      const names = { user: (who: Who) => team.person(who), channel: (channel: Channel) => team.channel(channel) };
      await settleAgency(parts, { platform: 'slack', tenant: NORTH, outside: ACME, ...names });
    },
  });
  here.clock.moveTo(new Date(start));
  return here;
}

/** People and channels by the team's ids, and the ids by their names. */
export function createSlackNames(team: Pick<FakeTeam, 'person' | 'channel'>) {
  const personOf = (id: unknown) => WHO.find((who) => team.person(who) === id);
  const channelOf = (id: unknown) => CHANNEL_NAMES.find((channel) => team.channel(channel) === id);

  /** The value of an input as people read it. */
  function named(value: string): string {
    const who = personOf(value);
    const channel = channelOf(value);
    return who !== undefined ? `@${PEOPLE[who].name}` : channel !== undefined ? `#${channel}` : value;
  }

  /** Mentions as Slack's clients send them. */
  const tokened = (text: string) =>
    [
      ...WHO.map((who) => [`@${PEOPLE[who].name}`, `<@${team.person(who)}|${who}>`] as const),
      ...[...CHANNEL_NAMES]
        .sort((one, other) => other.length - one.length)
        .map((channel) => [`#${channel}`, `<#${team.channel(channel)}|${channel}>`] as const),
    ].reduce((words, [name, token]) => words.replaceAll(name, token), text);

  /** The values of a window's inputs as Slack's clients send them. */
  function valuesFor({ view }: Window, values: Readonly<Record<string, string>>): Record<string, string> {
    const inputs = inputsIn(view);
    return Object.fromEntries(
      Object.entries(values).map(([name, value]) => {
        const type = inputs.get(name)?.type;
        const who = type === 'users_select' ? WHO.find((one) => `@${PEOPLE[one].name}` === value) : undefined;
        const channel = type === 'conversations_select' ? CHANNEL_NAMES.find((one) => `#${one}` === value) : undefined;
        return [name, who !== undefined ? team.person(who) : channel !== undefined ? team.channel(channel) : value];
      }),
    );
  }
  return { personOf, channelOf, named, tokened, valuesFor };
}

export type SlackNames = ReturnType<typeof createSlackNames>;

/** @throws Error for any answer but 200. */
export const answered = (what: string, { status }: { status: number }) => {
  if (status !== 200) throw new Error(`${what} was answered with ${status}`);
};
