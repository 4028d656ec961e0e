import { type Actor, systemScope } from '../../core/access.ts';
import { type AuditLog, happenedBy } from '../../core/auditLog.ts';
import type { EventOf, InboundEvent } from '../../core/platform.ts';
import type { EventContext, Slice } from '../../core/slice.ts';
import type { Tell } from '../../core/tell.ts';
import type { Locale } from '../../ground/i18n.ts';
import type { People } from '../../records/people/store.ts';
import { type Channel, isLinked } from '../../records/projects/model.ts';
import type { Projects } from '../../records/projects/store.ts';
import type { AudienceWatch } from './audience.ts';
import { backCard, goneCard, joinedCard } from './channelCards.ts';
import { guessFromChannel } from './guess.ts';

export interface ChannelEventDeps {
  readonly projects: Projects;
  readonly people: People;
  readonly tell: Tell;
  readonly watch: AudienceWatch;
  readonly audit: AuditLog;
  /** The workspace's language and zone, used if a guess has nothing better. */
  readonly home: (workspaceId: string) => Promise<{ readonly locale: Locale; readonly zone: string }>;
}

/** An event about a channel. */
type ChannelEvent = EventOf<
  | 'memberJoined'
  | 'channelRenamed'
  | 'channelArchived'
  | 'channelRestored'
  | 'channelDeleted'
  | 'channelShared'
  | 'channelIdChanged'
  | 'memberLeft'
>;

const placeOf = (event: ChannelEvent) => ({ ...event.installation, conversation: event.place.conversation });
const nameOf = (event: ChannelEvent) => event.place.name ?? event.place.conversation;
const namesOf = ({ name, conversation, state, shared }: Channel) => ({ name, conversation, state, shared });

const inWorkspace =
  <E>(react: (event: E, actor: Actor) => Promise<void>) =>
  async (event: E, { actor }: EventContext): Promise<undefined> => {
    if (actor !== undefined) await react(event, actor);
  };

