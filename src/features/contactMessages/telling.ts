import { z } from 'zod';
import { type Scope, systemScope } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import type { Posts } from '../../core/delivery/posts.ts';
import type { Directory, Reach } from '../../core/directory.ts';
import type { Message } from '../../core/message.ts';
import type { ConversationRef, Place } from '../../core/platform.ts';
import { defineJob, type Job } from '../../core/schedule/job.ts';
import type { Schedules } from '../../core/schedule/schedules.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import type { Tell } from '../../core/tell.ts';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { idFrom } from '../../ground/ids.ts';
import type { Logger } from '../../ground/log.ts';
import type { Projects } from '../../records/projects/store.ts';
import { itemMessage } from './messages.ts';
import { type ContactMessage, type Copy, type Item, isDone, type SaidIn } from './model.ts';
import type { ContactMessageStore } from './store.ts';

/**
 * How long a contact has to say what it is, or to write the next sentence, before our side is told: with the rest of a
 * minute less than two.
 */
const WAIT_MS = 45_000;
const MINUTE_MS = 60_000;
/** A message that nobody has by then is told to others, too. */
const CHECK_AFTER_MS = 5 * MINUTE_MS;

export interface TellingDeps {
  readonly contactMessages: ContactMessageStore;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly posts: Pick<Posts, 'edit' | 'find'>;
  readonly directory: Pick<Directory, 'stewards'>;
  readonly schedules: Schedules;
  readonly projects: Pick<Projects, 'get' | 'ofClient' | 'byConversation'>;
  /** The address of a message on its platform; undefined where there is none. */
  readonly linkTo: (
    place: Pick<ConversationRef, 'platform' | 'tenant' | 'conversation' | 'thread'>,
    message: string,
  ) => Promise<string | undefined>;
  readonly log: Logger;
}

/** What decides who hears of words. */
type Unread = Pick<ContactMessage, 'workspaceId' | 'projectId' | 'clientId'>;

/** Whom an item is told to. `name`: of the one person who has it; undefined where several share it. */
interface Readers {
  readonly readers: readonly (Reach<'internal'> & { readonly key: string })[];
  readonly name: string | undefined;
}

/** How our side hears of a client's words. */
export interface Telling {
  readonly job: Job;
  /**
   * Who has these words, for the contact to know: the one person who hears of them; undefined where that is the team.
   * Never throws.
   */
  nameFor(kept: Unread): Promise<string | undefined>;
  /**
   * Plans that our side is told within two minutes. Before words are kept: planned and not kept is nothing, kept and
   * not planned would be silence.
   */
  plan(kept: Pick<ContactMessage, '_id' | 'workspaceId' | 'projectId'>): Promise<void>;
  /**
   * Tells our side now, since there is nothing to wait for any more; where it was told before, what that says is
   * brought up to date. What fails is done when it was planned.
   */
  tellNow(scope: Scope, id: string): Promise<void>;
  /** Who hears of these words now. */
  readersOf(kept: Unread): Promise<Readers>;
  /** Tells one more reader of an item. */
  send(scope: Scope, id: string, copy: Copy): Promise<void>;
  /**
   * Shows what an item is now wherever it was told. Returns whether the message that was `pressed` shows it already.
   */
  refresh(scope: Scope, id: string, pressed?: Place): Promise<boolean>;
  /** An item as our side sees it; `from`: who handed it to this reader. */
  messageOf(item: Item, locale: Reach['locale'], from?: string): Promise<Message<'internal'>>;
}

