import type { InboundEvent } from '../../src/core/platform.ts';
import type { Activity, Spot } from './activity.ts';
import type { Address } from './connector.ts';
import { commonOf, happening, placeOf } from './inbound.ts';
import type { WithName } from './names.ts';
import type { Sender, TeamsPeople } from './people.ts';
import type { KnownConversation } from './referenceRows.ts';
import type { References } from './references.ts';

export interface Happenings {
  readonly references: References;
  readonly people: TeamsPeople;
  readonly withName: WithName;
}

/** The place of a stored conversation. */
const spotFrom = ({ tenant, conversation, kind, name, team }: KnownConversation): Spot => ({
  tenant,
  conversation,
  kind,
  name,
  team,
  thread: undefined,
});

/**
 * Changes of a conversation, a team or an installation, as the core's events; one activity may give several. Also
 * updates where Rapport may write. Idempotent.
 */
export async function happeningsOf(
  activity: Activity,
  spot: Spot,
  { references, people, withName }: Happenings,
): Promise<readonly InboundEvent[]> {
  const bot = activity.recipient.id;
  const by = activity.from?.id;
  const actor: Sender = { user: by ?? bot, tenant: spot.tenant, outsider: false, name: activity.from?.name ?? '' };
  const address: Address = {
    tenant: spot.tenant,
    serviceUrl: activity.serviceUrl,
    bot,
    conversation: spot.conversation,
  };
  const type = activity.channelData?.eventType ?? undefined;
  const events: InboundEvent[] = [];
  const commonFor = (sender: Sender) => {
    const common = commonOf(activity, spot, sender);
    // One activity may name several people and channels. Each becomes an event, with the same id at every redelivery.
    return { ...common, id: events.length === 0 ? common.id : `${common.id}.${events.length}` };
  };
  const here = (spot: Spot): Promise<void> => references.see(spot, { serviceUrl: activity.serviceUrl, bot, user: by });

  /** Rapport was added to a channel or a group chat. */
  async function arrived(spot: Spot): Promise<void> {
    const whole = await withName(named(spot, activity), address, activity.locale);
    events.push(
      happening('memberJoined', commonFor({ ...actor, user: bot }), {
        place: placeOf(whole),
        bot: true,
        ...(by === undefined ? {} : { by }),
      }),
    );
  }

  /** The conversations that a change in a team concerns: the stored ones, or the one that the activity names. */
  async function about(isMeant: (conversation: KnownConversation) => boolean = () => true): Promise<readonly Spot[]> {
    if (spot.kind !== 'channel' || spot.team === undefined || activity.channelData?.channel != null) return [spot];
    const known = await references.ofTeam(spot.tenant, spot.team);
    return known.length === 0 ? [spot] : known.filter(isMeant).map(spotFrom);
  }
  async function inTeam(make: (spot: Spot) => InboundEvent | undefined): Promise<void> {
    for (const spot of await about()) {
      const made = make(spot);
      if (made !== undefined) events.push(made);
    }
  }
  async function gone(reason: string): Promise<void> {
    const places = spot.kind === 'direct' ? [spot] : await about();
    for (const place of places) {
      await references.bury(place.tenant, place.conversation, { why: 'notInChannel', reason });
      if (place.kind !== 'direct')
        events.push(happening('memberLeft', commonFor(actor), { place: placeOf(place), bot: true }));
    }
    // Without a writable conversation left, the tenant has uninstalled Rapport altogether.
    if ((await references.anyLive(spot.tenant)) === undefined)
      events.push(happening('uninstalled', commonFor(actor), {}));
  }

  if (activity.type === 'installationUpdate') {
    if (activity.action === 'add') {
      const chosen = chosenSpot(activity, spot);
      await here(chosen);
      // Each chat and team installs Rapport for itself; the first of them installs it for the tenant. The answer is the
      // same at every redelivery.
      if (by !== undefined && !(await references.isElsewhere(spot.tenant, chosen.conversation))) {
        events.push(
          happening('installed', commonFor(await people.who(address, by, activity.from?.name ?? undefined)), {}),
        );
        // The event of our own membership may have come first, before the installation existed.
        if (chosen.kind !== 'direct') {
          await references.markAnnounced(spot.tenant, chosen.conversation);
          await arrived(chosen);
        }
      }
    }
    // An upgrade removes nothing.
    if (activity.action === 'remove') await gone('Rapport was uninstalled there');
    return events;
  }
  if (activity.type !== 'conversationUpdate') return events;

  const added = activity.membersAdded ?? [];
  const removed = activity.membersRemoved ?? [];
  if (added.some(({ id }) => id === bot)) {
    const chosen = chosenSpot(activity, spot);
    await here(chosen);
    if (chosen.kind !== 'direct' && !(await references.takeAnnounced(spot.tenant, chosen.conversation)))
      await arrived(chosen);
  }
  for (const { id } of added.filter((member) => member.id !== bot)) {
    if (spot.kind === 'direct') continue;
    await here(spot);
    const sender = await people.who(address, id, undefined);
    await inTeam((place) =>
      happening('memberJoined', commonFor(sender), {
        place: placeOf(place),
        bot: false,
        ...(by === undefined ? {} : { by }),
      }),
    );
  }
  if (removed.some(({ id }) => id === bot)) await gone('Rapport was taken out');
  for (const { id } of removed.filter((member) => member.id !== bot)) {
    if (spot.kind === 'direct') continue;
    const sender = await people.leaver(spot.tenant, id);
    await inTeam((place) => happening('memberLeft', commonFor(sender), { place: placeOf(place), bot: false }));
  }

  switch (type) {
    case 'channelRenamed':
      if (spot.name !== undefined) await references.rename(spot.tenant, spot.conversation, spot.name);
      events.push(happening('channelRenamed', commonFor(actor), { place: placeOf(spot) }));
      break;
    case 'channelDeleted':
      await references.bury(spot.tenant, spot.conversation, { why: 'channelGone', reason: 'the channel was deleted' });
      events.push(happening('channelDeleted', commonFor(actor), { place: placeOf(spot) }));
      break;
    case 'channelRestored':
    case 'teamRestored':
    case 'teamUnarchived':
      // A channel that was deleted on its own stays deleted when its team is unarchived.
      for (const place of await about(({ why }) => type !== 'teamUnarchived' || why !== 'channelGone')) {
        events.push(happening('channelRestored', commonFor(actor), { place: placeOf(place) }));
        await here(place);
      }
      break;
    case 'channelShared': {
      // Also shared with another team of the same organisation; the roster decides who reads there.
      const teams = activity.channelData?.sharedWithTeams ?? [];
      const isWithin = teams.length > 0 && teams.every(({ tenantId }) => tenantId === spot.tenant);
      if (!isWithin) events.push(happening('channelShared', commonFor(actor), { place: placeOf(spot) }));
      break;
    }
    case 'teamRenamed': {
      // The General channel is called like its team.
      const team = activity.channelData?.team;
      if (team?.name) {
        const general: Spot = { ...spot, conversation: team.id, name: team.name, kind: 'channel' };
        await references.rename(general.tenant, general.conversation, team.name);
        events.push(happening('channelRenamed', commonFor(actor), { place: placeOf(general) }));
      }
      break;
    }
    case 'teamArchived':
      await inTeam((place) => happening('channelArchived', commonFor(actor), { place: placeOf(place) }));
      break;
    case 'teamDeleted':
    case 'teamHardDeleted':
      for (const place of await about()) {
        await references.bury(place.tenant, place.conversation, { why: 'channelGone', reason: 'the team was deleted' });
        events.push(happening('channelDeleted', commonFor(actor), { place: placeOf(place) }));
      }
      break;
    default:
      if (activity.topicName && spot.kind === 'group') {
        const place = placeOf({ ...spot, name: activity.topicName });
        await references.rename(spot.tenant, spot.conversation, activity.topicName);
        events.push(happening('channelRenamed', commonFor(actor), { place }));
      }
  }
  return events;
}

/**
 * The channel of a team that Rapport was added to: the chosen one, else the General channel, which is called like its
 * team.
 */
function chosenSpot(activity: Activity, spot: Spot): Spot {
  if (spot.kind !== 'channel') return spot;
  const selected = activity.channelData?.settings?.selectedChannel;
  if (selected == null || selected.id === spot.conversation) return spot;
  return { ...spot, conversation: selected.id, name: selected.name ?? undefined };
}

/** The General channel is called like its team. */
function named(spot: Spot, { channelData }: Activity): Spot {
  const team = channelData?.team;
  return spot.name === undefined && team?.id === spot.conversation && team.name ? { ...spot, name: team.name } : spot;
}
