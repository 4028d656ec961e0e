import { systemScope } from '../../core/access.ts';
import type { Outbox } from '../../core/delivery/outbox.ts';
import type { Directory } from '../../core/directory.ts';
import type { Locale } from '../../core/i18n.ts';
import { type Message, openForm } from '../../core/message.ts';
import type { EventOf } from '../../core/platform.ts';
import type { EventContext, Slice } from '../../core/slice.ts';
import type { Clients } from '../clients/index.ts';
import type { People } from '../people/index.ts';
import type { AudienceWatch } from './audience.ts';
import { type Calendars, holidays } from './calendar.ts';
import { projectCommands, projectThing } from './commands.ts';
import { projectsDay } from './day.ts';
import { guessFromChannel } from './guess.ts';
import { holidayCommands, holidayThing } from './holidayCommands.ts';
import { linkCommands, linkThing, rehearsalThing, setupThing, unlinkThing } from './linkCommands.ts';
import { goneCard, joinedCard, lines } from './messages.ts';
import { type Channel, isLinked, type Project } from './model.ts';
import { channels, counters, importDrafts, type Projects, projects as projectRecords } from './store.ts';
import { projectTexts } from './texts.ts';

export interface ProjectSliceDeps {
  readonly projects: Projects;
  readonly clients: Clients;
  readonly people: People;
  readonly calendars: Calendars;
  readonly directory: Directory;
  readonly outbox: Outbox;
  readonly watch: AudienceWatch;
  /** The projects that somebody runs now. */
  readonly managed: (workspaceId: string, personId: string) => Promise<readonly Project[]>;
  /** The workspace's own language and zone: where a guess has nothing better. */
  readonly home: (workspaceId: string) => Promise<{ readonly locale: Locale; readonly zone: string }>;
}

