import type { Completion, Typist } from './completions.ts';

/** The playground's needs from the rest of the bot; passed in once that exists. */
export interface PlaygroundPorts {
  /** Completions of the composer by typist: `completionsOf(registry)`. */
  readonly completions: (typist: Typist) => readonly Completion[];
  /** The web server's address, `http://127.0.0.1:3000`; undefined until it listens. */
  readonly address: () => string | undefined;
  /** Runs the scheduler and the sender until nothing is due by the moved clock. */
  readonly runDueNow: () => Promise<void>;
  /** The time of the next due schedule or delivery; undefined if nothing is planned. */
  readonly nextDue: () => Promise<Date | undefined>;
  /** The zone of the project that a conversation is linked to, for "next Monday 09:00". */
  readonly zoneOf: (conversation: string) => Promise<string | undefined>;
}
