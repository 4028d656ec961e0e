/** A message or a form as a person sees it, whatever the platform: what is said, and what can be done with it. */
export interface Shown {
  /** Each text that stands for itself: a paragraph, a label, an item, a cell. */
  readonly lines: readonly string[];
  /** What can be pressed, in order: buttons, and menus by their own label. */
  readonly buttons: readonly string[];
  /** Whom the platform would tell of it: users' ids. */
  readonly mentions: readonly string[];
  /** Addresses that a press of a word would open. */
  readonly links: readonly string[];
  /** The names of files that come along. */
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

/** Blanks as a reader sees them: a run of them is one, at the ends there is none. */
export const tidy = (text: string): string => text.replace(/\s+/gu, ' ').trim();

/** Adds a line, if it says anything. */
export function say(into: Sketch, text: string): void {
  for (const line of text.split('\n')) if (tidy(line) !== '') into.lines.push(tidy(line));
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what no reader sees
const UNSEEN = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2060\u2066-\u2069]/g;

/** Anybody's words as they are to be seen: without what no screen shows, or what no platform may pass on. */
export const seen = (text: string): string => tidy(text.replace(/\p{Surrogate}/gu, '\ufffd').replace(UNSEEN, ''));
