import { fileWords } from '../../src/core/files.ts';
import type { Block, BlockKind, RichText, Span } from '../../src/core/message.ts';
import type { Canvas } from './canvas.ts';
import type { CardElement, ColumnSet, Placed, TextLook } from './card.ts';
import { cleanText, markdownText, shortened } from './escape.ts';
import { LIMITS } from './limits.ts';
import { renderActions } from './renderActions.ts';
import { paragraph, plainOf, spansOf } from './renderText.ts';
import { cardTexts } from './texts.ts';

const subtle: TextLook = { isSubtle: true };

function more(count: number, canvas: Canvas): CardElement[] {
  return count <= 0
    ? []
    : [
        paragraph(cardTexts(canvas.locale).moreItems({ count }), canvas, {
          look: subtle,
          placed: { spacing: 'Small' },
        }),
      ];
}

/** A list item beside its mark, so that wrapped lines stay clear of it. */
function listItem(mark: string, item: RichText, canvas: Canvas, isFirst: boolean): ColumnSet {
  return {
    type: 'ColumnSet',
    spacing: isFirst ? 'Small' : 'None',
    columns: [
      {
        type: 'Column',
        width: 'auto',
        items: [{ type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: mark, isSubtle: true }] }],
      },
      { type: 'Column', width: 'stretch', spacing: 'Small', items: [paragraph(item, canvas)] },
    ],
  };
}

/**
 * Rows as column sets with the same shares: phones leave tables of Adaptive Cards 1.5 blank
 * (microsoft/AdaptiveCards#8853), columns work since 1.0.
 */
function tableRow(
  cells: readonly RichText[],
  canvas: Canvas,
  { look, placed }: { look: TextLook; placed: Placed },
): ColumnSet {
  return {
    type: 'ColumnSet',
    ...placed,
    columns: cells.map((cell) => ({ type: 'Column', width: 1, items: [paragraph(cell, canvas, { look })] })),
  };
}

/**
 * A row of a table that is too wide for a phone: the first two cells as its line, the rest below with their columns'
 * names.
 */
function record(columns: readonly string[], row: readonly RichText[], canvas: Canvas): CardElement[] {
  const [first = '', second, ...rest] = row;
  const texts = cardTexts(canvas.locale);
  const head: Span[] = [
    { kind: 'strong', text: plainOf(first, canvas) },
    ...(second === undefined ? [] : ['  ', ...spansOf(second)]),
  ];
  const details = rest.flatMap((cell, index): Span[] => [
    ...(index === 0 ? [] : [' · ']),
    texts.labelled({ label: columns[index + 2] ?? '' }),
    ...spansOf(cell),
  ]);
  return [
    paragraph(head, canvas, { placed: { spacing: 'Small', separator: true } }),
    ...(details.length === 0
      ? []
      : [paragraph(details, canvas, { look: { ...subtle, size: 'Small' }, placed: { spacing: 'None' } })]),
  ];
}

const BAR = 20;
const isPicture = (url: string) =>
  /^https:\/\/[^\s]+$/i.test(url) ||
  (/^data:image\/(png|jpeg|gif);base64,[a-z0-9+/=]+$/i.test(url) && url.length <= LIMITS.pictureInAddress);

/** One pure renderer per kind of block. A divider is the line above the next element: see render.ts. */
const blocks: {
  readonly [K in BlockKind]: (block: Extract<Block, { kind: K }>, canvas: Canvas) => readonly CardElement[];
} = {
  // A text block: only those can be headings for a screen reader.
  heading: ({ text }, { at, room }) => {
    const words = markdownText(shortened(text.replace(/\s+/g, ' ').trim(), room.text));
    if (words === '') return [];
    const isFirst = at === 0;
    return [
      {
        type: 'TextBlock',
        text: words,
        wrap: true,
        style: 'heading',
        weight: 'Bolder',
        size: isFirst ? 'Large' : 'Medium',
        ...(isFirst ? {} : { spacing: 'Large' }),
      },
    ];
  },
  text: ({ text }, canvas) => [paragraph(text, canvas)],
  fields: ({ items }, canvas) =>
    items.map(({ label, value }, index) => ({
      type: 'ColumnSet',
      spacing: index === 0 ? 'Default' : 'Small',
      columns: [
        { type: 'Column', width: 1, items: [paragraph(label, canvas, { look: subtle })] },
        { type: 'Column', width: 2, items: [paragraph(value, canvas)] },
      ],
    })),
  list: ({ items, ordered }, canvas) => [
    ...items
      .slice(0, canvas.room.items)
      .map((item, index) => listItem(ordered === true ? `${index + 1}.` : '•', item, canvas, index === 0)),
    ...more(items.length - canvas.room.items, canvas),
  ],
  table: ({ columns, rows }, canvas) => {
    const shown = rows.slice(0, canvas.room.items);
    const left = more(rows.length - canvas.room.items, canvas);
    if (columns.length > LIMITS.columns) return [...shown.flatMap((row) => record(columns, row, canvas)), ...left];
    const whole = (row: readonly RichText[]) => columns.map((_, index) => row[index] ?? '');
    return [
      tableRow(columns, canvas, { look: { ...subtle, size: 'Small' }, placed: {} }),
      ...shown.map((row) => tableRow(whole(row), canvas, { look: {}, placed: { spacing: 'Small', separator: true } })),
      ...left,
    ];
  },
  quote: ({ text }, canvas) => [{ type: 'Container', style: 'emphasis', items: [paragraph(text, canvas)] }],
  image: ({ url, alt, title }, canvas) => {
    if (!isPicture(url)) return [paragraph(title ?? alt, canvas, { look: subtle })];
    const caption =
      title === undefined
        ? []
        : [paragraph(title, canvas, { look: { ...subtle, size: 'Small' }, placed: { spacing: 'Small' } })];
    return [{ type: 'Image', url, altText: cleanText(shortened(alt, canvas.room.text)) }, ...caption];
  },
  progress: ({ label, value, of }, canvas) => {
    const share = Math.min(value, of) / of;
    const percent = cardTexts(canvas.locale).percent({ percent: Math.round(100 * share) });
    const done = Math.round(BAR * share);
    // Thick and thin lines, so that the bar is readable without colours.
    return [
      {
        type: 'ColumnSet',
        columns: [
          { type: 'Column', width: 'stretch', items: [paragraph(label, canvas)] },
          { type: 'Column', width: 'auto', items: [paragraph([{ kind: 'strong', text: percent }], canvas)] },
        ],
      },
      {
        type: 'RichTextBlock',
        spacing: 'None',
        inlines: [
          { type: 'TextRun', text: '━'.repeat(done), color: 'Accent', weight: 'Bolder' } as const,
          { type: 'TextRun', text: '─'.repeat(BAR - done), isSubtle: true } as const,
        ].filter(({ text }) => text !== ''),
      },
    ];
  },
  context: ({ text }, canvas) => [
    paragraph(text, canvas, { look: { ...subtle, size: 'Small' }, placed: { spacing: 'Small' } }),
  ],
  divider: () => [],
  file: (file, canvas) => [paragraph(fileWords(file, canvas.locale), canvas)],
  actions: ({ items }, canvas) => renderActions(items, canvas),
};

/** A block as card elements. */
export function renderBlock(block: Block, canvas: Canvas): readonly CardElement[] {
  return (blocks[block.kind] as (b: Block, c: Canvas) => readonly CardElement[])(block, canvas);
}
