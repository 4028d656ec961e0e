import type { Scope } from '../../core/access.ts';
import type { History } from '../../core/history/history.ts';
import { defineSubject, pendingIndex } from '../../core/history/subject.ts';
import { erasedMark, keptCollection } from '../../core/kept.ts';
import type { Audience } from '../../core/message.ts';
import type { ConversationRef } from '../../core/platform.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { inEachLocale, type Locale } from '../../ground/i18n.ts';
import { newId } from '../../ground/ids.ts';
import type { Database } from '../../store/collection.ts';
import { guessKey, readKey } from '../clients/model.ts';
import {
  type Channel,
  channel,
  counter,
  DEFAULT_HOURS,
  importDraft,
  isLinked,
  type LinkedChannel,
  type Project,
  project,
  projectCalled,
} from './model.ts';
import { audienceName, projectRecordTexts } from './texts.ts';

export const projects = keptCollection({
  name: 'projects',
  model: project,
  tenancy: 'workspace',
  remembered: true,
  indexes: [
    { keys: { workspaceId: 1, key: 1 }, unique: true },
    { keys: { workspaceId: 1, clientId: 1 } },
    { keys: { workspaceId: 1, managerId: 1 } },
    pendingIndex,
  ],
  retention: { kept: 'the record of a project' },
  person: {
    title: { en: 'Projects that they run', 'zh-CN': '由此人负责的项目' },
    find: ({ personIds }) => ({ managerId: { $in: [...personIds] } }),
    export: ({ key, name, state }) => ({ key, name, state }),
    erase: () => undefined,
    stays: { en: 'they stay, and need another manager', 'zh-CN': '项目保留，需要移交给其他负责人' },
  },
});
/** `opened`: its first channel is linked. */
export const projectSubject = defineSubject({
  kind: 'project',
  collection: projects,
  events: ['created', 'changed', 'managerAssigned', 'opened'],
  told: ['clientId', 'key', 'managerId', 'locale', 'zone', 'country', 'hours', 'state', 'rehearsal'],
  marks: [],
});
export const channels = keptCollection({
  name: 'channels',
  model: channel,
  tenancy: 'workspace',
  remembered: true,
  indexes: [
    { keys: { workspaceId: 1, conversation: 1, platform: 1, tenant: 1 }, unique: true },
    // One client channel and one internal channel per platform.
    {
      keys: { workspaceId: 1, projectId: 1, audience: 1, platform: 1 },
      unique: true,
      where: { projectId: { $exists: true } },
    },
  ],
  retention: { kept: 'which channel belongs to which project' },
  person: {
    title: { en: 'Channels that were stopped because of them', 'zh-CN': '因此人而停止发送的频道' },
    find: ({ name }) => ({ 'blocked.who': name }),
    export: () => undefined,
    erase: (_row, subject) => ({ $set: { 'blocked.who': erasedMark(subject) } }),
    stays: { en: 'the channel stays, without the name', 'zh-CN': '频道保留，姓名将被清除' },
  },
});
export const counters = keptCollection({
  name: 'counters',
  model: counter,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, projectId: 1, kind: 1, audience: 1 }, unique: true }],
  retention: { kept: 'numbers that were given are never given again' },
  person: { none: 'numbers' },
});
export const importDrafts = keptCollection({
  name: 'importDrafts',
  model: importDraft,
  tenancy: 'workspace',
  indexes: [{ keys: { workspaceId: 1, personId: 1 } }, { keys: { createdAt: 1 } }],
  retention: { by: 'createdAt', days: 30 },
  person: {
    title: { en: 'Tables that they pasted', 'zh-CN': '此人粘贴的表格' },
    find: ({ personIds }) => ({ personId: { $in: [...personIds] } }),
    export: ({ createdAt, text }) => ({ at: createdAt, text }),
    erase: 'delete',
  },
});

