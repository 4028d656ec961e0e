import { type Shown, say, sketch } from './shown.ts';

const ENTITIES: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
const decoded = (text: string) =>
  text.replace(/&(amp|lt|gt|quot|#39);/g, (_all, name: string) => ENTITIES[name] as string);
const attribute = (tag: string, name: string): string | undefined => {
  const found = new RegExp(` ${name}="([^"]*)"`).exec(tag)?.[1];
  return found === undefined ? undefined : decoded(found);
};

/** Tags within a line; any other tag ends it. */
const INLINE = /^\/?(?:strong|code|s|time|span|a)$/;

/** A pressable element: a button, or an entry of a menu. */
export interface HtmlPress {
  readonly label: string;
  readonly payload: unknown;
}
export interface ShownHtml extends Shown {
  readonly presses: readonly HtmlPress[];
}

/** The playground's HTML, from its own renderer, as a person sees it. */
export function readHtml(html: string): ShownHtml {
  const into = sketch();
  const presses: HtmlPress[] = [];
  let line = '';
  /** The open element that collects the text. */
  let taking: { kind: 'button' | 'option'; payload: unknown } | undefined;
  const end = () => {
    say(into, line);
    line = '';
  };
  for (const [, tag = '', words = ''] of html.matchAll(/<([^>]*)>([^<]*)/g)) {
    const name = /^\/?\w+/.exec(tag)?.[0] ?? '';
    if (!INLINE.test(name)) end();
    const file = attribute(` ${tag}`, 'download');
    if (file !== undefined) {
      into.files.push(file);
      continue;
    }
    if (name === 'a') into.links.push(attribute(` ${tag}`, 'href') ?? '');
    const user = attribute(` ${tag}`, 'data-user');
    if (user !== undefined) into.mentions.push(user);
    if (name === 'img') line += attribute(` ${tag}`, 'alt') ?? '';
    if (name === 'select') into.buttons.push(attribute(` ${tag}`, 'aria-label') ?? '');
    if (name === 'button' || name === 'option') {
      const payload = attribute(` ${tag}`, 'data-payload');
      taking = { kind: name, payload: payload === undefined ? undefined : (JSON.parse(payload) as unknown) };
    }
    if (taking === undefined) line += decoded(words);
    else if (name === taking.kind) {
      if (taking.kind === 'button') into.buttons.push(decoded(words));
      if (taking.payload !== undefined) presses.push({ label: decoded(words), payload: taking.payload });
    }
    if (name === '/button' || name === '/option') {
      taking = undefined;
      line += decoded(words);
    }
  }
  end();
  return { ...into, presses };
}
