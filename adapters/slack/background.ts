import type { Logger } from '../../src/ground/log.ts';

/** Work that goes on after Slack has its answer. */
export interface Background {
  /** Runs work after the answer; its failure is logged. */
  run(work: Promise<unknown>): void;
  /** Settles when no work is running any more. */
  idle(): Promise<void>;
}

export function createBackground(log: Logger): Background {
  const pending = new Set<Promise<unknown>>();
  return {
    run(work) {
      const watched = work
        .catch((error: unknown) => log.error({ err: error }, 'slack: work failed after its answer'))
        .finally(() => pending.delete(watched));
      pending.add(watched);
    },
    async idle() {
      while (pending.size > 0) await Promise.all(pending);
    },
  };
}
