import type { ProjectSummary } from '../../core/access.ts';
import { formatDay } from '../../core/format.ts';
import type { HistoryRow } from '../../core/history/subject.ts';
import {
  type Block,
  type Button,
  type Menu,
  type Message,
  openForm,
  press,
  type RichText,
} from '../../core/message.ts';
import { wallOf } from '../../core/schedule/zone.ts';
import { enumerated, inARow, type Locale, labelled } from '../../ground/i18n.ts';
import type { KindOf } from '../entries/kinds.ts';
import { detailsOf, type Entry, publishedDetailsOf, publishedWords, staleIn, untold } from '../entries/model.ts';
import { numberOf } from '../entries/numbers.ts';
import type { CardPart, Readable, Register } from './define.ts';
import { registerTexts } from './texts.ts';
import { dueSpans, dueText } from './timed.ts';

/** The reader of a card or a line. */
export interface CardReader {
  readonly locale: Locale;
  readonly zone: string;
  readonly now: Date;
  /** The name of a person of the record. */
  readonly nameOf: (personId: string) => string | undefined;
}

const yearOf = ({ now, zone }: CardReader): number => Number(wallOf(now, zone).slice(0, 4));
export const dayText = (due: string, reader: CardReader): string =>
  formatDay(due, { locale: reader.locale, thisYear: yearOf(reader) });

/** The label of a state in the reader's language. */
export const stateLabel = ({ spec }: Register, state: string, locale: Locale): string =>
  spec.states[state]?.label[locale] ?? state;

/** The label of the due date in this state. */
const dueLabel = ({ spec }: Register, state: string, locale: Locale): string =>
  (spec.states[state]?.due ?? spec.due?.label)?.[locale] ?? '';

type Item = { readonly label: string; readonly value: RichText };

function items(
  register: Register,
  values: Readable & { readonly ownerId?: string | undefined },
  { reader, zone }: { readonly reader: CardReader; readonly zone: string },
): Item[] {
  const { spec } = register;
  const { locale } = reader;
  const texts = registerTexts(locale);
  const own = Object.entries(spec.fields).flatMap(([name, field]): Item[] => {
    const value = values.details[name];
    const isShown = name === spec.due?.time && values.due !== undefined;
    return value === undefined || isShown ? [] : [{ label: field.label[locale], value: field.shown(value, reader) }];
  });
  return [
    // The only state says nothing.
    ...(Object.keys(spec.states).length === 1
      ? []
      : [{ label: texts.state(), value: stateLabel(register, values.state, locale) }]),
    ...(spec.due === undefined || values.due === undefined
      ? []
      : [
          {
            label: dueLabel(register, values.state, locale),
            value: dueSpans(register, values, { reader, zone, full: true }) ?? dayText(values.due, reader),
          },
        ]),
    ...(spec.owner === undefined || values.ownerId === undefined
      ? []
      : [{ label: spec.owner.label[locale], value: reader.nameOf(values.ownerId) ?? texts.somebody() }]),
    ...own,
  ];
}

/** The names of fields that the client was not told, in words. */
function untoldText(
  register: Register,
  { state }: Entry,
  { names, locale }: { names: readonly string[]; locale: Locale },
): string {
  const { spec } = register;
  const labels: Readonly<Record<string, string | undefined>> = {
    state: registerTexts(locale).state(),
    due: dueLabel(register, state, locale),
    ownerId: spec.owner?.label[locale],
  };
  return enumerated(
    names.map((name) => labels[name] ?? spec.fields[name]?.label[locale] ?? name),
    locale,
  );
}

/** What the client reads of an entry, for our side: nothing, or the words with all that is not told yet. */
function clientPart(
  register: Register,
  entry: Entry,
  { reader, kindOf }: { reader: CardReader; kindOf: KindOf },
): Block[] {
  const texts = registerTexts(reader.locale);
  const { published } = entry;
  if (published === undefined) return [{ kind: 'context', text: texts.notShared() }];
  const { title } = publishedWords(published, reader.locale);
  const missing = untold(entry, kindOf);
  const told = [
    title,
    stateLabel(register, published.state, reader.locale),
    dueText(register, { due: published.due, details: publishedDetailsOf(entry) }, reader) ?? [],
  ]
    .flat()
    .join(' · ');
  const notes = [
    ...(missing.length === 0
      ? []
      : [texts.notTold({ fields: untoldText(register, entry, { names: missing, locale: reader.locale }) })]),
    ...(staleIn(entry).length === 0 ? [] : [texts.wordingStale()]),
  ];
  return [
    { kind: 'context', text: labelled(texts.seenByClient(), told, reader.locale) },
    ...notes.map((text): Block => ({ kind: 'context', text })),
  ];
}

