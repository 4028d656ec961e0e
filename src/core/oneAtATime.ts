/**
 * Makes work that never overlaps itself. A call during a run starts another run after it, since the first may have
 * looked too early; all waiting calls share it.
 */
export function oneAtATime<R>(work: () => Promise<R>): () => Promise<R> {
  let running: Promise<unknown> | undefined;
  let waiting: Promise<R> | undefined;
  const start = (): Promise<R> => {
    const mine = work();
    const done = () => {
      if (waiting === undefined) running = undefined;
    };
    running = mine.then(done, done);
    return mine;
  };
  return () => {
    if (running === undefined) return start();
    waiting ??= running.then(() => {
      waiting = undefined;
      return start();
    });
    return waiting;
  };
}
