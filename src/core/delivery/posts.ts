import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import { newId } from '../../ground/ids.ts';
import type { Logger } from '../../ground/log.ts';
import { withinRequest } from '../../ground/request.ts';
import type { Database } from '../../store/collection.ts';
import { backoff } from '../backoff.ts';
import { type Claimed, claim } from '../claim.ts';
import type { Directory, Routes } from '../directory.ts';
import { type Message, message as messageModel } from '../message.ts';
import type { ChatPlatform, InstallationRef } from '../platform.ts';
import { type Concern, changeNotShown, changeReply } from './changeReply.ts';
import { localeOf, type Rider, readMessage, rehearsed, together } from './compose.ts';
import { createEditLook } from './editLook.ts';
import { GATE_AGAIN_MS, type PostGate } from './gate.ts';
import { createNotices } from './notices.ts';
import { type Delivery, type DeliveryState, deliveries, type Outbox } from './outbox.ts';
import { type Post, posts } from './post.ts';

/**
 * `later`: stored, and shown once the platform accepts it or once it is posted. `notPosted`: the delivery is unknown.
 * `failed`: it cannot be shown; the log says why.
 */
export type EditResult = 'edited' | 'later' | 'notPosted' | 'failed';

export interface Posts {
  /** Records a delivery's post, with its riders; idempotent. `row` must name the real place. */
  record(row: Delivery, posted: string, riders?: readonly Rider[]): Promise<void>;
  /** A delivery's post; undefined before it is posted. */
  find(key: string): Promise<Post | undefined>;
  /**
   * Edits a post by its delivery's key, also when its text was merged into another post. The new text is stored first,
   * so that a crash or a busy platform loses none; of several edits the last one stays. A waiting delivery is posted
   * with the new text. An edit notifies no reader. With `concern` it names the people concerned: half an hour after the
   * first such edit, or at `concern.by` if that is sooner, the last text is shown and one reply in the thread names
   * everybody concerned.
   * @throws RapportError `refused` when the audience differs from the post's.
   */
  edit(key: string, message: Message, concern?: Concern): Promise<EditResult>;
  /**
   * Shows the edits that are due, but for paused installations, which are asked for only then; returns how many were
   * shown.
   */
  tick(currentPauses?: () => Promise<(to: InstallationRef) => boolean>): Promise<number>;
}

const BATCH = 20;
/** States of a delivery without a post so far. */
const NOT_POSTED: readonly DeliveryState[] = ['waiting', 'sending', 'unknown', 'dead', 'held', 'paused'];
const LEASE_MS = 120_000;
const MAX_ATTEMPTS = 20;
const RETRY = { baseMs: 2_000, capMs: 1_800_000 };
/** Changes within this time are merged into one. */
export const CHANGES_BECOME_ONE_MS = 30 * 60_000;
const PAUSED_AGAIN_MS = 60_000;
const MOST_TRIES = 20;

export interface PostsOptions {
  readonly db: Database;
  readonly clock: Clock;
  /** A clock that never steps: says when to look for what other instances left behind. */
  readonly steady: Clock;
  readonly platforms: readonly ChatPlatform[];
  readonly gate: PostGate;
  readonly directory: Directory & Routes;
  /** For the reply of an edit with a notice. */
  readonly outbox: Outbox;
  readonly log: Logger;
}

const parse = (message: Message) => JSON.stringify(messageModel.parse(message));

