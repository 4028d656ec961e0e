/** The checklist of a check: lines of text, each open, fine or not. */

import { z } from 'zod';
import { type Common, makeStored } from '../../core/fieldMaking.ts';
import type { Parsed } from '../../core/form.ts';
import type { Block } from '../../core/message.ts';
import { inEachLocale } from '../../ground/i18n.ts';
import { detailsOf, type Entry } from '../../records/entries/model.ts';
import type { Readable } from '../../records/registers/define.ts';
import { checkTexts } from './texts.ts';

/** The marks of a line, as they are shown and typed. */
const SIGNS = { open: '☐', ok: '☑', notOk: '☒' } as const;
export type Mark = keyof typeof SIGNS;
const MARKS = Object.keys(SIGNS) as [Mark, ...Mark[]];

const line = z.strictObject({ text: z.string(), mark: z.enum(MARKS) });
export type Line = z.infer<typeof line>;
/** A line as people type it. Without a mark, it keeps that of the same line before. */
interface TypedLine {
  readonly text: string;
  readonly mark: Mark | undefined;
}

/** The most lines, and the most characters of all of them with their marks: a form holds no more. */
const MOST_LINES = 50;
const MOST_CHARACTERS = 3_000;

const linesIn = ({ lines }: Readable['details']) => (lines as readonly Line[] | undefined) ?? [];
export const linesOf = (entry: Entry): readonly Line[] => linesIn(detailsOf(entry));
const fineIn = (lines: readonly Line[]): number => lines.filter(({ mark }) => mark === 'ok').length;
export const isAllOk = (lines: readonly Line[]): boolean => lines.every(({ mark }) => mark === 'ok');

/** Signs that people or other programs write for a mark. */
const WRITTEN: readonly (readonly [mark: Mark, pattern: RegExp])[] = [
  ['open', /^(?:☐|\[ ?\])\s*/u],
  ['ok', /^(?:☑|✅|✓|✔|\[[xX✓]\])\uFE0F?\s*/u],
  ['notOk', /^(?:☒|❌|✗|✘|\[-\])\uFE0F?\s*/u],
];

function readLine(typed: string): TypedLine {
  const words = typed.trim();
  const plain = words.replace(/^(?:[-*•·]|\d{1,2}[.)])\s+|^\d{1,2}、\s*/u, '');
  for (const [mark, pattern] of WRITTEN)
    if (pattern.test(plain)) return { text: plain.replace(pattern, '').trim(), mark };
  return { text: plain.trim(), mark: undefined };
}

/** The lines of typed text: one each, or, in a single line without a mark, between semicolons. */
function readLines(raw: string): readonly TypedLine[] {
  const rows = raw.split(/\r\n|\p{Zl}|\p{Zp}|[\n\v\f\r\u0085]/u).filter((row) => row.trim() !== '');
  const [only = ''] = rows;
  const isMarked = readLine(only).mark !== undefined;
  const parts = rows.length === 1 && !isMarked ? only.split(/[;；]/u) : rows;
  return parts.map(readLine).filter(({ text }) => text !== '');
}

/** The stored lines of typed ones. A line without a mark keeps that of the same line `before`; a new one is open. */
function marked(typed: readonly TypedLine[], before: readonly Line[] = []): Line[] {
  const former = new Map<string, Mark[]>();
  for (const { text, mark } of before) former.set(text, [...(former.get(text) ?? []), mark]);
  return typed.map(({ text, mark }) => {
    const known = former.get(text)?.shift();
    return { text, mark: mark ?? known ?? 'open' };
  });
}

const typedLine = ({ text, mark }: Line): string => `${SIGNS[mark]} ${text}`;
const typedLines = (lines: readonly Line[]): string => lines.map(typedLine).join('\n');
/** A line with its number, as people name it: `☑ 2. Links work`. */
export const numberedLine = ({ text, mark }: Line, index: number): string => `${SIGNS[mark]} ${index + 1}. ${text}`;

function read(raw: string | string[] | undefined): Parsed<readonly TypedLine[]> {
  const lines = readLines(Array.isArray(raw) ? raw.join('\n') : (raw ?? ''));
  const length = typedLines(marked(lines)).length;
  if (length > MOST_CHARACTERS)
    return { ok: false, problem: { code: 'tooLong', parameters: { max: MOST_CHARACTERS, length } } };
  if (lines.length <= MOST_LINES) return { ok: true, value: lines };
  const text = inEachLocale((locale) => checkTexts(locale).tooManyLines({ max: MOST_LINES }));
  return { ok: false, problem: { code: 'custom', text } };
}

/** How many lines are fine, in front of a check's line in a list: `2/5`. */
export function progressBadge(entry: Entry): string | undefined {
  const lines = linesOf(entry);
  return lines.length === 0 ? undefined : `${fineIn(lines)}/${lines.length}`;
}

/** The lines on a card of either side, numbered. */
export function lineBlocks({ details }: Readable): Block[] {
  const lines = linesIn(details);
  return lines.length === 0 ? [] : [{ kind: 'text', text: lines.map(numberedLine).join('\n') }];
}

/** A field of lines with marks: typed one each, shown as how many of them are fine. */
export const checklist = (common: Common<true>) =>
  makeStored<true, readonly TypedLine[], readonly Line[]>(common, {
    kind: 'longText',
    maxLength: MOST_CHARACTERS,
    read,
    stored: z.array(line),
    toStored: marked,
    typed: typedLines,
    shown: (lines, { locale }) => checkTexts(locale).fineOf({ done: fineIn(lines), of: lines.length }),
  });

/** The lines with a mark at these positions, from 0. */
export const withMark = (lines: readonly Line[], positions: readonly number[], mark: Mark): Line[] =>
  lines.map((each, index) => (positions.includes(index) ? { ...each, mark } : each));

/** The positions, from 0, that typed words name: `3`, `2-4`, `1, 3`, `all`. Undefined: not understood. */
export function positionsIn(words: string, count: number): readonly number[] | undefined {
  const typed = words.normalize('NFKC').trim().toLowerCase();
  if (/^(?:all|全部|所有)$/u.test(typed)) return Array.from({ length: count }, (_, index) => index);
  const parts = typed.split(/\s*(?:,|、|\band\b|和|\s)\s*/u).filter((part) => part !== '');
  const positions = parts.map((part) => {
    const found = /^第?(\d{1,2})(?:[-–—~至到](\d{1,2}))?[条项行]?$/u.exec(part);
    if (found === null) return undefined;
    const [from, to] = [Number(found[1]), Number(found[2] ?? found[1])];
    return from >= 1 && from <= to && to <= count
      ? Array.from({ length: to - from + 1 }, (_, index) => from - 1 + index)
      : undefined;
  });
  if (positions.length === 0 || positions.includes(undefined)) return undefined;
  return [...new Set(positions.flatMap((each) => each ?? []))].sort((one, other) => one - other);
}
