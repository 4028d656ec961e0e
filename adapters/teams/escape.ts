/**
 * Escapes people's text for cards. Rich text blocks read no Markdown, so their text only has to be well formed. Text
 * blocks read a subset that differs between clients. On phones a backslash does not escape a bracket, so special
 * characters are separated or replaced instead of escaped.
 */

/**
 * Word joiner: invisible, breaks no line and is no space. Between two characters it stops them from forming a mark
 * together.
 */
const JOINER = '\u2060';

/** Unpaired surrogates (cut emoji), control characters, and marks that turn the direction of the following text. */
const BROKEN = /\p{Surrogate}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: the pattern searches for control characters
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Text that every client shows unchanged: well formed, without control characters, and without `{{DATE(…)}}`, which
 * clients would evaluate.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(BROKEN, '\ufffd')
    .replace(CONTROLS, '')
    .replace(/\{(?=\{)/g, `{${JOINER}`);
}

/** Look-alikes for characters that cannot be separated safely; as narrow as the originals. */
const EXCHANGED: Readonly<Record<string, string>> = { '*': '\u2217', '`': '\u02cb' };

/**
 * Text inside a line of a text block: no client finds a format, a link, an entity or a tag in it. `markdownLines`
 * handles line beginnings.
 */
export function markdownWords(text: string): string {
  return cleanText(text)
    .replace(/[*`]/g, (char) => EXCHANGED[char] as string)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\u02cd')
    .replace(/[\\&<\]~!]/g, (char) => `${char}${JOINER}`);
}

/**
 * Lines that no client reads as lists, headings, quotes, tables or code. Line breaks become paragraphs, as clients need
 * them.
 */
export function markdownLines(text: string): string {
  return (
    text
      .replace(/^(?=[ \t\-+#>=|])/gm, JOINER)
      .replace(/^(\d+)(?=[.)])/gm, `$1${JOINER}`)
      // Two adjacent pieces.
      .replace(/\{(?=\{)/g, `{${JOINER}`)
      .replace(/\n+/g, '\n\n')
  );
}

/** Text that fills a text block alone. */
export const markdownText = (text: string): string => markdownLines(markdownWords(text));

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * The tag of a mention. The same characters stand in the card's text and in its entity, or Teams refuses the message.
 */
export function mentionTag(name: string, unlike = 0): string {
  const words = cleanText(name)
    .replace(/\s+/g, ' ')
    .replace(/[*`]/g, (char) => EXCHANGED[char] as string)
    .replace(/[\\_[\]~!]/g, (char) => `${char}${JOINER}`)
    .replace(/[&<>]/g, (char) => ENTITIES[char] as string);
  // Two people with the same name need two texts, or both would mean the first.
  return `<at>${words}${JOINER.repeat(unlike)}</at>`;
}

/** An address inside `[…](…)`: characters of Markdown are percent-encoded. */
export function markdownAddress(url: string): string {
  return url.replace(
    /[()<>*_`~[\]\\{}"\s]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** At most `most` UTF-16 units of a text, cut between characters, with a mark. */
export function shortened(text: string, most: number, mark = '…'): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, Math.max(0, most - mark.length));
  return `${cut.replace(/[\ud800-\udbff]$/, '').replace(/(?:\s|\u200d|\ufe0f)+$/, '')}${mark}`;
}
