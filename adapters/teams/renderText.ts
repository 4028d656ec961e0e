/** Rich text as runs of a card: dates, mentions, links and the plain words behind them. */

import { formatDay } from '../../src/core/format.ts';
import type { RichText, Span } from '../../src/core/message.ts';
import { timeOf } from '../../src/core/schedule/wall.ts';
import { wallOf } from '../../src/core/schedule/zone.ts';
import type { Canvas } from './canvas.ts';
import type { Placed, RichTextBlock, TextBlock, TextLook, TextRun } from './card.ts';
import { cleanText, markdownAddress, markdownLines, markdownWords, shortened } from './escape.ts';

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

export const spansOf = (text: RichText): readonly Span[] => (typeof text === 'string' ? [text] : text);
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

/** Rich text as plain text. */
export function plainOf(text: RichText, canvas: Canvas): string {
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
