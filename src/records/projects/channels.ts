/** The channels that Rapport knows, their links to projects, and the stops of posting in them. */

import type { Scope } from '../../core/access.ts';
import type { Audience } from '../../core/message.ts';
import type { ConversationRef } from '../../core/platform.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { inEachLocale } from '../../ground/i18n.ts';
import { newId } from '../../ground/ids.ts';
import { type Channel, isLinked, type LinkedChannel } from './model.ts';
import type { ProjectRecords } from './records.ts';
import { audienceName, projectRecordTexts } from './texts.ts';

type Place = Pick<ConversationRef, 'platform' | 'tenant' | 'conversation'>;
export type BlockReason = NonNullable<Channel['blocked']>['reason'];

/** The filter for the channel of a place. */
export const channelAt = ({ conversation, platform, tenant }: Place) => ({ conversation, platform, tenant });

/** Creates the part of the project store for channels; see the methods. */
export function createChannels({ rows, clock }: { rows: ProjectRecords; clock: Clock }) {
  const { records, subjects, places, must } = rows;

  /** Records a channel that Rapport has joined, once; a later name wins. */
  async function remember(scope: Scope, place: Place & { readonly name: string }): Promise<Channel> {
    const known = await places(scope).findOneAndUpdate(channelAt(place), { $set: { name: place.name } });
    if (known !== undefined) return known;
    try {
      return await places(scope).insert({
        _id: newId(),
        workspaceId: scope.workspaceId,
        ...channelAt(place),
        former: [],
        name: place.name,
        state: 'open',
        shared: false,
      });
    } catch (error) {
      if (!isError(error, 'conflict')) throw error;
      return remember(scope, place);
    }
  }

  /** The refusal to link a channel again: its present link, its readers, and the way out. */
  async function linkedAlready(scope: Scope, there: LinkedChannel): Promise<RapportError> {
    const project = await records(scope).get(there.projectId);
    const about = { channel: there.name, project: project?.name ?? '', key: project?.key ?? '' };
    const forPeople = inEachLocale((locale) =>
      projectRecordTexts(locale).linkedAlready({ ...about, kind: audienceName(there.audience, locale).toLowerCase() }),
    );
    return new RapportError('conflict', 'channel is linked', { forPeople, field: 'channel' });
  }

  return {
    remember,
    /** A channel that Rapport has joined, linked or not. */
    channel: (scope: Scope, place: Place): Promise<Channel | undefined> => places(scope).findOne(channelAt(place)),
    channelById: (scope: Scope, id: string): Promise<Channel | undefined> => places(scope).get(id),
    /** Found only by its present or a former conversation id, for records without the platform and tenant. */
    byConversation: async (scope: Scope, conversation: string): Promise<Channel | undefined> =>
      (await places(scope).findOne({ conversation })) ?? places(scope).findOne({ former: conversation }),
    /** The channel that once had this id. */
    formerly: (scope: Scope, place: Place): Promise<Channel | undefined> =>
      places(scope).findOne({ platform: place.platform, tenant: place.tenant, former: place.conversation }),
    channelsNamed: (scope: Scope, name: string): Promise<Channel[]> => places(scope).find({ name }),
    /** A project's channels, in the order of linking. */
    async channelsOf(scope: Scope, projectId: string): Promise<LinkedChannel[]> {
      return (await places(scope).find({ projectId }, { sort: { linkedAt: 1, _id: 1 } })).filter(isLinked);
    },
    /** The channels of several projects by the project's id, each in the order of linking. */
    async channelsByProject(scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, LinkedChannel[]>> {
      const filter = { projectId: { $in: [...ids] } };
      const linked = (await places(scope).find(filter, { sort: { linkedAt: 1, _id: 1 } })).filter(isLinked);
      return new Map(ids.map((id) => [id, linked.filter(({ projectId }) => projectId === id)]));
    },
    allChannels: (scope: Scope): Promise<Channel[]> => places(scope).find({}, { sort: { name: 1 } }),
    /**
     * Links a channel to a project, also under concurrent requests. Commands check for outsiders before.
     * @throws RapportError `conflict` when the channel is linked already, or the project has such a channel on this
     * platform.
     */
    async link(
      scope: Scope<'manage' | 'start' | 'system'>,
      link: Place & {
        readonly name: string;
        readonly projectId: string;
        readonly audience: Audience;
        readonly by?: string | undefined;
      },
    ): Promise<LinkedChannel> {
      await must(scope, link.projectId);
      await remember(scope, link);
      let done: Channel | undefined;
      try {
        done = await places(scope).findOneAndUpdate(
          { ...channelAt(link), projectId: { $exists: false } },
          {
            $set: {
              projectId: link.projectId,
              audience: link.audience,
              state: 'open',
              linkedAt: clock.now(),
              ...(link.by === undefined ? {} : { linkedBy: link.by }),
            },
            $unset: { blocked: 1, unreadable: 1 },
          },
        );
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
        const other = (await places(scope).find({ projectId: link.projectId })).find(
          (one) => one.platform === link.platform && one.audience === link.audience,
        );
        const forPeople = inEachLocale((locale) =>
          projectRecordTexts(locale).hasSuchChannel({ channel: other?.name ?? '' }),
        );
        throw new RapportError('conflict', 'project has such a channel', { forPeople, field: 'channel', cause: error });
      }
      if (isLinked(done)) {
        const start = { _id: link.projectId, state: 'setup' };
        await subjects.change(scope, start, { $set: { state: 'active' } }, 'opened');
        return done;
      }
      const there = await places(scope).findOne(channelAt(link));
      if (!isLinked(there)) throw new RapportError('conflict', 'the channel changed meanwhile', { field: 'channel' });
      if (there.projectId === link.projectId && there.audience === link.audience) {
        // A new link assumes that the channel accepts posts.
        if (there.state !== 'open')
          await places(scope).findOneAndUpdate({ _id: there._id }, { $set: { state: 'open' } });
        return { ...there, state: 'open' };
      }
      throw await linkedAlready(scope, there);
    },
    linkedAlready,
    /** Ends a link; the channel stays recorded. */
    unlink: (scope: Scope<'manage' | 'system'>, id: string): Promise<Channel | undefined> =>
      places(scope).findOneAndUpdate(
        { _id: id },
        { $unset: { projectId: 1, audience: 1, linkedAt: 1, linkedBy: 1, blocked: 1, unreadable: 1 } },
      ),
    /** Stops posting in an internal channel. True only for the first caller, whose reason is stored. */
    async block(scope: Scope<'system'>, id: string, reason: BlockReason, who: string): Promise<boolean> {
      const stopped = await places(scope).findOneAndUpdate(
        { _id: id, audience: 'internal', blocked: { $exists: false } },
        { $set: { blocked: { reason, who, at: clock.now() } } },
      );
      return stopped !== undefined;
    },
    /** The stewards were told why posting stopped. */
    async markTold(scope: Scope<'system'>, id: string): Promise<void> {
      await places(scope).findOneAndUpdate(
        { _id: id, 'blocked.at': { $exists: true } },
        { $set: { 'blocked.toldAt': clock.now() } },
      );
    },
    /** The members of an internal channel cannot be read (`change`), or can be read again (undefined). */
    async markUnreadable(
      scope: Scope<'system'>,
      id: string,
      change: Partial<NonNullable<Channel['unreadable']>> | undefined,
    ): Promise<Channel | undefined> {
      if (change === undefined) return places(scope).findOneAndUpdate({ _id: id }, { $unset: { unreadable: 1 } });
      const set = Object.fromEntries(Object.entries(change).map(([name, value]) => [`unreadable.${name}`, value]));
      const there = change.since === undefined ? { 'unreadable.since': { $exists: true } } : {};
      return places(scope).findOneAndUpdate(
        { _id: id, audience: 'internal', ...there },
        change.since === undefined ? { $set: set } : { $set: { unreadable: change } },
      );
    },
    /** Resumes posting, after a check that no outsider is a member. */
    unblock: (scope: Scope<'manage' | 'start' | 'system'>, id: string): Promise<Channel | undefined> =>
      places(scope).findOneAndUpdate({ _id: id }, { $unset: { blocked: 1 }, $set: { shared: false } }),
    /** Records an event of the channel as the platform reports it. */
    happened: (
      scope: Scope<'system'>,
      place: Place,
      change: Partial<Pick<Channel, 'name' | 'state' | 'shared'>>,
    ): Promise<Channel | undefined> => places(scope).findOneAndUpdate(channelAt(place), { $set: change }),
    /** The platform gave the channel another id. */
    async moved(scope: Scope<'system'>, place: Place, conversation: string): Promise<Channel | undefined> {
      const now = { ...place, conversation };
      const heard = await places(scope).findOne(channelAt(now));
      if (heard !== undefined) {
        // Events under the new id came first: they belong to this channel. A channel that is linked by now is a
        // separate one.
        if (isLinked(heard)) return undefined;
        const news = { state: heard.state, ...(heard.shared ? { shared: true } : {}) };
        if ((await places(scope).findOneAndUpdate(channelAt(place), { $set: news })) === undefined) return undefined;
        await places(scope).deleteMany({ ...channelAt(now), projectId: { $exists: false } });
      }
      return places(scope).findOneAndUpdate(channelAt(place), {
        $set: { conversation },
        $addToSet: { former: place.conversation },
      });
    },
  };
}
