/**
 * People's words on the way into a card. Rich text blocks read no Markdown, so words in them only have to be well
 * formed. Text blocks read a subset of it that differs between clients: on phones a backslash does not escape a
 * bracket, so characters that mean something are parted or exchanged instead of escaped.
 */

/** Invisible, breaks no line, and is no space: between two characters it keeps them from meaning something together. */
const JOINER = '\u2060';

/**
 * Half a character (cut emoji), control characters, and orders to turn the direction of the words that follow, ours
 * included.
 */
const BROKEN = /\p{Surrogate}/gu;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const CONTROLS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Words that any client shows as they are: well formed, without control characters, and no `{{DATE(…)}}` in them, which
 * clients would work out.
 */
export function cleanText(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(BROKEN, '\ufffd')
    .replace(CONTROLS, '')
    .replace(/\{(?=\{)/g, `{${JOINER}`);
}

/** Look-alikes for what cannot be parted into harmlessness; as narrow as the originals. */
const EXCHANGED: Readonly<Record<string, string>> = { '*': '\u2217', '`': '\u02cb' };

/**
 * Words inside a line of a text block: no client finds a format, a link, an entity or a tag in them. What a line begins
 * with is for `markdownLines`.
 */
export function markdownWords(text: string): string {
  return cleanText(text)
    .replace(/[*`]/g, (char) => EXCHANGED[char] as string)
    .replace(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\u02cd')
    .replace(/[\\&<\]~!]/g, (char) => `${char}${JOINER}`);
}

/**
 * Lines that no client takes for lists, headings, quotes, tables or code. Line breaks become paragraphs, as clients
 * want them.
 */
export function markdownLines(text: string): string {
  return (
    text
      .replace(/^(?=[ \t\-+#>=|])/gm, JOINER)
      .replace(/^(\d+)(?=[.)])/gm, `$1${JOINER}`)
      // Two pieces that met.
      .replace(/\{(?=\{)/g, `{${JOINER}`)
      .replace(/\n+/g, '\n\n')
  );
}

/** Words that are a text block of their own. */
export const markdownText = (text: string): string => markdownLines(markdownWords(text));

const ENTITIES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * The tag that mentions somebody; the same characters stand in the card's text and in its entity, or Teams refuses the
 * message.
 */
export function mentionTag(name: string, unlike = 0): string {
  const words = cleanText(name)
    .replace(/\s+/g, ' ')
    .replace(/[*`]/g, (char) => EXCHANGED[char] as string)
    .replace(/[\\_[\]~!]/g, (char) => `${char}${JOINER}`)
    .replace(/[&<>]/g, (char) => ENTITIES[char] as string);
  // Two people of one name need two texts, or both would mean the first.
  return `<at>${words}${JOINER.repeat(unlike)}</at>`;
}

/** An address inside `[…](…)`: what Markdown would read there is encoded as an address may. */
export function markdownAddress(url: string): string {
  return url.replace(
    /[()<>*_`~[\]\\{}"\s]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  );
}

/** At most `most` UTF-16 units of a text, cut between characters, with the mark that says so. */
export function shortened(text: string, most: number, mark = '…'): string {
  if (text.length <= most) return text;
  const cut = text.slice(0, Math.max(0, most - mark.length));
  return `${cut.replace(/[\ud800-\udbff]$/, '').replace(/(?:\s|\u200d|\ufe0f)+$/, '')}${mark}`;
}
