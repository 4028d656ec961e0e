import type { EventKind, FormValues, InboundEvent, Place } from '../../src/core/platform.ts';
import { nearestLocale } from '../../src/ground/i18n.ts';
import type { SlackInstallations } from './installations.ts';
import type { ParsedEvent, SaidEvent } from './payload.ts';
import { type SlackPeople, within } from './people.ts';
import type { SlackPlaces } from './places.ts';
import type { SlackPlatform } from './send.ts';
import { slackTexts } from './texts.ts';
import { mentionedIn, unnamedChannelsIn, withLabels } from './typedText.ts';

/** Events without a person: they need no look-up of the sender. */
const IMPERSONAL: ReadonlySet<EventKind> = new Set([
  'channelRenamed',
  'channelArchived',
  'channelRestored',
  'channelDeleted',
  'channelShared',
  'channelIdChanged',
  'uninstalled',
  'tokensRevoked',
]);
/** The texts of an event that may mention people. */
function wordsOf(event: SaidEvent): string[] {
  if (event.kind === 'messageShortcut') return [event.text, event.author];
  if ('text' in event) return [event.text];
  const values = event.kind === 'formSubmit' ? event.values : event.kind === 'action' ? event.payload.input : {};
  return Object.values(values).flat();
}

const isChosenChannel = (value: string) => /^<#[CG][A-Z0-9]+>$/.test(value);

/** A form's values with the names of chosen channels: Slack sends their ids alone. */
const labelledValues = (values: FormValues, names: ReadonlyMap<string, string>): FormValues =>
  Object.fromEntries(
    Object.entries(values).map(([name, value]) => [
      name,
      typeof value === 'string' && isChosenChannel(value) ? withLabels(value, names) : value,
    ]),
  );

export interface CompletingOptions {
  readonly people: SlackPeople;
  readonly places: SlackPlaces;
  readonly installations: Pick<SlackInstallations, 'nameOf'>;
  readonly platform: Pick<SlackPlatform, 'members'>;
}

/** Completes a parsed event for the core: person, place and names, as far as they are looked up in time. */
export type Complete = (parsed: ParsedEvent, waitMs: number) => Promise<InboundEvent>;

export function createCompleting({ people, places, installations, platform }: CompletingOptions): Complete {
  /** Whether a person is a member of a private channel. */
  async function isIn(team: string, conversation: string, user: string, waitMs: number): Promise<boolean> {
    const told = await within(platform.members({ platform: 'slack', tenant: team, conversation }), waitMs);
    return told !== undefined && 'members' in told && told.members.some((member) => member.user.user === user);
  }

  /** The place for the core; with its name, where a person may want something of it. */
  async function settledPlace(
    place: Place,
    kind: EventKind,
    { team, user, waitMs }: { team: string; user: string; waitMs: number },
  ): Promise<Place> {
    return kind === 'mention' || kind === 'command'
      ? places.named(team, place, waitMs).then((named) => places.settled(team, user, named, waitMs))
      : places.settled(team, user, place, waitMs);
  }

  return async function complete({ team, who, event }: ParsedEvent, waitMs: number): Promise<InboundEvent> {
    const isBot = 'bot' in event && event.bot;
    const place = 'place' in event ? event.place : undefined;
    if (event.kind === 'directMessage') places.learn(team, who.user, event.place.conversation);
    const said =
      'text' in event
        ? [event.text]
        : event.kind === 'formSubmit'
          ? Object.values(event.values).flat().filter(isChosenChannel)
          : [];
    const [from, settled, mentioned, channels] = await Promise.all([
      isBot || IMPERSONAL.has(event.kind)
        ? { user: who.user, tenant: who.tenant ?? team, name: who.name ?? who.user, outsider: false }
        : people.who(team, who, waitMs),
      place === undefined || event.kind === 'directMessage'
        ? place
        : settledPlace(place, event.kind, { team, user: who.user, waitMs }),
      Promise.all(mentionedIn(wordsOf(event)).map((user) => people.mentioned(team, user, waitMs))),
      Promise.all(unnamedChannelsIn(said).map(async (id) => ({ id, channel: await places.channel(team, id, waitMs) }))),
    ]);
    const named = mentioned.filter((person) => person !== undefined);
    // Mentions inside another person's message are ignored: the person who used the shortcut did not mention them.
    const others = event.kind === 'messageShortcut' ? [] : named;
    const names = new Map(named.map(({ user, name }) => [user, name]));
    // A private channel's name is for its members, other channels' names for our side. For an outsider no id is looked
    // up.
    for (const { id, channel } of channels) {
      if (from.outsider || channel?.name === undefined) continue;
      if (!channel.isPrivate || (event.kind === 'formSubmit' && (await isIn(team, id, from.user, waitMs))))
        names.set(id, channel.name);
    }
    const where =
      settled?.kind === 'group' && settled.name === undefined
        ? { ...settled, name: slackTexts(nearestLocale('locale' in from ? from.locale : undefined)).groupChat() }
        : settled;
    const text = 'text' in event ? { text: withLabels(event.text, names) } : {};
    const author = event.kind === 'messageShortcut' ? { author: withLabels(event.author, names) } : {};
    const values = event.kind === 'formSubmit' ? { values: labelledValues(event.values, names) } : {};
    const tenantName = event.kind === 'action' ? installations.nameOf(team) : undefined;
    return {
      ...event,
      ...text,
      ...author,
      ...values,
      installation: { platform: 'slack', tenant: team },
      from,
      ...(where === undefined ? {} : { place: where }),
      ...(others.length === 0 ? {} : { mentioned: others }),
      ...(tenantName === undefined ? {} : { tenantName }),
    } as InboundEvent;
  };
}