/** The message that an entry was made of, with the way to it. */
function originLine({ origin }: Entry, locale: Locale): Block[] {
  if (origin === undefined) return [];
  const texts = registerTexts(locale);
  const { author = '', link } = origin;
  const from = author === '' ? texts.fromMessage() : texts.fromMessageBy({ name: author });
  const text: RichText =
    link === undefined ? from : [`${from} · `, { kind: 'link', url: link, text: texts.openMessage() }];
  return [{ kind: 'context', text }];
}

const labelOf = ({ spec }: Register, name: string, locale: Locale): string | undefined =>
  (spec.fields[name] ?? spec.kept?.[name])?.label[locale];

/** One event of the history in words. */
export function eventText(register: Register, { kind, after, fields }: HistoryRow, reader: CardReader): string {
  const texts = registerTexts(reader.locale);
  const told = (after === undefined ? {} : JSON.parse(after)) as Readonly<Record<string, unknown>>;
  const text = (name: string) => (typeof told[name] === 'string' ? (told[name] as string) : undefined);
  const moved = () => {
    const due = text('due');
    return texts.toldMoved({ date: due === undefined ? texts.noDate() : dayText(due, reader) });
  };
  // Only the time of the day has moved.
  switch (kind === 'moved' && told.due === undefined ? 'edited' : kind) {
    case 'added':
      return texts.toldAdded();
    case 'stateChanged': {
      const state = texts.toldStateChanged({ state: stateLabel(register, text('state') ?? '', reader.locale) });
      return enumerated([state, ...(text('due') === undefined ? [] : [moved()])], reader.locale);
    }
    case 'moved':
      return moved();
    case 'assigned':
      return texts.toldAssigned({ name: reader.nameOf(text('ownerId') ?? '') ?? texts.somebody() });
    case 'published':
      return texts.toldPublished();
    case 'withdrawn':
      return texts.toldWithdrawn();
    case 'deleted':
      return texts.toldDeleted();
    case 'restored':
      return texts.toldRestored();
    case 'erased':
      return texts.toldErased();
    default: {
      const own: Readonly<Record<string, string>> = {
        title: texts.title(),
        note: texts.note(),
        links: texts.links(),
        parentId: texts.partOf(),
      };
      const names = [...new Set(fields.map((name) => name.split('.').at(-1) ?? name))];
      const known = names.flatMap((name) => own[name] ?? labelOf(register, name, reader.locale) ?? []);
      return known.length === 0
        ? texts.toldEditedOtherwise()
        : texts.toldEdited({ fields: enumerated(known, reader.locale) });
    }
  }
}

const MOST_EVENTS = 6;
const MOST_BUTTONS = 6;

/**
 * The buttons of a card, at most six: the usual ones that do not fit beside what comes first open the menu. A usual one
 * whose press comes first under another label is left out.
 */
function fitting(first: readonly Button[], usual: readonly (Button | Menu)[]): (Button | Menu)[] {
  let room = MOST_BUTTONS - 1 - first.length;
  const named = new Set(first.map(({ payload }) => JSON.stringify(payload)));
  const further: Menu['options'][number][] = [];
  const shown = usual.flatMap((item): (Button | Menu)[] => {
    if (item.kind === 'menu') return [{ ...item, options: [...further, ...item.options] }];
    if (named.has(JSON.stringify(item.payload))) return [];
    if (room-- > 0) return [item];
    further.push({ label: item.label, payload: item.payload });
    return [];
  });
  return [...first, ...shown];
}

/** The buttons of an entry, for our side: the usual ones, and a menu. */
export function entryButtons(register: Register, entry: Entry, locale: Locale): (Button | Menu)[] {
  const { spec } = register;
  const texts = registerTexts(locale);
  const named = { number: entry._id };
  const isShared = entry.published !== undefined;
  const button = (label: string, payload: Button['payload']): Button => ({ kind: 'button', label, payload });
  const option = (label: string, payload: Button['payload']) => ({ label, payload });
  return [
    ...(entry.isOpen ? [button(texts.done(), press(`${spec.name} done`, named))] : []),
    button(texts.edit(), openForm(`${spec.name} edit`, named)),
    ...(spec.due === undefined || !entry.isOpen ? [] : [button(texts.move(), openForm(`${spec.name} move`, named))]),
    {
      kind: 'menu',
      label: texts.more(),
      options: [
        ...Object.entries(spec.states).flatMap(([state, { verb }]) =>
          verb === undefined || state === entry.state || !entry.isOpen
            ? []
            : [option(verb.label[locale], press(`${spec.name} ${verb.name}`, named))],
        ),
        ...(spec.menu?.(entry, locale) ?? []),
        ...(spec.owner === undefined ? [] : [option(texts.assign(), openForm(`${spec.name} assign`, named))]),
        option(
          texts.share(),
          press(`${spec.name} share`, { ...named, look: 'yes', seen: String(entry.revision ?? 0) }),
        ),
        ...(isShared ? [option(texts.withdraw(), press(`${spec.name} withdraw`, named))] : []),
        option(texts.delete(), press(`${spec.name} delete`, named)),
      ],
    },
  ];
}

