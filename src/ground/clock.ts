/** The only source of the current time. Code that needs the time takes a clock as a parameter. */
export interface Clock {
  /** The current instant, as a new Date that the caller may keep. */
  now(): Date;
}

/**
 * This machine's wall clock. It can step in both directions at any moment: by a manual change, by a time server's
 * correction, or after a suspend.
 */
export const systemClock: Clock = { now: () => new Date() };

/** The wall clock's instant at the start of this process, minus the monotonic clock's reading then. */
const origin = Date.now() - performance.now();

/**
 * The start of this process, continued by the monotonic clock. It never steps, and stops while the machine is
 * suspended. For leases, pacing and ages. Its difference from the wall clock does not show which of the two is right.
 */
export const steadyClock: Clock = { now: () => new Date(origin + performance.now()) };

/** A difference up to this is drift or an ordinary correction: the clock follows at once. */
const DRIFT_MS = 1_000;
/**
 * How long the wall clock must stay ahead (mostly after a suspend) or behind before the clock follows. Behind takes
 * longer: following would delay all due work.
 */
const BELIEVED_AFTER_MS = { ahead: 30_000, behind: 600_000 };

/**
 * The wall clock without its sudden steps, for due work without a server's clock. A step is bridged by the monotonic
 * clock at first; a lasting one is a correction, so it is followed later. Read it every few seconds: a read detects the
 * step.
 * @param followed called for each followed step, in milliseconds.
 */
export function settledClock({ wall = systemClock, steady = steadyClock, followed }: SettledClockOptions = {}): Clock {
  let offset = wall.now().getTime() - steady.now().getTime();
  let step: { readonly offset: number; readonly since: number } | undefined;
  return {
    now() {
      const elapsed = steady.now().getTime();
      const present = wall.now().getTime() - elapsed;
      const by = present - offset;
      if (Math.abs(by) <= DRIFT_MS) {
        offset = present;
        step = undefined;
      } else if (step === undefined || Math.abs(present - step.offset) > DRIFT_MS) {
        step = { offset: present, since: elapsed };
      } else if (elapsed - step.since >= BELIEVED_AFTER_MS[by > 0 ? 'ahead' : 'behind']) {
        offset = present;
        step = undefined;
        followed?.(by);
      }
      return new Date(elapsed + offset);
    },
  };
}

interface SettledClockOptions {
  readonly wall?: Clock;
  readonly steady?: Clock;
  readonly followed?: (milliseconds: number) => void;
}

/** A movable clock, for the playground's panel and for tests. */
export interface MovableClock extends Clock {
  /** Jumps to an instant, also backwards. */
  moveTo(instant: Date): void;
  /** Moves by this many milliseconds. */
  advance(milliseconds: number): void;
}

/** A clock that stands still until it is moved: for tests. */
export function stoppedClock(start: Date | string): MovableClock {
  let present = new Date(start).getTime();
  return {
    now: () => new Date(present),
    moveTo: (instant) => {
      present = instant.getTime();
    },
    advance: (milliseconds) => {
      present += milliseconds;
    },
  };
}

/** A running clock with an offset in milliseconds from `base`, for the playground. Moving it changes the offset. */
export function shiftedClock(base: Clock, initialOffset = 0): MovableClock & { offset(): number } {
  let offset = initialOffset;
  return {
    now: () => new Date(base.now().getTime() + offset),
    offset: () => offset,
    moveTo: (instant) => {
      offset = instant.getTime() - base.now().getTime();
    },
    advance: (milliseconds) => {
      offset += milliseconds;
    },
  };
}