export interface NewProject {
  /** Given for what may be repeated (`idFrom`): the second time finds the first one's. */
  readonly _id?: string;
  readonly name: string;
  readonly clientId: string;
  readonly managerId: string;
  /** Unset: guessed from the name. */
  readonly key?: string | undefined;
  readonly locale: Locale;
  readonly zone: string;
  readonly country?: string | undefined;
  readonly note?: string | undefined;
  readonly hours?: Project['hours'];
  readonly state?: Project['state'];
  readonly rehearsal?: boolean;
}
type Place = Pick<ConversationRef, 'platform' | 'tenant' | 'conversation'>;
type Change = Partial<
  Pick<Project, 'name' | 'key' | 'managerId' | 'locale' | 'zone' | 'country' | 'hours' | 'state' | 'rehearsal' | 'note'>
>;
export type BlockReason = NonNullable<Channel['blocked']>['reason'];

export type Projects = ReturnType<typeof createProjects>;

const splitChange = (all: Readonly<Record<string, unknown>>) => ({
  set: Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)),
  unset: Object.fromEntries(Object.entries(all).flatMap(([name, value]) => (value === undefined ? [[name, 1]] : []))),
});

/**
 * Makes the door to projects, their channels and numbers; see the methods. Everything is inside the scope's workspace.
 */
