import type { ConversationRef, PaceLimit, PostingPace } from '../platform.ts';

type Target = Pick<ConversationRef, 'platform' | 'tenant' | 'conversation'>;

/**
 * Keeps posts within a platform's rate limits, per conversation and per installation. In memory: a restart forgets at
 * most one window.
 */
export interface Pacing {
  /** The number of posts that this conversation may have now; Infinity without a limit. */
  room(to: Target, pace: PostingPace): number;
  /** Counts one post; false when there is no room for it now. */
  take(to: Target, pace: PostingPace): boolean;
  /** Pauses an installation for so many milliseconds: the platform asked for it. */
  pause(to: Target, milliseconds: number): void;
}

const KEPT_KEYS = 2_000;

/**
 * @param now a clock that never steps: a platform's limits follow neither the playground's moved clock nor a corrected
 * one.
 */
export function createPacing(now: () => Date): Pacing {
  const stamps = new Map<string, number[]>();
  const pausedUntil = new Map<string, number>();
  const installationOf = (to: Target) => `${to.platform} ${to.tenant}`;
  const conversationOf = (to: Target) => `${installationOf(to)} ${to.conversation}`;
  const longest = (limits: readonly PaceLimit[]) => Math.max(0, ...limits.map((limit) => limit.perMs));

  function left(key: string, limits: readonly PaceLimit[], present: number): number {
    const past = stamps.get(key) ?? [];
    return Math.min(
      ...limits.map((limit) => limit.count - past.filter((at) => at > present - limit.perMs).length),
      Number.POSITIVE_INFINITY,
    );
  }

  function count(key: string, limits: readonly PaceLimit[], present: number): void {
    if (limits.length === 0) return;
    const since = present - longest(limits);
    stamps.set(key, [...(stamps.get(key) ?? []).filter((at) => at > since), present]);
  }

  /** Drops conversations that have been quiet for an hour, the longest window of any platform. */
  function sweep(present: number): void {
    if (stamps.size <= KEPT_KEYS) return;
    for (const [key, past] of stamps) if ((past.at(-1) ?? 0) <= present - 3_600_000) stamps.delete(key);
  }

  function room(to: Target, pace: PostingPace): number {
    const present = now().getTime();
    if ((pausedUntil.get(installationOf(to)) ?? 0) > present) return 0;
    return Math.min(
      left(conversationOf(to), pace.perConversation, present),
      left(installationOf(to), pace.perInstallation, present),
    );
  }

  return {
    room,
    take(to, pace) {
      if (room(to, pace) < 1) return false;
      const present = now().getTime();
      sweep(present);
      count(conversationOf(to), pace.perConversation, present);
      count(installationOf(to), pace.perInstallation, present);
      return true;
    },
    pause(to, milliseconds) {
      const until = now().getTime() + milliseconds;
      pausedUntil.set(installationOf(to), Math.max(until, pausedUntil.get(installationOf(to)) ?? 0));
    },
  };
}
