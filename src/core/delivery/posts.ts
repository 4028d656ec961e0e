import { z } from 'zod';
import { type Database, defineCollection } from '../../store/collection.ts';
import { backoff } from '../backoff.ts';
import { type Claimed, claim } from '../claim.ts';
import type { Clock } from '../clock.ts';
import type { Directory } from '../directory.ts';
import { isError, RapportError } from '../errors.ts';
import { LOCALES } from '../i18n.ts';
import { newId } from '../ids.ts';
import type { Logger } from '../log.ts';
import { audience, type Message, message as messageModel } from '../message.ts';
import { type ChatPlatform, platformId } from '../platform.ts';
import { localeOf, readMessage, rehearsed } from './compose.ts';
import type { PostGate } from './gate.ts';
import { type Delivery, deliveries } from './outbox.ts';

/** What was posted, kept so that it can be edited. `message` is what the post should say; while `editDue` is set, the platform does not show that yet. */
export const post = z.strictObject({
  _id: z.string(),
  /** The delivery's key. */
  key: z.string(),
  workspaceId: z.string(),
  projectId: z.string().optional(),
  /** Where it really is. */
  to: z.strictObject({ platform: platformId, tenant: z.string(), conversation: z.string(), thread: z.string().optional(), audience }),
  /** The platform's reference. */
  posted: z.string(),
  /** The neutral message as JSON, in the format `v`, without the mark of a rehearsal. */
  message: z.string(),
  v: z.literal(1),
  rehearsalOf: z.string().optional(),
  locale: z.enum(LOCALES),
  zone: z.string(),
  /** 0 as posted, one more with each edit. */
  revision: z.number().int(),
  postedAt: z.date(),
  editDue: z.date().optional(),
  attempts: z.number().int(),
  /** Why the last edit could not be shown. */
  problem: z.string().optional(),
  lease: z.strictObject({ token: z.string(), until: z.date() }).optional(),
});
export type Post = z.infer<typeof post>;

export const posts = defineCollection({
  name: 'posts',
  model: post,
  tenancy: 'installation',
  indexes: [
    { keys: { key: 1 }, unique: true },
    { keys: { editDue: 1 }, where: { editDue: { $exists: true } } },
  ],
});

/** `later`: kept, and shown as soon as the platform takes it. `notPosted`: there is no such post (yet). `failed`: it cannot be shown; the log says why. */
export type EditResult = 'edited' | 'later' | 'notPosted' | 'failed';

export interface Posts {
  /** Keeps what a delivery became; a repeat changes nothing. `row` must say where it was really sent. */
  record(row: Delivery, posted: string): Promise<void>;
  /** What a delivery became; undefined while it is not posted. */
  find(key: string): Promise<Post | undefined>;
  /**
   * Changes an earlier post, named by its delivery's key. The new words are stored first, so that a crash or a busy platform loses none of them; of several edits the
   * last one is what stays. @throws RapportError `refused` when the audience is another than that of the post.
   */
  edit(key: string, message: Message): Promise<EditResult>;
  /** Shows the edits that are still to be shown; returns how many were. */
  tick(): Promise<number>;
}

const BATCH = 20;
const LEASE_MS = 120_000;
const MAX_ATTEMPTS = 20;
const RETRY = { baseMs: 2_000, capMs: 1_800_000 };

export interface PostsOptions {
  readonly db: Database;
  readonly clock: Clock;
  readonly platforms: readonly ChatPlatform[];
  readonly gate: PostGate;
  readonly directory: Directory;
  readonly log: Logger;
}

