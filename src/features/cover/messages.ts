import { type Block, type Button, type Message, openForm, press } from '../../core/message.ts';
import { inARow, type Locale } from '../../ground/i18n.ts';
import type { Cover } from './store.ts';
import { coverTexts } from './texts.ts';

/** The absent person, the first and the last day, as text. */
export interface Absence {
  readonly name: string;
  readonly from: string;
  readonly until: string;
}
/** A project of the absent person, with the number of waiting items. */
export interface OpenProject {
  readonly key: string;
  readonly name: string;
  readonly open: number;
}

function message(lines: readonly string[], more: readonly Block[], buttons: readonly Button[]): Message<'internal'> {
  const blocks = [...lines.map((text): Block => ({ kind: 'text', text })), ...more];
  return {
    audience: 'internal',
    fallbackText: inARow(lines),
    blocks: buttons.length === 0 ? blocks : [...blocks, { kind: 'actions', items: [...buttons] }],
  };
}

export const line = (text: string, buttons: readonly Button[] = []): Message<'internal'> =>
  message([text], [], buttons);

const input = (row: Cover) => ({ person: row._id, round: row.askedAt.toISOString() });
export const noButton = (row: Cover, locale: Locale, label: 'no' | 'after'): Button => ({
  kind: 'button',
  label: coverTexts(locale)[label](),
  payload: press('away decline', input(row)),
});
export const answerButtons = (row: Cover, locale: Locale): Button[] => [
  { kind: 'button', label: coverTexts(locale).yes(), style: 'primary', payload: press('away accept', input(row)) },
  noButton(row, locale, 'no'),
];

function openBlocks(projects: readonly OpenProject[], { name }: Absence, locale: Locale): Block[] {
  const texts = coverTexts(locale);
  if (projects.length === 0) return [{ kind: 'text', text: texts.noProjects({ name }) }];
  const items = projects.map((one) => [
    { kind: 'code' as const, text: one.key },
    ` ${one.name} · ${one.open === 0 ? texts.nothingOpen() : texts.open({ count: one.open })}`,
  ]);
  return [
    { kind: 'text', text: texts.means() },
    { kind: 'list', items },
  ];
}

/** Asks the cover, with the dates and the open work. */
export function askMessage(
  row: Cover,
  { absence, projects, locale }: { absence: Absence; projects: readonly OpenProject[]; locale: Locale },
): Message<'internal'> {
  const texts = coverTexts(locale);
  const first = row.moved === true ? texts.moved(absence) : texts.asks(absence);
  return message(
    [first],
    [...openBlocks(projects, absence, locale), { kind: 'context', text: texts.silence() }],
    answerButtons(row, locale),
  );
}

/** Message to the cover on the first day. */
export function beginMessage(
  row: Cover,
  { absence, projects, locale }: { absence: Absence; projects: readonly OpenProject[]; locale: Locale },
): Message<'internal'> {
  const texts = coverTexts(locale);
  const look: Button = { kind: 'button', label: texts.whatWaits(), style: 'primary', payload: press('today show') };
  return message([texts.begins(absence)], openBlocks(projects, absence, locale), [
    look,
    noButton(row, locale, 'after'),
  ]);
}

/** Button to choose another cover for the same days, `2026-11-28`. */
export const anotherButton = (days: { readonly from: string; readonly until: string }, locale: Locale): Button => ({
  kind: 'button',
  label: coverTexts(locale).another(),
  payload: openForm('away new', { from: days.from, until: days.until }),
});
