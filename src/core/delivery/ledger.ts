import { z } from 'zod';
import type { Clock } from '../../ground/clock.ts';
import { isError, RapportError } from '../../ground/errors.ts';
import type { Database } from '../../store/collection.ts';
import { keptCollection } from '../kept.ts';
import { dayOf } from '../schedule/wall.ts';
import { countedKind, type Judgement, LOOKS_BACK_DAYS, profile, type Spent } from './budget.ts';

/**
 * The recent unprompted posts in one conversation. One document each, updated atomically: two senders cannot both take
 * the last place.
 */
const ledger = z.strictObject({
  /** The conversation; a rehearsal has its own, so that it uses no real budget. */
  _id: z.string(),
  workspaceId: z.string(),
  spent: z.array(
    z.strictObject({
      key: z.string(),
      kind: countedKind,
      about: z.string().optional(),
      date: z.string(),
      rode: z.boolean().optional(),
    }),
  ),
  version: z.number().int(),
  touchedAt: z.date(),
});
export const ledgers = keptCollection({
  name: 'noiseLedgers',
  model: ledger,
  tenancy: 'installation',
  indexes: [{ keys: { touchedAt: 1 } }],
  retention: { by: 'touchedAt', days: LOOKS_BACK_DAYS },
  person: { none: 'counts of messages per conversation, without words or names' },
});

/** The chosen profile of a project or a channel; default `light`. */
const choice = z.strictObject({
  /** `project:ID` or `channel:CONVERSATION`, after the workspace. */
  _id: z.string(),
  workspaceId: z.string(),
  profile,
});
export const noiseProfiles = keptCollection({
  name: 'noiseProfiles',
  model: choice,
  tenancy: 'workspace',
  indexes: [],
  retention: { kept: 'a choice for a project or a channel' },
  person: { none: 'a choice for a project or a channel' },
});

const MOST_TRIES = 20;

export type Ledger = ReturnType<typeof createLedger>;

/** Counts unprompted posts. */
export function createLedger({ db, clock }: { db: Database; clock: Clock }) {
  const rows = db.everywhere(ledgers);

  /** Replaces the entries, unless another sender did meanwhile. */
  async function write(
    before: z.infer<typeof ledger> | undefined,
    { id, workspaceId, spent }: { id: string; workspaceId: string; spent: Spent[] },
  ) {
    const plain = spent.map(({ about, rode, ...entry }) => ({
      ...entry,
      ...(about === undefined ? {} : { about }),
      ...(rode === true ? { rode } : {}),
    }));
    if (before !== undefined)
      return (
        (await rows.findOneAndUpdate(
          { _id: id, version: before.version },
          { $set: { spent: plain, touchedAt: clock.now() }, $inc: { version: 1 } },
        )) !== undefined
      );
    try {
      await rows.insert({ _id: id, workspaceId, spent: plain, version: 1, touchedAt: clock.now() });
      return true;
    } catch (error) {
      if (isError(error, 'conflict')) return false;
      throw error;
    }
  }

  return {
    /**
     * Takes a place for one post if `judge` allows it, given the other posts. Idempotent by key; a place taken on an
     * earlier day, for a post that did not happen then, is judged again.
     */
    async take({
      id,
      workspaceId,
      entry,
      judge,
    }: {
      id: string;
      workspaceId: string;
      entry: Spent;
      judge: (spent: readonly Spent[]) => Judgement;
    }) {
      for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
        const before = await rows.get(id);
        const all = before?.spent ?? [];
        const own = all.find((other) => other.key === entry.key);
        if (own?.date === entry.date && own.rode !== true) return { allowed: true } as const;
        const others = all.filter(
          (other) => other.key !== entry.key && dayOf(entry.date) - dayOf(other.date) <= LOOKS_BACK_DAYS,
        );
        const judgement = judge(others);
        if (!judgement.allowed && own === undefined) return judgement;
        if (await write(before, { id, workspaceId, spent: judgement.allowed ? [...others, entry] : others }))
          return judgement;
      }
      throw new RapportError('unavailable', `the noise ledger ${id} is in use`);
    },
    /** Records a delivery that is merged into another post. */
    async note(id: string, workspaceId: string, entry: Spent): Promise<void> {
      for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
        const before = await rows.get(id);
        const others = (before?.spent ?? []).filter((other) => other.key !== entry.key);
        if (await write(before, { id, workspaceId, spent: [...others, { ...entry, rode: true }] })) return;
      }
      throw new RapportError('unavailable', `the noise ledger ${id} is in use`);
    },
    /** Releases a place: the post did not happen. */
    async giveBack(id: string, key: string): Promise<void> {
      for (let attempt = 0; attempt < MOST_TRIES; attempt++) {
        const before = await rows.get(id);
        if (before === undefined || !before.spent.some((entry) => entry.key === key)) return;
        const spent = before.spent.filter((entry) => entry.key !== key);
        if (await write(before, { id, workspaceId: before.workspaceId, spent })) return;
      }
      throw new RapportError('unavailable', `the noise ledger ${id} is in use`);
    },
    spent: async (id: string): Promise<readonly Spent[]> => (await rows.get(id))?.spent ?? [],
  };
}