export function createProjects({ db, clock, histories }: { db: Database; clock: Clock; histories: History }) {
  const records = (scope: Scope) => db.within(projects, scope);
  const subjects = histories.store(projectSubject);
  const places = (scope: Scope) => db.within(channels, scope);
  const drafts = (scope: Scope) => db.within(importDrafts, scope);

  function keyOf(typed: string): string {
    const key = readKey(typed);
    if (key === undefined)
      throw new RapportError('invalid', `not a key: ${typed}`, {
        forPeople: projectRecordTexts.all('badKey'),
        field: 'key',
      });
    return key;
  }
  function keyTaken(error: unknown): never {
    if (!isError(error, 'conflict')) throw error;
    throw new RapportError('conflict', 'project key is taken', {
      forPeople: projectRecordTexts.all('keyTaken'),
      field: 'key',
      cause: error,
    });
  }
  async function must(scope: Scope, id: string): Promise<Project> {
    const found = await records(scope).get(id);
    if (found === undefined)
      throw new RapportError('missing', `no project ${id}`, { forPeople: projectRecordTexts.all('noSuchProject') });
    return found;
  }
  const exactly = (place: Place) => ({
    conversation: place.conversation,
    platform: place.platform,
    tenant: place.tenant,
  });

  /** Keeps a channel that Rapport is in, once; a later name wins. */
  async function remember(scope: Scope, place: Place & { readonly name: string }): Promise<Channel> {
    const known = await places(scope).findOneAndUpdate(exactly(place), { $set: { name: place.name } });
    if (known !== undefined) return known;
    try {
      return await places(scope).insert({
        _id: newId(),
        workspaceId: scope.workspaceId,
        ...exactly(place),
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

  /** The refusal to link a channel once more: what it is linked to, who reads there, and the way out. */
  async function linkedAlready(scope: Scope, there: LinkedChannel): Promise<RapportError> {
    const project = await records(scope).get(there.projectId);
    const about = { channel: there.name, project: project?.name ?? '', key: project?.key ?? '' };
    const forPeople = inEachLocale((locale) =>
      projectRecordTexts(locale).linkedAlready({ ...about, kind: audienceName(there.audience, locale).toLowerCase() }),
    );
    return new RapportError('conflict', 'channel is linked', { forPeople, field: 'channel' });
  }

  async function insert(scope: Scope, fresh: NewProject): Promise<Project> {
    const _id = fresh._id ?? newId();
    for (let attempt = 0; ; attempt++) {
      const key =
        fresh.key === undefined
          ? guessKey(fresh.name, new Set((await records(scope).find({})).map((one) => one.key)), 'P')
          : keyOf(fresh.key);
      const { name, clientId, managerId, locale, zone, country, note } = fresh;
      try {
        const document = {
          _id,
          workspaceId: scope.workspaceId,
          ...{ clientId, managerId, locale, zone, key, name: name.trim() },
          ...(country === undefined ? {} : { country }),
          ...(note === undefined ? {} : { note }),
          hours: fresh.hours ?? DEFAULT_HOURS,
          state: fresh.state ?? 'setup',
          rehearsal: fresh.rehearsal ?? false,
          createdAt: clock.now(),
        };
        return await subjects.insert(scope, document, 'created');
      } catch (error) {
        const before = await records(scope).get(_id);
        if (before !== undefined) return before;
        if (fresh.key !== undefined || attempt > 3) keyTaken(error);
        if (!isError(error, 'conflict')) throw error;
      }
    }
  }

  return {
    /** Adds a project. @throws RapportError `conflict` when the key is taken, `invalid` for a key of another form. */
    async add(scope: Scope<'start' | 'system'>, fresh: NewProject): Promise<Project> {
      return insert(scope, fresh);
    },
    get: (scope: Scope, id: string): Promise<Project | undefined> => records(scope).get(id),
    must,
    /** By key, id or name, as typed; of several with one name, none. */
    async find(scope: Scope, typed: string): Promise<Project | undefined> {
      if (/^[0-9a-f]{24}$/.test(typed)) return records(scope).get(typed);
      const key = readKey(typed);
      const byKey = key === undefined ? undefined : await records(scope).findOne({ key });
      if (byKey !== undefined) return byKey;
      return projectCalled(await records(scope).find({}), typed);
    },
    all: (scope: Scope): Promise<Project[]> => records(scope).find({}, { sort: { key: 1 } }),
    ofClient: (scope: Scope, clientId: string): Promise<Project[]> =>
      records(scope).find({ clientId }, { sort: { key: 1 } }),
    ofManager: (scope: Scope, managerId: string): Promise<Project[]> =>
      records(scope).find({ managerId }, { sort: { key: 1 } }),
    /**
     * Changes a project; `undefined` unsets. Numbers that were given keep their old key. @throws RapportError
     * `conflict`, `invalid`, `missing`.
     */
    async change(scope: Scope<'manage' | 'system'>, id: string, changes: Change): Promise<Project> {
      const { set, unset } = splitChange({
        ...changes,
        ...(changes.key === undefined ? {} : { key: keyOf(changes.key) }),
      });
      const update = {
        ...(Object.keys(set).length > 0 ? { $set: set } : {}),
        ...(Object.keys(unset).length > 0 ? { $unset: unset } : {}),
      };
      const event = changes.managerId === undefined ? 'changed' : 'managerAssigned';
      return (await subjects.change(scope, { _id: id }, update, event).catch(keyTaken)) ?? must(scope, id);
    },

    /**
     * The next number of a kind in a project, `ACME-ISS-12`; never the same twice, whoever asks at once. Internal items
     * count on their own (`ACME-INT-RSK-3`), so that a client's numbers show no gaps.
     */
    async nextNumber(scope: Scope, projectId: string, kind: string, audience: Audience): Promise<string> {
      const { key } = await must(scope, projectId);
      const where = { workspaceId: scope.workspaceId, projectId, kind, audience };
      for (let attempt = 0; ; attempt++) {
        try {
          const counted = await db
            .within(counters, scope)
            .findOneAndUpdate(where, { $inc: { value: 1 }, $setOnInsert: { _id: newId() } }, { upsert: true });
          if (counted !== undefined) return numberText(key, kind, audience, counted.value);
        } catch (error) {
          // Two first askers: one inserts, the other counts on.
          if (!isError(error, 'conflict') || attempt > 3) throw error;
        }
      }
    },

    remember,
    /** A channel that Rapport knows, linked or not. */
    channel: (scope: Scope, place: Place): Promise<Channel | undefined> => places(scope).findOne(exactly(place)),
    channelById: (scope: Scope, id: string): Promise<Channel | undefined> => places(scope).get(id),
    /** Found by its conversation id alone, the present one or one that it once had: for those who keep no more. */
    byConversation: async (scope: Scope, conversation: string): Promise<Channel | undefined> =>
      (await places(scope).findOne({ conversation })) ?? places(scope).findOne({ former: conversation }),
    /** The channel that once had this id. */
    formerly: (scope: Scope, place: Place): Promise<Channel | undefined> =>
      places(scope).findOne({ platform: place.platform, tenant: place.tenant, former: place.conversation }),
    channelsNamed: (scope: Scope, name: string): Promise<Channel[]> => places(scope).find({ name }),
    /** A project's channels, the one that was linked first ahead. */
    async channelsOf(scope: Scope, projectId: string): Promise<LinkedChannel[]> {
      return (await places(scope).find({ projectId }, { sort: { linkedAt: 1, _id: 1 } })).filter(isLinked);
    },
    /** The channels of several projects, by the project's id, each in that order. */
    async channelsByProject(scope: Scope, ids: readonly string[]): Promise<ReadonlyMap<string, LinkedChannel[]>> {
      const filter = { projectId: { $in: [...ids] } };
      const linked = (await places(scope).find(filter, { sort: { linkedAt: 1, _id: 1 } })).filter(isLinked);
      return new Map(ids.map((id) => [id, linked.filter(({ projectId }) => projectId === id)]));
    },
    allChannels: (scope: Scope): Promise<Channel[]> => places(scope).find({}, { sort: { name: 1 } }),
    /**
     * Links a channel to a project. The rules about outsiders are rules.ts's; this keeps what must hold whoever asks at
     * once.
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
          { ...exactly(link), projectId: { $exists: false } },
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
      const there = await places(scope).findOne(exactly(link));
      if (!isLinked(there)) throw new RapportError('conflict', 'the channel changed meanwhile', { field: 'channel' });
      if (there.projectId === link.projectId && there.audience === link.audience) {
        // Whoever links it again takes it for one that can be written to.
        if (there.state !== 'open')
          await places(scope).findOneAndUpdate({ _id: there._id }, { $set: { state: 'open' } });
        return { ...there, state: 'open' };
      }
      throw await linkedAlready(scope, there);
    },
    linkedAlready,
    /** Ends a link; the channel stays known. */
    unlink: (scope: Scope<'manage' | 'system'>, id: string): Promise<Channel | undefined> =>
      places(scope).findOneAndUpdate(
        { _id: id },
        { $unset: { projectId: 1, audience: 1, linkedAt: 1, linkedBy: 1, blocked: 1, unreadable: 1 } },
      ),
    /**
     * Stops posting in an internal channel. True for the caller who stopped it: who is there first keeps the reason.
     */
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
    /** Who reads in an internal channel cannot be told (`change`), or can be again (undefined). */
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
    /** Posting goes on, after it was checked that nobody from outside is there. */
    unblock: (scope: Scope<'manage' | 'start' | 'system'>, id: string): Promise<Channel | undefined> =>
      places(scope).findOneAndUpdate({ _id: id }, { $unset: { blocked: 1 }, $set: { shared: false } }),
    /** What the platform says happened to a channel. */
    happened: (
      scope: Scope<'system'>,
      place: Place,
      change: Partial<Pick<Channel, 'name' | 'state' | 'shared'>>,
    ): Promise<Channel | undefined> => places(scope).findOneAndUpdate(exactly(place), { $set: change }),
    /** The platform gave the channel another id. */
    async moved(scope: Scope<'system'>, place: Place, conversation: string): Promise<Channel | undefined> {
      const now = { ...place, conversation };
      const heard = await places(scope).findOne(exactly(now));
      if (heard !== undefined) {
        // News under the new id came first: they are this channel's. One that is linked by now is another matter.
        if (isLinked(heard)) return undefined;
        const news = { state: heard.state, ...(heard.shared ? { shared: true } : {}) };
        if ((await places(scope).findOneAndUpdate(exactly(place), { $set: news })) === undefined) return undefined;
        await places(scope).deleteMany({ ...exactly(now), projectId: { $exists: false } });
      }
      return places(scope).findOneAndUpdate(exactly(place), {
        $set: { conversation },
        $addToSet: { former: place.conversation },
      });
    },

    /** Keeps a pasted table until it is imported. One per person. */
    async keepDraft(scope: Scope, personId: string, text: string): Promise<string> {
      const _id = newId();
      await drafts(scope).deleteMany({ personId });
      await drafts(scope).insert({ _id, workspaceId: scope.workspaceId, personId, text, createdAt: clock.now() });
      return _id;
    },
    draft: async (scope: Scope, personId: string, id: string): Promise<string | undefined> =>
      (await drafts(scope).findOne({ _id: id, personId }))?.text,
  };
}

/** `ACME-ISS-12`, or `ACME-INT-ISS-3` for our side only. */
export function numberText(key: string, kind: string, audience: Audience, value: number): string {
  return audience === 'client' ? `${key}-${kind}-${value}` : `${key}-INT-${kind}-${value}`;
}
