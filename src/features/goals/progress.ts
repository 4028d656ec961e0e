import { formatFigure } from '../../core/figures.ts';
import type { ValueContext } from '../../core/form.ts';
import { formatDay } from '../../core/format.ts';
import type { HistoryRow } from '../../core/history/subject.ts';
import type { Block } from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { type Locale, labelled } from '../../ground/i18n.ts';
import type { Readable } from '../../records/registers/define.ts';
import { progressBar } from '../../records/registers/progress.ts';
import { goalTexts } from './texts.ts';

/** The figures of a goal, each in the unit of its measure. */
export interface Figures {
  readonly from?: number | undefined;
  readonly target?: number | undefined;
  readonly now?: number | undefined;
}
/** The figures among a goal's own values. */
export const figuresIn = (details: Readable['details']): Figures => details as Figures;

/**
 * How much of the way from the first value to the target is done, 0 to 1; the target may be the lower one. Without a
 * first value a goal counts up from zero; a present value outside of that way may mean a falling goal. Undefined: it
 * cannot be told.
 */
export function shareOf({ from, target, now }: Figures): number | undefined {
  if (target === undefined || now === undefined || from === target) return undefined;
  if (from === undefined && (target <= 0 || now < 0 || now > target)) return undefined;
  const start = from ?? 0;
  return Math.min(1, Math.max(0, (now - start) / (target - start)));
}

/** The way as whole per cent: 100 only for a reached target. */
const percentOf = (share: number): number => (share === 1 ? 100 : Math.min(99, Math.round(100 * share)));

/** The progress bar of a goal; no block if its progress cannot be told. */
export function goalBar({ details }: Pick<Readable, 'details'>, label: string, locale: Locale): readonly Block[] {
  const figures = figuresIn(details);
  const share = shareOf(figures);
  const { from, target, now } = figures;
  if (share === undefined || target === undefined || now === undefined) return [];
  const texts = goalTexts(locale);
  const shown = { now: formatFigure(now, locale), target: formatFigure(target, locale) };
  const text =
    from === undefined ? texts.standsOf(shown) : texts.stands({ ...shown, from: formatFigure(from, locale) });
  return progressBar({ label, text, value: percentOf(share), of: 100 }, locale);
}

/** The most values of one line. */
const MOST = 4;

/** The recorded values with their dates, the oldest first: `5 → 4.1 (Tue 3 Nov) → 3.2 (Fri 20 Nov)`. */
export function overTime(
  { details, trail = [] }: Pick<Readable, 'details' | 'trail'>,
  { locale, zone, now }: ValueContext,
): string | undefined {
  const values: { readonly value: number; readonly at: Date }[] = [];
  for (const { kind, after, at } of trail as readonly HistoryRow[]) {
    const told = JSON.parse(after ?? '{}') as Readonly<Record<string, unknown>>;
    const value = told['goal.now'];
    if (value === undefined) continue;
    // Undo brings the value before back.
    if (kind === 'restored') values.pop();
    else if (typeof value === 'number') values.push({ value, at });
  }
  if (values.length === 0) return undefined;
  const { from } = figuresIn(details);
  const thisYear = Number(wallOf(now, zone).slice(0, 4));
  const shown = values.slice(-MOST).map(({ value, at }) => {
    const date = formatDay(wallOf(at, zone), { locale, thisYear });
    return locale === 'en' ? `${formatFigure(value, locale)} (${date})` : `${formatFigure(value, locale)}（${date}）`;
  });
  const start = [...(from === undefined ? [] : [formatFigure(from, locale)]), ...(values.length > MOST ? ['…'] : [])];
  return [...start, ...shown].join(' → ');
}

/** What a goal's card shows below its fields: the progress bar, and for our side its values over time. */
export function goalBlocks(readable: Readable, reader: ValueContext): readonly Block[] {
  const texts = goalTexts(reader.locale);
  const { measure } = readable.details;
  const values = overTime(readable, reader);
  return [
    ...goalBar(readable, typeof measure === 'string' ? measure : texts.progress(), reader.locale),
    ...(values === undefined
      ? []
      : [{ kind: 'context' as const, text: labelled(texts.overTime(), values, reader.locale) }]),
  ];
}