export function createPosts({ db, clock, platforms, gate, directory, log }: PostsOptions): Posts {
  const rows = db.everywhere(posts);
  const sources = db.everywhere(deliveries);
  const platformOf = new Map(platforms.map((platform) => [platform.id, platform]));

  async function settle(row: Claimed<Post>, result: EditResult, changes: { set?: Partial<Post>; done: boolean }): Promise<EditResult> {
    const unset = { lease: '', ...(changes.done ? { editDue: '', ...(changes.set?.problem === undefined ? { problem: '' } : {}) } : {}) };
    const set = changes.set === undefined ? {} : { $set: changes.set };
    const mine = { _id: row._id, 'lease.token': row.lease.token };
    if ((await rows.findOneAndUpdate({ ...mine, revision: row.revision }, { ...set, $unset: unset })) !== undefined) return result;
    // Edited again meanwhile: the newer words are still due.
    await rows.findOneAndUpdate(mine, { $unset: { lease: '' } });
    return 'later';
  }

  function giveUp(row: Claimed<Post>, problem: string): Promise<EditResult> {
    log.error({ post: row.key, workspaceId: row.workspaceId, problem }, 'an edit cannot be shown');
    return settle(row, 'failed', { set: { problem }, done: true });
  }

  /** Brings the platform up to what the post should say. Repeating an edit is harmless, so an unclear answer is simply tried again. */
  async function show(row: Claimed<Post>): Promise<EditResult> {
    const platform = platformOf.get(row.to.platform);
    const content = readMessage(row.message);
    const source = await sources.findOne({ key: row.key });
    if (platform === undefined || content === undefined || source === undefined)
      return giveUp(row, 'its platform, its message or its delivery is not there any more');
    const verdict = await gate.pass({ ...source, to: row.to });
    if (verdict.verdict !== 'go') return giveUp(row, verdict.verdict === 'stop' ? verdict.reason : 'the project is rehearsed, the post is not');
    const shown = row.rehearsalOf === undefined ? content : rehearsed(content, row.rehearsalOf, await localeOf(directory, row));
    const result = await platform.update(row.to, row.posted, shown, { key: `${row.key}:${row.revision}`, locale: row.locale, zone: row.zone });
    if (result.outcome === 'sent') return settle(row, 'edited', { set: { attempts: 0 }, done: true });
    if (result.outcome === 'dead') return giveUp(row, `${result.reason}: ${result.detail}`);
    const attempts = row.attempts + 1;
    if (attempts >= MAX_ATTEMPTS) return giveUp(row, result.reason);
    const wait = Math.max(result.outcome === 'retry' ? (result.afterMs ?? 0) : 0, backoff(attempts, RETRY));
    return settle(row, 'later', { set: { attempts, editDue: new Date(clock.now().getTime() + wait) }, done: false });
  }

  const claimDue = (only: Record<string, unknown>) =>
    claim(rows, { due: { editDue: { $lte: clock.now() }, ...only }, sort: { editDue: 1 }, limit: BATCH, leaseMs: LEASE_MS, now: () => db.now() });

  async function showSafely(row: Claimed<Post>): Promise<EditResult> {
    try {
      return await show(row);
    } catch (error) {
      log.error({ err: error, post: row.key }, 'an edit failed; it is tried again when its lease runs out');
      return 'later';
    }
  }

  return {
    async record(row, posted) {
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
    },
    find: (key) => rows.findOne({ key }),
    async edit(key, message) {
      const present = await rows.findOne({ key });
      if (present === undefined) return 'notPosted';
      if (readMessage(present.message)?.audience !== message.audience) {
        throw new RapportError('refused', `post ${key}: an edit may not change the audience to ${message.audience}`);
      }
      const set = { message: JSON.stringify(messageModel.parse(message)), editDue: clock.now(), attempts: 0 };
      await rows.findOneAndUpdate({ key }, { $set: set, $inc: { revision: 1 } });
      const [row] = (await claimDue({ key })).rows;
      return row === undefined ? 'later' : showSafely(row);
    },
    async tick() {
      const { rows: due } = await claimDue({});
      const results = await Promise.all(due.map(showSafely));
      return results.filter((result) => result === 'edited').length;
    },
  };
}
