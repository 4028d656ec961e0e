import type { RichTextBlock, RichTextElement, RichTextSection } from '@slack/web-api';
import type { RichText, Span } from '../../src/core/message.ts';
import { cutAt } from './escape.ts';
import { LIMITS } from './limits.ts';
import { DATE_FORMATS, dateText, type Pen, secondsOf, spend, take } from './pen.ts';

/** A Slack user's id; somebody of another platform is written by name. */
export const isUser = (id: string) => /^[UW][A-Z0-9]+$/.test(id);
export const isConversation = (id: string) => /^[CGD][A-Z0-9]+$/.test(id);

/** The address as Slack gets it, or undefined for what is no web address. */
export function webAddress(url: string): string | undefined {
  if (!/^https?:\/\//i.test(url) || !URL.canParse(url)) return undefined;
  const { href } = new URL(url);
  return href.length <= LIMITS.linkUrl ? href : undefined;
}

type Style = { readonly bold?: true; readonly code?: true; readonly strike?: true };

/** Text as elements, each no longer than a text object. */
function pushText(into: RichTextElement[], pen: Pen, text: string, style?: Style): void {
  let said = take(pen, text);
  while (said !== '') {
    const end = cutAt(said, LIMITS.textObject);
    const part = said.slice(0, end);
    into.push(style === undefined ? { type: 'text', text: part } : { type: 'text', text: part, style });
    said = said.slice(end);
  }
}

type SpanKind = Exclude<Span, string>['kind'];
const spans: {
  readonly [K in SpanKind]: (span: Extract<Span, { kind: K }>, pen: Pen, into: RichTextElement[]) => void;
} = {
  strong: ({ text }, pen, into) => pushText(into, pen, text, BOLD),
  code: ({ text }, pen, into) => pushText(into, pen, text, CODE),
  struck: ({ text }, pen, into) => pushText(into, pen, text, STRIKE),
  date: (span, pen, into) => {
    const timestamp = secondsOf(span.at);
    const fallback = dateText(span, timestamp, pen.options);
    // A zone that was asked for is the message: Slack would show the reader's own.
    if (span.zone !== undefined || timestamp === undefined) return pushText(into, pen, fallback);
    if (spend(pen, fallback.length))
      into.push({ type: 'date', timestamp, format: DATE_FORMATS[pen.options.locale][span.style], fallback });
  },
  person: ({ user, name }, pen, into) => {
    if (!isUser(user)) return pushText(into, pen, `@${name}`);
    if (spend(pen, user.length)) into.push({ type: 'user', user_id: user });
  },
  channel: ({ conversation, name }, pen, into) => {
    if (!isConversation(conversation)) return pushText(into, pen, `#${name}`);
    if (spend(pen, conversation.length)) into.push({ type: 'channel', channel_id: conversation });
  },
  link: ({ url, text }, pen, into) => {
    const address = webAddress(url);
    if (address === undefined) return pushText(into, pen, text);
    if (pen.left < address.length) return pushText(into, pen, text);
    pen.left -= address.length;
    const said = take(pen, text === '' ? address : text);
    if (said !== '') into.push({ type: 'link', url: address, text: said });
  },
};
const BOLD: Style = { bold: true };
const CODE: Style = { code: true };
const STRIKE: Style = { strike: true };

/** Adds rich text to a section's elements: everything that people wrote is literal there. */
export function pushRich(into: RichTextElement[], pen: Pen, text: RichText): void {
  for (const span of typeof text === 'string' ? [text] : text) {
    if (typeof span === 'string') pushText(into, pen, span);
    else (spans[span.kind] as (span: Span, pen: Pen, into: RichTextElement[]) => void)(span, pen, into);
  }
}

/** Bold text, for labels. */
export const pushBold = (into: RichTextElement[], pen: Pen, text: string): void => pushText(into, pen, text, BOLD);

/** A block of one section; none when there is nothing to say. */
export function sectionBlock(elements: RichTextElement[]): RichTextBlock[] {
  return elements.length === 0 ? [] : [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }];
}

/** A list's items; those without any text are left out. */
export function listSections(pen: Pen, items: readonly ((into: RichTextElement[]) => void)[]): RichTextSection[] {
  const sections: RichTextSection[] = [];
  for (const write of items) {
    if (pen.isCut) break;
    const elements: RichTextElement[] = [];
    write(elements);
    if (elements.length > 0) sections.push({ type: 'rich_text_section', elements });
  }
  return sections;
}
