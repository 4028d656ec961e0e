/** The routes to people, channels and projects: the conversation in which to reach each. */

import { systemScope } from '../../core/access.ts';
import type { Reach, Routes, Unreachable } from '../../core/directory.ts';
import type { Audience } from '../../core/message.ts';
import type { Platforms } from '../../core/platform.ts';
import { nearestLocale } from '../../ground/i18n.ts';
import type { People } from '../people/store.ts';
import type { PersonClocks } from '../personClock.ts';
import { isLinked, type LinkedChannel, type Project, refOf } from '../projects/model.ts';
import type { Projects } from '../projects/store.ts';
import type { Workspaces } from '../workspaces/store.ts';

/** Creates the part of the directory that routes messages; see the methods. */
export function createRoutes({
  workspaces,
  people,
  projects,
  platforms,
  personClock,
}: {
  workspaces: Workspaces;
  people: People;
  projects: Projects;
  platforms: Platforms;
  personClock: PersonClocks;
}): Routes {
  async function reachPerson(
    workspaceId: string,
    personId: string,
    { except }: { readonly except?: string } = {},
  ): Promise<Reach | Unreachable> {
    const scope = systemScope(workspaceId);
    const person = await people.get(scope, personId);
    if (person === undefined) return { unreachable: 'unknown' };
    if (person.leftAt !== undefined || person.goneAt !== undefined) return { unreachable: 'left' };
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
      const [home, zone] = await Promise.all([
        workspaces.get(scope),
        personClock.zoneOf(scope, { person, identities }),
      ]);
      return {
        to: { platform, tenant: via, conversation: direct, audience: person.side === 'ours' ? 'internal' : 'client' },
        name: person.name,
        locale:
          person.locale ??
          (one.platformLocale === undefined ? (home?.locale ?? 'en') : nearestLocale(one.platformLocale)),
        zone: zone ?? 'UTC',
      };
    }
    return isRefused ? { unreachable: 'noIdentity', refused: true } : { unreachable: 'noIdentity' };
  }

  function reachOf<A extends Audience>(channel: LinkedChannel, project: Project, audience: A): Reach<A> {
    return { to: refOf(channel, audience), name: `#${channel.name}`, locale: project.locale, zone: project.zone };
  }

  return {
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
  };
}
