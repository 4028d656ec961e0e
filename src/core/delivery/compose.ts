import { inARow, type Locale, labelled } from '../../ground/i18n.ts';
import type { Placed, Reach, Routes } from '../directory.ts';
import { type Audience, type Message, message, type RichText } from '../message.ts';
import type { DeadReason } from '../platform.ts';
import { decisionsFor } from './decisionButtons.ts';
import type { Delivery } from './outbox.ts';
import { deliveryTexts } from './texts.ts';

/** The stored message; undefined when it cannot be read (a fault of ours, or an older build reading a newer one's). */
export function readMessage(stored: string): Message | undefined {
  try {
    return message.parse(JSON.parse(stored));
  } catch {
    return undefined;
  }
}

/** The message in a rehearsal: marked first with its original place, for our side. */
export function rehearsed(original: Message, wouldHaveGone: string, locale: Locale): Message<'internal'> {
  const mark = deliveryTexts(locale).rehearsal({ place: wouldHaveGone });
  return {
    audience: 'internal',
    fallbackText: inARow([mark, original.fallbackText]),
    blocks: [{ kind: 'context', text: mark }, ...original.blocks],
  };
}

/** A delivery that is merged into another one's post. */
export interface Rider {
  readonly key: string;
  readonly message: string;
  /** A report or a digest comes first in a merged post. */
  readonly isMain: boolean;
}
export const asRider = ({ key, message, noise }: Pick<Delivery, 'key' | 'message' | 'noise'>): Rider => ({
  key,
  message,
  isMain: noise === 'report' || noise === 'digest',
});

/** Merges messages for the same readers: a main one first, else in their order, with a line between them. */
export function together(own: Message, riders: readonly Rider[]): Message {
  const read = riders.flatMap(({ message: stored, isMain }) => {
    const content = readMessage(stored);
    return content === undefined ? [] : [{ content, isMain }];
  });
  const parts = [...read.filter((part) => part.isMain), { content: own }, ...read.filter((part) => !part.isMain)].map(
    ({ content }) => content,
  );
  return {
    audience: own.audience,
    fallbackText: parts.map(({ fallbackText }) => fallbackText).join(' · '),
    blocks: parts.flatMap(({ blocks }, index) => (index === 0 ? blocks : [{ kind: 'divider' as const }, ...blocks])),
  };
}

/** Why a delivery ended without certainly having arrived. */
export type Failure = DeadReason | 'gaveUp' | 'unknown' | 'expired';

type DeliveryTexts = ReturnType<typeof deliveryTexts>;
const explanations: Record<Failure, (texts: DeliveryTexts, attempts: number) => { why: string; todo: string }> = {
  notInChannel: (texts) => ({ why: texts.whyNotInChannel(), todo: texts.todoNotInChannel() }),
  channelGone: (texts) => ({ why: texts.whyChannelGone(), todo: texts.todoChannelGone() }),
  archived: (texts) => ({ why: texts.whyArchived(), todo: texts.todoArchived() }),
  disconnected: (texts) => ({ why: texts.whyDisconnected(), todo: texts.todoDisconnected() }),
  forbidden: (texts) => ({ why: texts.whyForbidden(), todo: texts.todoForbidden() }),
  blocked: (texts) => ({ why: texts.whyBlocked(), todo: texts.todoBlocked() }),
  tooLong: (texts) => ({ why: texts.whyTooLong(), todo: texts.todoTooLong() }),
  rejected: (texts) => ({ why: texts.whyRejected(), todo: texts.todoRejected() }),
  gaveUp: (texts, attempts) => ({ why: texts.whyGaveUp({ attempts }), todo: texts.todoGaveUp() }),
  unknown: (texts) => ({ why: texts.whyUnknown(), todo: texts.todoUnknown() }),
  expired: (texts) => ({ why: texts.whyExpired(), todo: texts.todoExpired() }),
};

