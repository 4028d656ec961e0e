import type { RichText } from './message.ts';

/**
 * Well below the limit of the strictest platform for one message (Slack, about 9,000), because presses also take room.
 */
const MOST_CHARACTERS = 5_000;
/**
 * Bytes of lines as JSON, presses included: the message of the strictest platform (Teams, a card of 26 KB) is 1.6 times
 * as large and needs room for the frame. Measured with reminders that have all their presses.
 */
const MOST_BYTES = 14_500;
/** The length of a written date. */
const DATE_CHARACTERS = 20;

/** The number of visible characters of a text. */
export function lengthOf(text: RichText): number {
  if (typeof text === 'string') return text.length;
  return text.reduce((sum, span) => {
    if (typeof span === 'string') return sum + span.length;
    return sum + (span.kind === 'date' ? DATE_CHARACTERS : 'text' in span ? span.text.length : span.name.length);
  }, 0);
}

/**
 * The items of one message from a number on (1 is the first): at most `most`, and no more words and presses than every
 * platform shows in full, because a press must never stand without its words. At least one, if there is any. `next` is
 * the number to continue with, `left` the number of items from there on.
 */
export function pageOf<T>(
  items: readonly T[],
  {
    from = 1,
    most,
    textOf,
    itemsOf,
  }: {
    readonly from?: number | undefined;
    readonly most: number;
    readonly textOf: (item: T) => RichText;
    readonly itemsOf: (item: T) => readonly unknown[];
  },
): { readonly shown: readonly T[]; readonly next: number; readonly left: number } {
  const shown: T[] = [];
  let [characters, bytes] = [0, 0];
  for (const item of items.slice(from - 1, from - 1 + most)) {
    characters += lengthOf(textOf(item));
    bytes += Buffer.byteLength(JSON.stringify([textOf(item), itemsOf(item)]));
    if (shown.length > 0 && (characters > MOST_CHARACTERS || bytes > MOST_BYTES)) break;
    shown.push(item);
  }
  const next = from + shown.length;
  return { shown, next, left: Math.max(0, items.length - next + 1) };
}
