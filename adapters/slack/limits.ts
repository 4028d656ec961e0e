import type { PostingPace } from '../../src/core/platform.ts';

/**
 * Every limit of Slack on sizes and counts that the adapter keeps. No other file has one, except the manifest's limits
 * and the times, which stand where they are used. Lengths are UTF-16 units as sent, counts are items. Default source:
 * the Block Kit reference (docs.slack.dev/reference/block-kit), as @slack/types 3.2 repeats it.
 */
export const LIMITS = {
  /** Blocks in one message (docs.slack.dev/reference/block-kit/blocks; bolt-js#2509). */
  messageBlocks: 50,
  /** Blocks in a modal or a Home tab. */
  viewBlocks: 100,
  /**
   * Text in all blocks of one message together. Undocumented: Slack's maintainers name 12,000 characters "with a buffer
   * for block containers" (bolt-js#2509), but 11,341 were refused with `msg_blocks_too_long` where the blocks were rich
   * text (bolt-js#2867). Hence well below, plus `pieceCost` per piece.
   */
  messageBlocksText: 9_000,
  /** Added per piece of text: our allowance for Slack's "block containers". */
  pieceCost: 10,
  /**
   * Text in all blocks of a view that shows a message: more is unreadable in a window. The rest of `viewJson` is for
   * the view's structure.
   */
  viewBlocksText: 20_000,
  /**
   * A form's blocks as JSON. Slack limits the whole view ("exceeds max length 250001"). It does not document whether
   * escapes count, so they count here.
   */
  viewJson: 230_000,
  /** The text beside the blocks (notifications, screen readers). Slack cuts at 40,000 and recommends at most 4,000. */
  messageText: 4_000,
  blockId: 255,
  actionId: 255,
  header: 150,
  sectionText: 3_000,
  contextElements: 10,
  /** A text object, wherever no smaller limit applies: a context's element among others. */
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
  /** The maximum of a text input (`max_length` <= 3000). */
  inputText: 3_000,
  placeholder: 150,
  viewTitle: 24,
  viewButton: 24,
  privateMetadata: 3_000,
  /** A field's error in the answer to a submit. Undocumented; this much fits below a field. */
  fieldError: 500,
} as const;

/**
 * The posting rate: about one message a second in a channel with short bursts, and "several hundred a minute" in a
 * workspace (docs.slack.dev/apis/web-api/rate-limits). Windows of five seconds use the bursts.
 */
export const pace: PostingPace = {
  perConversation: [{ count: 5, perMs: 5_000 }],
  perInstallation: [{ count: 20, perMs: 5_000 }],
};

/**
 * How late a post without an answer can still appear in the history. 65 s after the call have been measured; Slack
 * promises nothing. A post that appears later than this would be posted twice.
 */
export const POST_APPEARS_WITHIN_MS = 90_000;
