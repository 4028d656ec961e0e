import type { PostingPace } from '../../src/core/platform.ts';

/**
 * Every limit of Slack on sizes and counts that the adapter keeps, and the only place that knows one; those of the
 * manifest stand beside it, times where they are kept. Lengths are UTF-16 units as sent, counts are items. Unless said
 * otherwise the source is the Block Kit reference (docs.slack.dev/reference/block-kit), as @slack/types 3.2 repeats it.
 */
export const LIMITS = {
  /** Blocks in one message (docs.slack.dev/reference/block-kit/blocks; bolt-js#2509). */
  messageBlocks: 50,
  /** Blocks in a modal or a Home tab. */
  viewBlocks: 100,
  /**
   * Text in all blocks of one message together. Undocumented: Slack's maintainers speak of 12,000 characters "with a
   * buffer for block containers" (bolt-js#2509), but 11,341 were refused with `msg_blocks_too_long` where the blocks
   * were rich text (bolt-js#2867). Hence well below, and every piece counts `pieceCost` on top.
   */
  messageBlocksText: 9_000,
  /** Counted for each piece of text besides its length: our own allowance for Slack's "block containers". */
  pieceCost: 10,
  /**
   * Text in all blocks of a view that shows a message: nobody reads more in a window, and it leaves the view's
   * structure room within `viewJson`.
   */
  viewBlocksText: 20_000,
  /**
   * A form's blocks as JSON. Slack bounds the whole view ("exceeds max length 250001"); whether it counts escapes is
   * not documented, so that they count here.
   */
  viewJson: 230_000,
  /** The text beside the blocks (notifications, screen readers): Slack cuts at 40,000 and advises at most 4,000. */
  messageText: 4_000,
  blockId: 255,
  actionId: 255,
  header: 150,
  sectionText: 3_000,
  contextElements: 10,
  /** A text object, wherever nothing smaller holds: a context's element among others. */
  textObject: 3_000,
  actionsElements: 25,
  buttonText: 75,
  buttonValue: 2_000,
  imageUrl: 3_000,
  imageAlt: 2_000,
  imageTitle: 2_000,
  linkUrl: 3_000,
  /** The header row counts as one. */
  tableRows: 100,
  tableColumns: 20,
  /** Text in all cells of all tables of one message (docs.slack.dev/reference/block-kit/blocks/data-table-block). */
  tableText: 10_000,
  /** More than one is refused with `only_one_table_allowed`. */
  tablesPerMessage: 1,
  optionText: 75,
  /** 75 until 2024; the option object's page says 150 since. */
  optionValue: 150,
  /** In one select, or in one of its groups. */
  options: 100,
  optionGroups: 100,
  optionGroupLabel: 75,
  checkboxes: 10,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  inputLabel: 2_000,
  inputHint: 2_000,
  /** What a text input holds at most (`max_length` <= 3000). */
  inputText: 3_000,
  placeholder: 150,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3_000,
  /** A field's error in the answer to a submit. Undocumented; what fits below a field. */
  fieldError: 500,
} as const;

/**
 * How fast we post: about one message a second in a channel, short bursts allowed, and "several hundred a minute" in a
 * workspace (docs.slack.dev/apis/web-api/rate-limits). Windows of five seconds use that better than single seconds.
 */
export const pace: PostingPace = {
  perConversation: [{ count: 5, perMs: 5_000 }],
  perInstallation: [{ count: 20, perMs: 5_000 }],
};

/**
 * A post that got no answer may be made much later, and the history shows it later still: 65 s after the call have been
 * seen. Slack promises nothing here; what comes later than this would be there twice.
 */
export const POST_APPEARS_WITHIN_MS = 90_000;