/** Projects: commands, and what happens when a channel does. */
export function projectsSlice(deps: ProjectSliceDeps): Slice {
  const { projects, people, directory, outbox, watch } = deps;

  async function tell(workspaceId: string, personIds: readonly string[], key: string, make: (locale: Locale) => Message<'internal'>): Promise<void> {
    for (const personId of personIds) {
      const reach = await directory.reachPerson(workspaceId, personId);
      if ('unreachable' in reach || reach.to.audience !== 'internal') continue;
      const to = { ...reach.to, audience: 'internal' as const };
      await outbox.enqueue({ key: `${key}:${personId}`, workspaceId, to, message: make(reach.locale), locale: reach.locale, zone: reach.zone });
    }
  }
  const placeOf = (event: Parameters<typeof nameOf>[0]) => ({ ...event.installation, conversation: event.place.conversation });
  const nameOf = (
    event: EventOf<'memberJoined' | 'channelRenamed' | 'channelArchived' | 'channelDeleted' | 'channelShared' | 'channelIdChanged' | 'memberLeft'>,
  ) => event.place.name ?? event.place.conversation;

  /** Rapport is in a new channel: nothing is said there; whoever brought it gets a card, or the admins where that is nobody of ours. */
  async function joined(event: EventOf<'memberJoined'>, workspaceId: string): Promise<void> {
    const scope = systemScope(workspaceId);
    const channel = await projects.remember(scope, { ...placeOf(event), name: nameOf(event) });
    await projects.happened(scope, channel, { state: 'open' });
    if (isLinked(channel)) return;
    const { platform, tenant } = event.installation;
    const by =
      event.by === undefined
        ? undefined
        : ((await people.byUser(scope, { platform, tenant, user: event.by })) ?? (await people.byUserId(scope, platform, event.by)));
    const ours = by?.person.side === 'ours' && by.person.leftAt === undefined ? by : undefined;
    const home = await deps.home(workspaceId);
    const zone = ours?.person.zone ?? ours?.identity.platformZone;
    const guess = guessFromChannel(channel.name, { zone, workspaceZone: home.zone, workspaceLocale: home.locale });
    const readers = ours === undefined ? (await people.admins(scope)).map((one) => one._id) : [ours.person._id];
    await tell(workspaceId, readers, `setup:${event.id}`, (locale) => joinedCard({ channel, guess }, locale));
  }

  async function gone(
    event: EventOf<'channelArchived' | 'channelDeleted' | 'memberLeft'>,
    what: 'archived' | 'deleted' | 'left',
    workspaceId: string,
  ): Promise<void> {
    const scope = systemScope(workspaceId);
    const channel = await projects.happened(scope, placeOf(event), { state: what });
    if (!isLinked(channel)) return;
    const project = await projects.get(scope, channel.projectId);
    const stewards = await directory.stewards(workspaceId, channel.projectId);
    await tell(workspaceId, stewards, `gone:${event.id}`, (locale) => goneCard({ channel, what, projectKey: project?.key ?? '' }, locale));
  }

  async function linkedHere(event: Parameters<typeof nameOf>[0], workspaceId: string): Promise<Channel | undefined> {
    const channel = await projects.channel(systemScope(workspaceId), placeOf(event));
    if (channel !== undefined) watch.forget(channel._id);
    return channel;
  }

  const inWorkspace =
    <E>(react: (event: E, workspaceId: string) => Promise<void>) =>
    async (event: E, { actor }: EventContext): Promise<undefined> => {
      if (actor !== undefined) await react(event, actor.workspaceId);
    };

  people.onLeft(async (scope, left) => {
    if (left.side !== 'ours') return;
    const admins = (await people.admins(scope)).map((one) => one._id);
    for (const project of await projects.ofManager(scope, left._id)) {
      await tell(scope.workspaceId, admins, `lost:${project._id}:${left._id}`, (locale) => {
        const texts = projectTexts(locale);
        const payload = openForm('project assign', { project: project.key });
        return lines(
          'internal',
          [texts.lost({ project: project.name, name: left.name })],
          [{ kind: 'button', label: texts.handOver(), style: 'primary', payload }],
        );
      });
    }
  });

  return {
    name: 'projects',
    things: [projectThing, setupThing, linkThing, unlinkThing, rehearsalThing, holidayThing],
    commands: [...projectCommands(deps), ...linkCommands(deps), ...holidayCommands(deps)],
    jobs: [],
    collections: [projectRecords, channels, counters, importDrafts, holidays],
    day: projectsDay(deps),
    on: {
      memberJoined: inWorkspace(async (event: EventOf<'memberJoined'>, workspaceId) => {
        if (event.bot) return joined(event, workspaceId);
        const channel = await linkedHere(event, workspaceId);
        if (!isLinked(channel) || channel.audience !== 'internal') return;
        const known = await people.byUser(systemScope(workspaceId), {
          platform: event.installation.platform,
          tenant: event.from.tenant,
          user: event.from.user,
        });
        if (event.from.outsider) await watch.stop(channel, 'outsider', known?.person.name ?? event.from.name);
        else if (known?.person.side === 'client') await watch.stop(channel, 'contact', known.person.name);
      }),
      memberLeft: inWorkspace(async (event: EventOf<'memberLeft'>, workspaceId) => {
        if (event.bot) await gone(event, 'left', workspaceId);
        else await linkedHere(event, workspaceId);
      }),
      channelShared: inWorkspace(async (event: EventOf<'channelShared'>, workspaceId) => {
        const channel = await projects.happened(systemScope(workspaceId), placeOf(event), { shared: true });
        if (isLinked(channel) && channel.audience === 'internal') await watch.stop(channel, 'shared', event.from.name);
      }),
      channelRenamed: inWorkspace(async (event: EventOf<'channelRenamed'>, workspaceId) => {
        if (event.place.name !== undefined) await projects.happened(systemScope(workspaceId), placeOf(event), { name: event.place.name });
      }),
      channelArchived: inWorkspace((event: EventOf<'channelArchived'>, workspaceId) => gone(event, 'archived', workspaceId)),
      channelDeleted: inWorkspace((event: EventOf<'channelDeleted'>, workspaceId) => gone(event, 'deleted', workspaceId)),
      channelIdChanged: inWorkspace(async (event: EventOf<'channelIdChanged'>, workspaceId) => {
        await projects.moved(systemScope(workspaceId), placeOf(event), event.newConversation);
      }),
    },
  };
}