/** What a slice does because of a channel's event: records the new state, and tells the people whom it concerns. */
export function channelEvents({
  projects,
  people,
  tell,
  watch,
  audit,
  home: homeOf,
}: ChannelEventDeps): NonNullable<Slice['on']> {
  /** Records the state of a channel that a platform reports; does nothing if it is unchanged. */
  async function changed(
    { event, actor }: { event: InboundEvent; actor: Actor },
    action: string,
    { before, after }: { before: Channel | undefined; after: Channel | undefined },
  ): Promise<void> {
    const told = (channel: Channel | undefined) =>
      channel === undefined ? undefined : JSON.stringify(namesOf(channel));
    if (after === undefined || told(before) === told(after)) return;
    await audit.record(systemScope(actor.workspaceId, after.projectId), {
      ...happenedBy(event, actor),
      action,
      subject: `channel:${after._id}`,
      ...(after.projectId === undefined ? {} : { projectId: after.projectId }),
      ...(before === undefined ? {} : { before: told(before) }),
      after: told(after),
    });
  }

  /** The channel's state before the event. */
  const known = (event: ChannelEvent, workspaceId: string) =>
    projects.channel(systemScope(workspaceId), placeOf(event));

  /**
   * Rapport was added to a channel. It posts nothing there; the person who added it gets a card, or the admins if that
   * person is not a member.
   */
  async function joined(event: EventOf<'memberJoined'>, actor: Actor): Promise<void> {
    const { workspaceId } = actor;
    const scope = systemScope(workspaceId);
    const before = await known(event, workspaceId);
    const channel = await projects.remember(scope, { ...placeOf(event), name: nameOf(event) });
    await changed({ event, actor }, 'channel joined', {
      before,
      after: await projects.happened(scope, channel, { state: 'open' }),
    });
    if (isLinked(channel)) return;
    const { platform, tenant } = event.installation;
    const by =
      event.by === undefined
        ? undefined
        : ((await people.byUser(scope, { platform, tenant, user: event.by })) ??
          (await people.byUserId(scope, platform, event.by)));
    const ours = by?.person.side === 'ours' && by.person.leftAt === undefined ? by : undefined;
    const home = await homeOf(workspaceId);
    const zone = ours?.person.zone ?? ours?.identity.platformZone;
    const guess = guessFromChannel(channel.name, { zone, workspaceZone: home.zone, workspaceLocale: home.locale });
    const readers = ours === undefined ? (await people.admins(scope)).map((admin) => admin._id) : [ours.person._id];
    await tell.people({ workspaceId, personIds: readers }, ({ locale }) => joinedCard({ channel, guess }, locale), {
      key: `setup:${event.id}`,
    });
  }

  async function gone(
    event: EventOf<'channelArchived' | 'channelDeleted' | 'memberLeft'>,
    what: 'archived' | 'deleted' | 'left',
    actor: Actor,
  ): Promise<void> {
    const { workspaceId } = actor;
    const before = await known(event, workspaceId);
    const channel = await projects.happened(systemScope(workspaceId), placeOf(event), { state: what });
    await changed({ event, actor }, `channel ${what}`, { before, after: channel });
    if (!isLinked(channel)) return;
    const project = await projects.get(systemScope(workspaceId), channel.projectId);
    await tell.stewards(
      { workspaceId, projectId: channel.projectId },
      ({ locale }) => goneCard({ channel, what, projectKey: project?.key ?? '' }, locale),
      { key: `gone:${event.id}` },
    );
  }

  /**
   * An archived or deleted channel can be written to again. If Rapport was removed meanwhile, it must be added again.
   */
  async function restored(event: EventOf<'channelRestored'>, actor: Actor): Promise<void> {
    const { workspaceId } = actor;
    const before = await known(event, workspaceId);
    if (before === undefined || before.state === 'open' || before.state === 'left') return;
    // Notify first, record second: after a crash in between, the repeated notice has the same key and is sent once.
    if (isLinked(before)) {
      const project = await projects.get(systemScope(workspaceId), before.projectId);
      await tell.stewards(
        { workspaceId, projectId: before.projectId },
        ({ locale }) => backCard({ channel: before, projectKey: project?.key ?? '' }, locale),
        { key: `back:${event.id}` },
      );
    }
    const after = await projects.happened(systemScope(workspaceId), placeOf(event), { state: 'open' });
    await changed({ event, actor }, 'channel restored', { before, after });
  }

  async function linkedHere(event: ChannelEvent, workspaceId: string): Promise<Channel | undefined> {
    const channel = await projects.channel(systemScope(workspaceId), placeOf(event));
    if (channel !== undefined) watch.forget(channel._id);
    return channel;
  }

  return {
    memberJoined: inWorkspace(async (event: EventOf<'memberJoined'>, actor) => {
      if (event.bot) return joined(event, actor);
      const { workspaceId } = actor;
      const channel = await linkedHere(event, workspaceId);
      if (!isLinked(channel) || channel.audience !== 'internal') return;
      const member = await people.byUser(systemScope(workspaceId), {
        platform: event.installation.platform,
        tenant: event.from.tenant,
        user: event.from.user,
      });
      const name = member?.person.name ?? event.from.name;
      // A person without a known name has only a user id, which is not shown.
      if (event.from.outsider) await watch.stop(channel, 'outsider', name === event.from.user ? '' : name);
      else if (member?.person.side === 'client') await watch.stop(channel, 'contact', member.person.name);
    }),
    memberLeft: inWorkspace(async (event: EventOf<'memberLeft'>, actor) => {
      if (event.bot) await gone(event, 'left', actor);
      else await linkedHere(event, actor.workspaceId);
    }),
    channelShared: inWorkspace(async (event: EventOf<'channelShared'>, actor) => {
      const before = await known(event, actor.workspaceId);
      const channel = await projects.happened(systemScope(actor.workspaceId), placeOf(event), { shared: true });
      await changed({ event, actor }, 'channel shared', { before, after: channel });
      if (isLinked(channel) && channel.audience === 'internal') await watch.stop(channel, 'shared', event.from.name);
    }),
    channelRenamed: inWorkspace(async (event: EventOf<'channelRenamed'>, actor) => {
      if (event.place.name === undefined) return;
      const before = await known(event, actor.workspaceId);
      const after = await projects.happened(systemScope(actor.workspaceId), placeOf(event), {
        name: event.place.name,
      });
      await changed({ event, actor }, 'channel renamed', { before, after });
    }),
    channelArchived: inWorkspace((event: EventOf<'channelArchived'>, actor) => gone(event, 'archived', actor)),
    channelRestored: inWorkspace(restored),
    channelDeleted: inWorkspace((event: EventOf<'channelDeleted'>, actor) => gone(event, 'deleted', actor)),
    channelIdChanged: inWorkspace(async (event: EventOf<'channelIdChanged'>, actor) => {
      const before = await known(event, actor.workspaceId);
      const after = await projects.moved(systemScope(actor.workspaceId), placeOf(event), event.newConversation);
      await changed({ event, actor }, 'channel moved', { before, after });
      if (after?.shared === true && isLinked(after) && after.audience === 'internal')
        await watch.stop(after, 'shared', event.from.name);
    }),
  };
}
