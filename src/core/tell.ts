import type { Locale } from '../ground/i18n.ts';
import type { Outbox, Outgoing } from './delivery/outbox.ts';
import type { Directory, Reach, Routes, Unreachable } from './directory.ts';
import type { Audience, Message } from './message.ts';
import type { ConversationRef, Place } from './platform.ts';

type Awaitable<T> = T | Promise<T>;

/** Makes the message for one reader, in their language and zone. */
export type Say<A extends Audience> = (reader: Reach<A>) => Awaitable<Message<A>>;
/** A message that either side may read: it takes the audience of its reader. */
type SayToEither = <A extends Audience>(reader: Reach<A>) => Awaitable<Message<A>>;
/** A reader as a record stores it. */
type KeptReader<A extends Audience> = Omit<Reach<A>, 'name'>;

/**
 * The options of a message; the outbox explains each field. `key` makes it idempotent: the same key again posts
 * nothing. `projectId`: a rehearsed or paused project holds the message; unset, the message is for its reader only.
 */
type How<A extends Audience> = Omit<Outgoing<A>, 'workspaceId' | 'to' | 'message' | 'locale' | 'zone'>;

/** Why a reader got no message; `otherAudience`: the reader does not have the demanded audience. */
export type Untold = Unreachable['unreachable'] | 'otherAudience';
/** The outcome for one reader. `isNew`: the key was not used before. */
export type Told =
  | { readonly isTold: true; readonly isNew: boolean }
  | { readonly isTold: false; readonly why: Untold };

interface OnePerson {
  readonly workspaceId: string;
  readonly personId: string;
}
interface OneChannel {
  readonly workspaceId: string;
  readonly conversation: string;
}
interface ProjectChannel {
  readonly workspaceId: string;
  readonly projectId: string;
  readonly audience: Audience;
}
/** A linked channel, while it belongs to this project. */
type ChannelOf = OneChannel & { readonly projectId: string | undefined };
/** The one audience that may read it. */
interface For<A extends Audience> {
  readonly audience: A;
}
/** Either audience may read it, unless one is named. */
interface ForEither {
  readonly audience?: Audience | undefined;
}

/** A contact's message, for an answer to it. */
interface Said {
  readonly workspaceId: string;
  /** Its place; undefined if unknown. */
  readonly place:
    | (Pick<ConversationRef, 'platform' | 'tenant' | 'conversation'> & Pick<Place, 'kind' | 'thread' | 'message'>)
    | undefined;
  /** Its author, if that person is on record. */
  readonly personId: string | undefined;
  readonly projectId: string | undefined;
  /** Whether a project belongs to the author's client: the channel may have become another client's. */
  readonly isTheirs: (projectId: string) => Promise<boolean>;
  /** The default language and zone of the reader. */
  readonly usual: { readonly locale: Locale; readonly zone: string };
  /** The name of a place that is not linked. */
  readonly nameOf: (locale: Locale) => string;
}
/** `isUnder`: the contact's message stands directly above. */
export type AnswerPlace = Reach<'client'> & { readonly isUnder: boolean };

/**
 * The slices' only way to post. A slice names the readers; `Tell` finds the conversation, the language and the zone,
 * and enqueues. With `audience: 'internal'` only our own side gets it. `say` without an audience must return a message
 * for the reader's side, so an internal message to a contact does not compile. The outbox compares the audiences again.
 * @throws RapportError `refused` when they differ.
 */
export interface Tell {
  /** One person, in their direct conversation with us. */
  person<A extends Audience>(whom: OnePerson & For<A>, say: Say<A>, how: How<A>): Promise<Told>;
  person(whom: OnePerson & ForEither, say: SayToEither, how: How<Audience>): Promise<Told>;
  /** People of our own side, each in their direct conversation; the key of each delivery ends with `:personId`. */
  people(
    whom: { readonly workspaceId: string; readonly personIds: Iterable<string> },
    say: Say<'internal'>,
    how: How<'internal'>,
  ): Promise<readonly Told[]>;
  /**
   * The people responsible for a project: its manager or cover, or the admins if there is neither or no project. Keys
   * as with `people`.
   */
  stewards(
    whom: { readonly workspaceId: string; readonly projectId: string | undefined },
    say: Say<'internal'>,
    how: How<'internal'>,
  ): Promise<readonly Told[]>;
  /** A linked channel, on behalf of its project. `unknown`: it is not linked, or linked to another project. */
  channel<A extends Audience>(whom: ChannelOf & For<A>, say: Say<A>, how: How<A>): Promise<Told>;
  channel(whom: ChannelOf & ForEither, say: SayToEither, how: How<Audience>): Promise<Told>;
  /** A reader from an earlier `find` or `answerPlace`: just now, or stored with an earlier message. */
  reader<A extends Audience>(
    whom: { readonly workspaceId: string; readonly reader: KeptReader<A> },
    say: (reader: KeptReader<A>) => Awaitable<Message<A>>,
    how: How<A>,
  ): Promise<Told>;
  /** The reader, without sending anything; undefined if no message can be sent now, or only to another audience. */
  find<A extends Audience = Audience>(
    whom: (OnePerson | OneChannel) & { readonly audience?: A },
  ): Promise<Reach<A> | undefined>;
  find<A extends Audience>(whom: ProjectChannel & For<A>): Promise<Reach<A> | undefined>;
  /**
   * The place for an answer to a contact: under their message; if nothing can be posted there any more, their direct
   * conversation, otherwise the project's client channel. Undefined if there is none.
   */
  answerPlace(said: Said): Promise<AnswerPlace | undefined>;
}

