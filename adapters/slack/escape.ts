/** Halves of characters: no JSON parser but JavaScript's takes them. */
const LONE_SURROGATES = /\p{Surrogate}/gu;
/** Control characters but tab and line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is taken out
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;
/** Marks that reverse the direction of all that follows: one person's name must not turn the sentence around it. */
const DIRECTION_MARKS = /[\u202A-\u202E\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const SUSPICIOUS = /[\u0000-\u0008\u000B-\u001F\u007F\u202A-\u202E\u2066-\u2069\uD800-\uDFFF]/;

/** The mark of a text that was cut. */
export const CUT = '…';

/** What somebody typed, made fit for JSON and otherwise left as it is: for what comes back with a form. */
export function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATES, '\uFFFD').replaceAll('\u0000', '');
}

/** Anybody's text, ready to be shown: no control characters, no broken ones, none that turn the writing's direction. */
export function shown(text: string): string {
  if (!SUSPICIOUS.test(text)) return text;
  return text
    .replace(/\r\n?/g, '\n')
    .replace(LONE_SURROGATES, '\uFFFD')
    .replace(CONTROLS, '')
    .replace(DIRECTION_MARKS, '');
}

/** Blanks other than single spaces between words. */
const UNTIDY = /[^\S ]| {2}|^ | $/;

/** On one line. */
export function oneLine(text: string): string {
  const said = shown(text);
  return UNTIDY.test(said) ? said.replace(/\s+/gu, ' ').trim() : said;
}

/** A mark or a joiner that belongs to what stands before it. */
const BELONGS = /^(?:\u200D|\uFE0F|\p{Mark})/u;

/**
 * The largest length up to `max` that cuts no character in two: no surrogate pair, and no mark or joiner off what it
 * belongs to.
 */
export function cutAt(text: string, max: number): number {
  if (text.length <= max) return text.length;
  const splitsPair = (at: number) =>
    /[\uDC00-\uDFFF]/.test(text.charAt(at)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 1));
  const belongs = (at: number) =>
    splitsPair(at) || text.charAt(at - 1) === '\u200D' || BELONGS.test(text.slice(at, at + 2));
  const least = Math.max(1, max - 30);
  for (let at = max; at > least; at -= 1) if (!belongs(at)) return at;
  // Nothing but marks: cut between them, yet never inside a pair.
  return splitsPair(max) ? max - 1 : max;
}

/** At most `max` units, with a mark where something was cut. */
export function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, cutAt(text, max - CUT.length)).trimEnd()}${CUT}`;
}

/** A text for a place that must have one, on one line. */
export function label(text: string, max: number): string {
  const said = oneLine(text);
  return shorten(said === '' ? CUT : said, max);
}

/**
 * Takes the meaning from the three characters that have one in mrkdwn's tokens: no text can mention, link or make a
 * date. It may still hold `*` and the like.
 */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A plain text object. Colon names such as `:tada:` stay as they were typed. */
export const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: false });
