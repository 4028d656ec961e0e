import type { RichTextBlock, RichTextElement, RichTextSection } from '@slack/web-api';
import type { RichText, Span } from '../../src/core/message.ts';
import { type Canvas, DATE_FORMATS, dateText, secondsOf, spend, take } from './canvas.ts';
import { cutAt } from './escape.ts';
import { LIMITS } from './limits.ts';

/** Whether this is a Slack user's id; a person of another platform is written by name. */
export const isUser = (id: string) => /^[UW][A-Z0-9]+$/.test(id);
export const isConversation = (id: string) => /^[CGD][A-Z0-9]+$/.test(id);

/** The address for Slack; undefined for anything but a web address. */
export function webAddress(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const { href } = new URL(url);
  return href.length <= LIMITS.linkUrl ? href : undefined;
}

type Style = { readonly bold?: true; readonly code?: true; readonly strike?: true };

/** Adds text as elements, each no longer than a text object. */
function pushText(into: RichTextElement[], canvas: Canvas, text: string, style?: Style): void {
  let said = take(canvas, text);
  while (said !== '') {
    const end = cutAt(said, LIMITS.textObject);
    const part = said.slice(0, end);
    into.push(style === undefined ? { type: 'text', text: part } : { type: 'text', text: part, style });
    said = said.slice(end);
  }
}

type SpanKind = Exclude<Span, string>['kind'];
const spans: {
  readonly [K in SpanKind]: (span: Extract<Span, { kind: K }>, canvas: Canvas, into: RichTextElement[]) => void;
} = {
  strong: ({ text }, canvas, into) => pushText(into, canvas, text, BOLD),
  code: ({ text }, canvas, into) => pushText(into, canvas, text, CODE),
  struck: ({ text }, canvas, into) => pushText(into, canvas, text, STRIKE),
  date: (span, canvas, into) => {
    const timestamp = secondsOf(span.at);
    const fallback = dateText(span, timestamp, canvas.options);
    // A zone that the message names must be shown: Slack's date token would show the reader's own.
    if (span.zone !== undefined || timestamp === undefined) return pushText(into, canvas, fallback);
    if (spend(canvas, fallback.length))
      into.push({ type: 'date', timestamp, format: DATE_FORMATS[canvas.options.locale][span.style], fallback });
  },
  person: ({ user, name }, canvas, into) => {
    if (!isUser(user)) return pushText(into, canvas, `@${name}`);
    if (spend(canvas, user.length)) into.push({ type: 'user', user_id: user });
  },
  channel: ({ conversation, name }, canvas, into) => {
    if (!isConversation(conversation)) return pushText(into, canvas, `#${name}`);
    if (spend(canvas, conversation.length)) into.push({ type: 'channel', channel_id: conversation });
  },
  link: ({ url, text }, canvas, into) => {
    const address = webAddress(url);
    if (address === undefined) return pushText(into, canvas, text);
    if (canvas.left < address.length) return pushText(into, canvas, text);
    canvas.left -= address.length;
    const said = take(canvas, text === '' ? address : text);
    if (said !== '') into.push({ type: 'link', url: address, text: said });
  },
};
const BOLD: Style = { bold: true };
const CODE: Style = { code: true };
const STRIKE: Style = { strike: true };

/** Adds rich text to a section's elements. Text that people wrote stays literal. */
export function pushRich(into: RichTextElement[], canvas: Canvas, text: RichText): void {
  for (const span of typeof text === 'string' ? [text] : text) {
    if (typeof span === 'string') pushText(into, canvas, span);
    else (spans[span.kind] as (span: Span, canvas: Canvas, into: RichTextElement[]) => void)(span, canvas, into);
  }
}

/** Bold text, for labels. */
export const pushBold = (into: RichTextElement[], canvas: Canvas, text: string): void =>
  pushText(into, canvas, text, BOLD);

/** A block of one section; none for an empty one. */
export function sectionBlock(elements: RichTextElement[]): RichTextBlock[] {
  return elements.length === 0 ? [] : [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
}

/** A list's items, without empty ones. */
export function listSections(canvas: Canvas, items: readonly ((into: RichTextElement[]) => void)[]): RichTextSection[] {
  const sections: RichTextSection[] = [];
  for (const write of items) {
    if (canvas.isCut) break;
    const elements: RichTextElement[] = [];
    write(elements);
    if (elements.length > 0) sections.push({ type: 'rich_text_section', elements });
  }
  return sections;
}
