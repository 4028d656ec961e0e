/** The only source of the present. Everything that needs the time is handed a clock; nothing else reads it. */
export interface Clock {
  /** The present instant, as a fresh Date that the caller may keep. */
  now(): Date;
}

/** The clock of a running installation. */
export const systemClock: Clock = { now: () => new Date() };

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

/** A clock that runs on from wherever it was moved to, with an offset in milliseconds from `base`: for the playground. */
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
