import type { Clock } from '../../ground/clock.ts';
import { isError } from '../../ground/errors.ts';
import { newId } from '../../ground/ids.ts';
import type { Logger } from '../../ground/log.ts';
import type { Database } from '../../store/collection.ts';
import { claim } from '../claim.ts';
import type { Directory, Routes } from '../directory.ts';
import type { Message } from '../message.ts';
import type { ChatPlatform, InstallationRef } from '../platform.ts';
import type { Concern } from './changeReply.ts';
import type { Rider } from './compose.ts';
import { createEditLook } from './editLook.ts';
import { createEditShowing, type ShowResult } from './editShowing.ts';
import { createEditStoring } from './editStoring.ts';
import type { PostGate } from './gate.ts';
import { type Delivery, type DeliveryState, deliveries, type Outbox } from './outbox.ts';
import { type Post, posts } from './post.ts';

/**
 * `later`: stored, and shown once the platform accepts it or once it is posted. `notPosted`: the delivery is unknown.
 * `failed`: it cannot be shown; the log says why.
 */
export type EditResult = ShowResult | 'notPosted';

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
   * Takes back a delivery that is not being posted: it is never posted, and its key can be used again. One that is
   * posted, or may be, stays.
   */
  cancel(key: string): Promise<void>;
  /**
   * Shows the edits that are due, but for paused installations, which are asked for only then; returns how many were
   * shown.
   */
  tick(currentPauses?: () => Promise<(to: InstallationRef) => boolean>): Promise<number>;
}

/** The states of a delivery that is certainly not posted. */
const CANCELLED: DeliveryState[] = ['waiting', 'held', 'paused', 'dead'];
const BATCH = 20;
const LEASE_MS = 120_000;
const PAUSED_AGAIN_MS = 60_000;

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
/** The posts and their edits: each edit is stored first, and then shown on the platform. */
export function createPosts({ db, clock, steady, platforms, gate, directory, outbox, log }: PostsOptions): Posts {
  const rows = db.everywhere(posts);
  const sources = db.everywhere(deliveries);
  const look = createEditLook({ rows, clock, steady });
  const storeEdit = createEditStoring({ rows, sources, look, clock });
  const showEdit = createEditShowing({ rows, look, clock, platforms, gate, directory, outbox, log });

  const claimDue = (only: Record<string, unknown>) =>
    claim(rows, {
      due: { editDue: { $lte: clock.now() }, ...only },
      sort: { editDue: 1 },
      limit: BATCH,
      leaseMs: LEASE_MS,
      now: () => db.now(),
    });
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
          ...(riders.length === 0 ? {} : { riders: riders.map((rider) => ({ ...rider })) }),
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
      const stored = await storeEdit(key, message, concern);
      if (stored === undefined) return 'notPosted';
      if (stored === 'waiting') return 'later';
      const [row] = (await claimDue({ key: stored.key })).rows;
      return row === undefined ? 'later' : showEdit(row);
    },
    async cancel(key) {
      await sources.deleteMany({ key, state: { $in: CANCELLED } });
    },
    async tick(currentPauses = async () => () => false) {
      if (!(await look.isDue())) return 0;
      const isPaused = await currentPauses();
      const { rows: due } = await claimDue({});
      const results = await Promise.all(
        due.map(async (row) => {
          if (!isPaused(row.to)) return showEdit(row);
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
