import type { Completion, Typist } from './completions.ts';

/** What the playground asks of the rest; handed in once that exists. */
export interface PlaygroundPorts {
  /** Completions of the composer by typist: `completionsOf(registry)`. */
  readonly completions: (typist: Typist) => readonly Completion[];
  /** Where the web server is, `http://127.0.0.1:3000`; undefined until it listens. */
  readonly address: () => string | undefined;
  /** Runs the scheduler and the sender until nothing more is due by the moved clock. */
  readonly runDueNow: () => Promise<void>;
  /** When the next schedule or delivery is due; undefined when nothing is planned. */
  readonly nextDue: () => Promise<Date | undefined>;
  /** The zone of the project that a conversation is linked to, for "next Monday 09:00". */
  readonly zoneOf: (conversation: string) => Promise<string | undefined>;
}
