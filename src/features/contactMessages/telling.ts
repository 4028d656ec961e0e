import { z } from 'zod';
import { type Scope, systemScope } from '../../core/access.ts';
import type { CommandContext } from '../../core/command.ts';
import type { Posts } from '../../core/delivery/posts.ts';
import type { Directory, Reach } from '../../core/directory.ts';
import type { Message } from '../../core/message.ts';
import type { LinkTo, Place } from '../../core/platform.ts';
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
import { createReaders, type Readers, type Unread } from './readers.ts';
import type { ContactMessageStore } from './store.ts';

/**
 * The time for a contact to choose a sort or to write another message before our side is told. Milliseconds. Rounded up
 * to the next full minute it stays below two minutes.
 */
const WAIT_MS = 45_000;
const MINUTE_MS = 60_000;
/** The delay of the delivery check. An item that reached no reader by then is told to others as well. */
const CHECK_AFTER_MS = 5 * MINUTE_MS;

export interface TellingDeps {
  readonly contactMessages: ContactMessageStore;
  readonly clock: Clock;
  readonly tell: Tell;
  readonly posts: Pick<Posts, 'edit' | 'find'>;
  readonly directory: Pick<Directory, 'stewards'>;
  readonly schedules: Schedules;
  readonly projects: Pick<Projects, 'get' | 'ofClient' | 'byConversation'>;
  readonly linkTo: LinkTo;
  readonly log: Logger;
}

/** Tells our side about contact messages. */
export interface Telling {
  readonly job: Job;
  /**
   * Names the single reader of a message, for the reply to the contact; undefined when the team reads it. Never throws.
   */
  nameFor(kept: Unread): Promise<string | undefined>;
  /**
   * Schedules the notice to our side within two minutes. Call it before the message is stored: a schedule without a
   * message does nothing, but a message without a schedule would never be told.
   */
  plan(kept: Pick<ContactMessage, '_id' | 'workspaceId' | 'projectId'>): Promise<void>;
  /**
   * Tells our side now, without waiting for the schedule. Existing copies are updated. On a failure the schedule tells
   * our side later.
   */
  tellNow(scope: Scope, id: string): Promise<void>;
  /** Returns the current readers of a message. */
  readersOf(kept: Unread): Promise<Readers>;
  /** Sends an item to one more reader. */
  send(scope: Scope, id: string, copy: Copy): Promise<void>;
  /** Updates all copies of an item. Returns whether the `pressed` message was updated among them. */
  refresh(scope: Scope, id: string, pressed?: Place): Promise<boolean>;
  /** The message about an item for our side; `from`: the colleague who assigned it to this reader. */
  messageOf(item: Item, locale: Reach['locale'], from?: string): Promise<Message<'internal'>>;
}

export function createTelling(deps: TellingDeps): Telling {
  const { contactMessages, clock, tell, posts, directory, schedules, projects, linkTo, log } = deps;
  const { readersOf, othersOf } = createReaders({ tell, directory, projects });

  async function messageOf(item: Item, locale: Reach['locale'], from?: string): Promise<Message<'internal'>> {
    const { workspaceId, projectId } = item.first;
    const project = projectId === undefined ? undefined : await projects.get(systemScope(workspaceId), projectId);
    return itemMessage(item, { project: project?.name, from }, locale);
  }

  /**
   * The link leads to the newest message, where an answer is expected. A direct conversation with Rapport gets no link:
   * other people cannot open it.
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

  /** The copies of an item. They are decided once, so that a repeat tells the same readers. */
  async function copiesOf(scope: Scope, item: Item): Promise<readonly Copy[]> {
    if (item.first.copies !== undefined) return item.first.copies;
    const { readers } = await readersOf(item.first);
    if (readers.length === 0) return [];
    const copies = copiesFor(item, readers);
    return contactMessages.tellTo(scope, item, { copies, link: await linkOf(item) });
  }

  /**
   * Tells our side. `isKnown`: an earlier copy may be out of date. `isNew`: this call bundled the item. @throws
   * RapportError `internal` when there is no reader.
   */
  async function tellOurs(scope: Scope, id: string): Promise<{ isKnown: boolean; isNew: boolean }> {
    const isNew = await contactMessages.bundle(scope, id);
    const item = await contactMessages.item(scope, id);
    if (item === undefined || isDone(item)) return { isKnown: true, isNew };
    const copies = await copiesOf(scope, item);
    if (copies.length === 0) throw new RapportError('internal', `no steward can be told of the message ${id}`);
    const told = await contactMessages.item(scope, id);
    if (told === undefined) return { isKnown: false, isNew };
    const areNew: boolean[] = [];
    for (const copy of copies) areNew.push(await post(told, copy));
    if (areNew.includes(true)) await planAt(told.first, 'check', CHECK_AFTER_MS);
    return { isKnown: areNew.includes(false), isNew };
  }

  /**
   * The delivery carries no project: it is internal, so a rehearsal or a stopped project must not redirect it. Returns
   * whether the delivery is new.
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
   * Tells the fallback readers when no copy was posted: a reader blocked Rapport, or the platform is down. @throws
   * RapportError `internal` when there is no other reader.
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
    if (fresh.length === 0) throw new RapportError('internal', `the message ${id} reached no steward`);
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
      // Another instance posted first, with fewer messages in the item.
      if (isKnown && isNew) await refresh(scope, id);
    },
  });

  /** Schedules a step at the first full minute after the delay. An existing schedule stays unchanged. */
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
        log.warn({ err: error }, 'the steward for a client’s message cannot be determined now');
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
          'the immediate notice of a client’s message failed; the planned one follows',
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
 * The author and place of a contact message. `isMessage`: the text is the platform message in that place; false for a
 * form's text.
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
    // Prefer the stored channel name: Slack events carry only the channel's id, or another name from a dialog.
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
