import { type Actor, doerId, may, type ProjectSummary, systemScope } from '../core/access.ts';
import { whereOf } from '../core/auditLog.ts';
import type { Setting } from '../core/command.ts';
import type { Directory, Reach, Routes, Unreachable } from '../core/directory.ts';
import type { ChannelChoice, FieldProblem, Parsed, PersonChoice } from '../core/form.ts';
import type { Audience } from '../core/message.ts';
import type { ConversationRef, EventKind, InboundEvent, Place, Platforms } from '../core/platform.ts';
import { isZone } from '../core/schedule/zone.ts';
import type { Clock } from '../ground/clock.ts';
import { type Locale, nearestLocale } from '../ground/i18n.ts';
import { createManaged } from './managed.ts';
import { isAway, nameKey, type Person, standingOf } from './people/model.ts';
import type { People } from './people/store.ts';
import type { PersonClocks } from './personClock.ts';
import {
  type Channel,
  isLinked,
  type LinkedChannel,
  type Project,
  projectCalled,
  refOf,
  summaryOf,
} from './projects/model.ts';
import type { Projects } from './projects/store.ts';
import type { Workspaces } from './workspaces/store.ts';

const problem = (
  code: FieldProblem['code'],
  parameters: FieldProblem['parameters'] = {},
): { ok: false; problem: FieldProblem } => ({
  ok: false,
  problem: { code, parameters },
});
const ME = new Set(['me', 'myself', '我', '自己', '本人']);
const HERE = new Set(['here', 'this', '这里', '此处', '本频道']);
/** Those who read along in the place: in a channel, the channel. */
const US = new Set(['us', 'everyone', 'everybody', '我们', '咱们', '大家', '各位', '所有人']);
/** The separators in a value with several names. */
const SEVERAL = /[,，、]/u;

/** Events in which a person acts: only these record a person. */
const DEEDS: ReadonlySet<EventKind> = new Set([
  'command',
  'mention',
  'directMessage',
  'action',
  'formSubmit',
  'messageShortcut',
  'globalShortcut',
  'homeOpened',
  'memberJoined',
]);

/**
 * People and places, from workspaces, people and projects. An event costs a few look-ups by unique key, in three steps:
 * the installation; then person and channel; then project and manager.
 */
