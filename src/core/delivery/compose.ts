import type { Directory, Reach } from '../directory.ts';
import type { Locale } from '../i18n.ts';
import { type Audience, type Message, message, type RichText } from '../message.ts';
import type { DeadReason } from '../platform.ts';
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

/** What is posted while the project is rehearsed: the same, marked first with where it would have gone, for our side's eyes. */
export function rehearsed(original: Message, wouldHaveGone: string, locale: Locale): Message<'internal'> {
  const mark = deliveryTexts(locale).rehearsal({ place: wouldHaveGone });
  return {
    audience: 'internal',
    fallbackText: `${mark} ${original.fallbackText}`,
    blocks: [{ kind: 'context', text: mark }, ...original.blocks],
  };
}

/** Why a delivery ended without having certainly arrived. */
export type Failure = DeadReason | 'gaveUp' | 'unknown';

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
};

/**
 * To a steward: this message did not (or may not have) arrived, why, and what it said. The words of what belongs to no project, such as somebody's own reminder,
 * are not shown to others.
 */
export function failureNotice(row: Delivery, { failure, placeName, reader }: { failure: Failure; placeName: string; reader: Reach }): Message<'internal'> {
  const texts = deliveryTexts(reader.locale);
  const { why, todo } = explanations[failure](texts, row.attempts);
  const title = failure === 'unknown' ? texts.maybePosted() : texts.notPosted();
  const said = row.projectId === undefined ? undefined : readMessage(row.message)?.fallbackText;
  const place: RichText = [{ kind: 'channel', conversation: row.to.conversation, name: placeName }];
  return {
    audience: 'internal',
    fallbackText: `${title}: ${why}`,
    blocks: [
      { kind: 'heading', text: title },
      {
        kind: 'fields',
        items: [
          { label: texts.where(), value: place },
          { label: texts.why(), value: why },
          {
            label: texts.todo(),
            value: failure === 'unknown' || said === undefined ? todo : `${todo}${reader.locale === 'en' ? ' ' : ''}${texts.postByHand()}`,
          },
        ],
      },
      ...(said === undefined
        ? []
        : [
            { kind: 'context' as const, text: texts.kept() },
            { kind: 'quote' as const, text: said },
          ]),
    ],
  };
}

/** Whether a message may be shown where it is about to go: both sides must say the same audience. */
export const fits = (outgoing: Message, target: { audience: Audience }): boolean => outgoing.audience === target.audience;

/** The language of the channel in which a rehearsal is read. */
export async function localeOf(
  directory: Directory,
  { workspaceId, to, locale }: Pick<Delivery, 'workspaceId' | 'to' | 'locale'>,
): Promise<Delivery['locale']> {
  const reach = await directory.reachChannel(workspaceId, to.conversation);
  return 'unreachable' in reach ? locale : reach.locale;
}
