import type { ActionsBlock, Button as SlackButton, StaticSelect } from '@slack/web-api';
import { type ActionPayload, actionPayload, type Block, type Button, type Menu } from '../../src/core/message.ts';
import type { Canvas } from './canvas.ts';
import { label, oneLine, plain, shorten, shown } from './escape.ts';
import { type Kept, keyOf } from './kept.ts';
import { LIMITS } from './limits.ts';
import { renderTexts } from './renderTexts.ts';

/** The action_id prefix of all our presses; one listener on `PRESSED` receives them. */
const PRESS_PREFIX = 'rapport.press.';
export const PRESSED: RegExp = /^rapport\.press\./;

const KEPT_PREFIX = 'kept:';

/**
 * A payload as the value of a button or an option: as JSON; if too long, without the field names; if still too long,
 * kept aside. `max` is in characters.
 */
function encode(payload: ActionPayload, max: number, kept: Kept[]): string {
  const json = jsonOf(payload);
  if (json.length <= max) return json;
  const short = `1${JSON.stringify([payload.command, payload.input])}`;
  if (short.length <= max) return short;
  const key = keyOf(json);
  kept.push({ key, text: json });
  return `${KEPT_PREFIX}${key}`;
}

/** Names of commands and fields as JSON, cached: the same few in every message. */
const quotedNames = new Map<string, string>();
const MOST_NAMES = 1_000;
function quoted(name: string): string {
  const known = quotedNames.get(name);
  if (known !== undefined) return known;
  const json = JSON.stringify(name);
  if (quotedNames.size < MOST_NAMES) quotedNames.set(name, json);
  return json;
}

/** The payload as JSON, built from its parts: half the time of JSON.stringify, and a digest has dozens of presses. */
function jsonOf({ v, command, input }: ActionPayload): string {
  let parts = '';
  for (const name of Object.keys(input))
    parts += `${parts === '' ? '' : ','}${quoted(name)}:${JSON.stringify(input[name])}`;
  return `{"v":${v},"command":${quoted(command)},"input":{${parts}}}`;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return undefined;
  }
}

/**
 * The meaning of a press, from its value or from the kept text; undefined for a foreign value or one that was kept
 * aside (see `keptKey`).
 */
export function readAction(value: string): ActionPayload | undefined {
  if (value.startsWith('1[')) {
    const parts = parsed(value.slice(1));
    return Array.isArray(parts) ? readAction(JSON.stringify({ v: 1, command: parts[0], input: parts[1] })) : undefined;
  }
  const read = actionPayload.safeParse(parsed(value));
  return read.success ? read.data : undefined;
}

/** The key of the kept text behind a value that was too long. Load the text and pass it to `readAction`. */
export function keptKey(value: string): string | undefined {
  return /^kept:([0-9a-f]{32})$/.exec(value)?.[1];
}

function renderConfirm(
  { title, text, confirm, cancel }: NonNullable<Button['confirm']>,
  style: Button['style'],
): NonNullable<SlackButton['confirm']> {
  return {
    title: plain(label(title, LIMITS.confirmTitle)),
    text: plain(shorten(shown(text).trim() || oneLine(title) || '…', LIMITS.confirmText)),
    confirm: plain(label(confirm, LIMITS.confirmButton)),
    deny: plain(label(cancel, LIMITS.confirmButton)),
    ...(style === undefined ? {} : { style }),
  };
}

function renderButton({ label: said, payload, style, confirm }: Button, canvas: Canvas, id: string): SlackButton {
  const made: SlackButton = {
    type: 'button',
    action_id: id,
    text: plain(label(said, LIMITS.buttonText)),
    value: encode(payload, LIMITS.buttonValue, canvas.kept),
  };
  if (style !== undefined) made.style = style;
  if (confirm !== undefined) made.confirm = renderConfirm(confirm, style);
  return made;
}

/**
 * Splits options into groups where there are more than one list may hold. A group is labelled with its first and last
 * option.
 */
export function grouped<O extends { readonly text: { readonly text: string } }>(
  options: readonly O[],
  locale: Canvas['options']['locale'],
) {
  const texts = renderTexts(locale);
  const groups: { label: ReturnType<typeof plain>; options: O[] }[] = [];
  const half = Math.floor(LIMITS.optionGroupLabel / 2) - 5;
  for (let start = 0; start < options.length && groups.length < LIMITS.optionGroups; start += LIMITS.options) {
    const part = options.slice(start, start + LIMITS.options);
    const [first = '', last = ''] = [part[0]?.text.text, part.at(-1)?.text.text].map((text) =>
      shorten(text ?? '', half),
    );
    groups.push({ label: plain(label(texts.from({ first, last }), LIMITS.optionGroupLabel)), options: part });
  }
  return groups;
}

/** A select: the overflow menu has no label and holds five. */
function renderMenu({ label: said, options }: Menu, canvas: Canvas, id: string): StaticSelect {
  // Two identical options are merged: Slack could not tell which was chosen.
  const byValue = new Map(
    options.map((option) => {
      const value = encode(option.payload, LIMITS.optionValue, canvas.kept);
      return [value, { text: plain(label(option.label, LIMITS.optionText)), value }] as const;
    }),
  );
  const all = [...byValue.values()];
  return {
    type: 'static_select',
    action_id: id,
    placeholder: plain(label(said, LIMITS.placeholder)),
    ...(all.length <= LIMITS.options ? { options: all } : { option_groups: grouped(all, canvas.options.locale) }),
  };
}

/** Buttons and menus, in as many blocks as they need. */
export function renderActions({ items }: Extract<Block, { kind: 'actions' }>, canvas: Canvas): ActionsBlock[] {
  const blocks: ActionsBlock[] = [];
  let elements: ActionsBlock['elements'] = [];
  for (const item of items) {
    if (item.kind === 'menu' && item.options.length === 0) continue;
    const id = `${PRESS_PREFIX}${canvas.presses}`;
    canvas.presses += 1;
    if (elements.length === 0 || elements.length === LIMITS.actionsElements) {
      elements = [];
      blocks.push({ type: 'actions', elements });
    }
    elements.push(item.kind === 'button' ? renderButton(item, canvas, id) : renderMenu(item, canvas, id));
  }
  return blocks;
}
