import MarkdownIt from 'markdown-it';
import type { AdaptiveCard } from '../../adapters/teams/card.ts';
import { renderMessage } from '../../adapters/teams/render.ts';
import { type Block, type BlockKind, type Message, openForm, press } from '../../src/core/message.ts';

/** Messages rendered as cards, and parts of a card to check. */

export const reader = { locale: 'en', zone: 'Europe/Berlin', now: new Date('2026-11-23T08:00:00Z') } as const;
export const of = (...blocks: Block[]): Message => ({ audience: 'client', fallbackText: 'In short', blocks });
export const cardOf = (...blocks: Block[]): AdaptiveCard => renderMessage(of(...blocks), reader).card;
export const bytes = (card: AdaptiveCard) => Buffer.byteLength(JSON.stringify(card));

export type Part = { readonly [name: string]: unknown };
/** Every object in a card, outermost first, except inside actions' data. */
export function parts(value: unknown): Part[] {
  if (Array.isArray(value)) return value.flatMap(parts);
  if (typeof value !== 'object' || value === null) return [];
  return [
    value as Part,
    ...Object.entries(value).flatMap(([name, inner]) => (name === 'data' || name === 'fallback' ? [] : parts(inner))),
  ];
}
/** All visible text of a card, in order. */
export const words = (card: AdaptiveCard): string =>
  parts(card.body)
    .flatMap((part) => {
      if (part.type === 'TextBlock') return [String(part.text)];
      if (part.type === 'RichTextBlock')
        return [
          (part.inlines as (string | { text: string })[])
            .map((run) => (typeof run === 'string' ? run : run.text))
            .join(''),
        ];
      return typeof part.title === 'string' && String(part.type).startsWith('Action') ? [`[${part.title}]`] : [];
    })
    .join('\n');
export const actions = (card: AdaptiveCard, title: string) =>
  parts(card).filter((part) => part.title === title && String(part.type).startsWith('Action'));

/** Blocks of every kind with the same text in every text position. */
export function everywhere(text: string): Block[] {
  const payload = press('reminder done', { id: text });
  const every: { readonly [K in BlockKind]: readonly Extract<Block, { kind: K }>[] } = {
    heading: [{ kind: 'heading', text }],
    text: [
      { kind: 'text', text },
      {
        kind: 'text',
        text: [
          text,
          { kind: 'strong', text },
          { kind: 'code', text },
          { kind: 'link', url: 'https://x.example/', text },
        ],
      },
      {
        kind: 'text',
        text: [
          { kind: 'person', user: '29:ana', name: 'Ana' },
          text,
          { kind: 'strong', text },
          { kind: 'link', url: 'https://x.example/(a)', text },
        ],
      },
      {
        kind: 'text',
        text: [
          { kind: 'person', user: text, name: text },
          { kind: 'channel', conversation: text, name: text },
        ],
      },
    ],
    fields: [
      { kind: 'fields', items: [{ label: text, value: [text, { kind: 'person', user: '29:ana', name: 'Ana' }] }] },
    ],
    list: [{ kind: 'list', items: [text, [{ kind: 'person', user: '29:bo', name: text }]] }],
    table: [
      { kind: 'table', columns: [text, 'b'], rows: [[text], [text, text, text]] },
      { kind: 'table', columns: [text, 'b', text, 'd'], rows: [[text, text, text, text], []] },
    ],
    quote: [{ kind: 'quote', text }],
    image: [
      { kind: 'image', url: text, alt: text, title: text },
      { kind: 'image', url: 'https://x.example/a.png', alt: text, title: text },
    ],
    progress: [{ kind: 'progress', label: text, value: 3, of: 4 }],
    file: [
      { kind: 'file', name: text, mediaType: 'text/calendar', content: text },
      { kind: 'file', name: text, mediaType: text, content: text, url: 'https://rapport.example.com/file/a' },
    ],
    context: [{ kind: 'context', text }],
    divider: [{ kind: 'divider' }],
    actions: [
      {
        kind: 'actions',
        items: [
          {
            kind: 'button',
            label: text,
            payload,
            style: 'danger',
            confirm: { title: text, text, confirm: text, cancel: text },
          },
        ],
      },
      { kind: 'actions', items: [{ kind: 'button', label: text, payload: openForm('reminder edit', { id: text }) }] },
      { kind: 'actions', items: [{ kind: 'menu', label: text, options: [{ label: text, payload }] }] },
    ],
  };
  return Object.values(every).flat();
}

/** A card's structure without any text: people's text may not change it. */
export const skeleton = (card: AdaptiveCard) =>
  parts(card.body).map((part) =>
    [
      part.type ?? Object.keys(part).join(),
      part.style,
      part.selectAction === undefined ? '' : 'link',
      part.fontType,
      part.weight,
    ].join(' '),
  );

/** The texts in which clients look for Markdown. */
export const blocksOf = (card: AdaptiveCard) =>
  parts(card.body).flatMap((part) => (part.type === 'TextBlock' ? [String(part.text)] : []));

const markdown = new MarkdownIt({ html: false });
/** The formats that a Markdown reader finds in a text besides paragraphs and words; a link with its address. */
export const formats = (text: string): string[] =>
  markdown
    .parse(text, {})
    .flatMap((token) => [token, ...(token.children ?? [])])
    .filter(
      ({ type }) =>
        !['paragraph_open', 'paragraph_close', 'inline', 'text', 'softbreak', 'text_special'].includes(type),
    )
    .map((token) => (token.type === 'link_open' ? String(token.attrGet('href')) : token.type));
export const OWN_FORMATS = ['strong_open', 'strong_close', 'link_close', 'https://x.example/%28a%29'];

export const HOSTILE = [
  '<at>Ana</at>',
  '[x](http://bank.example)',
  '**b** _i_ ~~s~~',
  '&lt;at&gt;Ana&lt;/at&gt;',
  '{{DATE(2026-01-01T00:00:00Z, SHORT)}}',
  '"},{"type":"Action.OpenUrl","url":"http://bank.example"}',
  '# heading\n\n- item\n1. one\n\n---',
  'שלום \u202eעולם\u202c 123',
  '\u200b\u200d\u2060',
  'x\ud800y\udc00z',
  '\u0000\u0007\u001b[31m',
  '👩‍👩‍👧‍👦🏳️‍🌈',
];
