import type { Block, Message, RichText, Span } from '../../src/core/message.ts';
import { zoneName } from '../../src/core/schedule/zoneNames.ts';
import type { Canvas, Room } from './canvas.ts';
import type { AdaptiveCard, CardElement, MentionEntity } from './card.ts';
import { cleanText, markdownText, mentionTag, shortened } from './escape.ts';
import { CARD_BYTES, LIMITS } from './limits.ts';
import { renderBlock } from './renderBlocks.ts';
import { paragraph } from './renderText.ts';
import { cardTexts } from './texts.ts';

/** The reader of a card. */
export interface CardReader extends Pick<Canvas, 'locale' | 'zone'> {
  /** The present, to leave out this year. Without it every date has its year. */
  readonly now?: Date;
  /**
   * Whether the zone is the one reader's own; then it is not named. Elsewhere one line names it where the message has
   * times.
   */
  readonly ownZone?: boolean;
  /**
   * Whether buttons that open a form request a dialog. The Agents Playground has none: there the press comes like any
   * other. Default: yes.
   */
  readonly dialogs?: boolean;
}

/** A message for Teams: a card, sent alone, and the notification's text. */
export interface RenderedMessage {
  readonly card: AdaptiveCard;
  readonly fallback: string;
}

/** Sizes that are tried in this order until the card is short enough. */
const ROOMS: readonly Room[] = [
  { text: Number.POSITIVE_INFINITY, items: Number.POSITIVE_INFINITY, fallbacks: true },
  { text: Number.POSITIVE_INFINITY, items: Number.POSITIVE_INFINITY, fallbacks: false },
  ...[
    [8_000, 100],
    [4_000, 60],
    [2_000, 40],
    [1_000, 30],
    [500, 20],
    [250, 12],
    [120, 8],
    [60, 5],
  ].map(([text = 0, items = 0]) => ({ text, items, fallbacks: false })),
];
const WHOLE = 2;

/** A message as an Adaptive Card. Never throws, for any text; a message too long for Teams is shortened and says so. */
export function renderMessage(message: Message, reader: CardReader): RenderedMessage {
  const fallback = shortened(cleanText(message.fallbackText).replace(/\s+/g, ' ').trim(), LIMITS.fallback) || '…';
  const mentions = mentionsOf(message);
  const draw = (blocks: readonly Block[], room: Room, isShortened: boolean) =>
    cardOf({ blocks, room, isShortened, reader, mentions, fallback });
  for (const [index, room] of ROOMS.entries()) {
    const card = draw(message.blocks, room, index >= WHOLE);
    if (fits(card)) return { card, fallback };
  }
  // Pressable blocks are dropped last; of the others the first ones are kept.
  const room = ROOMS.at(-1) as Room;
  const spare = message.blocks.flatMap((block, index) => (block.kind === 'actions' ? [] : [index])).reverse();
  const buttons = message.blocks.flatMap((block, index) => (block.kind === 'actions' ? [index] : [])).reverse();
  const order = [...spare, ...buttons];
  const without = (count: number) => {
    const dropped = new Set(order.slice(0, count));
    return draw(
      message.blocks.filter((_, index) => !dropped.has(index)),
      room,
      true,
    );
  };
  let [low, high] = [0, order.length];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (fits(without(middle))) high = middle;
    else low = middle + 1;
  }
  return { card: without(low), fallback };
}

const fits = (card: AdaptiveCard) => Buffer.byteLength(JSON.stringify(card)) <= CARD_BYTES;

interface Drawing {
  readonly blocks: readonly Block[];
  readonly room: Room;
  readonly isShortened: boolean;
  readonly reader: CardReader;
  readonly mentions: ReadonlyMap<string, MentionEntity>;
  readonly fallback: string;
}

function cardOf({ blocks, room, isShortened, reader, mentions, fallback }: Drawing): AdaptiveCard {
  const { locale, zone, now, dialogs = true, ownZone = false } = reader;
  const thisYear =
    now === undefined
      ? undefined
      : Number(new Intl.DateTimeFormat('en', { year: 'numeric', timeZone: zone }).format(now));
  const canvas = (at: number): Canvas => ({ locale, zone, thisYear, dialogs, room, mentions, at });
  const texts = cardTexts(locale);
  const notes = [
    ...(!ownZone && blocks.some(hasTimes) ? [texts.timesIn({ zone: zoneName(zone, locale) })] : []),
    ...(isShortened ? [texts.shortened()] : []),
  ];
  const body = [...bodyOf(blocks, canvas), ...notes.map((note) => noteOf(note, canvas(blocks.length)))];
  const shown = JSON.stringify(body);
  const entities = [...mentions.values()].filter(({ text }) => shown.includes(JSON.stringify(text).slice(1, -1)));
  return {
    type: 'AdaptiveCard',
    $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
    version: '1.5',
    lang: locale === 'zh-CN' ? 'zh' : locale,
    fallbackText: markdownText(fallback),
    // Speech is a fragment of XML.
    speak: fallback.replace(/[&<>]/g, ' '),
    body: body.length === 0 ? [paragraph(fallback, canvas(0))] : body,
    msteams: { width: 'Full', ...(entities.length === 0 ? {} : { entities }) },
  };
}

const noteOf = (note: string, canvas: Canvas): CardElement =>
  paragraph(
    note,
    { ...canvas, room: ROOMS[0] as Room },
    { look: { isSubtle: true, size: 'Small' }, placed: { spacing: 'Small' } },
  );

/** The blocks' elements in order; a divider is the line above the next element. */
function bodyOf(blocks: readonly Block[], canvas: (at: number) => Canvas): CardElement[] {
  const body: CardElement[] = [];
  let isDivided = false;
  for (const [at, block] of blocks.entries()) {
    if (block.kind === 'divider') isDivided = body.length > 0;
    const [first, ...rest] = renderBlock(block, canvas(at));
    if (first === undefined) continue;
    body.push(isDivided ? { ...first, separator: true, spacing: 'Medium' } : first, ...rest);
    isDivided = false;
  }
  return body;
}

/** All rich texts of a block. */
function richTexts(block: Block): readonly RichText[] {
  switch (block.kind) {
    case 'text':
    case 'quote':
    case 'context':
      return [block.text];
    case 'fields':
      return block.items.map(({ value }) => value);
    case 'list':
      return block.items;
    case 'table':
      return block.rows.flat();
    default:
      return [];
  }
}
const spansOf = (block: Block): Exclude<Span, string>[] =>
  richTexts(block).flatMap((text) => (typeof text === 'string' ? [] : text.filter((span) => typeof span !== 'string')));

/** Whether a message shows times without their zone: a date that names its zone has it in the words around it. */
const hasTimes = (block: Block) =>
  spansOf(block).some((span) => span.kind === 'date' && span.style !== 'date' && span.zone === undefined);

/** The text of each mention in the message. Only spans mention: escape.ts breaks a typed `<at>`. */
function mentionsOf({ blocks }: Message): ReadonlyMap<string, MentionEntity> {
  const mentions = new Map<string, MentionEntity>();
  for (const span of blocks.flatMap(spansOf)) {
    if (
      span.kind !== 'person' ||
      mentions.has(span.user) ||
      span.user.trim() === '' ||
      cleanText(span.name).trim() === ''
    )
      continue;
    const taken = new Set([...mentions.values()].map(({ text }) => text));
    let text = mentionTag(span.name);
    for (let unlike = 1; taken.has(text); unlike += 1) text = mentionTag(span.name, unlike);
    mentions.set(span.user, { type: 'mention', text, mentioned: { id: span.user, name: cleanText(span.name) } });
  }
  return mentions;
}
