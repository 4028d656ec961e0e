/** Unpaired surrogates: other JSON parsers than JavaScript's refuse them. */
const LONE_SURROGATES = /\p{Surrogate}/gu;
/** Control characters, except tab and line feed. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern removes control characters
const CONTROLS = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\u007F]/g;
/** Marks that reverse the direction of the following text: a person's name must not turn the sentence around it. */
const DIRECTION_MARKS = /[\u202A-\u202E\u2066-\u2069]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for control characters
const SUSPICIOUS = /[\u0000-\u0008\u000B-\u001F\u007F\u202A-\u202E\u2066-\u2069\uD800-\uDFFF]/;

/** Marks a cut text. */
export const CUT = '…';

/** Typed text made valid for JSON and otherwise unchanged: for values that come back with a form. */
export function wellFormed(text: string): string {
  return text.replace(LONE_SURROGATES, '\uFFFD').replaceAll('\u0000', '');
}

/** Text made safe to show: without control characters, unpaired surrogates and direction marks. */
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

/** The text on one line. */
export function oneLine(text: string): string {
  const said = shown(text);
  return UNTIDY.test(said) ? said.replace(/\s+/gu, ' ').trim() : said;
}

/** A mark or a joiner, which belongs to the character before it. */
const BELONGS = /^(?:\u200D|\uFE0F|\p{Mark})/u;

/** The largest length up to `max` that splits no character: no surrogate pair, and no mark from its base. */
export function cutAt(text: string, max: number): number {
  if (text.length <= max) return text.length;
  const splitsPair = (at: number) =>
    /[\uDC00-\uDFFF]/.test(text.charAt(at)) && /[\uD800-\uDBFF]/.test(text.charAt(at - 1));
  const belongs = (at: number) =>
    splitsPair(at) || text.charAt(at - 1) === '\u200D' || BELONGS.test(text.slice(at, at + 2));
  const least = Math.max(1, max - 30);
  for (let at = max; at > least; at -= 1) if (!belongs(at)) return at;
  // Only marks: cut between them, but never inside a pair.
  return splitsPair(max) ? max - 1 : max;
}

/** At most `max` UTF-16 units, with `CUT` where something was cut. */
export function shorten(text: string, max: number): string {
  return text.length <= max ? text : `${text.slice(0, cutAt(text, max - CUT.length)).trimEnd()}${CUT}`;
}

/** A text on one line, for a place that must not be empty. */
export function label(text: string, max: number): string {
  const said = oneLine(text);
  return shorten(said === '' ? CUT : said, max);
}

/**
 * Escapes the three characters that begin tokens in mrkdwn: no text can mention, link or make a date. `*` and other
 * formatting stay.
 */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** A plain text object. Colon names such as `:tada:` are not turned into emoji. */
export const plain = (text: string) => ({ type: 'plain_text' as const, text, emoji: false });
