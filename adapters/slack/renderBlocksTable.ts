import type { KnownBlock, RichTextBlock, RichTextElement, TableBlock } from '@slack/web-api';
import type { Block, RichText } from '../../src/core/message.ts';
import { type Canvas, take } from './canvas.ts';
import { LIMITS } from './limits.ts';
import { listSections, pushBold, pushRich } from './renderBlocksRich.ts';

type Table = Extract<Block, { kind: 'table' }>;

/** Slack refuses the whole message for one empty cell. */
const EMPTY_CELL = '–';

/** Rich text even for plain cells: Slack failed on `raw_text` cells for weeks (SlackNet#246). */
function cellOf(elements: RichTextElement[]): RichTextBlock {
  return {
    type: 'rich_text',
    elements: [
      { type: 'rich_text_section', elements: elements.length === 0 ? [{ type: 'text', text: EMPTY_CELL }] : elements },
    ],
  };
}

const isFigure = (cell: RichText | undefined) => typeof cell === 'string' && /^[\s\d.,:%+\-–—/€$£¥]*$/.test(cell);

/** Each row as a list item, readable on a phone: for surfaces without tables. */
function rowsAsList(columns: readonly string[], rows: readonly (readonly RichText[])[], canvas: Canvas): KnownBlock[] {
  const items = rows.map((row) => (into: RichTextElement[]) => {
    row.forEach((cell, index) => {
      if (cell.length === 0) return;
      const column = columns[index] ?? '';
      const text = take(
        canvas,
        index === 0 ? '' : `${into.length === 0 ? '' : ' · '}${column === '' ? '' : `${column}: `}`,
      );
      if (text !== '') into.push({ type: 'text', text });
      if (index === 0 && typeof cell === 'string') pushBold(into, canvas, cell);
      else pushRich(into, canvas, cell);
    });
  });
  const sections = listSections(canvas, items);
  return sections.length === 0
    ? []
    : [{ type: 'rich_text', elements: [{ type: 'rich_text_list', style: 'bullet', elements: sections }] }];
}

/** A table as Slack's own where the surface has tables: the rows that fit, the rest as a list below. */
export function renderTable({ columns, rows }: Table, canvas: Canvas): KnownBlock[] {
  const width = Math.max(columns.length, ...rows.map((row) => row.length));
  if (width === 0) return [];
  if (canvas.tables === 0 || width > LIMITS.tableColumns || rows.length === 0)
    return rowsAsList(columns, rows.length === 0 ? [columns] : rows, canvas);
  canvas.tables -= 1;
  // The room beyond the table's own limit goes back to the other blocks afterwards.
  const beyond = Math.max(0, canvas.left - LIMITS.tableText);
  canvas.left -= beyond;
  const all: number[] = Array.from({ length: width }, (_, index) => index);
  const made: RichTextBlock[][] = [
    all.map((index) => {
      const into: RichTextElement[] = [];
      pushBold(into, canvas, columns[index] ?? '');
      return cellOf(into);
    }),
  ];
  let fitting = 0;
  for (const row of rows.slice(0, LIMITS.tableRows - 1)) {
    if (canvas.isCut) break;
    const cells = all.map((index) => {
      const into: RichTextElement[] = [];
      pushRich(into, canvas, row[index] ?? '');
      return cellOf(into);
    });
    made.push(cells);
    fitting += 1;
  }
  canvas.left += beyond;
  const table: TableBlock = {
    type: 'table',
    rows: made,
    column_settings: all.map((index) => ({
      is_wrapped: true,
      align: rows.every((row) => isFigure(row[index])) ? 'right' : 'left',
    })),
  };
  return [table, ...(fitting < rows.length && !canvas.isCut ? rowsAsList(columns, rows.slice(fitting), canvas) : [])];
}
