/** A received call of the Web API. */
export interface Recorded {
  readonly method: string;
  /** Undefined for an unknown token, and for none. */
  readonly team: string | undefined;
  /** The decoded arguments: JSON in a string is unpacked. */
  readonly arguments: Readonly<Record<string, unknown>>;
  /** The parts of the payload that Slack would refuse or cut. */
  readonly problems: readonly string[];
}
