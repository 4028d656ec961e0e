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
 * `later`: kept, and shown as soon as the platform takes it, or as soon as it is posted. `notPosted`: there is no such
 * delivery. `failed`: it cannot be shown; the log says why.
 */
export type EditResult = 'edited' | 'later' | 'notPosted' | 'failed';

export interface Posts {
  /**
   * Keeps what a delivery became, with what went along in it; a repeat changes nothing. `row` must say where it was
   * really sent.
   */
  record(row: Delivery, posted: string, riders?: readonly Rider[]): Promise<void>;
  /** What a delivery became; undefined while it is not posted. */
  find(key: string): Promise<Post | undefined>;
  /**
   * Changes an earlier post, named by its delivery's key, also when its words went along in another one. The new words
   * are stored first, so that a crash or a busy platform loses none of them; of several edits the last one is what
   * stays. A delivery that still waits is posted with the new words. An edit notifies nobody. One that matters says
   * with `concern` who is to hear of it: half an hour after the first such edit, or at `concern.by` if that is sooner,
   * the last words are shown and one reply in the thread names everybody concerned.
   * @throws RapportError `refused` when the audience is another than that of the post.
   */
  edit(key: string, message: Message, concern?: Concern): Promise<EditResult>;
  /**
   * Shows the edits that are due, but for paused installations, which are asked for only then; returns how many were
   * shown.
   */
  tick(currentPauses?: () => Promise<(to: InstallationRef) => boolean>): Promise<number>;
}

const BATCH = 20;
/** States of a delivery of which there is no post, and may be one later. */
const NOT_POSTED: readonly DeliveryState[] = ['waiting', 'sending', 'unknown', 'dead', 'held', 'paused'];
const LEASE_MS = 120_000;
const MAX_ATTEMPTS = 20;
const RETRY = { baseMs: 2_000, capMs: 1_800_000 };
/** Changes within so long become one. */
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
  /** For the reply that comes with an edit that matters. */
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

  /** What is still to be shown of a post after this: nothing, or the change whose reply is not due yet. */
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
    // A reply to a post that is gone would tell of nothing; whoever answers for it has to say it in another way.
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

  /**
   * Brings the platform up to what the post should say. Repeating an edit is harmless, so an unclear answer is simply
   * tried again.
   */
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
      // The reply's key is that of the change, so that a crash between here and settling makes no second one.
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

  /** The post that holds a delivery's words: its own, or the one that it went along in. */
  async function holding(key: string): Promise<Post | undefined> {
    const own = await rows.findOne({ key });
    if (own !== undefined) return own;
    const source = await sources.findOne({ key });
    return source?.mergedInto === undefined ? undefined : rows.findOne({ key: source.mergedInto });
  }

  /** The change that people will hear of, with this edit in it. Changes to what others ride in are told together. */
  function changed(present: Post, { people, text, by }: Concern): NonNullable<Post['change']> {
    const now = clock.now().getTime();
    // One that is due already is being told: what comes after it is a change of its own.
    const open = present.change !== undefined && present.change.due.getTime() > now ? present.change : undefined;
    const due = Math.min(open?.due.getTime() ?? now + CHANGES_BECOME_ONE_MS, by?.getTime() ?? Number.POSITIVE_INFINITY);
    const known = open?.people ?? [];
    const fresh = people
      .filter(({ user }) => !known.some((one) => one.user === user))
      .map(({ user, name }) => ({ user, name }));
    return { revision: present.revision + 1, due: new Date(Math.max(due, now)), people: [...known, ...fresh], text };
  }

  /** Changes what a delivery says that is not posted yet; undefined where there is none. */
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
        // Posted meanwhile, before or after the words changed: only its post tells.
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
      // Looked up after the post is there: an edit that comes later finds the post, and one that came before is found
      // here.
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
