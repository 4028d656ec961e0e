import { type Shown, type Sketch, say, sketch } from './shown.ts';

type Node = Readonly<Record<string, unknown>>;
const listOf = (value: unknown): readonly (Node | string)[] => (Array.isArray(value) ? value : []);
const isNode = (value: Node | string): value is Node => typeof value !== 'string';

/** Characters that replace those which a client would read as a format. */
const STANDS_FOR: Readonly<Record<string, string>> = { '\u2217': '*', '\u02cb': '`', '\u02cd': '_' };

/** The visible text of a text block's Markdown subset. */
function marked(text: string, into: Sketch): string {
  return text
    .replace(/<at>(.*?)<\/at>/g, '@$1')
    .replace(/\[([^\]]*)\]\(([^)]*)\)/g, (_all, said: string, url: string) => {
      into.links.push(url);
      return said;
    })
    .replace(/\*\*(.+?)\*\*/g, '$1')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&')
    .replace(/[\u2217\u02cb\u02cd]/g, (char) => STANDS_FOR[char] as string)
    .replaceAll('\u2060', '');
}

function inline(one: Node | string, into: Sketch): string {
  if (!isNode(one)) return one.replaceAll('\u2060', '');
  const open = one.selectAction as Node | undefined;
  if (open?.type === 'Action.OpenUrl') into.links.push(String(open.url));
  return String(one.text ?? '').replaceAll('\u2060', '');
}

/** A list's own mark in front of an item. */
const isMark = (column: Node): boolean =>
  column.width === 'auto' && listOf(column.items).every((item) => /^(•|\d+\.)$/.test(words(item)));
const words = (item: Node | string): string => {
  const into = sketch();
  element(item, into);
  return into.lines.join(' ');
};

function element(one: Node | string, into: Sketch): void {
  if (!isNode(one) || one.isVisible === false) return;
  switch (one.type) {
    case 'TextBlock':
      say(into, marked(String(one.text), into));
      break;
    case 'RichTextBlock':
      say(
        into,
        listOf(one.inlines)
          .map((part) => inline(part, into))
          .join(''),
      );
      break;
    case 'Image':
      say(into, String(one.altText ?? ''));
      break;
    case 'ColumnSet':
      for (const column of listOf(one.columns)) if (isNode(column) && !isMark(column)) elements(column.items, into);
      break;
    case 'Container':
      elements(one.items, into);
      break;
    case 'ActionSet':
      for (const action of listOf(one.actions))
        if (isNode(action)) into.buttons.push(String(action.title).replace(/ ▾$/, ''));
      break;
    default:
      break;
  }
}
function elements(items: unknown, into: Sketch): void {
  for (const item of listOf(items)) element(item, into);
}

/** An Adaptive Card as a person sees it before any press. Inputs are not included: see the driver. */
export function readCard(card: unknown): Shown {
  const into = sketch();
  const { body, msteams } = card as {
    body?: unknown;
    msteams?: { entities?: readonly { mentioned: { id: string } }[] };
  };
  elements(body, into);
  into.mentions.push(...(msteams?.entities ?? []).map(({ mentioned }) => mentioned.id));
  return into;
}
