/** What the playground bears; each limit is applied where the thing comes in. */
export const LIMITS = {
  /** Characters in one line that somebody types. Slack advises 4,000 and cuts at 40,000. */
  text: 4_000,
  /** Characters in a person's or channel's name; Slack allows 80. */
  name: 80,
  /** Messages that one view of a conversation carries; older ones are fetched on demand. */
  page: 80,
  /** A request's body. A form may carry a pasted table of clients. */
  body: '256kb',
  /** Events kept for a tab that is away (reloading, asleep); past these it reads everything anew. */
  queued: 50,
  /** Tabs that are remembered while away. */
  tabs: 30,
  /** Event ids remembered by this process, so that a repeat is answered without asking the bot again. */
  remembered: 2_000,
  /** Milliseconds between the signs of life on an event stream. */
  heartbeatMs: 20_000,
} as const;
