/** The actor and the setting of an event, found by its installation, its sender and its place. */

import { type Actor, doerId, type ProjectSummary, systemScope } from '../../core/access.ts';
import { whereOf } from '../../core/auditLog.ts';
import type { Directory } from '../../core/directory.ts';
import type { Audience } from '../../core/message.ts';
import type { ConversationRef, EventKind, InboundEvent, Place } from '../../core/platform.ts';
import { isZone } from '../../core/schedule/zone.ts';
import { type Locale, nearestLocale } from '../../ground/i18n.ts';
import type { Database } from '../../store/collection.ts';
import { type Person, standingOf } from '../people/model.ts';
import type { People } from '../people/store.ts';
import { type Channel, isLinked, type Project } from '../projects/model.ts';
import type { Projects } from '../projects/store.ts';
import type { Workspaces } from '../workspaces/store.ts';
import { locatingReads } from './locatingReads.ts';

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

/** Creates the part of the directory that locates events; see the method. */
export function createLocating({
  db,
  workspaces,
  people,
  projects,
  withManager,
}: {
  db: Pick<Database, 'readAhead'>;
  workspaces: Workspaces;
  people: People;
  projects: Projects;
  withManager: (project: Project) => Promise<{ readonly place: ProjectSummary }>;
}): Pick<Directory, 'locate'> {
  /** Records the people that our side mentions, without a role yet, so that they can be given a role or a reminder. */
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

  /** In a direct conversation with a contact: their client's project, if exactly one is active. */
  async function onlyProjectOf(person: Person): Promise<Project | undefined> {
    if (person.side !== 'client' || person.clientId === undefined) return undefined;
    const running = (await projects.ofClient(systemScope(person.workspaceId), person.clientId)).filter(
      (project) => project.state === 'active' || project.state === 'paused',
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
      await db.readAhead(locatingReads(event));
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
      const person = known?.person;
      const record = isLinked(channel)
        ? await projects.get(scope, channel.projectId)
        : person !== undefined && place?.kind === 'direct'
          ? await onlyProjectOf(person)
          : undefined;
      const found = record === undefined ? undefined : await withManager(record);
      // An unknown person in an internal channel is not the client's viewer: they have no standing until an admin gives
      // them a role.
      const standing = standingOf(
        person,
        isLinked(channel) && channel.audience === 'client' ? record?.clientId : undefined,
      );
      const placed = person !== undefined && person.leftAt === undefined && person.side !== 'unknown';
      const told = known?.identity;
      const locale: Locale =
        person?.locale ??
        (told?.platformLocale === undefined ? (record?.locale ?? 'en') : nearestLocale(told.platformLocale));
      const zone =
        person?.zone ??
        (told?.platformZone !== undefined && isZone(told.platformZone) ? told.platformZone : (record?.zone ?? 'UTC'));
      const actor: Actor = {
        workspaceId: home.workspaceId,
        personId: placed ? person._id : undefined,
        user,
        name: person?.name ?? from.name,
        locale,
        zone,
        standing,
      };
      if (
        person?.side === 'unknown' &&
        person.askedAt === undefined &&
        person.leftAt === undefined &&
        isLinked(channel) &&
        channel.audience === 'client' &&
        record !== undefined
      ) {
        const met = { ...scope, by: doerId({ personId: undefined, user }), from: whereOf({ installation, place }) };
        await people.needsPlace(met, person._id, record._id);
      }
      if (standing.side === 'ours') await introduce(scope, event);
      const audience = audienceOf(place, channel, standing);
      return {
        actor,
        setting: { installation, place, audience, project: found?.place, conversation: conversationIn(audience) },
      };
    },
  };
}
