import type { KnownBlock, RichTextElement } from '@slack/web-api';
import { fileWords } from '../../src/core/files.ts';
import type { Block, BlockKind, Message } from '../../src/core/message.ts';
import { type Canvas, canvasFor, type RenderOptions, SURFACES, type Surface, take } from './canvas.ts';
import { escapeMrkdwn, oneLine, plain, shorten, shown } from './escape.ts';
import type { Kept } from './kept.ts';
import { LIMITS } from './limits.ts';
import { renderActions } from './renderBlocksActions.ts';
import { renderContext } from './renderBlocksContext.ts';
import { listSections, pushBold, pushRich, sectionBlock, webAddress } from './renderBlocksRich.ts';
import { renderTable } from './renderBlocksTable.ts';
import { renderTexts } from './renderTexts.ts';

export type { RenderOptions } from './canvas.ts';
export type { Kept } from './kept.ts';
export { keptKey, PRESSED, readAction } from './renderBlocksActions.ts';

/** A message as the arguments of `chat.postMessage` and similar methods. */
export interface Rendered {
  /** Escaped; for notifications and screen readers. */
  readonly text: string;
  readonly blocks: KnownBlock[];
  /** Texts to store before sending, so that presses can be read; empty for nearly all messages. */
  readonly kept: readonly Kept[];
}

const PROGRESS_STEPS = 10;

/** The renderer of each kind of block; a kind without an entry does not compile. */
const renderers: { readonly [K in BlockKind]: (block: Extract<Block, { kind: K }>, canvas: Canvas) => KnownBlock[] } = {
  heading: ({ text }, canvas) => {
    const said = take(canvas, oneLine(text));
    if (said.length > 0 && said.length <= LIMITS.header) return [{ type: 'header', text: plain(said) }];
    // Too long for a header: bold text, so that nothing is lost.
    return said === '' ? [] : sectionBlock([{ type: 'text', text: said, style: { bold: true } }]);
  },
  text: ({ text }, canvas) => {
    const elements: RichTextElement[] = [];
    pushRich(elements, canvas, text);
    return sectionBlock(elements);
  },
  fields: ({ items }, canvas) => {
    const elements: RichTextElement[] = [];
    for (const { label, value } of items) {
      if (canvas.isCut) break;
      pushBold(elements, canvas, `${elements.length === 0 ? '' : '\n'}${label}`);
      elements.push({ type: 'text', text: canvas.options.locale === 'zh-CN' ? '：' : ': ' });
      pushRich(elements, canvas, value);
    }
    return sectionBlock(elements);
  },
  list: ({ ordered, items }, canvas) => {
    const elements = listSections(
      canvas,
      items.map((item) => (into) => pushRich(into, canvas, item)),
    );
    return elements.length === 0
      ? []
      : [
          {
            type: 'rich_text',
            elements: [{ type: 'rich_text_list', style: ordered === true ? 'ordered' : 'bullet', elements }],
          },
        ];
  },
  table: renderTable,
  quote: ({ text }, canvas) => {
    const elements: RichTextElement[] = [];
    pushRich(elements, canvas, text);
    return elements.length === 0 ? [] : [{ type: 'rich_text', elements: [{ type: 'rich_text_quote', elements }] }];
  },
  image: ({ url, alt, title }, canvas) => {
    const address = canvas.options.withoutImages === true ? undefined : webAddress(url);
    const said = take(canvas, oneLine(title ?? alt));
    if (address === undefined || address.length > LIMITS.imageUrl)
      return sectionBlock(said === '' ? [] : [{ type: 'text', text: said }]);
    return [
      {
        type: 'image',
        image_url: address,
        alt_text: shorten(oneLine(alt) || said || '…', LIMITS.imageAlt),
        ...(title === undefined || said === '' ? {} : { title: plain(shorten(said, LIMITS.imageTitle)) }),
      },
    ];
  },
  progress: ({ label, value, of }, canvas) => {
    const share = Math.min(1, Math.max(0, value / of));
    const full = Math.round(share * PROGRESS_STEPS);
    const elements: RichTextElement[] = [];
    pushBold(elements, canvas, label);
    const bar = take(
      canvas,
      `${elements.length === 0 ? '' : ' '}${'▰'.repeat(full)}${'▱'.repeat(PROGRESS_STEPS - full)} ${Math.round(share * 100)}%`,
    );
    if (bar !== '') elements.push({ type: 'text', text: bar });
    return sectionBlock(elements);
  },
  context: renderContext,
  divider: () => [{ type: 'divider' }],
  file: (file, canvas) => {
    const elements: RichTextElement[] = [];
    pushRich(elements, canvas, fileWords(file, canvas.options.locale));
    return sectionBlock(elements);
  },
  actions: renderActions,
};

