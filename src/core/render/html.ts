import { formatInstant } from '../format.ts';
import type { ActionPayload, Block, BlockKind, Message, RichText, Span } from '../message.ts';
import type { ReaderContext } from './text.ts';

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Makes any text safe inside an element or a quoted attribute. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (char) => ESCAPES[char] as string);
}

const lines = (text: string) => escapeHtml(text).replace(/\r?\n/g, '<br>');
const attribute = (name: string, value: string) => ` ${name}="${escapeHtml(value)}"`;

/**
 * Only web addresses become links or pictures: `javascript:` and similar addresses stay text. Pictures may also come
 * from this server or be data URLs.
 */
const isWebAddress = (url: string) => /^https?:\/\//i.test(url);
const isPicture = (url: string) =>
  isWebAddress(url) || /^\/(?!\/)/.test(url) || /^data:image\/(png|jpeg|gif|webp);base64,[a-z0-9+/=]+$/i.test(url);

type SpanKind = Exclude<Span, string>['kind'];
const spans: { readonly [K in SpanKind]: (span: Extract<Span, { kind: K }>, reader: ReaderContext) => string } = {
  strong: ({ text }) => `<strong>${lines(text)}</strong>`,
  code: ({ text }) => `<code>${lines(text)}</code>`,
  struck: ({ text }) => `<s>${lines(text)}</s>`,
  date: ({ at, style, zone }, reader) =>
    `<time${attribute('datetime', at)}>${escapeHtml(formatInstant(new Date(at), { locale: reader.locale, zone: zone ?? reader.zone, now: reader.now, style }))}</time>`,
  person: ({ user, name }) => `<span class="mention"${attribute('data-user', user)}>@${escapeHtml(name)}</span>`,
  channel: ({ conversation, name }) =>
    `<span class="mention"${attribute('data-conversation', conversation)}>#${escapeHtml(name)}</span>`,
  link: ({ url, text }) =>
    isWebAddress(url)
      ? `<a${attribute('href', url)} rel="noopener noreferrer" target="_blank">${lines(text)}</a>`
      : lines(text),
};

function rich(text: RichText, reader: ReaderContext): string {
  if (typeof text === 'string') return lines(text);
  return text
    .map((span) =>
      typeof span === 'string'
        ? lines(span)
        : (spans[span.kind] as (s: Span, r: ReaderContext) => string)(span, reader),
    )
    .join('');
}

const payloadOf = (payload: ActionPayload) => attribute('data-payload', JSON.stringify(payload));

type ActionItem = Extract<Block, { kind: 'actions' }>['items'][number];
function action(item: ActionItem): string {
  if (item.kind === 'menu') {
    const options = item.options
      .map(({ label, payload }) => `<option${payloadOf(payload)}>${escapeHtml(label)}</option>`)
      .join('');
    return `<select class="menu"${attribute('aria-label', item.label)}><option value="" selected>${escapeHtml(item.label)}</option>${options}</select>`;
  }
  const confirm = item.confirm === undefined ? '' : attribute('data-confirm', JSON.stringify(item.confirm));
  return `<button type="button" class="${item.style ?? 'plain'}"${payloadOf(item.payload)}${confirm}>${escapeHtml(item.label)}</button>`;
}

const blocks: { readonly [K in BlockKind]: (block: Extract<Block, { kind: K }>, reader: ReaderContext) => string } = {
  heading: ({ text }) => `<h3 dir="auto">${lines(text)}</h3>`,
  text: ({ text }, reader) => `<p dir="auto">${rich(text, reader)}</p>`,
  fields: ({ items }, reader) =>
    `<dl>${items.map(({ label, value }) => `<div><dt dir="auto">${lines(label)}</dt><dd dir="auto">${rich(value, reader)}</dd></div>`).join('')}</dl>`,
  list: ({ ordered, items }, reader) => {
    const tag = ordered === true ? 'ol' : 'ul';
    return `<${tag}>${items.map((item) => `<li dir="auto">${rich(item, reader)}</li>`).join('')}</${tag}>`;
  },
  table: ({ columns, rows }, reader) => {
    const head = columns.map((column) => `<th scope="col" dir="auto">${lines(column)}</th>`).join('');
    const body = rows
      .map((row) => `<tr>${row.map((cell) => `<td dir="auto">${rich(cell, reader)}</td>`).join('')}</tr>`)
      .join('');
    return `<div class="table" role="region" tabindex="0"${attribute('aria-label', columns.join(', '))}><table><thead><tr>${head}</tr></thead><tbody>${body}</tbody></table></div>`;
  },
  quote: ({ text }, reader) => `<blockquote dir="auto">${rich(text, reader)}</blockquote>`,
  image: ({ url, alt, title }) => {
    const caption = title === undefined ? '' : `<figcaption dir="auto">${lines(title)}</figcaption>`;
    return isPicture(url)
      ? `<figure><img${attribute('src', url)}${attribute('alt', alt)} loading="lazy">${caption}</figure>`
      : `<p dir="auto">${lines(title ?? alt)}</p>`;
  },
  progress: ({ label, value, of }) => {
    const percent = Math.round((100 * Math.min(value, of)) / of);
    return `<p class="progress" dir="auto"><span>${lines(label)}</span> <progress${attribute('aria-label', label)} value="${Math.min(value, of)}" max="${of}"></progress> <span>${percent}%</span></p>`;
  },
  context: ({ text }, reader) => `<p class="context" dir="auto">${rich(text, reader)}</p>`,
  divider: () => '<hr>',
  file: ({ name, mediaType, content }) =>
    `<p class="file" dir="auto"><a${attribute('download', name)}${attribute('href', `data:${mediaType};charset=utf-8,${encodeURIComponent(content.replace(/\p{Cs}/gu, '\uFFFD'))}`)}>${lines(name)}</a></p>`,
  actions: ({ items }) => `<div class="actions">${items.map(action).join('')}</div>`,
};

/**
 * A message as HTML inside an element. All text of people is escaped. Buttons and menu entries carry their payload as
 * JSON in `data-payload`, and the question before a press in `data-confirm`.
 */
export function renderHtml(message: Message, reader: ReaderContext): string {
  return message.blocks
    .map((block) => (blocks[block.kind] as (b: Block, r: ReaderContext) => string)(block, reader))
    .join('');
}
