import type { Clock } from '../../ground/clock.ts';
import { RapportError } from '../../ground/errors.ts';
import type { Collection } from '../../store/collection.ts';
import { type Message, message as messageModel } from '../message.ts';
import type { Concern } from './changeReply.ts';
import { readMessage } from './compose.ts';
import type { EditLook } from './editLook.ts';
import type { Delivery, DeliveryState } from './outbox.ts';
import type { Post } from './post.ts';

/** States of a delivery without a post so far. */
const NOT_POSTED: readonly DeliveryState[] = ['waiting', 'sending', 'unknown', 'dead', 'held', 'paused'];
/** Changes within this time are merged into one. */
export const CHANGES_BECOME_ONE_MS = 30 * 60_000;
const MOST_TRIES = 20;

const parse = (message: Message) => JSON.stringify(messageModel.parse(message));

export interface EditStoringOptions {
  readonly rows: Collection<Post>;
  readonly sources: Collection<Delivery>;
  readonly look: Pick<EditLook, 'changed'>;
  readonly clock: Clock;
}

/** The pending change including this edit, at `now` in milliseconds. Changes to merged deliveries are announced together. */
function pendingChange(present: Post, { people, text, by }: Concern, now: number): NonNullable<Post['change']> {
  // A due change is being announced: a later edit is a change of its own.
  const open = present.change !== undefined && present.change.due.getTime() > now ? present.change : undefined;
  const due = Math.min(open?.due.getTime() ?? now + CHANGES_BECOME_ONE_MS, by?.getTime() ?? Number.POSITIVE_INFINITY);
  const known = open?.people ?? [];
  const fresh = people
    .filter(({ user }) => !known.some((person) => person.user === user))
    .map(({ user, name }) => ({ user, name }));
  return { revision: present.revision + 1, due: new Date(Math.max(due, now)), people: [...known, ...fresh], text };
}

/** The fields of a post with a delivery's new content: its own, or a rider's. Undefined when it holds no such delivery. */
function withContent(present: Post, key: string, message: Message): Partial<Post> | undefined {
  const rider = present.key === key ? undefined : present.riders?.find((rider) => rider.key === key);
  if (present.key !== key && rider === undefined) return undefined;
  if (readMessage((rider ?? present).message)?.audience !== message.audience) {
    throw new RapportError('refused', `post ${key}: an edit may not change the audience to ${message.audience}`);
  }
  if (rider === undefined) return { message: parse(message) };
  return {
    riders: (present.riders ?? []).map((rider) => (rider.key === key ? { ...rider, message: parse(message) } : rider)),
  };
}

/**
 * Stores edits: in the post with the delivery's text, or in the delivery while it is not posted yet. Several edits of one
 * post are ordered by its revision.
 */
export function createEditStoring({ rows, sources, look, clock }: EditStoringOptions) {
  /** The post with a delivery's text: its own, or the one it was merged into. */
  async function holding(key: string): Promise<Post | undefined> {
    const own = await rows.findOne({ key });
    if (own !== undefined) return own;
    const source = await sources.findOne({ key });
    return source?.mergedInto === undefined ? undefined : rows.findOne({ key: source.mergedInto });
  }

  /** Edits a delivery that is not posted yet; undefined where there is none. */
  async function amend(key: string, message: Message): Promise<Delivery | undefined> {
    const waiting = { key, state: { $in: NOT_POSTED }, 'to.audience': message.audience };
    return sources.findOneAndUpdate(waiting, { $set: { message: parse(message), amended: true } });
  }

  /**
   * The post to update on the platform; `waiting`: the delivery is posted with the new content; undefined: the delivery
   * is unknown.
   * @throws RapportError `refused` when the audience differs from the post's; `unavailable` when others keep editing it
   */
  return async function store(
    key: string,
    message: Message,
    concern: Concern | undefined,
  ): Promise<Post | 'waiting' | undefined> {
    for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
      const present = await holding(key);
      if (present === undefined) {
        if ((await amend(key, message)) === undefined) return undefined;
        // Posted meanwhile, before or after the edit: only its post shows which.
        if ((await holding(key)) === undefined) return 'waiting';
        continue;
      }
      const content = withContent(present, key, message);
      if (content === undefined) return undefined;
      const now = clock.now().getTime();
      const change = concern === undefined ? undefined : pendingChange(present, concern, now);
      const soonest = Math.min(change?.due.getTime() ?? now, present.editDue?.getTime() ?? Number.POSITIVE_INFINITY);
      const set = { ...content, editDue: new Date(soonest), attempts: 0, ...(change === undefined ? {} : { change }) };
      const stored = await rows.findOneAndUpdate(
        { key: present.key, revision: present.revision },
        { $set: set, $inc: { revision: 1 } },
      );
      look.changed();
      if (stored !== undefined) return stored;
    }
    throw new RapportError('unavailable', `post ${key} is being changed by others`);
  };
}
