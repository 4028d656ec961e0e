import { z } from 'zod';
import type { Clock } from '../../ground/clock.ts';
import { isError } from '../../ground/errors.ts';
import type { Database } from '../../store/collection.ts';
import { erasedMark, keptCollection } from '../kept.ts';
import { type InstallationRef, platformId } from '../platform.ts';
import { deliveries } from './outbox.ts';

/** An installation without posts until a person resumes it. */
const pause = z.strictObject({
  /** `slack/T1`. */
  _id: z.string(),
  workspaceId: z.string(),
  platform: platformId,
  tenant: z.string(),
  byName: z.string(),
  at: z.date(),
  /**
   * When it was resumed, by the database's clock. Kept for a while: a sender with older knowledge may still park a
   * delivery.
   */
  liftedAt: z.date().optional(),
});
export type Pause = z.infer<typeof pause>;

export const pauses = keptCollection({
  name: 'deliveryPauses',
  model: pause,
  tenancy: 'installation',
  indexes: [{ keys: { workspaceId: 1 } }],
  retention: { sweptBy: 'the pause itself, five minutes after it was lifted' },
  person: {
    title: { en: 'Pauses of posting', 'zh-CN': '暂停发送' },
    find: ({ workspaceId, name, side }) => (side === 'ours' ? { workspaceId, byName: name } : undefined),
    export: ({ at, platform }) => ({ at, platform }),
    erase: (_row, subject) => ({ $set: { byName: erasedMark(subject) } }),
    stays: { en: 'a pause goes on, without the name', 'zh-CN': '暂停继续有效，姓名将被清除' },
  },
});

/** Longer than a sender works on one reading of the pauses. */
const STRAGGLERS_MS = 300_000;
const idOf = ({ platform, tenant }: InstallationRef) => `${platform}/${tenant}`;

/**
 * Pauses and resumes posting to an installation. Deliveries are parked as `paused` when their turn comes, so that a
 * long pause costs no work.
 */
export interface Pauses {
  /** Idempotent. */
  pause(installation: InstallationRef, by: { readonly workspaceId: string; readonly name: string }): Promise<void>;
  /** Resumes an installation; false when it was not paused. */
  resume(installation: InstallationRef, workspaceId: string): Promise<boolean>;
  /** The paused installations of a workspace. */
  list(workspaceId: string): Promise<readonly Pause[]>;
  /** For the sender, at each look: the paused installations. Also returns deliveries of resumed ones to waiting. */
  current(): Promise<(to: InstallationRef) => boolean>;
}

export function createPauses({ db, clock }: { db: Database; clock: Clock }): Pauses {
  const rows = db.everywhere(pauses);
  const parked = db.everywhere(deliveries);

  async function letGo({ _id, platform, tenant, workspaceId, liftedAt }: Pause): Promise<void> {
    await parked.updateMany(
      { workspaceId, state: 'paused', 'to.platform': platform, 'to.tenant': tenant },
      { $set: { state: 'waiting' } },
    );
    if (liftedAt !== undefined && db.now().getTime() - liftedAt.getTime() > STRAGGLERS_MS)
      await rows.deleteMany({ _id, liftedAt });
  }

  return {
    async pause(installation, { workspaceId, name }) {
      const _id = idOf(installation);
      try {
        await rows.insert({ _id, workspaceId, ...installation, byName: name, at: clock.now() });
      } catch (error) {
        if (!isError(error, 'conflict')) throw error;
        await rows.findOneAndUpdate(
          { _id, liftedAt: { $exists: true } },
          { $set: { byName: name, at: clock.now() }, $unset: { liftedAt: '' } },
        );
      }
    },
    async resume(installation, workspaceId) {
      const lifted = await rows.findOneAndUpdate(
        { _id: idOf(installation), workspaceId, liftedAt: { $exists: false } },
        { $set: { liftedAt: db.now() } },
      );
      if (lifted === undefined) return false;
      await letGo(lifted);
      return true;
    },
    list: (workspaceId) => rows.find({ workspaceId, liftedAt: { $exists: false } }, { sort: { at: 1 } }),
    async current() {
      const all = await rows.find({});
      for (const pause of all) if (pause.liftedAt !== undefined) await letGo(pause);
      const names = new Set(all.filter((pause) => pause.liftedAt === undefined).map((pause) => pause._id));
      return (to) => names.size > 0 && names.has(idOf(to));
    },
  };
}