/** The reason of a dead, unknown or expired delivery, for people. */
export function explain(
  row: Pick<Delivery, 'state' | 'reason' | 'attempts'>,
  locale: Locale,
): { why: string; todo: string } | undefined {
  const failure = row.state === 'expired' ? 'expired' : row.reason?.split(':')[0];
  const known =
    failure === undefined
      ? undefined
      : (explanations as Readonly<Partial<Record<string, (typeof explanations)[Failure]>>>)[failure];
  return known?.(deliveryTexts(locale), row.attempts);
}

/** A failed delivery: its place, and the reader of the notice. */
export interface About {
  readonly placed: Placed | undefined;
  readonly readerId: string;
  /** The message belongs to the reader. */
  readonly isOwner: boolean;
}

/** The name of a place for a reader; never a platform's id. */
export function placeText(
  placed: Placed | undefined,
  { locale, readerId }: { readonly locale: Locale; readonly readerId?: string | undefined },
): string {
  const texts = deliveryTexts(locale);
  if (placed === undefined) return texts.someConversation();
  if (placed.kind === 'channel') return placed.name;
  return placed.personId === readerId ? texts.yourDirect() : texts.directTo({ name: placed.name });
}

/**
 * The text of a delivery for readers with access: without a project, such as a personal reminder, only the owner has
 * it.
 */
export const readableWords = (row: Pick<Delivery, 'projectId' | 'message'>, isOwner: boolean): string | undefined =>
  row.projectId === undefined && !isOwner ? undefined : readMessage(row.message)?.fallbackText;

/**
 * The notice for the owner or a steward: a message did not arrive (or may not have), why, and its text. Contacts only
 * get the notice; they decide nothing about deliveries.
 */
export function failureNotice<A extends Audience>(
  row: Delivery,
  { failure, placed, readerId, isOwner, reader }: About & { readonly failure: Failure; readonly reader: Reach<A> },
): Message<A> {
  const { locale } = reader;
  const texts = deliveryTexts(locale);
  const { why, todo } = explanations[failure](texts, row.attempts);
  const title =
    failure === 'unknown' ? texts.maybePosted() : failure === 'expired' ? texts.tooLate() : texts.notPosted();
  const said = readableWords(row, isOwner);
  const placeName = placeText(placed, { locale, readerId });
  const place: RichText =
    placed?.kind === 'channel'
      ? [{ kind: 'channel', conversation: row.to.conversation, name: placed.name }]
      : placeName;
  const isOnlyTheirs = placed?.kind === 'direct' && placed.personId !== readerId && failure === 'unknown';
  const mayDecide = reader.to.audience === 'internal';
  return {
    audience: reader.to.audience,
    fallbackText: labelled(title, `${placeName} · ${why}`, locale),
    blocks: [
      { kind: 'heading', text: title },
      {
        kind: 'fields',
        items: [
          { label: texts.where(), value: place },
          { label: texts.why(), value: why },
          ...(mayDecide
            ? [
                {
                  label: texts.todo(),
                  value: isOnlyTheirs
                    ? texts.todoTheirs({ name: placed.name })
                    : failure === 'unknown' || failure === 'expired' || said === undefined
                      ? todo
                      : inARow([todo, texts.thenRetry()]),
                },
              ]
            : []),
        ],
      },
      ...(said === undefined
        ? []
        : [
            { kind: 'context' as const, text: texts.kept() },
            { kind: 'quote' as const, text: said },
          ]),
      ...(mayDecide
        ? decisionsFor(failure === 'unknown' ? 'unknown' : failure === 'expired' ? 'expired' : 'dead', row, locale)
        : []),
    ],
  };
}

/** Whether a message may be shown in a place: both must have the same audience. */
export const fits = (outgoing: Message, target: { audience: Audience }): boolean =>
  outgoing.audience === target.audience;

/** The language of the channel that shows a rehearsal. */
export async function localeOf(
  directory: Pick<Routes, 'reachChannel'>,
  { workspaceId, to, locale }: Pick<Delivery, 'workspaceId' | 'to' | 'locale'>,
): Promise<Delivery['locale']> {
  const reach = await directory.reachChannel(workspaceId, to.conversation);
  return 'unreachable' in reach ? locale : reach.locale;
}
