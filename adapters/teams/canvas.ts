import type { Locale } from '../../src/ground/i18n.ts';
import type { MentionEntity } from './card.ts';

/** How much of a message goes into a card; smaller ones are tried while it is too long. */
export interface Room {
  /** Characters of one text. */
  readonly text: number;
  /** Items of one list, rows of one table. */
  readonly items: number;
  /** Whether buttons carry a second form of themselves for old clients. */
  readonly fallbacks: boolean;
}

/** What the pure functions that render a block need to know of the card around it. */
export interface Canvas {
  readonly locale: Locale;
  /** The zone of dates that name none. */
  readonly zone: string;
  /** The year that is not written out. */
  readonly thisYear: number | undefined;
  /** Whether a button may ask for a dialog. */
  readonly dialogs: boolean;
  readonly room: Room;
  /** How each person of the message is mentioned, by user; those who are not in it are only named. */
  readonly mentions: ReadonlyMap<string, MentionEntity>;
  /** The block's place in the message: what ids are made of. */
  readonly at: number;
}
