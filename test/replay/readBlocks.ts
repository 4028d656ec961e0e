import { type Shown, type Sketch, say, sketch } from './shown.ts';

type Node = Readonly<Record<string, unknown>>;
const isNode = (value: unknown): value is Node => typeof value === 'object' && value !== null && !Array.isArray(value);
const listOf = (value: unknown): readonly Node[] => (Array.isArray(value) ? value.filter(isNode) : []);
const textOf = (value: unknown): string =>
  isNode(value) ? String(value.text ?? '') : typeof value === 'string' ? value : '';
const unescaped = (text: string) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

/** A reader's date in Slack, for Slack's own format string. */
export type DateWriter = (seconds: number, format: string) => string;
interface Page extends Sketch {
  readonly dates: DateWriter | undefined;
}

/** Slack's markup: tokens in angle brackets have an effect, everything else is text. */
function mrkdwn(text: string, into: Page): string {
  return unescaped(
    text.replace(/<([^<>]*)>/g, (_token, inside: string) => {
      const [what = '', said] = inside.split('|');
      const [, seconds, format = ''] = /^!date\^(\d+)\^([^^]*)/.exec(what) ?? [];
      if (seconds !== undefined) return into.dates?.(Number(seconds), format) ?? said ?? '';
      if (what.startsWith('@') || what.startsWith('!subteam') || /^!(?:channel|here|everyone)/.test(what)) {
        into.mentions.push(what.replace(/^@/, ''));
        return said ?? what;
      }
      if (what.startsWith('#') || what.startsWith('!')) return said ?? what;
      into.links.push(unescaped(what));
      return said ?? what;
    }),
  );
}

/** A run of rich text. */
function run(element: Node, into: Page): string {
  switch (element.type) {
    case 'user':
    case 'usergroup':
    case 'broadcast':
      into.mentions.push(String(element.user_id ?? element.usergroup_id ?? element.range));
      return `@${String(element.user_id ?? '')}`;
    case 'channel':
      return `#${String(element.channel_id)}`;
    case 'link':
      into.links.push(String(element.url));
      return String(element.text ?? element.url);
    case 'date':
      return into.dates?.(Number(element.timestamp), String(element.format)) ?? String(element.fallback);
    case 'emoji':
      return `:${String(element.name)}:`;
    default:
      return String(element.text ?? '');
  }
}

function rich(element: Node, into: Page): void {
  if (element.type === 'rich_text_list') {
    for (const item of listOf(element.elements)) rich(item, into);
    return;
  }
  say(
    into,
    listOf(element.elements)
      .map((one) => run(one, into))
      .join(''),
  );
}

function plainOrMrkdwn(text: unknown, into: Page): string {
  return isNode(text) && text.type === 'mrkdwn' ? mrkdwn(textOf(text), into) : textOf(text);
}

function block(one: Node, into: Page): void {
  switch (one.type) {
    case 'rich_text':
      for (const element of listOf(one.elements)) rich(element, into);
      break;
    case 'table':
      for (const row of Array.isArray(one.rows) ? one.rows : []) for (const cell of listOf(row)) block(cell, into);
      break;
    case 'raw_text':
      say(into, textOf(one));
      break;
    case 'context':
      say(
        into,
        listOf(one.elements)
          .map((element) => (element.type === 'image' ? String(element.alt_text) : plainOrMrkdwn(element, into)))
          .join(' '),
      );
      break;
    case 'image':
      say(into, textOf(one.title) || String(one.alt_text));
      break;
    case 'actions':
      for (const element of listOf(one.elements))
        into.buttons.push(element.type === 'button' ? textOf(element.text) : textOf(element.placeholder));
      break;
    case 'header':
    case 'section':
      say(into, plainOrMrkdwn(one.text, into));
      for (const field of listOf(one.fields)) say(into, plainOrMrkdwn(field, into));
      break;
    default:
      break;
  }
}

/**
 * Block Kit as a person sees it; without `dates` as a device that shows fallbacks. Inputs are not included: see the
 * driver.
 */
export function readBlocks(blocks: unknown, dates?: DateWriter): Shown {
  const into = { ...sketch(), dates };
  for (const one of listOf(blocks)) block(one, into);
  const { dates: _dates, ...shown } = into;
  return shown;
}
