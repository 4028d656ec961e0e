/** The channels that an actor may name, found by a mention, an id, a name or the place itself. */

import { type Actor, systemScope } from '../../core/access.ts';
import type { Setting } from '../../core/command.ts';
import type { Directory } from '../../core/directory.ts';
import type { ChannelChoice, Parsed } from '../../core/form.ts';
import { type Channel, isLinked } from '../projects/model.ts';
import type { Projects } from '../projects/store.ts';
import { problem, SEVERAL } from './problem.ts';

const HERE = new Set(['here', 'this', '这里', '此处', '本频道']);
/** The readers of the place: in a channel, the channel itself. */
const US = new Set(['us', 'everyone', 'everybody', '我们', '咱们', '大家', '各位', '所有人']);

/** Creates the part of the directory that finds channels; see the method. */
export function createFindingChannels({ projects }: { projects: Projects }): Pick<Directory, 'findChannel'> {
  /** Our side may name every channel; a contact only their own client's open ones. */
  async function mayNameChannels(actor: Actor): Promise<(channel: Channel) => boolean> {
    const { standing } = actor;
    if (standing.side === 'ours') return () => true;
    if (standing.clientId === undefined) return () => false;
    const theirs = new Set(
      (await projects.ofClient(systemScope(actor.workspaceId), standing.clientId)).map((project) => project._id),
    );
    return (channel) => isLinked(channel) && channel.audience === 'client' && theirs.has(channel.projectId);
  }

  async function onlyNamed(
    workspaceId: string,
    name: string,
    near: { platform: string; tenant: string },
  ): Promise<Channel | undefined> {
    const named = await projects.channelsNamed(systemScope(workspaceId), name);
    const close = named.filter((channel) => channel.platform === near.platform && channel.tenant === near.tenant);
    return close.length === 1 ? close[0] : named.length === 1 ? named[0] : undefined;
  }

  function choiceOf(channel: Channel): ChannelChoice {
    return {
      conversation: channel.conversation,
      platform: channel.platform,
      tenant: channel.tenant,
      name: channel.name,
      projectId: channel.projectId,
      audience: channel.audience,
    };
  }

  return {
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
      // Our side can name a channel that Rapport has not joined.
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
  };
}