export function createTelling(deps: TellingDeps): Telling {
  const { contactMessages, clock, tell, posts, directory, schedules, projects, linkTo, log } = deps;

  async function directReaders(workspaceId: string, people: readonly string[]): Promise<Readers['readers']> {
    const readers = [];
    for (const personId of people) {
      const reader = await tell.find({ workspaceId, personId, audience: 'internal' });
      if (reader !== undefined) readers.push({ ...reader, key: personId });
    }
    return readers;
  }

  /**
   * Who answers for them: whoever runs the project; of words without one, whoever runs a project of that client; else
   * the admins.
   */
  async function stewardsOf({ workspaceId, projectId, clientId }: Unread): Promise<readonly string[]> {
    if (projectId !== undefined || clientId === undefined) return directory.stewards(workspaceId, projectId);
    const running = (await projects.ofClient(systemScope(workspaceId), clientId)).filter(
      ({ state }) => state !== 'closed',
    );
    const theirs = await Promise.all(running.map(({ _id }) => directory.stewards(workspaceId, _id)));
    return theirs.length === 0 ? directory.stewards(workspaceId, undefined) : [...new Set(theirs.flat())];
  }

  async function readersOf(kept: Unread): Promise<Readers> {
    const readers = await directReaders(kept.workspaceId, await stewardsOf(kept));
    if (readers.length > 0) return { readers, name: readers.length === 1 ? readers[0]?.name : undefined };
    return { readers: await othersOf(kept), name: undefined };
  }

  /**
   * Who hears of them where nobody who answers for them can be written to: the project's internal channel, else the
   * admins.
   */
  async function othersOf({ workspaceId, projectId }: Unread): Promise<Readers['readers']> {
    const channel =
      projectId === undefined ? undefined : await tell.find({ workspaceId, projectId, audience: 'internal' });
    if (channel !== undefined) return [{ ...channel, key: channel.to.conversation }];
    return directReaders(workspaceId, await directory.stewards(workspaceId, undefined));
  }

  async function messageOf(item: Item, locale: Reach['locale'], from?: string): Promise<Message<'internal'>> {
    const { workspaceId, projectId } = item.first;
    const project = projectId === undefined ? undefined : await projects.get(systemScope(workspaceId), projectId);
    return itemMessage(item, { project: project?.name, from }, locale);
  }

  /**
   * The newest message is where an answer is looked for. Nobody else can open somebody's own conversation with Rapport.
   */
  async function linkOf(item: Item): Promise<string | undefined> {
    const place = item.messages.at(-1)?.saidIn;
    return place?.message === undefined || place.kind === 'direct' ? undefined : linkTo(place, place.message);
  }

  const copiesFor = ({ first }: Item, readers: Readers['readers']): Copy[] =>
    readers.map(({ key, to: { platform, tenant, conversation }, locale, zone }) => ({
      key: `words:${first._id}:${key}`,
      to: { platform, tenant, conversation },
      locale,
      zone,
    }));

  /** Whom the item is told to: decided once, so that a repeat tells the same people. */
  async function copiesOf(scope: Scope, item: Item): Promise<readonly Copy[]> {
    if (item.first.copies !== undefined) return item.first.copies;
    const { readers } = await readersOf(item.first);
    if (readers.length === 0) return [];
    const copies = copiesFor(item, readers);
    return contactMessages.tellTo(scope, item, { copies, link: await linkOf(item) });
  }

  /**
   * Returns whether what was told before may say something else now. @throws RapportError `internal` when there is
   * nobody to tell.
   */
  async function tellOurs(scope: Scope, id: string): Promise<{ isKnown: boolean; isNew: boolean }> {
    const isNew = await contactMessages.bundle(scope, id);
    const item = await contactMessages.item(scope, id);
    if (item === undefined || isDone(item)) return { isKnown: true, isNew };
    const copies = await copiesOf(scope, item);
    if (copies.length === 0) throw new RapportError('internal', `nobody can be told of the words ${id}`);
    const told = await contactMessages.item(scope, id);
    if (told === undefined) return { isKnown: false, isNew };
    const areNew: boolean[] = [];
    for (const copy of copies) areNew.push(await post(told, copy));
    if (areNew.includes(true)) await planAt(told.first, 'check', CHECK_AFTER_MS);
    return { isKnown: areNew.includes(false), isNew };
  }

  /**
   * Without the project: it is for our own side, so that rehearsing or stopping the project does not lead it elsewhere.
   * Returns whether it is new.
   */
  async function post(item: Item, { key, to, locale, zone, from }: Copy): Promise<boolean> {
    const reader = { to: { ...to, audience: 'internal' as const }, locale, zone };
    const told = await tell.reader(
      { workspaceId: item.first.workspaceId, reader },
      () => messageOf(item, locale, from),
      { key },
    );
    return told.isTold && told.isNew;
  }

  async function refresh(scope: Scope, id: string, pressed?: Place): Promise<boolean> {
    const item = await contactMessages.item(scope, id);
    let isShown = false;
    for (const { key, locale, from } of item?.first.copies ?? []) {
      const result = await posts.edit(key, await messageOf(item as Item, locale, from));
      const post = result === 'edited' && pressed !== undefined ? await posts.find(key) : undefined;
      isShown ||=
        post !== undefined && post.posted === pressed?.message && post.to.conversation === pressed.conversation;
    }
    return isShown;
  }

  /**
   * Somebody who blocked Rapport, or whose platform is away, has nothing: then others hear of it. @throws RapportError
   * `internal` when there is nobody.
   */
  async function check(scope: Scope, id: string): Promise<void> {
    const item = await contactMessages.item(scope, id);
    if (item === undefined || isDone(item)) return;
    const { copies = [] } = item.first;
    const arrived = await Promise.all(copies.map(({ key }) => posts.find(key)));
    if (arrived.some((one) => one !== undefined)) return;
    const fresh = copiesFor(item, await othersOf(item.first)).filter(
      ({ key }) => !copies.some((one) => one.key === key),
    );
    if (fresh.length === 0) throw new RapportError('internal', `the words ${id} reached nobody`);
    for (const one of fresh) {
      await contactMessages.addCopy(scope, item, one);
      await post(item, one);
    }
  }

  type Step = 'tell' | 'check';
  const scheduleOf = (id: string, step: Step) => idFrom(id, `words ${step}`);
  const job = defineJob({
    kind: 'words',
    data: z.strictObject({ id: z.string(), step: z.enum(['tell', 'check']).optional() }),
    async run({ id, step }, { schedule }) {
      const scope = systemScope(schedule.workspaceId);
      if (step === 'check') return check(scope, id);
      const { isKnown, isNew } = await tellOurs(scope, id);
      // Another instance was quicker, with fewer words.
      if (isKnown && isNew) await refresh(scope, id);
    },
  });

  /** At the first full minute after so long; planned already, it stays as it is. */
  async function planAt(
    { _id, workspaceId, projectId }: Pick<ContactMessage, '_id' | 'workspaceId' | 'projectId'>,
    step: Step,
    afterMs: number,
  ): Promise<void> {
    const at = Math.ceil((clock.now().getTime() + afterMs) / MINUTE_MS) * MINUTE_MS;
    const recurrence = { frequency: 'once' as const, interval: 1, anchor: wallOf(new Date(at), 'UTC'), zone: 'UTC' };
    const adding = schedules.add({
      _id: scheduleOf(_id, step),
      workspaceId,
      projectId,
      job,
      data: { id: _id, step },
      recurrence,
    });
    await adding.catch((error: unknown) => {
      if (!isError(error, 'conflict')) throw error;
    });
  }

  return {
    job,
    async nameFor(kept) {
      try {
        return (await readersOf(kept)).name;
      } catch (error) {
        log.warn({ err: error }, 'who hears of a client’s words cannot be told now');
        return undefined;
      }
    },
    plan: (kept) => planAt(kept, 'tell', WAIT_MS),
    async tellNow(scope, id) {
      try {
        const { isKnown } = await tellOurs(scope, id);
        if (isKnown) await refresh(scope, id);
        const item = await contactMessages.item(scope, id);
        for (const { _id, workspaceId } of item?.messages ?? [])
          await schedules.remove(workspaceId, scheduleOf(_id, 'tell'));
      } catch (error) {
        log.warn(
          { err: error, words: id },
          'our side could not be told of a client’s words at once; it is told as planned',
        );
      }
    },
    readersOf,
    async send(scope, id, copy) {
      const item = await contactMessages.item(scope, id);
      if (item !== undefined) await post(item, copy);
    },
    refresh,
    messageOf,
  };
}

