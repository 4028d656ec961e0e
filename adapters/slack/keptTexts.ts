import { z } from 'zod';
import { keptCollection } from '../../src/core/kept.ts';
import { isError } from '../../src/ground/errors.ts';
import type { Database } from '../../src/store/collection.ts';
import type { Kept } from './kept.ts';

/** A text too long for a button or a view, by its digest. */
const slackKept = z.strictObject({ _id: z.string(), text: z.string(), expiresAt: z.date() });
export const slackKeptTexts = keptCollection({
  name: 'slackKeptTexts',
  model: slackKept,
  tenancy: 'installation',
  indexes: [{ keys: { expiresAt: 1 } }],
  retention: { sweptBy: 'the adapter, 400 days after a button was last shown' },
  person: { none: 'what a button carries, found by its digest alone; no row says whose it is' },
});

const DAY_MS = 24 * 3_600_000;
/** Buttons work for a year. Showing a message again renews the lifetime. */
const LIFETIME_MS = 400 * DAY_MS;
/** Renewed only below this rest, so that a daily message costs no write. */
const RENEW_BELOW_MS = 370 * DAY_MS;

export interface KeptTexts {
  /** Stores texts. Must run before the payload that refers to them is sent. */
  keep(kept: readonly Kept[]): Promise<void>;
  /** The stored texts, by key. */
  load(keys: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Removes expired texts; returns how many. */
  sweep(): Promise<number>;
}

export function createKeptTexts({ db }: { db: Database }): KeptTexts {
  const rows = db.everywhere(slackKeptTexts);
  const from = (milliseconds: number) => new Date(db.now().getTime() + milliseconds);

  return {
    async keep(kept) {
      for (const { key, text } of kept) {
        try {
          await rows.insert({ _id: key, text, expiresAt: from(LIFETIME_MS) });
        } catch (error) {
          if (!isError(error, 'conflict')) throw error;
          await rows.findOneAndUpdate(
            { _id: key, expiresAt: { $lt: from(RENEW_BELOW_MS) } },
            { $set: { expiresAt: from(LIFETIME_MS) } },
          );
        }
      }
    },
    async load(keys) {
      if (keys.length === 0) return new Map();
      const found = await rows.find({ _id: { $in: [...keys] } });
      return new Map(found.map(({ _id, text }) => [_id, text]));
    },
    sweep: () => rows.deleteMany({ expiresAt: { $lte: db.now() } }),
  };
}