/** The text room that presses need: they are never dropped for words. */
function textOfActions(blocks: readonly Block[]): number {
  let sum = 0;
  for (const block of blocks) {
    if (block.kind !== 'actions') continue;
    for (const item of block.items) {
      sum += Math.min(item.label.length, LIMITS.placeholder) + LIMITS.pieceCost;
      if (item.kind === 'menu')
        for (const option of item.options) sum += Math.min(option.label.length, LIMITS.optionText) + LIMITS.pieceCost;
    }
  }
  return sum;
}

/** Reduces the number of blocks: merges neighbouring rich text, then drops blocks from the end, except presses. */
function fitted(blocks: KnownBlock[], most: number, mark: KnownBlock): KnownBlock[] {
  const merged: KnownBlock[] = [];
  for (const block of blocks) {
    const last = merged.at(-1);
    if (block.type === 'rich_text' && last?.type === 'rich_text')
      merged[merged.length - 1] = { ...last, elements: [...last.elements, ...block.elements] };
    else merged.push(block);
  }
  if (merged.length <= most) return merged;
  const presses = merged.filter(({ type }) => type === 'actions').slice(0, most - 1);
  let room = most - 1 - presses.length;
  let isMarked = false;
  const kept = merged.flatMap((block) => {
    if (block.type === 'actions') return presses.includes(block) ? [block] : [];
    if (room > 0) {
      room -= 1;
      return [block];
    }
    if (isMarked) return [];
    isMarked = true;
    return [mark];
  });
  return kept.length < most && !isMarked ? [...kept, mark] : kept;
}

/** A message's blocks for one surface, within all of its limits; at least one. */
export function renderBlocks(
  message: Message,
  surface: Surface,
  options: RenderOptions,
): { readonly blocks: KnownBlock[]; readonly kept: readonly Kept[] } {
  const mark = (): KnownBlock => {
    const texts = renderTexts(options.locale);
    return { type: 'context', elements: [plain(surface.kind === 'message' ? texts.cutMessage() : texts.cutView())] };
  };
  const canvas = canvasFor(surface, options);
  // Reserves room for the mark and for the presses.
  canvas.left -= 100 + Math.min(textOfActions(message.blocks), surface.text - 2_000);
  const blocks: KnownBlock[] = [];
  let isMarked = false;
  for (const block of message.blocks) {
    if (canvas.isCut && block.kind !== 'actions') continue;
    for (const made of (renderers[block.kind] as (block: Block, canvas: Canvas) => KnownBlock[])(block, canvas))
      blocks.push(made);
    if (!canvas.isCut || isMarked) continue;
    isMarked = true;
    blocks.push(mark());
  }
  // Without any block Slack would show the text and format it.
  if (blocks.length === 0)
    blocks.push(...sectionBlock([{ type: 'text', text: take(canvas, message.fallbackText).trim() || '…' }]));
  return {
    blocks: blocks.length <= surface.blocks ? blocks : fitted(blocks, surface.blocks, mark()),
    kept: canvas.kept,
  };
}

/** The text beside the blocks: escaped, and cut between characters. */
export function fallbackOf(text: string): string {
  const escaped = escapeMrkdwn(shorten(shown(text).trim() || '…', LIMITS.messageText));
  return escaped.length <= LIMITS.messageText
    ? escaped
    : `${escaped.slice(0, LIMITS.messageText - 1).replace(/&[a-z]*$/, '')}…`;
}

/**
 * A message as Slack shows it, within all of Slack's limits: too long text is cut with a visible mark, presses stay.
 * Text that people wrote is data: it mentions, links and formats nothing. Dates appear in each reader's own zone. Pure,
 * and never throws.
 */
export function renderMessage(message: Message, options: RenderOptions): Rendered {
  return { text: fallbackOf(message.fallbackText), ...renderBlocks(message, SURFACES.message, options) };
}
