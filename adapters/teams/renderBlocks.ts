import { fileWords } from '../../src/core/files.ts';
import { formatDay } from '../../src/core/format.ts';
import type { Block, BlockKind, RichText, Span } from '../../src/core/message.ts';
import { timeOf } from '../../src/core/schedule/wall.ts';
import { wallOf } from '../../src/core/schedule/zone.ts';
import type { Canvas } from './canvas.ts';
import type { CardElement, ColumnSet, Placed, RichTextBlock, TextBlock, TextLook, TextRun } from './card.ts';
import { cleanText, markdownAddress, markdownLines, markdownText, markdownWords, shortened } from './escape.ts';
import { LIMITS } from './limits.ts';
import { renderActions } from './renderActions.ts';
import { cardTexts } from './texts.ts';

/**
 * A date as it stands in a message for good: no "today", which is wrong tomorrow. The message says once which zone its
 * times are in.
 */
export function dateText(
  { at, style, zone }: Extract<Span, { kind: 'date' }>,
  { locale, zone: readers, thisYear }: Canvas,
): string {
  const wall = wallOf(new Date(at), zone ?? readers);
  if (style === 'time') return timeOf(wall);
  const day = formatDay(wall, { locale, thisYear });
  if (style === 'date') return day;
  return locale === 'zh-CN' ? `${day}${timeOf(wall)}` : `${day} ${timeOf(wall)}`;
}

type SpanKind = Exclude<Span, string>['kind'];
type SpanMap<T> = { readonly [K in SpanKind]: (span: Extract<Span, { kind: K }>, canvas: Canvas, look: TextLook) => T };
const run = (text: string, look: TextLook & { fontType?: 'Monospace'; strikethrough?: true }): TextRun =>
  Object.keys(look).length === 0 ? text : { type: 'TextRun', text, ...look };

/** Runs of a rich text block, which no client reads as Markdown. */
const runs: SpanMap<TextRun> = {
  strong: ({ text }, _, look) => run(cleanText(text), { ...look, weight: 'Bolder' }),
  code: ({ text }, _, look) => run(cleanText(text), { ...look, fontType: 'Monospace' }),
  struck: ({ text }, _, look) => run(cleanText(text), { ...look, isSubtle: true, strikethrough: true }),
  date: (span, canvas, look) => run(dateText(span, canvas), look),
  person: ({ name }, _, look) => run(cleanText(name), { ...look, weight: 'Bolder' }),
  channel: ({ name }, _, look) => run(`#${cleanText(name)}`, { ...look, weight: 'Bolder' }),
  link: ({ url, text }, _, look) => ({
    type: 'TextRun',
    text: cleanText(text),
    ...look,
    color: 'Accent',
    underline: true,
    selectAction: { type: 'Action.OpenUrl', title: cleanText(text), url },
  }),
};

/** The same for a text block, which mentions need: Teams ignores mentions in rich text. */
const marked: SpanMap<string> = {
  strong: ({ text }) =>
    /^[\p{L}\p{N}]$|^[\p{L}\p{N}].*[\p{L}\p{N}]$/su.test(text) ? `**${markdownWords(text)}**` : markdownWords(text),
  code: ({ text }) => markdownWords(text),
  struck: ({ text }) => markdownWords(text),
  date: (span, canvas) => dateText(span, canvas),
  person: ({ user, name }, { mentions }) => mentions.get(user)?.text ?? markdownWords(name),
  channel: ({ name }) => `#${markdownWords(name)}`,
  link: ({ url, text }) =>
    `[${markdownWords(text.replaceAll('[', '［').replaceAll(']', '］').replace(/\s+/g, ' ')) || '↗'}](${markdownAddress(url)})`,
};

const spansOf = (text: RichText): readonly Span[] => (typeof text === 'string' ? [text] : text);
const through = <T>(map: SpanMap<T>, span: Exclude<Span, string>, canvas: Canvas, look: TextLook): T =>
  (map[span.kind] as (s: Span, c: Canvas, l: TextLook) => T)(span, canvas, look);

/** The part of a text that fits. */
function fitting(text: RichText, most: number): readonly Span[] {
  let left = most;
  const fit: Span[] = [];
  for (const span of spansOf(text)) {
    if (left <= 0) return [...fit, '…'];
    if (typeof span === 'string') fit.push(shortened(span, left));
    else fit.push('text' in span ? { ...span, text: shortened(span.text, left) } : span);
    left -= typeof span === 'string' ? span.length : 'text' in span ? span.text.length : 20;
  }
  return fit;
}

/** A paragraph of people's text. */
export function paragraph(
  text: RichText,
  canvas: Canvas,
  { look = {}, placed = {} }: { look?: TextLook; placed?: Placed } = {},
): RichTextBlock | TextBlock {
  const spans = fitting(text, canvas.room.text);
  const mentions = spans.some(
    (span) => typeof span !== 'string' && span.kind === 'person' && canvas.mentions.has(span.user),
  );
  if (mentions) {
    const words = spans
      .map((span) => (typeof span === 'string' ? markdownWords(span) : through(marked, span, canvas, look)))
      .join('');
    return { type: 'TextBlock', text: markdownLines(words), wrap: true, ...look, ...placed };
  }
  const inlines = spans
    .map((span) => (typeof span === 'string' ? run(cleanText(span), look) : through(runs, span, canvas, look)))
    .filter((inline) => (typeof inline === 'string' ? inline : inline.text) !== '');
  // Phones show a whole card blank for one empty text in it.
  return { type: 'RichTextBlock', inlines: inlines.length === 0 ? [' '] : inlines, ...placed };
}

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

/** Rich text as plain text. */
function plainOf(text: RichText, canvas: Canvas): string {
  return spansOf(text)
    .map((span) =>
      typeof span === 'string'
        ? span
        : span.kind === 'date'
          ? dateText(span, canvas)
          : 'text' in span
            ? span.text
            : span.name,
    )
    .join('');
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
