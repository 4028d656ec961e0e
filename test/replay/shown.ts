/** A message or a form as a person sees it on any platform: its text and its possible acts. */
export interface Shown {
  /** Each separate text: a paragraph, a label, an item, a cell. */
  readonly lines: readonly string[];
  /** The pressable elements in order: buttons, and menus by their own label. */
  readonly buttons: readonly string[];
  /** The people that the platform would notify: users' ids. */
  readonly mentions: readonly string[];
  /** The addresses of links in the text. */
  readonly links: readonly string[];
  /** The names of attached files. */
  readonly files: readonly string[];
}

export interface Sketch {
  readonly lines: string[];
  readonly buttons: string[];
  readonly mentions: string[];
  readonly links: string[];
  readonly files: string[];
}
export const sketch = (): Sketch => ({ lines: [], buttons: [], mentions: [], links: [], files: [] });

/** Blanks as a reader sees them: a run is one blank, and there are none at the ends. */
export const tidy = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** Adds a line, unless it is empty. */
export function say(into: Sketch, text: string): void {
  for (const line of text.split('\n')) if (tidy(line) !== '') into.lines.push(tidy(line));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no reader sees
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2060\u2066-\u2069]/g;

/** Any text as it is visible: without characters that no screen shows or that no platform may pass on. */
export const seen = (text: string): string => tidy(text.replace(/\p{Surrogate}/gu, '\ufffd').replace(UNSEEN, ''));
