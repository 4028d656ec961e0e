import type { Refusal } from '../../core/delivery/budget.ts';
import { overText } from '../../core/delivery/budgetQuestion.ts';
import { explain, readableWords } from '../../core/delivery/compose.ts';
import { decisionButtons, decisionsFor } from '../../core/delivery/decisionButtons.ts';
import type { Delivery } from '../../core/delivery/outbox.ts';
import type { ListNow } from '../../core/lists/list.ts';
import { type Block, type Button, type Message, press, type RichText } from '../../core/message.ts';
import { inARow, type Locale } from '../../ground/i18n.ts';
import { refOf } from './access.ts';
import { deliveriesTexts } from './texts.ts';

/** A delivery with the name of its conversation, ready to be shown. */
export interface Shown {
  readonly row: Delivery;
  readonly place: string;
  readonly isLate: boolean;
  /** The message belongs to the reader. */
  readonly isOwner: boolean;
}

const MOST_WORDS = 80;
const shortened = (text: string) => (text.length > MOST_WORDS ? `${text.slice(0, MOST_WORDS - 1)}…` : text);

/** A message of text lines and buttons, for our side. */
export function lines(texts: readonly string[], buttons: readonly Button[] = []): Message<'internal'> {
  return {
    audience: 'internal',
    fallbackText: inARow(texts),
    blocks: [
      ...texts.map((text): Block => ({ kind: 'text', text })),
      ...(buttons.length === 0 ? [] : [{ kind: 'actions' as const, items: [...buttons] }]),
    ],
  };
}

export function stateText({ row, isLate }: Pick<Shown, 'row' | 'isLate'>, locale: Locale): string {
  const texts = deliveriesTexts(locale);
  if (row.state === 'waiting' && row.rides === true) return texts.rides();
  return isLate ? texts.late() : texts[row.state]();
}

/** The reason, in words for people, why a message has not arrived; undefined if there is nothing to explain. */
function whyText(row: Delivery, locale: Locale): string | undefined {
  const texts = deliveriesTexts(locale);
  const [kind, detail] = row.reason?.split(': ') ?? [];
  if (row.state === 'held') return overText(detail as Refusal, locale);
  if (row.state === 'waiting') return row.attempts > 0 ? texts.waitsForTry() : undefined;
  if (row.state !== 'dead' && row.state !== 'unknown' && row.state !== 'expired') return undefined;
  return kind === 'stopped' ? texts.stoppedWhy() : explain(row, locale)?.why;
}

/** The count per state, those that need a decision first; zero counts are left out. */
function countsOf(
  { parked, waiting, late, paused }: { waiting: number; late: number; parked: number; paused: number },
  locale: Locale,
): Block[] {
  const texts = deliveriesTexts(locale);
  const said = [
    parked > 0 ? texts.countsParked({ count: parked }) : undefined,
    waiting > 0 ? texts.countsWaiting({ count: waiting }) : undefined,
    late > 0 ? texts.countsLate({ count: late }) : undefined,
    paused > 0 ? texts.countsPaused({ count: paused }) : undefined,
  ].filter((text) => text !== undefined);
  return said.length === 0 ? [] : [{ kind: 'context', text: said.join(' · ') }];
}

/** The list of unfinished deliveries; those that need a decision carry its buttons. */
export function deliveryLines(
  shown: readonly Shown[],
  about: {
    readonly counts: { waiting: number; late: number; parked: number; paused: number };
    readonly pauses: readonly { readonly text: string; readonly button: Button | undefined }[];
    readonly more: number;
    readonly locale: Locale;
  },
): ListNow {
  const { counts, more, locale } = about;
  const texts = deliveriesTexts(locale);
  const resumes = about.pauses.flatMap(({ button }) => button ?? []);
  return {
    audience: 'internal',
    lines: shown.map((one) => ({
      ref: refOf(one.row),
      text: (number) => lineText(one, number, locale),
      actions: [
        ...decisionButtons(one.row.state, one.row, locale),
        { kind: 'button', label: texts.open(), payload: press('delivery show', { delivery: one.row._id }) },
      ],
    })),
    frame: ({ rest }) => ({
      fallbackText: texts.title(),
      head: [
        { kind: 'heading', text: texts.title() },
        ...about.pauses.map(({ text }): Block => ({ kind: 'text', text })),
        ...(shown.length === 0 ? [{ kind: 'text' as const, text: texts.none() }] : countsOf(counts, locale)),
      ],
      foot: [
        ...(more > 0 ? [{ kind: 'context' as const, text: texts.more({ count: more }) }] : []),
        ...(rest.length + resumes.length === 0 ? [] : [{ kind: 'actions' as const, items: [...rest, ...resumes] }]),
      ],
    }),
  };
}

function lineText(one: Shown, number: number, locale: Locale): RichText {
  const words = readableWords(one.row, one.isOwner);
  const why = whyText(one.row, locale);
  return [
    { kind: 'strong', text: `${number}. ${one.place}` },
    ` · ${stateText(one, locale)} · `,
    { kind: 'date', at: one.row.notBefore.toISOString(), style: 'dateTime' },
    why === undefined ? '' : ` · ${why}`,
    words === undefined ? '' : ` · “${shortened(words)}”`,
  ];
}

/** A delivery's page, with the buttons to decide about it. */
export function deliveryPage(shown: Shown, locale: Locale): Message<'internal'> {
  const texts = deliveriesTexts(locale);
  const { row, place } = shown;
  const why = whyText(row, locale);
  const todo = row.state === 'dead' || row.state === 'unknown' ? explain(row, locale)?.todo : undefined;
  const words = readableWords(row, shown.isOwner);
  const date = (at: Date): RichText => [{ kind: 'date', at: at.toISOString(), style: 'dateTime' }];
  const title = `${place} · ${stateText(shown, locale)}`;
  return {
    audience: 'internal',
    fallbackText: title,
    blocks: [
      { kind: 'heading', text: title },
      {
        kind: 'fields',
        items: [
          ...(why === undefined ? [] : [{ label: texts.why(), value: todo === undefined ? why : inARow([why, todo]) }]),
          { label: texts.planned(), value: date(row.notBefore) },
          ...(row.until === undefined ? [] : [{ label: texts.endsAt(), value: date(row.until) }]),
          ...(row.attempts === 0 ? [] : [{ label: texts.tries(), value: String(row.attempts) }]),
        ],
      },
      ...(words === undefined ? [] : [{ kind: 'quote' as const, text: words }]),
      ...decisionsFor(row.state, row, locale),
      { kind: 'actions', items: [{ kind: 'button', label: texts.back(), payload: press('delivery list') }] },
    ],
  };
}
