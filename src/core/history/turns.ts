/** Work in turns: the works of one key run one after another, those of different keys beside each other. */
export interface Turns {
  /** Runs work after the earlier work of its key. `hasWaited`: there was earlier work. */
  take<R>(key: string, work: (hasWaited: boolean) => Promise<R>): Promise<R>;
  isTaken(key: string): boolean;
  /** Resolves when no work is left. Never rejects. */
  settled(): Promise<void>;
}

export function createTurns(): Turns {
  /** The end of the last work, by key. */
  const last = new Map<string, Promise<void>>();
  return {
    take(key, work) {
      const earlier = last.get(key);
      const result = earlier === undefined ? work(false) : earlier.then(() => work(true));
      const ended: Promise<void> = result
        .then(
          () => undefined,
          () => undefined,
        )
        .then(() => {
          if (last.get(key) === ended) last.delete(key);
        });
      last.set(key, ended);
      return result;
    },
    isTaken: (key) => last.has(key),
    async settled() {
      while (last.size > 0) await Promise.all(last.values());
    },
  };
}