/**
 * What is kept of who said words and where. `isMessage`: they stand in the message of that place, which a form's do
 * not.
 */
export async function authorAndPlaceOf(
  { actor, setting, projects }: Pick<CommandContext, 'actor' | 'setting'> & Pick<TellingDeps, 'projects'>,
  { isMessage }: { isMessage: boolean },
): Promise<Omit<ContactMessage, '_id' | 'text' | 'at'>> {
  const { workspaceId, personId, name, user, standing } = actor;
  const { installation, place, project } = setting;
  const clientId = standing.side === 'client' ? standing.clientId : undefined;
  return {
    workspaceId,
    name,
    speaker: `${user.platform}/${user.tenant}/${user.user}`,
    ...(project === undefined ? {} : { projectId: project.projectId }),
    ...(personId === undefined ? {} : { personId }),
    ...(clientId === undefined ? {} : { clientId }),
    ...(place === undefined ? {} : { saidIn: await saidInOf() }),
  };

  async function saidInOf(): Promise<SaidIn> {
    const { conversation, kind, thread, message } = place as Place;
    // Our own record first: Slack tells of a channel's id alone, or of another name in a window.
    const known = kind === 'direct' ? undefined : await projects.byConversation(systemScope(workspaceId), conversation);
    const called = known?.name ?? place?.name;
    return {
      ...installation,
      conversation,
      kind,
      ...(called === undefined ? {} : { name: called }),
      ...(thread === undefined ? {} : { thread }),
      ...(message === undefined || !isMessage ? {} : { message }),
    };
  }
}
