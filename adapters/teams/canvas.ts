import type { Locale } from '../../src/ground/i18n.ts';
import type { MentionEntity } from './card.ts';

/** The parts of a message that go into a card; a smaller room is tried while the card is too long. */
export interface Room {
  /** Characters of one text. */
  readonly text: number;
  /** Items of one list, rows of one table. */
  readonly items: number;
  /** Whether buttons have a fallback for old clients. */
  readonly fallbacks: boolean;
}

/** The data about the surrounding card for the pure functions that render a block. */
export interface Canvas {
  readonly locale: Locale;
  /** The zone of dates that name none. */
  readonly zone: string;
  /** The year that is left out of dates. */
  readonly thisYear: number | undefined;
  /** Whether a button may ask for a dialog. */
  readonly dialogs: boolean;
  readonly room: Room;
  /** The mention of each person in the message, by user; other people are only named. */
  readonly mentions: ReadonlyMap<string, MentionEntity>;
  /** The block's position in the message, from which ids are made. */
  readonly at: number;
}
