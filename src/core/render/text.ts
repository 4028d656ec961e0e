import type { Locale } from '../../ground/i18n.ts';
import { fileWords } from '../files.ts';
import { formatInstant } from '../format.ts';
import type { Block, BlockKind, Message, RichText, Span } from '../message.ts';

/** The reader of a rendered message. */
export interface ReaderContext {
  readonly locale: Locale;
  /** The reader's zone. */
  readonly zone: string;
  readonly now: Date;
}

type SpanKind = Exclude<Span, string>['kind'];
const spanTexts: { readonly [K in SpanKind]: (span: Extract<Span, { kind: K }>, reader: ReaderContext) => string } = {
  strong: ({ text }) => text,
  code: ({ text }) => text,
  struck: ({ text }) => `~${text}~`,
  date: ({ at, style, zone }, reader) =>
    formatInstant(new Date(at), { locale: reader.locale, zone: zone ?? reader.zone, now: reader.now, style }),
  person: ({ name }) => `@${name}`,
  channel: ({ name }) => `#${name}`,
  link: ({ url, text }) => `${text} (${url})`,
};

/** Rich text as plain text: dates in the reader's zone, links with their address. */
export function plainText(text: RichText, reader: ReaderContext): string {
  if (typeof text === 'string') return text;
  return text
    .map((span) =>
      typeof span === 'string' ? span : (spanTexts[span.kind] as (s: Span, r: ReaderContext) => string)(span, reader),
    )
    .join('');
}

const blockTexts: { readonly [K in BlockKind]: (block: Extract<Block, { kind: K }>, reader: ReaderContext) => string } =
  {
    heading: ({ text }) => text,
    text: ({ text }, reader) => plainText(text, reader),
    fields: ({ items }, reader) => items.map(({ label, value }) => `${label}: ${plainText(value, reader)}`).join('\n'),
    list: ({ items, ordered }, reader) =>
      items.map((item, index) => `${ordered === true ? `${index + 1}.` : '-'} ${plainText(item, reader)}`).join('\n'),
    table: ({ columns, rows }, reader) =>
      [columns, ...rows.map((row) => row.map((cell) => plainText(cell, reader)))]
        .map((row) => row.join(' | '))
        .join('\n'),
    quote: ({ text }, reader) =>
      plainText(text, reader)
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n'),
    image: ({ alt, title }) => `[${title ?? alt}]`,
    progress: ({ label, value, of }) => `${label}: ${Math.round((100 * Math.min(value, of)) / of)}%`,
    context: ({ text }, reader) => plainText(text, reader),
    divider: () => '---',
    file: (file, reader) => plainText(fileWords(file, reader.locale), reader),
    actions: ({ items }) => items.map(({ label }) => `[${label}]`).join(' '),
  };

/** A message as plain text: for e-mail, logs of tests, and platforms' notifications. */
export function renderText(message: Message, reader: ReaderContext): string {
  return message.blocks
    .map((block) => (blockTexts[block.kind] as (b: Block, r: ReaderContext) => string)(block, reader))
    .join('\n\n');
}
