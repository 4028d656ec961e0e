import type { Logger } from '../ground/log.ts';
import type { Sender } from './delivery/sender.ts';
import type { Scheduler } from './schedule/scheduler.ts';

/**
 * Looks every second for due work. It keeps no state but the rhythm: due times are in the database.
 */
export interface Ticker {
  /**
   * Looks at once, and on until nothing is due by the clock any more: after the clock was moved, or something was
   * enqueued. Rejects when the database fails.
   */
  runDueNow(): Promise<void>;
  /** Ends the rhythm and waits for running work. Stopping the scheduler first makes the wait shorter. */
  stop(): Promise<void>;
}

const BEAT_MS = 1_000;
/** More rounds than one moment can need: a schedule's message, its failure notice, that one's delivery. */
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
    // Once per outage, not once per second.
    if (!failing) log.error({ err: error }, 'schedules and deliveries cannot be worked off; trying again every second');
    failing = true;
  };
  const well = () => {
    if (failing) log.info('schedules and deliveries are worked off again');
    failing = false;
  };

  // Schedules never overlap; deliveries may, so that one slow conversation holds up no other.
  let underWay: Promise<unknown> | undefined;
  function beat(): void {
    if (stopped) return;
    // What the jobs under way have enqueued already does not wait for the last of them.
    if (underWay !== undefined) return void sender.tick().catch(failed);
    underWay = scheduler.tick().finally(() => {
      underWay = undefined;
    });
    underWay.then(() => sender.tick()).then(well, failed);
  }

  // Node's timers go by the monotonic clock: a step of the wall clock neither holds up the rhythm nor repeats it.
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
      // At once, and not when the job under way is through: nothing new is posted from here on.
      const resting = sender.stop();
      clearInterval(rhythm);
      await underWay?.catch(() => undefined);
      await resting;
    },
  };
}
