/** A call of the Web API as it came in. */
export interface Recorded {
  readonly method: string;
  /** Undefined for a token of nobody, and for none. */
  readonly team: string | undefined;
  /** As they are meant: JSON in a string is unpacked. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** What Slack would refuse or cut in the payload. */
  readonly problems: readonly string[];
}
