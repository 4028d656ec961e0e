import { calledName, enumerated, inARow, type Locale } from '../../core/i18n.ts';
import { type Block, type Button, type Message, openForm, press, type Span } from '../../core/message.ts';
import { type Item, isDone, type KeptWords, type SaidIn, SORTS } from './model.ts';
import { wordsTexts } from './texts.ts';

/** To the contact: who has their words now, and the one question about them. `name`: who is told; undefined where that is the team. */
export function askMessage({ id, text, name }: { id: string; text: string; name: string | undefined }, locale: Locale): Message<'client'> {
  const texts = wordsTexts(locale);
  const thanks = name === undefined ? texts.teamHas() : texts.has({ name: calledName(name) });
  return {
    audience: 'client',
    fallbackText: inARow([thanks, text]),
    blocks: [
      { kind: 'text', text: thanks },
      { kind: 'quote', text },
      { kind: 'actions', items: SORTS.map((sort) => ({ kind: 'button', label: texts[sort](), payload: press('words sort', { id, sort }) })) },
    ],
  };
}

/** To the contact: their words, and what became of them. */
export const quotedMessage = (words: string, text: string): Message<'client'> => ({
  audience: 'client',
  fallbackText: text,
  blocks: [
    { kind: 'quote', text: words },
    { kind: 'text', text },
  ],
});

/** To somebody of our own organisation whom no admin has given a role. */
export function unknownColleague(words: string, name: string, locale: Locale): Message<'client'> {
  const text = wordsTexts(locale).colleague({ name });
  return {
    audience: 'client',
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      { kind: 'quote', text: words },
    ],
  };
}

/** Who wrote, about which project, and what it is: for a manager of many. */
export function wroteLine({ first, words }: Item, project: string | undefined, locale: Locale): string {
  const texts = wordsTexts(locale);
  const kinds = new Set(words.map(({ sort }) => (sort === undefined ? texts.unsorted() : texts[sort]())));
  const values = { name: first.name, kind: enumerated([...kinds], locale) };
  return project === undefined ? texts.wroteAlone(values) : texts.wrote({ ...values, project });
}

/** What can be done about an item. */
export function itemButtons(item: Item, locale: Locale): Button[] {
  if (isDone(item)) return [];
  const texts = wordsTexts(locale);
  const id = item.first._id;
  return [
    { kind: 'button', label: texts.ask(), payload: openForm('words sort', { id }) },
    { kind: 'button', label: texts.done(), payload: press('words done', { id }) },
  ];
}

/** The way to where it was said: the message itself where the platform gives an address for it, else the channel's name. */
function placeSpans({ saidIn, at, link }: KeptWords, locale: Locale): Span[] {
  const date: Span = { kind: 'date', at: at.toISOString(), style: 'dateTime' };
  const place = saidIn === undefined ? [] : [placeSpan(saidIn, locale), ' · '];
  return [...place, date, ...(link === undefined ? [] : [' · ', { kind: 'link' as const, url: link, text: wordsTexts(locale).openMessage() }])];
}

function placeSpan({ kind, conversation, name }: SaidIn, locale: Locale): Span {
  const texts = wordsTexts(locale);
  if (kind === 'direct') return texts.direct();
  if (kind === 'group') return name ?? texts.group();
  // Slack shows a channel by its id alone, to whoever may see it.
  return name === undefined ? { kind: 'channel', conversation, name: texts.channel() } : `#${name}`;
}

/** What became of it so far. */
function stateBlocks({ words }: Item, locale: Locale): Block[] {
  const texts = wordsTexts(locale);
  const done = words.find(({ doneAt }) => doneAt !== undefined);
  if (done === undefined || !words.every(({ doneAt }) => doneAt !== undefined)) return [];
  return [{ kind: 'context', text: done.doneBy === undefined ? texts.isDone() : texts.doneBy({ name: done.doneBy }) }];
}

/** To our side: a client's own words, whole, where they were said and what can be done. `project`: its name. */
export function itemMessage(item: Item, project: string | undefined, locale: Locale): Message<'internal'> {
  const line = wroteLine(item, project, locale);
  const buttons = itemButtons(item, locale);
  return {
    audience: 'internal',
    fallbackText: inARow([line, ...item.words.map(({ text }) => text)]),
    blocks: [
      { kind: 'text', text: line },
      ...item.words.map(({ text }): Block => ({ kind: 'quote', text })),
      { kind: 'context', text: placeSpans(item.first, locale) },
      ...stateBlocks(item, locale),
      ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: buttons }]),
    ],
  };
}
