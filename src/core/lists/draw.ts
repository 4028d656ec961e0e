import { createHash } from 'node:crypto';
import type { Locale } from '../../ground/i18n.ts';
import {
  type ActionPayload,
  type Block,
  type Button,
  type Menu,
  type Message,
  OPEN_FORM,
  press,
  type RichText,
  type Span,
} from '../message.ts';
import { pageOf } from '../paging.ts';
import type { FormValues } from '../platform.ts';
import { coreTexts } from '../texts.ts';
import type { Line, LineMark, ListNow, ListSource, ShownList } from './list.ts';

/** The key in raw input for the message and line of a button. */
const LINE = '$at';

/** A line of a message that shows a list. */
export interface LineAt {
  /** The message's id in `shownLists`. */
  readonly list: string;
  readonly number: number;
}

/** Raw input without the mark of a line, and that line. */
export function takeLine(input: FormValues): { readonly values: FormValues; readonly line: LineAt | undefined } {
  const { [LINE]: mark, ...values } = input;
  const [, list, number] = (typeof mark === 'string' && /^(\S+)\.(\d{1,4})$/.exec(mark)) || [];
  return { values, line: list === undefined ? undefined : { list, number: Number(number) } };
}

/** A form's result appears beside the list, so its button carries no line. */
function atLine(payload: ActionPayload, mark: string): ActionPayload {
  return OPEN_FORM in payload.input ? payload : { ...payload, input: { ...payload.input, [LINE]: mark } };
}
function itemAtLine(item: Button | Menu, mark: string): Button | Menu {
  return item.kind === 'button'
    ? { ...item, payload: atLine(item.payload, mark) }
    : { ...item, options: item.options.map((option) => ({ ...option, payload: atLine(option.payload, mark) })) };
}

export const undoButton = (payload: ActionPayload, locale: Locale): Button => ({
  kind: 'button',
  label: coreTexts(locale).undo(),
  payload,
});

const SEPARATED = /^([\s·]*)(.*?)([\s·]*)$/su;

/** Strikes words through; dates, mentions and the dots between them stay unchanged. */
export function struck(text: RichText): RichText {
  const spans = typeof text === 'string' ? [text] : text;
  return spans.flatMap((span): Span[] => {
    const written =
      typeof span === 'string' ? span : span.kind === 'strong' || span.kind === 'code' ? span.text : undefined;
    if (written === undefined) return [span];
    const [, before = '', words = '', after = ''] = SEPARATED.exec(written) ?? [];
    const line: Span[] = words === '' ? [] : [{ kind: 'struck', text: words }];
    return [before, ...line, after].filter((part) => part !== '');
  });
}

/** A digest of a line's text, or `gone` if the list lacks the line. It changes only with the line. */
export function stateOf({ lines }: ListNow, ref: string | undefined, number: number): string {
  const line = lines.find((candidate) => candidate.ref === ref);
  return line === undefined
    ? 'gone'
    : createHash('sha256')
        .update(JSON.stringify(wordsOf(line, number)))
        .digest('hex')
        .slice(0, 16);
}

const written = new WeakMap<Line, { readonly number: number; readonly text: RichText }>();

/** A line's words, cached while its number is the same: the words of a rule are costly. */
function wordsOf(line: Line, number: number): RichText {
  const known = written.get(line);
  if (known?.number === number) return known.text;
  const text = line.text(number);
  written.set(line, { number, text });
  return text;
}

/** The things of a list in their shown order, followed by new ones. */
export function inOrder(before: readonly string[], lines: readonly Line[]): readonly string[] {
  const known = new Set(before);
  return [...before, ...lines.flatMap(({ ref }) => (known.has(ref) ? [] : [ref]))];
}

/** The lines of a message from a number on: ended ones are left out, and the others keep their numbers. */
export function linesFrom(
  refs: readonly string[],
  { lines }: ListNow,
  { from, most }: { from: number; most: number },
): ShownList['lines'] {
  const byRef = new Map(lines.map((line) => [line.ref, line]));
  const open = refs.flatMap((ref, index) => {
    const line = byRef.get(ref);
    return line === undefined || index + 1 < from ? [] : [{ number: index + 1, line }];
  });
  const candidates = open
    .slice(0, most)
    .map(({ number, line }) => ({ number, text: wordsOf(line, number), actions: line.actions }));
  return pageOf(candidates, { most, textOf: ({ text }) => text, itemsOf: ({ actions }) => actions }).shown.map(
    ({ number, text }) => ({
      number,
      text: JSON.stringify(text),
    }),
  );
}

/** A message that shows a list: its own order, with the present state. */
export function drawList(row: ShownList, source: ListSource, now: ListNow): Message {
  const { locale, refs } = row;
  const texts = coreTexts(locale);
  const byRef = new Map(now.lines.map((line) => [line.ref, line]));
  const lastMarks = new Map(row.marks.map((mark) => [mark.number, mark]));
  const markOf = (number: number) => {
    const mark = lastMarks.get(number);
    if (mark === undefined) return undefined;
    return mark.left === stateOf(now, refs[number - 1], number) ? mark : undefined;
  };
  const [first, last] = [row.lines[0]?.number ?? 1, row.lines.at(-1)?.number ?? 0];
  const behind = inOrder(refs, now.lines)
    .slice(last)
    .filter((ref) => byRef.has(ref)).length;
  const rest: Button[] =
    behind === 0
      ? []
      : [
          {
            kind: 'button',
            label: texts.moreLines({ count: behind }),
            payload: press(source.command, { ...aboutOf(row), from: String(last + 1), of: row._id }),
          },
        ];
  const { fallbackText, head, foot } = now.frame({ from: first, shown: row.lines.length, rest });
  const lines = row.lines.flatMap(({ number, text }) =>
    lineBlocks(
      { number, was: JSON.parse(text) as RichText, mark: markOf(number) },
      byRef.get(refs[number - 1] ?? ''),
      row,
    ),
  );
  return { audience: now.audience, fallbackText, blocks: [...head, ...lines, ...foot] };
}

export const aboutOf = ({ about }: Pick<ShownList, 'about'>): Readonly<Record<string, string>> =>
  JSON.parse(about) as Readonly<Record<string, string>>;

function lineBlocks(
  { number, was, mark }: { number: number; was: RichText; mark: LineMark | undefined },
  line: Line | undefined,
  { _id, locale }: ShownList,
): readonly Block[] {
  const isOver = line === undefined || mark?.isStruck === true;
  const undo = mark?.undo === undefined ? [] : [undoButton(JSON.parse(mark.undo) as ActionPayload, locale)];
  const said = mark?.text ?? (line === undefined ? coreTexts(locale).noLongerListed() : undefined);
  const items = [...undo, ...(isOver ? [] : line.actions)].map((item) => itemAtLine(item, `${_id}.${number}`));
  return [
    { kind: 'text', text: isOver ? struck(was) : wordsOf(line, number) },
    ...(said === undefined ? [] : [{ kind: 'context' as const, text: said }]),
    ...(items.length === 0 ? [] : [{ kind: 'actions' as const, items }]),
  ];
}
