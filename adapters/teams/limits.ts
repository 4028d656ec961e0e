import type { PostingPace } from '../../src/core/platform.ts';

/**
 * What Teams bears; each limit is applied on the one way on which the thing is made. Sources:
 * learn.microsoft.com/microsoftteams/platform, "Format your bot messages" (sizes), "Optimize your bot with rate
 * limiting" (pace), "Design Adaptive Cards" and the app manifest's schema.
 */
export const LIMITS = {
  /**
   * Bytes of a whole message as JSON in UTF-8. Bots may send some 100 KB in UTF-16; connectors, webhooks and Graph take
   * 28 KB, and older clients of bots 40 KB. Within 28 KB of UTF-8 no way of counting goes past any of them.
   */
  message: 28 * 1024,
  /** Bytes of that which are kept for what goes around a card: addresses, recipient, summary. */
  envelope: 2 * 1024,
  /**
   * Bytes of a form's card. What people typed is never cut, so a form may be longer than a message: Teams refuses above
   * 100 KB in UTF-16.
   */
  form: 80 * 1024,
  /** Characters of what notifications show; Teams cuts there anyway. */
  fallback: 500,
  /** Characters of a button's title; Teams shows about 20 on a phone and as many as fit elsewhere. */
  button: 75,
  /** Buttons in one row: Teams hides those past the sixth. */
  buttonsInRow: 6,
  /**
   * Characters of all titles in one row of buttons: what a desktop window shows without cutting; a phone breaks the row
   * by itself.
   */
  rowOfTitles: 64,
  /** Columns that are legible side by side on a phone; a table with more is shown row by row. */
  columns: 3,
  /** Characters of an address that a picture may be given as, when the picture stands in it. */
  pictureInAddress: 8 * 1024,
  /** Checkboxes that are shown all at once. */
  optionsShown: 8,
  /** Options that a list unfolds; a longer one is searched by typing. */
  optionsListed: 15,
  /** Characters of a dialog's title; what a phone's header shows. */
  dialogTitle: 60,
} as const;

/** Bytes that a message's card may have. */
export const CARD_BYTES = LIMITS.message - LIMITS.envelope;

/**
 * How fast a bot may post: per conversation 7 in 1 s, 8 in 2 s, 60 in 30 s, 1,800 in an hour; per app and tenant 50 a
 * second. All bots of a conversation together have twice as much, so that what we leave is another bot's.
 */
export const PACE: PostingPace = {
  perConversation: [
    { count: 7, perMs: 1_000 },
    { count: 8, perMs: 2_000 },
    { count: 60, perMs: 30_000 },
    { count: 1_800, perMs: 3_600_000 },
  ],
  perInstallation: [{ count: 50, perMs: 1_000 }],
};
