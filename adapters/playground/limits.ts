/** Limits of the playground, each applied to its input. */
export const LIMITS = {
  /** Characters in one typed line. Slack advises 4,000 and cuts at 40,000. */
  text: 4_000,
  /** Characters in a person's or channel's name; Slack allows 80. */
  name: 80,
  /** Messages in one page of a conversation; older ones are loaded on demand. */
  page: 80,
  /** A request's body. A form may carry a pasted table of clients. */
  body: '256kb',
  /** Events kept for a tab that is away (reloading, asleep); beyond them it reads everything again. */
  queued: 50,
  /** Tabs remembered while away. */
  tabs: 30,
  /** Event ids remembered by this process, so that a retry is answered without the bot. */
  remembered: 2_000,
  /** Milliseconds between heartbeats on an event stream. */
  heartbeatMs: 20_000,
} as const;
