import type { Logger } from '../ground/log.ts';
import type { Sender } from './delivery/sender.ts';
import type { Scheduler } from './schedule/scheduler.ts';

/** Looks for due work every second. It has no state except the interval: due times are in the database. */
export interface Ticker {
  /**
   * Looks at once, until nothing is due by the clock any more: after the clock was moved, or a message was enqueued.
   * Rejects when the database fails.
   */
  runDueNow(): Promise<void>;
  /** Stops the interval and waits for running work. Stopping the scheduler first makes the wait shorter. */
  stop(): Promise<void>;
}

const BEAT_MS = 1_000;
/** More rounds than one moment can need: a schedule's message, its failure notice, the notice's delivery. */
const MAX_ROUNDS = 20;

export function startTicker({
  scheduler,
  sender,
  log,
}: {
  scheduler: Pick<Scheduler, 'tick'>;
  sender: Pick<Sender, 'tick' | 'stop'>;
  log: Logger;
}): Ticker {
  let stopped = false;
  let failing = false;

  const failed = (error: unknown) => {
    // Logged once per outage, not once per second.
    if (!failing)
      log.error({ err: error }, 'due schedules and deliveries could not be processed; retrying every second');
    failing = true;
  };
  const well = () => {
    if (failing) log.info('due schedules and deliveries are processed again');
    failing = false;
  };

  // Schedules never overlap; deliveries may, so that one slow conversation delays no other.
  let underWay: Promise<unknown> | undefined;
  function beat(): void {
    if (stopped) return;
    // Messages that running jobs have enqueued already do not wait for the last job.
    if (underWay !== undefined) return void sender.tick().catch(failed);
    underWay = scheduler.tick().finally(() => {
      underWay = undefined;
    });
    underWay.then(() => sender.tick()).then(well, failed);
  }

  // Node's timers use the monotonic clock: a step of the wall clock neither stops the interval nor repeats it.
  const rhythm = setInterval(beat, BEAT_MS);
  return {
    async runDueNow() {
      for (let round = 0; round < MAX_ROUNDS && !stopped; round++) {
        const ran = await scheduler.tick();
        const sent = await sender.tick();
        if (ran + sent === 0) return;
      }
    },
    async stop() {
      stopped = true;
      // Called at once, before the running job ends: no new post begins from here on.
      const resting = sender.stop();
      clearInterval(rhythm);
      await underWay?.catch(() => undefined);
      await resting;
    },
  };
}
