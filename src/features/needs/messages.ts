import { type Block, type Button, type Message, openForm, press } from '../../core/message.ts';
import { inARow, type Locale } from '../../ground/i18n.ts';
import { type Entry, publishedWords } from '../../records/entries/model.ts';
import { waitsForClient } from '../../records/registers/contactAnswers.ts';
import { needTexts } from './texts.ts';

/** What a contact answers with. */
export function answerButtons(entry: Entry, locale: Locale): Button[] {
  if (!waitsForClient(entry)) return [];
  const texts = needTexts(locale);
  const named = { number: entry._id };
  return [
    { kind: 'button', label: texts.done(), payload: press('need given', named), style: 'primary' },
    { kind: 'button', label: texts.anotherDate(), payload: openForm('need propose', named) },
    { kind: 'button', label: texts.notMe(), payload: openForm('need notme', named) },
  ];
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