export function createDirectory(deps: {
  clock: Clock;
  workspaces: Workspaces;
  people: People;
  projects: Projects;
  platforms: Platforms;
  personClock: PersonClocks;
}): Directory & Routes {
  const { clock, workspaces, people, projects, platforms, personClock } = deps;

  async function withManager(
    project: Project,
  ): Promise<{ project: Project; manager: Person | undefined; place: ProjectSummary }> {
    const manager = await people.get(systemScope(project.workspaceId), project.managerId);
    return { project, manager, place: summaryOf(project, manager) };
  }

  async function project(workspaceId: string, projectId: string): Promise<ProjectSummary | undefined> {
    const row = await projects.get(systemScope(workspaceId, projectId), projectId);
    return row === undefined ? undefined : (await withManager(row)).place;
  }
  const managed = createManaged({ people, projects, clock });

  /** The project's manager, the cover while they are away, and the admins where neither is there. */
  async function stewards(workspaceId: string, projectId: string | undefined): Promise<readonly string[]> {
    const scope = systemScope(workspaceId, projectId);
    const project = projectId === undefined ? undefined : await projects.get(scope, projectId);
    const manager = project === undefined ? undefined : await people.get(scope, project.managerId);
    if (manager !== undefined && manager.leftAt === undefined) {
      const coverId = isAway(manager, clock.now()) ? manager.away?.coverId : undefined;
      const cover = coverId === undefined ? undefined : await people.get(scope, coverId);
      return [cover !== undefined && cover.leftAt === undefined ? cover._id : manager._id];
    }
    return (await people.admins(scope)).map((admin) => admin._id);
  }

  async function reachPerson(
    workspaceId: string,
    personId: string,
    { except }: { readonly except?: string } = {},
  ): Promise<Reach | Unreachable> {
    const scope = systemScope(workspaceId);
    const who = await people.get(scope, personId);
    if (who === undefined) return { unreachable: 'unknown' };
    if (who.leftAt !== undefined || who.goneAt !== undefined) return { unreachable: 'left' };
    let isRefused = false;
    const identities = await people.identitiesOf(scope, personId);
    for (const one of identities) {
      const { platform, tenant, user, via } = one;
      if (
        one.state !== 'active' ||
        one.goneAt !== undefined ||
        platform === undefined ||
        tenant === undefined ||
        user === undefined ||
        via === undefined
      )
        continue;
      let direct = one.direct;
      if (direct === undefined) {
        const opened = await platforms.get(platform)?.openDirect({ platform, tenant: via }, { platform, tenant, user });
        isRefused ||= opened !== undefined && 'unreachable' in opened;
        if (opened === undefined || 'unreachable' in opened) continue;
        direct = opened.conversation;
        await people.keepDirect(scope, one._id, direct);
      }
      if (direct === except) continue;
      const [home, zone] = await Promise.all([workspaces.get(scope), personClock.zoneOf(scope, { who, identities })]);
      return {
        to: { platform, tenant: via, conversation: direct, audience: who.side === 'ours' ? 'internal' : 'client' },
        name: who.name,
        locale:
          who.locale ?? (one.platformLocale === undefined ? (home?.locale ?? 'en') : nearestLocale(one.platformLocale)),
        zone: zone ?? 'UTC',
      };
    }
    return isRefused ? { unreachable: 'noIdentity', refused: true } : { unreachable: 'noIdentity' };
  }

  function reachOf<A extends Audience>(channel: LinkedChannel, project: Project, audience: A): Reach<A> {
    return { to: refOf(channel, audience), name: `#${channel.name}`, locale: project.locale, zone: project.zone };
  }

  /**
   * Whom our side mentions is on record from then on, placed by nobody yet, so that they can be given a role or
   * reminded.
   */
  async function introduce(
    scope: ReturnType<typeof systemScope>,
    { mentioned = [], installation }: InboundEvent,
  ): Promise<void> {
    for (const { user, tenant, name, locale, zone, gone } of mentioned) {
      const someone = { platform: installation.platform, tenant, user };
      const known = await people.byUser(scope, someone);
      if (known === undefined || (gone === true) !== (known.person.goneAt !== undefined))
        await people.see(scope, { ...someone, via: installation.tenant, name, locale, zone, gone });
    }
  }

  /** In a direct conversation with a contact: their client's project, when there is exactly one that runs. */
  async function onlyProjectOf(who: Person): Promise<Project | undefined> {
    if (who.side !== 'client' || who.clientId === undefined) return undefined;
    const running = (await projects.ofClient(systemScope(who.workspaceId), who.clientId)).filter(
      (one) => one.state === 'active' || one.state === 'paused',
    );
    return running.length === 1 ? running[0] : undefined;
  }

  /**
   * The audience of a place. An internal channel counts as the client's while an outsider is a member, or while its
   * members are unknown for minutes.
   */
  function audienceOf(place: Place | undefined, channel: Channel | undefined, standing: Actor['standing']): Audience {
    if (place === undefined || place.kind === 'direct') return standing.side === 'ours' ? 'internal' : 'client';
    return isLinked(channel) &&
      channel.audience === 'internal' &&
      channel.blocked === undefined &&
      channel.unreadable?.toldAt === undefined &&
      !channel.shared
      ? 'internal'
      : 'client';
  }

  return {
    async locate(event: InboundEvent) {
      const { from, installation } = event;
      const place = 'place' in event ? event.place : undefined;
      const conversationIn = (audience: Audience): ConversationRef | undefined =>
        place === undefined
          ? undefined
          : { ...installation, conversation: place.conversation, thread: place.thread, audience };
      const home = await workspaces.byInstallation(installation);
      if (home === undefined) {
        return {
          actor: undefined,
          setting: {
            installation,
            place,
            audience: 'client',
            project: undefined,
            conversation: conversationIn('client'),
          },
        };
      }
      const scope = systemScope(home.workspaceId);
      const user = { platform: installation.platform, tenant: from.tenant, user: from.user };
      const isBot = 'bot' in event && event.bot;
      const [known, channel] = await Promise.all([
        // The bot is not recorded as a contact.
        isBot
          ? undefined
          : !DEEDS.has(event.kind)
            ? people.byUser(scope, user)
            : people.see(scope, {
                ...user,
                via: installation.tenant,
                name: from.name,
                locale: from.locale,
                zone: from.zone,
                direct: place?.kind === 'direct' ? place.conversation : undefined,
              }),
        place === undefined || place.kind === 'direct'
          ? undefined
          : projects.channel(scope, { ...installation, conversation: place.conversation }),
      ]);
      const who = known?.person;
      const record = isLinked(channel)
        ? await projects.get(scope, channel.projectId)
        : who !== undefined && place?.kind === 'direct'
          ? await onlyProjectOf(who)
          : undefined;
      const found = record === undefined ? undefined : await withManager(record);
      // An unknown person in an internal channel is not the client's viewer: they have no standing until an admin gives
      // them a role.
      const standing = standingOf(
        who,
        isLinked(channel) && channel.audience === 'client' ? record?.clientId : undefined,
      );
      const placed = who !== undefined && who.leftAt === undefined && who.side !== 'unknown';
      const told = known?.identity;
      const locale: Locale =
        who?.locale ??
        (told?.platformLocale === undefined ? (record?.locale ?? 'en') : nearestLocale(told.platformLocale));
      const zone =
        who?.zone ??
        (told?.platformZone !== undefined && isZone(told.platformZone) ? told.platformZone : (record?.zone ?? 'UTC'));
      const actor: Actor = {
        workspaceId: home.workspaceId,
        personId: placed ? who._id : undefined,
        user,
        name: who?.name ?? from.name,
        locale,
        zone,
        standing,
      };
      if (
        who?.side === 'unknown' &&
        who.askedAt === undefined &&
        who.leftAt === undefined &&
        isLinked(channel) &&
        channel.audience === 'client' &&
        record !== undefined
      ) {
        const met = { ...scope, by: doerId({ personId: undefined, user }), from: whereOf({ installation, place }) };
        await people.needsPlace(met, who._id, record._id);
      }
      if (standing.side === 'ours') await introduce(scope, event);
      const audience = audienceOf(place, channel, standing);
      return {
        actor,
        setting: { installation, place, audience, project: found?.place, conversation: conversationIn(audience) },
      };
    },

    async findPerson(actor: Actor, token: string): Promise<Parsed<PersonChoice>> {
      const scope = systemScope(actor.workspaceId);
      // A name of several words may come in its quotation marks.
      const typed = token.trim().replace(/^["“”「『](.+)["“”」』]$/u, '$1');
      const chosen = (one: Person): Parsed<PersonChoice> =>
        one.goneAt === undefined
          ? { ok: true, value: { personId: one._id, name: one.name } }
          : problem('accountGone', { name: one.name });
      /** Our side learns who has left; for others the person is unknown. */
      const notThere = (one: Person | undefined): Parsed<PersonChoice> =>
        one?.leftAt !== undefined && one.mergedInto === undefined && actor.standing.side === 'ours'
          ? problem('hasLeft', { name: one.name })
          : problem('unknownPerson', { name: typed });
      if (ME.has(typed.replace(/^@/, '').toLowerCase())) {
        return actor.personId === undefined
          ? problem('unknownPerson', { name: actor.name })
          : { ok: true, value: { personId: actor.personId, name: actor.name } };
      }
      const namable = await whoMayBeNamed(actor);
      const mention = /^<@([^|>]+)(?:\|[^>]*)?>$/.exec(typed)?.[1];
      if (mention !== undefined) {
        // A mention names a user of the place's platform; their tenant is not in it, so that all of that user id are
        // looked at.
        const [tenant, user] = mention.includes('/')
          ? (mention.split('/') as [string, string])
          : [actor.user.tenant, mention];
        const known =
          (await people.byUser(scope, { platform: actor.user.platform, tenant, user })) ??
          (await people.byUserId(scope, actor.user.platform, user));
        return known !== undefined && namable(known.person) ? chosen(known.person) : notThere(known?.person);
      }
      const byId = /^[0-9a-f]{24}$/.test(typed) ? await people.get(scope, typed) : undefined;
      if (byId !== undefined) return namable(byId) ? chosen(byId) : notThere(byId);
      const exact = (await people.named(scope, typed)).filter(namable);
      const key = nameKey(typed);
      const found =
        exact.length > 0 || key === ''
          ? exact
          : (await people.all(scope)).filter(
              (one) => namable(one) && (one.nameKey.startsWith(key) || one.nameKey.split(' ').includes(key)),
            );
      const [only] = found;
      if (only === undefined && SEVERAL.test(typed)) return problem('oneAtATime');
      if (only === undefined) return notThere((await people.leftNamed(scope, typed))[0]);
      return found.length === 1
        ? chosen(only)
        : problem('ambiguousPerson', {
            name: typed,
            names: found
              .map((one) => one.name)
              .slice(0, 5)
              .join(', '),
          });
    },

    async namesLike(actor, words) {
      const said = nameKey(words);
      const namable = await whoMayBeNamed(actor);
      const mayBe = (one: Person) => {
        const [first = ''] = one.nameKey.split(' ');
        // 王小明 is called 小明, too.
        const given = /^\p{Script=Han}{3,4}$/u.test(one.nameKey) ? one.nameKey.slice(-2) : first;
        return first !== '' && (said.includes(first) || said.includes(given));
      };
      return (await people.all(systemScope(actor.workspaceId)))
        .filter((one) => namable(one) && mayBe(one))
        .map(({ name }) => name);
    },

    async findChannel(actor: Actor, setting: Setting, token: string): Promise<Parsed<ChannelChoice>> {
      const scope = systemScope(actor.workspaceId);
      const typed = token.trim();
      const reading = /^<#([^|>]+)(?:\|([^>]*))?>$/.exec(typed);
      const bare = typed.replace(/^#/, '');
      const { installation, place } = setting;
      const isUs = US.has(bare.toLowerCase());
      const here = isUs || HERE.has(bare.toLowerCase()) ? place : undefined;
      if (isUs && (here === undefined || here.kind === 'direct')) return problem('whichChannel');
      if (here !== undefined && here.kind === 'direct') return problem('unknownChannel', { name: typed });
      if (SEVERAL.test(bare)) return problem('oneAtATime');
      const conversation = reading?.[1] ?? here?.conversation;
      const known =
        conversation === undefined
          ? ((await projects.byConversation(scope, bare)) ?? (await onlyNamed(scope.workspaceId, bare, installation)))
          : await projects.channel(scope, { ...installation, conversation });
      const mine = await mayNameChannels(actor);
      if (known !== undefined)
        return mine(known) ? { ok: true, value: choiceOf(known) } : problem('unknownChannel', { name: typed });
      // A channel that Rapport has not been brought into can still be pointed at, by our side.
      if (conversation === undefined || actor.standing.side !== 'ours')
        return problem('unknownChannel', { name: typed });
      const name = reading?.[2] || here?.name || conversation;
      return {
        ok: true,
        value: {
          conversation,
          platform: installation.platform,
          tenant: installation.tenant,
          name,
          projectId: undefined,
          audience: undefined,
        },
      };
    },

    project,
    async findProject(actor, token) {
      const { standing, workspaceId } = actor;
      const scope = systemScope(workspaceId);
      if (standing.side === 'ours') {
        const row = await projects.find(scope, token);
        return row === undefined ? undefined : (await withManager(row)).place;
      }
      // Another client's project is never read: it takes as long as one that does not exist.
      const theirs = standing.clientId === undefined ? [] : await projects.ofClient(scope, standing.clientId);
      const row = projectCalled(theirs, token);
      return row === undefined ? undefined : (await withManager(row)).place;
    },
    async projectsFor(actor, permission) {
      const { standing, workspaceId, personId } = actor;
      const scope = systemScope(workspaceId);
      const rows = may(actor, permission, undefined, clock.now())
        ? standing.side === 'ours'
          ? await projects.all(scope)
          : await projects.ofClient(scope, standing.clientId ?? '')
        : permission === 'manage' && standing.side === 'ours' && personId !== undefined
          ? await managed(workspaceId, personId)
          : [];
      return rows
        .filter(({ state }) => state !== 'closed')
        .map(({ _id, key, name }) => ({ projectId: _id, key, name }))
        .sort((a, b) => (a.key < b.key ? -1 : 1));
    },

    reachPerson,
    async reachChannel(workspaceId, conversation) {
      const scope = systemScope(workspaceId);
      const channel = await projects.byConversation(scope, conversation);
      if (!isLinked(channel)) return { unreachable: 'unknown' };
      if (channel.state !== 'open') return { unreachable: 'noChannel' };
      if (channel.blocked !== undefined) return { unreachable: 'outsiderInside' };
      const project = await projects.get(scope, channel.projectId);
      return project === undefined
        ? { unreachable: 'unknown' }
        : { ...reachOf(channel, project, channel.audience), projectId: project._id };
    },
    async reachProject(workspaceId, projectId, audience) {
      const scope = systemScope(workspaceId, projectId);
      const project = await projects.get(scope, projectId);
      if (project === undefined) return { unreachable: 'unknown' };
      const open = (await projects.channelsOf(scope, projectId)).filter(
        (one) => one.audience === audience && one.state === 'open',
      );
      const usable = open.find((one) => one.blocked === undefined);
      if (usable === undefined) return { unreachable: open.length > 0 ? 'outsiderInside' : 'noChannel' };
      return reachOf(usable, project, audience);
    },
    async placed(workspaceId, { platform, conversation }) {
      const scope = systemScope(workspaceId);
      const channel = await projects.byConversation(scope, conversation);
      if (channel !== undefined) return { kind: 'channel', name: `#${channel.name}` };
      const person = (await people.byDirect(scope, platform, conversation))?.person;
      return person === undefined
        ? undefined
        : { kind: 'direct', personId: person._id, name: person.name, isOurs: person.side === 'ours' };
    },
    stewards,
  };

  /** Our side may name everybody; a contact the people of their own client and the managers of its projects. */
  async function whoMayBeNamed(actor: Actor): Promise<(one: Person) => boolean> {
    const { standing } = actor;
    if (standing.side === 'ours') return (one) => one.leftAt === undefined;
    if (standing.clientId === undefined) return () => false;
    const managers = new Set(
      (await projects.ofClient(systemScope(actor.workspaceId), standing.clientId)).map((one) => one.managerId),
    );
    return (one) =>
      one.leftAt === undefined &&
      ((one.side === 'client' && one.clientId === standing.clientId) || managers.has(one._id));
  }

  /** Our side may name every channel; a contact their own client's open ones. */
  async function mayNameChannels(actor: Actor): Promise<(one: Channel) => boolean> {
    const { standing } = actor;
    if (standing.side === 'ours') return () => true;
    if (standing.clientId === undefined) return () => false;
    const theirs = new Set(
      (await projects.ofClient(systemScope(actor.workspaceId), standing.clientId)).map((one) => one._id),
    );
    return (one) => isLinked(one) && one.audience === 'client' && theirs.has(one.projectId);
  }

  async function onlyNamed(
    workspaceId: string,
    name: string,
    near: { platform: string; tenant: string },
  ): Promise<Channel | undefined> {
    const named = await projects.channelsNamed(systemScope(workspaceId), name);
    const close = named.filter((one) => one.platform === near.platform && one.tenant === near.tenant);
    return close.length === 1 ? close[0] : named.length === 1 ? named[0] : undefined;
  }

  function choiceOf(one: Channel): ChannelChoice {
    return {
      conversation: one.conversation,
      platform: one.platform,
      tenant: one.tenant,
      name: one.name,
      projectId: one.projectId,
      audience: one.audience,
    };
  }
}
