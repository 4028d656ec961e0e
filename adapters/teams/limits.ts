import type { PostingPace } from '../../src/core/platform.ts';

/**
 * Limits of Teams, each applied once, where the thing is made. Sources: learn.microsoft.com/microsoftteams/platform,
 * "Format your bot messages" (sizes), "Optimize your bot with rate limiting" (pace), "Design Adaptive Cards" and the
 * app manifest's schema.
 */
export const LIMITS = {
  /**
   * Bytes of a whole message as JSON in UTF-8. Bots may send about 100 KB in UTF-16; connectors, webhooks and Graph
   * accept 28 KB, and older bot clients 40 KB. 28 KB of UTF-8 are within every one of them.
   */
  message: 28 * 1024,
  /** The part of those bytes around a card: addresses, recipient, summary. */
  envelope: 2 * 1024,
  /**
   * Bytes of a form's card. Typed text is never cut, so a form may be longer than a message: Teams refuses above 100 KB
   * in UTF-16.
   */
  form: 80 * 1024,
  /** Characters in a notification; Teams cuts there anyway. */
  fallback: 500,
  /** Characters of a button's title; Teams shows about 20 on a phone and as many as fit elsewhere. */
  button: 75,
  /** Buttons in one row: Teams hides further ones. */
  buttonsInRow: 6,
  /** Characters of all titles in one row of buttons that a desktop window shows uncut; a phone wraps the row. */
  rowOfTitles: 64,
  /** Columns that are legible side by side on a phone; a wider table is shown row by row. */
  columns: 3,
  /** Characters of a picture's data address. */
  pictureInAddress: 8 * 1024,
  /** Checkboxes shown at once. */
  optionsShown: 8,
  /** Options in an unfolded list; a longer one is searched by typing. */
  optionsListed: 15,
  /** Characters of a dialog's title that a phone's header shows. */
  dialogTitle: 60,
} as const;

/** The bytes for a message's card. */
export const CARD_BYTES = LIMITS.message - LIMITS.envelope;

/**
 * The posting rate of a bot: per conversation 7 in 1 s, 8 in 2 s, 60 in 30 s, 1,800 in an hour; per app and tenant 50 a
 * second. All bots of a conversation together have twice as much.
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
