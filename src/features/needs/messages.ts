import { type Block, type Button, type Message, openForm, press } from '../../core/message.ts';
import { inARow, type Locale } from '../../ground/i18n.ts';
import { type Entry, publishedWords } from '../../records/entries/model.ts';
import { needTexts } from './texts.ts';

/** Whether the client, as they see it, still owes it. */
export const isWaiting = ({ published, deletedAt }: Entry): boolean =>
  published?.turn === 'client' && deletedAt === undefined;

/** What a contact answers with. */
export function answerButtons(entry: Entry, locale: Locale): Button[] {
  if (!isWaiting(entry)) return [];
  const texts = needTexts(locale);
  const named = { number: entry._id };
  return [
    { kind: 'button', label: texts.done(), payload: press('need given', named), style: 'primary' },
    { kind: 'button', label: texts.anotherDate(), payload: openForm('need propose', named) },
    { kind: 'button', label: texts.notMe(), payload: openForm('need notme', named) },
  ];
}

/** A notice to our side about a contact's answer. */
export function answerNotice(
  { entry, text, word }: { readonly entry: Entry; readonly text: string; readonly word?: string | undefined },
  { buttons, locale }: { readonly buttons: readonly Button[]; readonly locale: Locale },
): Message<'internal'> {
  const open: Button = {
    kind: 'button',
    label: needTexts(locale).openCard(),
    payload: press('need show', { number: entry._id }),
  };
  return {
    audience: 'internal',
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      ...(word === undefined || word === '' ? [] : [{ kind: 'quote' as const, text: word }]),
      { kind: 'actions', items: [...buttons, open] },
    ],
  };
}

/** One sentence for a client. */
export const plainForClient = (text: string): Message<'client'> => ({
  audience: 'client',
  fallbackText: text,
  blocks: [{ kind: 'text', text }],
});

/** The reminder on the working day before, from the snapshot alone. `date`: in words; `answers`: with the buttons. */
export function nudgeMessage(
  entry: Entry,
  { locale, date, answers }: { readonly locale: Locale; readonly date: string; readonly answers: boolean },
): Message<'client'> {
  const { title, text } = publishedWords(entry.published ?? { wording: {} }, locale);
  const said = needTexts(locale).nudge({ title, date });
  const more: Block[] = text === undefined ? [] : [{ kind: 'text', text }];
  const items = answers ? answerButtons(entry, locale) : [];
  return {
    audience: 'client',
    fallbackText: inARow([said, text ?? '']),
    blocks: [
      { kind: 'text', text: said },
      ...more,
      ...(items.length === 0 ? [] : [{ kind: 'actions' as const, items }]),
    ],
  };
}
