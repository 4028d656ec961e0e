import type { RichText } from './message.ts';

/**
 * Well within what the strictest platform shows in one message (Slack, about 9,000), for the presses beside the words
 * take room, too.
 */
const MOST_CHARACTERS = 5_000;
/**
 * Bytes of lines as JSON, presses included: the strictest platform's message (Teams, a card of 26 KB) makes 1.6 of each
 * and needs room for what stands around them. Measured with reminders that have all their presses.
 */
const MOST_BYTES = 14_500;
/** As long as a written date is. */
const DATE_CHARACTERS = 20;

/** How many characters people see of a text. */
export function lengthOf(text: RichText): number {
  if (typeof text === 'string') return text.length;
  return text.reduce((sum, span) => {
    if (typeof span === 'string') return sum + span.length;
    return sum + (span.kind === 'date' ? DATE_CHARACTERS : 'text' in span ? span.text.length : span.name.length);
  }, 0);
}

/**
 * The items from a number on (1 is the first) that stand in one message: no more than `most`, and no more words and
 * presses than every platform shows whole, for a press must never stand there without the words that it is about. At
 * least one, when there is any. `next` is the number to go on with, `left` how many there are from it on.
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
