import { CsvError, parse } from 'csv-parse/sync';
import { inEachLocale, type LocalizedText } from '../ground/i18n.ts';
import { tableTexts } from './tableTexts.ts';

/** A row of a table: its line in the text, from 1, and its cells, trimmed, in the order of the header. */
export interface TableRow {
  readonly line: number;
  readonly cells: readonly string[];
}
/** The header and the rows below it that are not empty; or why the text is no table. */
export type Table =
  | { readonly ok: true; readonly header: readonly string[]; readonly rows: readonly TableRow[] }
  | { readonly ok: false; readonly problem: LocalizedText };

/**
 * Reads a table from a spreadsheet or a CSV file, at most `most` rows. Separators are commas (also full-width),
 * semicolons or tabs; cells may be quoted. Never throws: a problem is returned with its line.
 */
export function readTable(text: string, { most }: { most: number }): Table {
  let records: { record: string[]; info: { lines: number } }[];
  try {
    records = parse(text, {
      bom: true,
      delimiter: delimiterOf(text),
      trim: true,
      skip_empty_lines: true,
      relax_column_count_less: true,
      relax_column_count_more: true,
      info: true,
    }) as unknown as typeof records;
  } catch (error) {
    const line = error instanceof CsvError && typeof error.lines === 'number' ? error.lines : 1;
    return broken(line, 'quote');
  }
  const [header, ...body] = records;
  const filled = body.filter(({ record }) => record.some((cell) => cell !== ''));
  if (header === undefined || filled.length === 0) return { ok: false, problem: tableTexts.all('empty') };
  if (filled.length > most)
    return {
      ok: false,
      problem: inEachLocale((locale) => tableTexts(locale).tooLong({ most, count: filled.length })),
    };
  const width = header.record.length;
  const tooWide = filled.find(({ record }) => record.slice(width).some((cell) => cell !== ''));
  if (tooWide !== undefined) return broken(tooWide.info.lines, 'columns');
  const rows = filled.map(({ record, info }) => ({
    line: info.lines,
    cells: Array.from({ length: width }, (_, index) => unguard((record[index] ?? '').trim())),
  }));
  return { ok: true, header: header.record, rows };
}

const broken = (line: number, why: 'quote' | 'columns'): Table => ({
  ok: false,
  problem: inEachLocale((locale) => {
    const texts = tableTexts(locale);
    return texts.broken({ line, why: texts[why]() });
  }),
});

/** A heading without signs, case and width, for comparing it. */
export const headingKey = (cell: string): string => cell.normalize('NFKC').toLowerCase().replace(/[_*]/g, ' ').trim();

/** Removes the apostrophe with which a spreadsheet's export guards a cell against being read as a formula. */
const unguard = (cell: string): string => (/^'[=+\-@\t\r＝＋－＠]/.test(cell) ? cell.slice(1) : cell);

/** Finds the separator from the header: cells copied from a spreadsheet are separated by tabs. */
function delimiterOf(text: string): string {
  const header = text.replace(/^\uFEFF?\s*/, '').split(/\r?\n/, 1)[0] ?? '';
  const [best] = ['\t', ';', '，', ','].filter((one) => header.includes(one));
  return best ?? ',';
}
