/** The only source of the present. Everything that needs the time is handed a clock; nothing else reads it. */
export interface Clock {
  /** The present instant, as a fresh Date that the caller may keep. */
  now(): Date;
}

/**
 * This machine's wall clock. It can step either way at any moment: when somebody sets it, when a time server corrects
 * it, after a suspend.
 */
export const systemClock: Clock = { now: () => new Date() };

/** The wall clock's instant when this process began, less what the monotonic clock said then. */
const origin = Date.now() - performance.now();

/**
 * The instant at which this process began, carried on by the monotonic clock: it never steps, in neither direction, and
 * stands still while the machine is suspended. For leases, pacing and the age of things; how far it is from the wall
 * clock says nothing about which of the two is right.
 */
export const steadyClock: Clock = { now: () => new Date(origin + performance.now()) };

/** A difference up to this is drift or an ordinary correction: the wall clock is followed at once. */
const DRIFT_MS = 1_000;
/**
 * How long the wall clock has to stay ahead (after a suspend, above all) or behind before it is believed. Behind is
 * longer: until then all that is due would wait.
 */
const BELIEVED_AFTER_MS = { ahead: 30_000, behind: 600_000 };

/**
 * The wall clock without its sudden steps, for what is due where no server tells the time. A step is not followed at
 * once but carried over by the monotonic clock; one that lasts is a correction, and is followed then. To be read every
 * few seconds, since a step is noticed when it is.
 * @param followed told of each step that is followed, in milliseconds.
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

/** A clock that can be moved: the playground's panel and the tests use it. */
export interface MovableClock extends Clock {
  /** Jumps to an instant; moving backwards is allowed, since a test may want to see what happens. */
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

/**
 * A clock that runs on from wherever it was moved to, with an offset in milliseconds from `base`: for the playground.
 */
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
