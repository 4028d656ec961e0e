import type { Clock } from '../ground/clock.ts';

/** The number of requests that are allowed at once (`burst`) and in the long run (`perSecond`). */
interface Allowance {
  readonly burst: number;
  readonly perSecond: number;
}

/** More than any person types and presses, far less than a loop does. */
const PERSON: Allowance = { burst: 30, perSecond: 1 };
const WORKSPACE: Allowance = { burst: 600, perSecond: 30 };
const SAY_AGAIN_AFTER_MS = 60_000;
/** Once more than this many are held, the one that was not used for longest is forgotten. */
const MAX_BUCKETS = 10_000;

interface Bucket {
  left: number;
  at: number;
  toldAt: number | undefined;
}

/** `tell`: over the limit, say so; `silent`: said already. */
export type Verdict = 'ok' | 'tell' | 'silent';

/**
 * Limits per person and per workspace (of pages: per address and over all), in the memory of one process: against loops
 * and floods, not a quota.
 */
export function createLimits(clock: Clock): { ask(person: string, workspace: string): Verdict } {
  const buckets = new Map<string, Bucket>();

  function bucket(key: string, { burst, perSecond }: Allowance, now: number): Bucket {
    const known = buckets.get(key) ?? { left: burst, at: now, toldAt: undefined };
    known.left = Math.min(burst, known.left + (Math.max(0, now - known.at) / 1000) * perSecond);
    known.at = now;
    // Set anew, so that the map's order is by last use and the oldest can be forgotten.
    buckets.delete(key);
    buckets.set(key, known);
    const oldest = buckets.size > MAX_BUCKETS ? buckets.keys().next().value : undefined;
    if (oldest !== undefined) buckets.delete(oldest);
    return known;
  }

  return {
    ask(person, workspace) {
      const now = clock.now().getTime();
      const own = bucket(`person ${person}`, PERSON, now);
      const all = bucket(`workspace ${workspace}`, WORKSPACE, now);
      if (own.left >= 1 && all.left >= 1) {
        own.left -= 1;
        all.left -= 1;
        return 'ok';
      }
      if (own.toldAt !== undefined && Math.abs(now - own.toldAt) < SAY_AGAIN_AFTER_MS) return 'silent';
      own.toldAt = now;
      return 'tell';
    },
  };
}
