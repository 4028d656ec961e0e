import type { HistoryRow, Subject, SubjectEntity } from './subject.ts';

/**
 * What a slice does because of a change. Runs at least once per event: it is idempotent, and what it makes takes its id
 * or key from the event. A reaction that throws is tried again each minute for a day.
 */
export interface Reaction {
  /** Unique in the house, such as `desk.refresh`. */
  readonly name: string;
  /** The kind of subject. */
  readonly subject: string;
  readonly events: readonly string[];
  /** `subject`: as it is now. */
  // biome-ignore lint/suspicious/noExplicitAny: a list of reactions forgets each one's subject; reactTo knows it
  readonly run: (subject: any, event: HistoryRow) => Promise<void>;
}

/** Declares a reaction to some kinds of events of one kind of subject. */
export function reactTo<T extends SubjectEntity, E extends string>(
  subject: Subject<T, E>,
  reaction: {
    readonly name: string;
    readonly events: readonly NoInfer<E>[];
    readonly run: (subject: T, event: HistoryRow) => Promise<void>;
  },
): Reaction {
  return { ...reaction, subject: subject.kind };
}
