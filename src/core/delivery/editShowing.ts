import type { Clock } from '../../ground/clock.ts';
import type { Logger } from '../../ground/log.ts';
import { withinRequest } from '../../ground/request.ts';
import type { Collection } from '../../store/collection.ts';
import { backoff } from '../backoff.ts';
import type { Claimed } from '../claim.ts';
import type { Directory, Routes } from '../directory.ts';
import type { ChatPlatform } from '../platform.ts';
import { changeNotShown, changeReply } from './changeReply.ts';
import { localeOf, readMessage, rehearsed, together } from './compose.ts';
import type { EditLook } from './editLook.ts';
import { GATE_AGAIN_MS, type PostGate } from './gate.ts';
import { createNotices } from './notices.ts';
import type { Outbox } from './outbox.ts';
import type { Post } from './post.ts';

/** `later`: the edit is retried when its lease expires or the post is due. `failed`: the log has the reason. */
export type ShowResult = 'edited' | 'later' | 'failed';

const MAX_ATTEMPTS = 20;
const RETRY = { baseMs: 2_000, capMs: 1_800_000 };

export interface EditShowingOptions {
  readonly rows: Collection<Post>;
  readonly look: Pick<EditLook, 'changed'>;
  readonly clock: Clock;
  readonly platforms: readonly ChatPlatform[];
  readonly gate: PostGate;
  readonly directory: Directory & Routes;
  /** For the reply of an edit with a notice. */
  readonly outbox: Outbox;
  readonly log: Logger;
}

/**
 * Shows stored edits: updates the platform to a claimed post's intended content, and settles the post. Never throws: a
 * failed edit is retried when its lease expires.
 */
export function createEditShowing({ rows, look, clock, platforms, gate, directory, outbox, log }: EditShowingOptions) {
  const notices = createNotices({ outbox, directory, log });
  const platformOf = new Map(platforms.map((platform) => [platform.id, platform]));

  /** The remaining work on a post after this: none, or a change whose reply is not due yet. */
  async function settle(
    row: Claimed<Post>,
    result: ShowResult,
    set: Partial<Post>,
    isDone: boolean,
  ): Promise<ShowResult> {
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

  async function giveUp(row: Claimed<Post>, problem: string): Promise<ShowResult> {
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
  async function show(row: Claimed<Post>): Promise<ShowResult> {
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

  return async function showEdit(row: Claimed<Post>): Promise<ShowResult> {
    try {
      return await withinRequest(() => show(row));
    } catch (error) {
      log.error({ err: error, post: row.key }, 'an edit failed; it is retried when its lease expires');
      return 'later';
    }
  };
}
