import { systemScope } from '../../core/access.ts';
import type { Addressed, PostGate, Verdict } from '../../core/delivery/gate.ts';
import type { Directory } from '../../core/directory.ts';
import type { Tell } from '../../core/tell.ts';
import type { People } from '../../records/people/store.ts';
import { isLinked, type LinkedChannel, refOf } from '../../records/projects/model.ts';
import type { Projects } from '../../records/projects/store.ts';
import type { AudienceWatch } from './audience.ts';

const stop = (reason: string): Verdict => ({ verdict: 'stop', reason });
const wait = (channel: LinkedChannel): Verdict => ({
  verdict: 'wait',
  reason: `the members of #${channel.name} are unknown now`,
});

/**
 * Decides where a delivery may go at the time of sending. The state may have changed since it was written: the channel
 * was unlinked, moved or archived; a person from outside joined an internal channel; the person left; the project is
 * rehearsed or paused.
 */
export function createPostGate(deps: {
  projects: Projects;
  people: People;
  directory: Pick<Directory, 'stewards'>;
  tell: Pick<Tell, 'find'>;
  watch: AudienceWatch;
}): PostGate {
  const { projects, people, directory, tell, watch } = deps;

  /** Returns the readers of an internal channel: our side alone, people from outside too, or unknown. */
  async function readersOf(channel: LinkedChannel): Promise<'ours' | 'outsiders' | 'unknown'> {
    if (channel.blocked !== undefined) {
      await watch.tellStopped(channel);
      return 'outsiders';
    }
    const look = await watch.look(systemScope(channel.workspaceId, channel.projectId), channel);
    if (look.kind === 'unknown') {
      await watch.cannotSee(channel);
      return 'unknown';
    }
    await watch.sees(channel);
    if (look.kind === 'clear') return 'ours';
    await watch.stop(channel, look.reason, look.who);
    return 'outsiders';
  }

  /** Redirects a client message of a rehearsed project to our side: the internal channel, else the manager. */
  async function rehearse(delivery: Addressed, projectId: string, wouldHaveGone: string): Promise<Verdict> {
    const scope = systemScope(delivery.workspaceId, projectId);
    let unseen: LinkedChannel | undefined;
    for (const channel of await projects.channelsOf(scope, projectId)) {
      if (channel.audience !== 'internal' || channel.state !== 'open') continue;
      const readers = await readersOf(channel);
      if (readers === 'ours') return { verdict: 'redirect', to: refOf(channel, 'internal'), wouldHaveGone };
      if (readers === 'unknown') unseen = channel;
    }
    for (const personId of await directory.stewards(delivery.workspaceId, projectId)) {
      const reader = await tell.find({ workspaceId: delivery.workspaceId, personId, audience: 'internal' });
      if (reader !== undefined) return { verdict: 'redirect', to: reader.to, wouldHaveGone };
    }
    if (unseen !== undefined) return wait(unseen);
    return stop('rehearsal: neither an internal channel nor a manager can be reached');
  }

  return {
    async pass(delivery) {
      const scope = systemScope(delivery.workspaceId, delivery.projectId);
      const place = {
        platform: delivery.to.platform,
        tenant: delivery.to.tenant,
        conversation: delivery.to.conversation,
      };
      const channel = (await projects.channel(scope, place)) ?? (await projects.formerly(scope, place));
      const known =
        channel === undefined ? await people.byDirect(scope, place.platform, place.conversation) : undefined;

      if (known !== undefined) {
        if (known.identity.state === 'stopped' || known.person.leftAt !== undefined)
          return stop(`${known.person.name} has left`);
        if (delivery.to.audience === 'internal' && known.person.side !== 'ours')
          return stop(`${known.person.name} is not on our side`);
      }
      const projectId = delivery.projectId ?? channel?.projectId;
      const project = projectId === undefined ? undefined : await projects.get(scope, projectId);
      if (delivery.projectId !== undefined && project === undefined) return stop('the project is gone');
      if (project !== undefined && delivery.to.audience === 'client') {
        if (project.state === 'paused') return stop(`${project.key} is paused`);
        if (project.rehearsal)
          return rehearse(
            delivery,
            project._id,
            channel === undefined ? (known?.person.name ?? place.conversation) : `#${channel.name}`,
          );
      }
      // Neither a stored channel nor a known direct conversation: the readers are unknown. Client messages may go there,
      // internal ones may not.
      if (channel === undefined)
        return known === undefined && delivery.to.audience === 'internal'
          ? stop('nobody knows who reads there')
          : { verdict: 'go', to: delivery.to };
      if (channel.state !== 'open') return stop(`#${channel.name} is ${channel.state}`);
      if (!isLinked(channel)) return stop(`#${channel.name} is not linked any more`);
      if (delivery.projectId !== undefined && channel.projectId !== delivery.projectId)
        return stop(`#${channel.name} belongs to another project now`);
      if (channel.audience !== delivery.to.audience)
        return stop(`#${channel.name} is a ${channel.audience} channel now`);
      if (channel.audience === 'internal') {
        const readers = await readersOf(channel);
        if (readers === 'unknown') return wait(channel);
        if (readers === 'outsiders') return stop(`somebody from outside is in #${channel.name}`);
      }
      return { verdict: 'go', to: { ...delivery.to, conversation: channel.conversation } };
    },
  };
}
