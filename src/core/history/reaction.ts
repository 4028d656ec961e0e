import type { HistoryRow, Subject, SubjectEntity } from './subject.ts';

/**
 * A slice's effect of an event. It runs at least once per event, so it is idempotent: things that it creates take their
 * id or key from the event. A reaction that throws is retried each minute for a day.
 */
export interface Reaction {
  /** Unique among all slices, such as `desk.refresh`. */
  readonly name: string;
  /** The kind of subject. */
  readonly subject: string;
  readonly events: readonly string[];
  /** `subject`: its current state. */
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
