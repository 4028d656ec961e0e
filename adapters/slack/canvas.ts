import { formatDayParts } from '../../src/core/format.ts';
import type { Span } from '../../src/core/message.ts';
import { isZone, wallDate } from '../../src/core/schedule/zone.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import { shorten, shown } from './escape.ts';
import type { Kept } from './kept.ts';
import { LIMITS } from './limits.ts';

/** The reader of the rendered message. */
export interface RenderOptions {
  readonly locale: Locale;
  /** The project's zone, for dates where Slack cannot show each reader's own. */
  readonly zone: string;
  /**
   * Used only to leave out the current year. A message is read later than it is written, so nothing else may depend on
   * it.
   */
  readonly now?: Date | undefined;
  /** Renders pictures as their text: for a second try after Slack could not fetch one and refused the whole message. */
  readonly withoutImages?: boolean | undefined;
}

/** A place for blocks, with its limits. */
export interface Surface {
  readonly kind: 'message' | 'modal' | 'home';
  readonly blocks: number;
  /** Characters in all texts together. */
  readonly text: number;
  readonly tables: number;
}

export const SURFACES: { readonly [K in Surface['kind']]: Surface } = {
  message: {
    kind: 'message',
    blocks: LIMITS.messageBlocks,
    text: LIMITS.messageBlocksText,
    tables: LIMITS.tablesPerMessage,
  },
  // docs.slack.dev/blocks.json: tables are for messages and Home tabs.
  modal: { kind: 'modal', blocks: LIMITS.viewBlocks, text: LIMITS.viewBlocksText, tables: 0 },
  home: { kind: 'home', blocks: LIMITS.viewBlocks, text: LIMITS.viewBlocksText, tables: LIMITS.tablesPerMessage },
};

/** The state while one payload is rendered: the room left, and whether something was cut. */
export interface Canvas {
  readonly options: RenderOptions;
  readonly kept: Kept[];
  /** Characters that still fit. */
  left: number;
  tables: number;
  /** The number of presses so far; each gets its own id from it. */
  presses: number;
  /** Something was left out. */
  isCut: boolean;
}

export const canvasFor = (surface: Surface, options: RenderOptions): Canvas => ({
  options,
  kept: [],
  left: surface.text,
  tables: surface.tables,
  presses: 0,
  isCut: false,
});

/** The part of a text that still fits; empty when nothing fits. Every text of a payload passes through here. */
export function take(canvas: Canvas, text: string): string {
  const said = shown(text);
  if (said === '') return said;
  const room = canvas.left - LIMITS.pieceCost;
  if (said.length <= room) {
    canvas.left = room - said.length;
    return said;
  }
  canvas.isCut = true;
  canvas.left = 0;
  return room < 20 ? '' : shorten(said, room);
}

/** Counts characters that are not a person's text (an id, a date). False when they do not fit any more. */
export function spend(canvas: Canvas, length: number): boolean {
  const left = canvas.left - LIMITS.pieceCost - length;
  if (left < 0) {
    canvas.isCut = true;
    canvas.left = 0;
    return false;
  }
  canvas.left = left;
  return true;
}

type DateSpan = Extract<Span, { kind: 'date' }>;

const INSTANT = /^\d{4}-\d{2}-\d{2}T/;

/**
 * Seconds since 1970, as Slack wants them; undefined for an invalid instant (Date.parse alone accepts nearly anything).
 */
export function secondsOf(at: string): number | undefined {
  const milliseconds = INSTANT.test(at) ? Date.parse(at) : Number.NaN;
  return Number.isFinite(milliseconds) ? Math.floor(milliseconds / 1000) : undefined;
}

/**
 * A date written out in a zone. Never "today": the text stays when the day is over. `seconds` come from `secondsOf`.
 */
export function dateText(
  { at, style, zone }: Pick<DateSpan, 'at' | 'style' | 'zone'>,
  seconds: number | undefined,
  { locale, zone: usual, now }: RenderOptions,
) {
  if (seconds === undefined) return at;
  const place = zone !== undefined && isZone(zone) ? zone : isZone(usual) ? usual : 'UTC';
  const wall = wallDate(new Date(seconds * 1000), place);
  const time = style === 'date' ? '' : `${twoDigits(wall.getUTCHours())}:${twoDigits(wall.getUTCMinutes())}`;
  if (style === 'time') return time;
  const parts = {
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    date: wall.getUTCDate(),
    weekday: wall.getUTCDay() || 7,
  };
  const day = formatDayParts(parts, {
    locale,
    thisYear: now === undefined ? undefined : wallDate(now, place).getUTCFullYear(),
  });
  if (style === 'date') return day;
  return locale === 'zh-CN' ? `${day}${time}` : `${day} ${time}`;
}
const twoDigits = (number: number) => (number < 10 ? `0${number}` : `${number}`);

/** Slack's date tokens, which it shows in each reader's zone, language and clock. */
export const DATE_FORMATS: { readonly [L in Locale]: { readonly [S in DateSpan['style']]: string } } = {
  en: { date: '{date_short_pretty}', time: '{time}', dateTime: '{date_short_pretty} at {time}' },
  'zh-CN': { date: '{date_short_pretty}', time: '{time}', dateTime: '{date_short_pretty} {time}' },
};
