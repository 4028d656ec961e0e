import {
  type Block,
  type Button,
  type Message,
  openForm,
  press,
  type RichText,
  type Span,
} from '../../core/message.ts';
import { calledName, enumerated, inARow, type Locale, labelled } from '../../ground/i18n.ts';
import { type ContactMessage, type Item, isDone, type Proposal, type SaidIn, SORTS } from './model.ts';
import { contactMessageTexts } from './texts.ts';

/**
 * To the contact: who received the message, and the one question about its sort. `name`: the recipient; undefined when
 * the recipient is the team.
 */
export function askMessage(
  { id, text, name }: { id: string; text: string; name: string | undefined },
  locale: Locale,
): Message<'client'> {
  const texts = contactMessageTexts(locale);
  const thanks = name === undefined ? texts.teamHas() : texts.has({ name: calledName(name) });
  return {
    audience: 'client',
    fallbackText: inARow([thanks, text]),
    blocks: [
      { kind: 'text', text: thanks },
      { kind: 'quote', text },
      {
        kind: 'actions',
        items: SORTS.map((sort) => ({
          kind: 'button',
          label: texts[sort](),
          payload: press('words sort', { id, sort }),
        })),
      },
    ],
  };
}

/**
 * To the whole channel, when the contact cannot be answered in private: confirms receipt without quoting the message.
 */
export function keptAloud(name: string | undefined, locale: Locale): Message<'client'> {
  const texts = contactMessageTexts(locale);
  const text = name === undefined ? texts.keptByTeam() : texts.keptBy({ name: calledName(name) });
  return { audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }] };
}

/** To the contact: the message and its outcome. */
export const quotedMessage = (words: string, text: string): Message<'client'> => ({
  audience: 'client',
  fallbackText: text,
  blocks: [
    { kind: 'quote', text: words },
    { kind: 'text', text },
  ],
});

/** To a person of our own organisation to whom no admin has given a role. */
export function unknownColleague(words: string, name: string, locale: Locale): Message<'client'> {
  const text = contactMessageTexts(locale).colleague({ name });
  return {
    audience: 'client',
    fallbackText: text,
    blocks: [
      { kind: 'text', text },
      { kind: 'quote', text: words },
    ],
  };
}

/** The author, project and sort of an item, for a manager of many projects. */
export function wroteLine({ first, messages }: Item, project: string | undefined, locale: Locale): string {
  const texts = contactMessageTexts(locale);
  const kinds = new Set(messages.map(({ sort }) => (sort === undefined ? texts.unsorted() : texts[sort]())));
  const values = { name: first.name, kind: enumerated([...kinds], locale) };
  return project === undefined ? texts.wroteAlone(values) : texts.wrote({ ...values, project });
}

/** The buttons for an item. `isHanded`: the reader is the assignee, who gets only Reply and Done. */
export function itemButtons(item: Item, locale: Locale, { isHanded = false }: { isHanded?: boolean } = {}): Button[] {
  const texts = contactMessageTexts(locale);
  const id = item.first._id;
  const reply: Button = { kind: 'button', label: texts.reply(), payload: openForm('words reply', { id }) };
  // A second answer is common, so an answered item keeps its reply button.
  if (isDone(item)) return item.first.answer === undefined ? [] : [{ ...reply, label: texts.replyAgain() }];
  const done: Button = { kind: 'button', label: texts.done(), payload: press('words done', { id }) };
  if (isHanded) return [{ ...reply, style: 'primary' }, done];
  return [
    { ...reply, style: 'primary' },
    { kind: 'button', label: texts.assign(), payload: openForm('words assign', { id }) },
    { kind: 'button', label: texts.ask(), payload: openForm('words edit', { id }) },
    done,
  ];
}

/** The buttons for an item in a list; editing is left to the item's own message. */
export const lineButtons = (item: Item, locale: Locale): Button[] =>
  itemButtons(item, locale).filter(({ payload }) => payload.command !== 'words edit');

/** The source of the message: its place, its time and, where the platform has one, a link to it. */
function placeSpans({ saidIn, at, link }: ContactMessage, locale: Locale): Span[] {
  const date: Span = { kind: 'date', at: at.toISOString(), style: 'dateTime' };
  const place = saidIn === undefined ? [] : [placeSpan(saidIn, locale), ' · '];
  return [
    ...place,
    date,
    ...(link === undefined
      ? []
      : [' · ', { kind: 'link' as const, url: link, text: contactMessageTexts(locale).openMessage() }]),
  ];
}

