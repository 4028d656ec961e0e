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
/** A reader as a record keeps it. */
type KeptReader<A extends Audience> = Omit<Reach<A>, 'name'>;

/**
 * How it is told; the outbox explains each field. `key` makes it idempotent: the same key again posts nothing.
 * `projectId`: a rehearsed or a paused project holds the message; unset, it is for its reader alone.
 */
type How<A extends Audience> = Omit<Outgoing<A>, 'workspaceId' | 'to' | 'message' | 'locale' | 'zone'>;

/** Why nothing was told; `otherAudience`: the reader is not of the demanded audience. */
export type Untold = Unreachable['unreachable'] | 'otherAudience';
/** What came of telling one reader. `isNew`: the key was not used before. */
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
/** A linked channel, as long as it is this project's. */
type ChannelOf = OneChannel & { readonly projectId: string | undefined };
/** The one side that may read it. */
interface For<A extends Audience> {
  readonly audience: A;
}
/** Either side may read it, unless one is named. */
interface ForEither {
  readonly audience?: Audience | undefined;
}

/** What a contact said, for an answer to it. */
interface Said {
  readonly workspaceId: string;
  /** Where it was said; undefined where that is not known. */
  readonly place:
    | (Pick<ConversationRef, 'platform' | 'tenant' | 'conversation'> & Pick<Place, 'kind' | 'thread' | 'message'>)
    | undefined;
  /** Who said it, when that person is on record. */
  readonly personId: string | undefined;
  readonly projectId: string | undefined;
  /** Whether a project is of the client who said it: the channel may have become another client's. */
  readonly isTheirs: (projectId: string) => Promise<boolean>;
  /** Language and zone of a reader who has none. */
  readonly usual: { readonly locale: Locale; readonly zone: string };
  /** The name of a place that is not linked. */
  readonly nameOf: (locale: Locale) => string;
}
/** `isUnder`: the contact's message stands right above. */
export type AnswerPlace = Reach<'client'> & { readonly isUnder: boolean };

/**
 * The slices' only way to post. A slice says whom it tells; `Tell` finds the conversation, the language and the zone,
 * and enqueues. With `audience: 'internal'` only our own side is told; `say` without an audience must return a message
 * for the side that reads, so that an internal message to a contact does not compile. The outbox compares the audiences
 * again. @throws RapportError `refused` when they differ.
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
   * Who answers for a project: its manager or cover, the admins where there is neither or no project. Keys as with
   * `people`.
   */
  stewards(
    whom: { readonly workspaceId: string; readonly projectId: string | undefined },
    say: Say<'internal'>,
    how: How<'internal'>,
  ): Promise<readonly Told[]>;
  /** A linked channel, in the name of its project. `unknown`: it is not linked, or to another project. */
  channel<A extends Audience>(whom: ChannelOf & For<A>, say: Say<A>, how: How<A>): Promise<Told>;
  channel(whom: ChannelOf & ForEither, say: SayToEither, how: How<Audience>): Promise<Told>;
  /** A reader that was found before, by `find` or `answerPlace`: now, or kept with an earlier message. */
  reader<A extends Audience>(
    whom: { readonly workspaceId: string; readonly reader: KeptReader<A> },
    say: (reader: KeptReader<A>) => Awaitable<Message<A>>,
    how: How<A>,
  ): Promise<Told>;
  /** Who would read it, without telling; undefined where nothing can be said now, or to another audience alone. */
  find<A extends Audience = Audience>(
    whom: (OnePerson | OneChannel) & { readonly audience?: A },
  ): Promise<Reach<A> | undefined>;
  find<A extends Audience>(whom: ProjectChannel & For<A>): Promise<Reach<A> | undefined>;
  /**
   * Where an answer to a contact goes: under their message; where nothing can be posted there any more, to them alone,
   * else into the client channel of the project. Undefined where there is no way.
   */
  answerPlace(said: Said): Promise<AnswerPlace | undefined>;
}

/** `Tell` over the routes of the directory and the outbox. */
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
    // `How` and these are all of it; the compiler does not put an Omit of a generic type together again.
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

  /** The place of a contact's own message, as long as its reader is still their client. */
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