/** The card of an entry for our side, with its history if given; `said`: the outcome of an act, above it. */
export function ourCard(
  register: Register,
  { entry, project }: { readonly entry: Entry; readonly project: ProjectSummary },
  {
    reader,
    kindOf,
    history = [],
    trail,
    turn = [],
    part = { blocks: [], buttons: [] },
    said = [],
    first = [],
  }: {
    reader: CardReader;
    kindOf: KindOf;
    history?: readonly HistoryRow[];
    /** The history as far as it is read, also for a card that does not show it. */
    trail?: readonly HistoryRow[];
    /** Whose turn it is, in words. */
    turn?: readonly string[];
    part?: CardPart | undefined;
    said?: readonly string[];
    first?: readonly Button[];
  },
): Message<'internal'> {
  const { locale } = reader;
  const texts = registerTexts(locale);
  const title = `${numberOf(entry, register.kind, project.key)} · ${entry.title}`;
  const readable: Readable = { state: entry.state, due: entry.due, details: detailsOf(entry) };
  const tellNow: Button[] =
    untold(entry, kindOf).length === 0 || part.tells === true
      ? []
      : [
          {
            kind: 'button',
            label: texts.tellNow(),
            payload: press(`${register.spec.name} share`, { number: entry._id, seen: String(entry.revision ?? 0) }),
          },
        ];
  return {
    audience: 'internal',
    fallbackText: inARow([...said, title]),
    blocks: [
      ...said.map((text): Block => ({ kind: 'text', text })),
      { kind: 'heading', text: title },
      {
        kind: 'fields',
        items: items(register, { ...readable, ownerId: entry.ownerId }, { reader, zone: project.zone }),
      },
      ...(entry.note === undefined
        ? []
        : [
            { kind: 'context' as const, text: texts.note() },
            { kind: 'quote' as const, text: entry.note },
          ]),
      ...originLine(entry, locale),
      ...turn.map((text): Block => ({ kind: 'context', text })),
      ...(register.spec.more?.({ ...readable, trail }, reader) ?? []),
      ...part.blocks,
      ...clientPart(register, entry, { reader, kindOf }),
      ...(history.length === 0
        ? []
        : [
            { kind: 'context' as const, text: texts.history() },
            {
              kind: 'list' as const,
              items: history
                .slice(-MOST_EVENTS)
                .map(
                  (row): RichText => [
                    { kind: 'date', at: row.at.toISOString(), style: 'dateTime' },
                    ` · ${reader.nameOf(row.by) ?? texts.somebody()} · ${eventText(register, row, reader)}`,
                  ],
                ),
            },
          ]),
      ...(entry.deletedAt === undefined
        ? [
            {
              kind: 'actions' as const,
              items: fitting([...first, ...part.buttons, ...tellNow], entryButtons(register, entry, locale)),
            },
          ]
        : first.length === 0
          ? []
          : [{ kind: 'actions' as const, items: [...first] }]),
    ],
  };
}

/** The card of a published entry for the client: its snapshot alone. `part`: what they are asked and may do. */
export function clientCard(
  register: Register,
  { entry, project }: { readonly entry: Entry; readonly project: ProjectSummary },
  { reader, part, said = [] }: { reader: CardReader; part: CardPart; said?: readonly string[] },
): Message<'client'> {
  const { published } = entry;
  if (published === undefined)
    return { audience: 'client', fallbackText: registerTexts(reader.locale).notShared(), blocks: [] };
  const { title, text } = publishedWords(published, reader.locale);
  const heading = `${numberOf(entry, register.kind, project.key)} · ${title}`;
  const readable: Readable = { state: published.state, due: published.due, details: publishedDetailsOf(entry) };
  return {
    audience: 'client',
    fallbackText: inARow([...said, heading]),
    blocks: [
      ...said.map((line): Block => ({ kind: 'text', text: line })),
      { kind: 'heading', text: heading },
      {
        kind: 'fields',
        items: items(register, { ...readable, ownerId: published.ownerId }, { reader, zone: project.zone }),
      },
      ...(register.spec.more?.(readable, reader) ?? []),
      ...(text === undefined ? [] : [{ kind: 'text' as const, text }]),
      ...part.blocks,
      ...(part.buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: [...part.buttons] }]),
    ],
  };
}
