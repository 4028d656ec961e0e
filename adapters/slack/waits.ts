/** How long something may take, in milliseconds of real time. Tests set other times: a slow machine changes nothing. */
export interface SlackWaits {
  /** Look-ups before the acknowledgement. */
  readonly beforeAck: number;
  /** Look-ups after it. */
  readonly afterAck: number;
  /** The acknowledgement of a signed request. */
  readonly ack: number;
  /** A trigger opens windows for so long after the press (docs.slack.dev/interactivity). */
  readonly trigger: number;
  /** A form that takes longer is announced by a loading window. */
  readonly loading: number;
  /** A submitted form that takes longer is announced by a saving window. */
  readonly saving: number;
  /** Running work, when the edge closes. */
  readonly farewell: number;
}

/**
 * Slack waits three seconds for an acknowledgement and for a window: the rest is for the database and the network. After
 * the acknowledgement there is a little more time for look-ups.
 */
export const SLACK_WAITS: SlackWaits = {
  beforeAck: 700,
  afterAck: 1_000,
  ack: 3_000,
  trigger: 3_000,
  loading: 1_200,
  saving: 1_500,
  farewell: 5_000,
};