export function createPosts({ db, clock, steady, platforms, gate, directory, outbox, log }: PostsOptions): Posts {
  const rows = db.everywhere(posts);
  const look = createEditLook({ rows, clock, steady });
  const sources = db.everywhere(deliveries);
  const notices = createNotices({ outbox, directory, log });
  const platformOf = new Map(platforms.map((platform) => [platform.id, platform]));

  /** The remaining work on a post after this: none, or a change whose reply is not due yet. */
  async function settle(
    row: Claimed<Post>,
    result: EditResult,
    set: Partial<Post>,
    isDone: boolean,
  ): Promise<EditResult> {
    const isOpen = row.change !== undefined && row.change.due > clock.now();
    const rest = isOpen && isDone ? { editDue: row.change?.due } : {};
    const done = isDone
      ? { ...(isOpen ? {} : { editDue: '', change: '' }), ...(set.problem === undefined ? { problem: '' } : {}) }
      : {};
    const update = { $set: { ...set, ...rest }, $unset: { lease: '', ...done } };
    const mine = { _id: row._id, 'lease.token': row.lease.token };
    const settled = await rows.findOneAndUpdate({ ...mine, revision: row.revision }, update);
    look.changed();
    if (settled !== undefined) return result;
    // Edited again meanwhile: the newer words are still due.
    await rows.findOneAndUpdate(mine, { $unset: { lease: '' } });
    return 'later';
  }

  async function giveUp(row: Claimed<Post>, problem: string): Promise<EditResult> {
    log.error({ post: row.key, workspaceId: row.workspaceId, problem }, 'an edit cannot be shown');
    const { change, ...bare } = row;
    // A reply to a deleted post would refer to nothing; the stewards are told instead.
    if (change !== undefined) {
      const key = `change:${row.key}:${change.revision}`;
      await notices.tell({
        key,
        workspaceId: row.workspaceId,
        projectId: row.projectId,
        write: (reader) => changeNotShown(row, change, reader),
      });
    }
    return settle(bare, 'failed', { problem }, true);
  }

  /** Updates the platform to the post's intended content. An edit is idempotent, so an unclear answer is retried. */
  async function show(row: Claimed<Post>): Promise<EditResult> {
    const platform = platformOf.get(row.to.platform);
    const own = readMessage(row.message);
    if (platform === undefined || own === undefined)
      return giveUp(row, 'its platform or its message is not there any more');
    const verdict = await gate.pass(row);
    if (verdict.verdict === 'wait')
      return settle(row, 'later', { editDue: new Date(clock.now().getTime() + GATE_AGAIN_MS) }, false);
    if (verdict.verdict !== 'go')
      return giveUp(row, verdict.verdict === 'stop' ? verdict.reason : 'the project is rehearsed, the post is not');
    const content = together(own, row.riders ?? []);
    const shown =
      row.rehearsalOf === undefined ? content : rehearsed(content, row.rehearsalOf, await localeOf(directory, row));
    const result = await platform.update(verdict.to, row.posted, shown, {
      key: `${row.key}:${row.revision}`,
      locale: row.locale,
      zone: row.zone,
    });
    if (result.outcome === 'sent') {
      // The reply's key is the change's, so a crash before settling makes no second reply.
      if (row.change !== undefined && row.change.due <= clock.now())
        await outbox.enqueue(await changeReply(row, row.change, directory));
      return settle(row, 'edited', { attempts: 0 }, true);
    }
    if (result.outcome === 'dead') return giveUp(row, `${result.reason}: ${result.detail}`);
    const attempts = row.attempts + 1;
    if (attempts >= MAX_ATTEMPTS) return giveUp(row, result.reason);
    const wait = Math.max(result.outcome === 'retry' ? (result.afterMs ?? 0) : 0, backoff(attempts, RETRY));
    return settle(row, 'later', { attempts, editDue: new Date(clock.now().getTime() + wait) }, false);
  }

  const claimDue = (only: Record<string, unknown>) =>
    claim(rows, {
      due: { editDue: { $lte: clock.now() }, ...only },
      sort: { editDue: 1 },
      limit: BATCH,
      leaseMs: LEASE_MS,
      now: () => db.now(),
    });

  async function showSafely(row: Claimed<Post>): Promise<EditResult> {
    try {
      return await withinRequest(() => show(row));
    } catch (error) {
      log.error({ err: error, post: row.key }, 'an edit failed; it is tried again when its lease runs out');
      return 'later';
    }
  }

  /** The post with a delivery's text: its own, or the one it was merged into. */
  async function holding(key: string): Promise<Post | undefined> {
    const own = await rows.findOne({ key });
    if (own !== undefined) return own;
    const source = await sources.findOne({ key });
    return source?.mergedInto === undefined ? undefined : rows.findOne({ key: source.mergedInto });
  }

  /** The pending change including this edit. Changes to merged deliveries are announced together. */
  function changed(present: Post, { people, text, by }: Concern): NonNullable<Post['change']> {
    const now = clock.now().getTime();
    // A due change is being announced: a later edit is a change of its own.
    const open = present.change !== undefined && present.change.due.getTime() > now ? present.change : undefined;
    const due = Math.min(open?.due.getTime() ?? now + CHANGES_BECOME_ONE_MS, by?.getTime() ?? Number.POSITIVE_INFINITY);
    const known = open?.people ?? [];
    const fresh = people
      .filter(({ user }) => !known.some((one) => one.user === user))
      .map(({ user, name }) => ({ user, name }));
    return { revision: present.revision + 1, due: new Date(Math.max(due, now)), people: [...known, ...fresh], text };
  }

  /** Edits a delivery that is not posted yet; undefined where there is none. */
  async function amend(key: string, message: Message): Promise<Delivery | undefined> {
    const waiting = { key, state: { $in: NOT_POSTED }, 'to.audience': message.audience };
    return sources.findOneAndUpdate(waiting, { $set: { message: parse(message), amended: true } });
  }

  async function store(
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
      const rider = present.key === key ? undefined : present.riders?.find((one) => one.key === key);
      if (present.key !== key && rider === undefined) return undefined;
      if (readMessage((rider ?? present).message)?.audience !== message.audience) {
        throw new RapportError('refused', `post ${key}: an edit may not change the audience to ${message.audience}`);
      }
      const words =
        rider === undefined
          ? { message: parse(message) }
          : {
              riders: (present.riders ?? []).map((one) =>
                one.key === key ? { ...one, message: parse(message) } : one,
              ),
            };
      const change = concern === undefined ? undefined : changed(present, concern);
      const soonest = Math.min(
        change?.due.getTime() ?? clock.now().getTime(),
        present.editDue?.getTime() ?? Number.POSITIVE_INFINITY,
      );
      const set = { ...words, editDue: new Date(soonest), attempts: 0, ...(change === undefined ? {} : { change }) };
      const stored = await rows.findOneAndUpdate(
        { key: present.key, revision: present.revision },
        { $set: set, $inc: { revision: 1 } },
      );
      look.changed();
      if (stored !== undefined) return stored;
    }
    throw new RapportError('unavailable', `post ${key} is being changed by others`);
  }

  return {
    async record(row, posted, riders = []) {
      const { key, workspaceId, projectId, message, locale, zone, rehearsalOf } = row;
      try {
        await rows.insert({
          _id: newId(),
          key,
          workspaceId,
          ...(projectId === undefined ? {} : { projectId }),
          to: row.target ?? row.to,
          posted,
          message,
          v: 1,
          ...(riders.length === 0 ? {} : { riders: riders.map((one) => ({ ...one })) }),
          ...(rehearsalOf === undefined ? {} : { rehearsalOf }),
          locale,
          zone,
          revision: 0,
          postedAt: clock.now(),
          attempts: 0,
        });
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
      }
      // Read after the post is stored: a later edit finds the post, an earlier one is found here.
      const source = await sources.findOne({ key, amended: true });
      if (source === undefined) return;
      const words = { message: source.message, editDue: clock.now() };
      await rows.findOneAndUpdate({ key, revision: 0 }, { $set: words, $inc: { revision: 1 } });
      look.changed();
    },
    find: (key) => rows.findOne({ key }),
    async edit(key, message, concern) {
      const stored = await store(key, message, concern);
      if (stored === undefined) return 'notPosted';
      if (stored === 'waiting') return 'later';
      const [row] = (await claimDue({ key: stored.key })).rows;
      return row === undefined ? 'later' : showSafely(row);
    },
    async tick(currentPauses = async () => () => false) {
      if (!(await look.isDue())) return 0;
      const isPaused = await currentPauses();
      const { rows: due } = await claimDue({});
      const results = await Promise.all(
        due.map(async (row) => {
          if (!isPaused(row.to)) return showSafely(row);
          await rows.findOneAndUpdate(
            { _id: row._id, 'lease.token': row.lease.token, revision: row.revision },
            { $set: { editDue: new Date(clock.now().getTime() + PAUSED_AGAIN_MS) }, $unset: { lease: '' } },
          );
          look.changed();
          return 'later' as const;
        }),
      );
      return results.filter((result) => result === 'edited').length;
    },
  };
}
