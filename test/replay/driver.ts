import type { DeedOf, FormSight, Viewer } from './scenario.ts';
import type { Shown } from './shown.ts';

/** A visible change. */
export interface Seen {
  readonly to: Viewer;
  readonly shown?: Shown;
  readonly form?: FormSight;
  /** It replaced an earlier content. */
  readonly changed?: boolean;
  /** The earlier content was a form that was sent or closed. */
  readonly ofForm?: boolean;
  /** The platform's own short notice about the place of a message. */
  readonly note?: string;
}

/** A platform with the agency, played by its people's devices. */
export interface Driver {
  /** Returns once all effects are done. */
  act(deed: DeedOf): Promise<void>;
  /** Moves the clock, and processes due work. */
  at(instant: string): Promise<void>;
  now(): Date;
  /** The changes since the last call. */
  look(): Promise<readonly Seen[]>;
  end(): Promise<void>;
}