/** `Tell` over the directory's routes and the outbox. */
export function createTell({
  directory,
  outbox,
}: {
  directory: Routes & Pick<Directory, 'stewards'>;
  outbox: Outbox;
}): Tell {
  type Found<A extends Audience> = { readonly reader: Reach<A> } | { readonly why: Untold };

  async function reachOf(whom: OnePerson | OneChannel | ProjectChannel): Promise<Reach | Unreachable> {
    const { workspaceId } = whom;
    if ('personId' in whom) return directory.reachPerson(workspaceId, whom.personId);
    if ('conversation' in whom) return directory.reachChannel(workspaceId, whom.conversation);
    return directory.reachProject(workspaceId, whom.projectId, whom.audience);
  }

  function foundIn<A extends Audience>(reach: Reach | Unreachable, audience: A | undefined): Found<A> {
    if ('unreachable' in reach) return { why: reach.unreachable };
    if (audience !== undefined && reach.to.audience !== audience) return { why: 'otherAudience' };
    return { reader: reach as Reach<A> };
  }

  const reader: Tell['reader'] = async <A extends Audience>(
    { workspaceId, reader }: { readonly workspaceId: string; readonly reader: KeptReader<A> },
    say: (reader: KeptReader<A>) => Awaitable<Message<A>>,
    how: How<A>,
  ): Promise<Told> => {
    const { to, locale, zone } = reader;
    // `How` and these fields are complete; the compiler does not reassemble an Omit of a generic type.
    const outgoing = { ...how, workspaceId, to, message: await say(reader), locale, zone } as unknown as Outgoing<A>;
    return { isTold: true, isNew: (await outbox.enqueue(outgoing)) === 'queued' };
  };

  const toldTo = async <A extends Audience>(
    found: Found<A>,
    workspaceId: string,
    { say, how }: { readonly say: Say<A>; readonly how: How<A> },
  ): Promise<Told> =>
    'why' in found
      ? { isTold: false, why: found.why }
      : reader({ workspaceId, reader: found.reader }, () => say(found.reader), how);

  const person = async <A extends Audience>(
    whom: OnePerson & { readonly audience?: A | undefined },
    say: Say<A>,
    how: How<A>,
  ): Promise<Told> => toldTo(foundIn(await reachOf(whom), whom.audience), whom.workspaceId, { say, how });

  const people: Tell['people'] = async ({ workspaceId, personIds }, say, how) => {
    const told: Told[] = [];
    for (const personId of personIds)
      told.push(
        await person({ workspaceId, personId, audience: 'internal' }, say, { ...how, key: `${how.key}:${personId}` }),
      );
    return told;
  };

  const channel = async <A extends Audience>(
    whom: ChannelOf & { readonly audience?: A | undefined },
    say: Say<A>,
    how: How<A>,
  ): Promise<Told> => {
    const { workspaceId, conversation, projectId, audience } = whom;
    const reach = await directory.reachChannel(workspaceId, conversation);
    const isElsewhere = 'projectId' in reach && reach.projectId !== projectId;
    return toldTo(isElsewhere ? { why: 'unknown' } : foundIn(reach, audience), workspaceId, {
      say,
      how: { ...how, projectId },
    });
  };

  async function find<A extends Audience>(
    whom: (OnePerson | OneChannel | ProjectChannel) & { readonly audience?: A },
  ): Promise<Reach<A> | undefined> {
    const found = foundIn(await reachOf(whom), whom.audience);
    return 'reader' in found ? found.reader : undefined;
  }

  /** The place of a contact's own message, while its readers still belong to their client. */
  async function placeUnder(
    { workspaceId, place, isTheirs, nameOf }: Said,
    reader: Said['usual'],
  ): Promise<AnswerPlace | undefined> {
    if (place === undefined) return undefined;
    const { platform, tenant, conversation, kind, thread, message } = place;
    const to = { platform, tenant, conversation, audience: 'client' as const };
    const [isUnder, root] = [message !== undefined, thread ?? message];
    const inThread = { ...to, ...(root === undefined ? {} : { thread: root }) };
    if (kind === 'direct') return { ...reader, to, name: nameOf(reader.locale), isUnder: true };
    const reach = await directory.reachChannel(workspaceId, conversation);
    if ('unreachable' in reach)
      return reach.unreachable === 'unknown'
        ? { ...reader, to: inThread, name: nameOf(reader.locale), isUnder }
        : undefined;
    if (reach.to.audience !== 'client' || !(await isTheirs(reach.projectId))) return undefined;
    return { locale: reach.locale, zone: reach.zone, to: { ...reach.to, ...inThread }, name: reach.name, isUnder };
  }

  return {
    person: person as Tell['person'],
    people,
    async stewards({ workspaceId, projectId }, say, how) {
      return people({ workspaceId, personIds: await directory.stewards(workspaceId, projectId) }, say, how);
    },
    channel: channel as Tell['channel'],
    reader,
    find: find as Tell['find'],
    async answerPlace(said) {
      const { workspaceId, personId, projectId, usual } = said;
      const direct = personId === undefined ? undefined : await find({ workspaceId, personId, audience: 'client' });
      const under = await placeUnder(said, direct ?? usual);
      if (under !== undefined) return under;
      if (direct !== undefined) return { ...direct, isUnder: false };
      const found =
        projectId === undefined ? undefined : await find({ workspaceId, projectId, audience: 'client' as const });
      return found === undefined ? undefined : { ...found, isUnder: false };
    },
  };
}
