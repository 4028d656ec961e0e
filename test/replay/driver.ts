import type { DeedOf, FormSight, Viewer } from './scenario.ts';
import type { Shown } from './shown.ts';

/** Something that appeared. */
export interface Seen {
  readonly to: Viewer;
  readonly shown?: Shown;
  readonly form?: FormSight;
  /** It took the place of what stood there. */
  readonly changed?: boolean;
  /** What stood there was a form that was sent or put away. */
  readonly ofForm?: boolean;
  /** Words of the platform's own about where something went: gone after a moment. */
  readonly note?: string;
}

/** A platform with the agency in it, played by its people's devices. */
export interface Driver {
  /** Returns when everything that follows from it is done. */
  act(deed: DeedOf): Promise<void>;
  /** Moves the clock, and does what is due by then. */
  at(instant: string): Promise<void>;
  now(): Date;
  /** What appeared since it was last asked. */
  look(): Promise<readonly Seen[]>;
  end(): Promise<void>;
}
