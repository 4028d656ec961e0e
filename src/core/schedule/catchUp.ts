import type { Slot } from './job.ts';
import { slotsAfter } from './recurrence.ts';
import type { Recurrence } from './schedule.ts';

const MS_PER_DAY = 86_400_000;

/** What is to be done for a schedule that came due: which slots run, and which one it waits for afterwards. */
export interface CatchUp {
  readonly run: readonly Slot[];
  /** Undefined once the rule has ended. */
  readonly next: Slot | undefined;
}

/**
 * Catches up after downtime (or a jump of the clock): of all slots that passed, the latest runs once; nobody wants nine weekly prompts in a row.
 * Looks back from now in growing steps, so that years of missed slots cost no more than a few.
 * @throws RapportError `invalid` when the rule cannot be computed.
 */
export function latestOnce(recurrence: Recurrence, due: Slot, now: Date): CatchUp {
  for (let days = 2; ; days *= 8) {
    const since = Math.max(now.getTime() - days * MS_PER_DAY, due.at.getTime());
    let latest: Slot | undefined;
    let next: Slot | undefined;
    for (const slot of slotsAfter(recurrence, new Date(since))) {
      if (slot.at > now) {
        next = slot;
        break;
      }
      latest = slot;
    }
    if (latest !== undefined) return { run: [latest], next };
    if (since === due.at.getTime()) return { run: [due], next };
  }
}