// Slack renders a channel's id as its name, but only for users with access to the channel.
const placeSpan = (saidIn: SaidIn, locale: Locale): Span =>
  saidIn.kind === 'channel' && saidIn.name === undefined
    ? { kind: 'channel', conversation: saidIn.conversation, name: placeName(saidIn, locale) }
    : placeName(saidIn, locale);

/** The display name of a place. */
export function placeName({ kind, name }: SaidIn, locale: Locale): string {
  const texts = contactMessageTexts(locale);
  if (kind === 'direct') return texts.direct();
  if (kind === 'group') return name ?? texts.group();
  return name === undefined ? texts.channel() : `#${name}`;
}

/** Names the assignee of an item. */
export const assigneeText = ({ first }: Item, locale: Locale): string | undefined =>
  first.assignee === undefined ? undefined : contactMessageTexts(locale).hasIt({ name: first.assignee.name });

/** The state of an item so far. */
function stateBlocks(item: Item, locale: Locale): Block[] {
  const texts = contactMessageTexts(locale);
  const { answer, proposal } = item.first;
  const held = assigneeText(item, locale);
  const done = item.messages.find(({ doneBy }) => doneBy !== undefined)?.doneBy;
  const quoted = (line: RichText, text: string): Block[] => [
    { kind: 'context', text: line },
    { kind: 'quote', text },
  ];
  return [
    ...(held === undefined ? [] : [{ kind: 'context' as const, text: held }]),
    ...(proposal === undefined ? [] : quoted(texts.waitsForLeave({ name: proposal.name }), proposal.text)),
    ...(answer === undefined
      ? []
      : quoted(
          [
            texts.answeredBy({ name: answer.name }),
            ' · ',
            { kind: 'date', at: answer.at.toISOString(), style: 'dateTime' },
          ],
          answer.text,
        )),
    ...(answer === undefined && isDone(item)
      ? [{ kind: 'context' as const, text: done === undefined ? texts.isDone() : texts.doneBy({ name: done }) }]
      : []),
  ];
}

const actions = (items: readonly Button[]): Block[] =>
  items.length === 0 ? [] : [{ kind: 'actions', items: [...items] }];
const quotes = ({ messages }: Item): Block[] => messages.map(({ text }) => ({ kind: 'quote', text }));

/**
 * To our side: the full text, its source and the possible actions. `project`: the project's name; `from`: the colleague
 * who assigned the item to the reader.
 */
export function itemMessage(
  item: Item,
  { project, from }: { project: string | undefined; from: string | undefined },
  locale: Locale,
): Message<'internal'> {
  const line = wroteLine(item, project, locale);
  const handed = from === undefined ? '' : contactMessageTexts(locale).handed({ name: from });
  return {
    audience: 'internal',
    fallbackText: inARow([handed, line, ...item.messages.map(({ text }) => text)]),
    blocks: [
      ...(handed === '' ? [] : [{ kind: 'text' as const, text: handed }]),
      { kind: 'text', text: line },
      ...quotes(item),
      { kind: 'context', text: placeSpans({ ...item.first, saidIn: item.messages.at(-1)?.saidIn }, locale) },
      ...stateBlocks(item, locale),
      ...actions(itemButtons(item, locale, { isHanded: from !== undefined })),
    ],
  };
}

/** To people who may write to the client: asks them to approve a colleague's answer. */
export function askLeaveMessage(item: Item, { id: of, name, text }: Proposal, locale: Locale): Message<'internal'> {
  const texts = contactMessageTexts(locale);
  const line = texts.asksLeave({ name, client: item.first.name });
  const id = item.first._id;
  return {
    audience: 'internal',
    fallbackText: inARow([line, text]),
    blocks: [
      ...quotes(item),
      { kind: 'text', text: line },
      { kind: 'quote', text },
      ...actions([
        { kind: 'button', label: texts.sendIt(), style: 'primary', payload: press('words allow', { id, of }) },
        { kind: 'button', label: texts.changeIt(), payload: openForm('words reply', { id }) },
        { kind: 'button', label: texts.decline(), payload: press('words refuse', { id, of }) },
      ]),
    ],
  };
}

/** The contact's text above the fields of a form. */
export const quotedLines = ({ first, messages }: Item, locale: Locale): string =>
  labelled(first.name, messages.map(({ text }) => text).join('\n'), locale);

/** A confirmation for the member who pressed or typed. */
export const noted = (text: string): Message<'internal'> => ({
  audience: 'internal',
  fallbackText: text,
  blocks: [{ kind: 'text', text }],
});
