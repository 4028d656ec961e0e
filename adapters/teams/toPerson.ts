import type { Message } from '../../src/core/message.ts';
import type { Place } from '../../src/core/platform.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Outgoing } from './connector.ts';
import { type By, type CardAt, type Deed, localeOf, ownZoneOf, personOf, placeIn, targetOf } from './deed.ts';
import { cardStateOf, dialogOf, endOf, type InvokeBody } from './invokes.ts';
import type { Target } from './knownCalls.ts';
import { replyTexts } from './replyTexts.ts';
import type { Sending } from './send.ts';

/**
 * The rest to say after a private answer: text for the surface, or that the person cannot be reached from this place.
 */
export type Left = string | undefined | { readonly nowhere: Place };
export const isNowhere = (left: Left): left is { readonly nowhere: Place } => typeof left === 'object';

export type ToPerson = ReturnType<typeof createToPerson>;

/** Posts answers: into a place, in place of a card, or to the acting person alone. */
export function createToPerson({ sending, log }: { sending: Sending; log: Logger }) {
  /** `isAlone`: only the acting person reads it, so their zone needs no name. */
  const cardOf = (by: By, message: Message, isAlone: boolean): Outgoing => {
    const zone = ownZoneOf(by);
    return sending.render(message, { locale: localeOf(by), zone: zone ?? 'UTC' }, isAlone && zone !== undefined);
  };
  const plainly = (by: By, text: string): Outgoing =>
    cardOf(by, { audience: 'client', fallbackText: text, blocks: [{ kind: 'context', text }] }, true);

  /** Replaces a card, or posts the new one where that is impossible. */
  async function replace(card: CardAt, outgoing: Outgoing): Promise<void> {
    const result = await sending.update(card, card.message, outgoing);
    if (result.outcome !== 'sent') await posted(card, outgoing);
  }

  /** Whether the message arrived, or may have. */
  async function posted(to: Target, outgoing: Outgoing): Promise<boolean> {
    const result = await sending.post(to, outgoing);
    if (result.outcome !== 'sent')
      log.error({ result, conversation: to.conversation }, 'teams: an answer was not posted');
    return result.outcome === 'sent' || result.outcome === 'unknown';
  }

  /**
   * Answers the person alone: in their own chat as a normal message, elsewhere privately. Returns the rest to say on
   * the surface; `nowhere` where they cannot be reached privately.
   */
  async function toPerson(
    by: By,
    make: (about: string | undefined) => Outgoing,
    told: 'answeredInChat' | 'formInChat',
  ): Promise<Left> {
    const { event } = by;
    const place = placeIn(event);
    const tenant = event.installation.tenant;
    if (place === undefined || place.kind === 'direct') {
      const own =
        place === undefined ? await sending.openDirect(tenant, event.from.user) : { conversation: place.conversation };
      if ('unreachable' in own)
        log.error({ event: event.id, why: own.unreachable }, 'teams: an answer has no possible place');
      else await posted({ tenant, conversation: own.conversation }, make(undefined));
      return undefined;
    }
    const { way } = await sending.privately(
      { ...targetOf(event, place), kind: place.kind, name: place.name },
      personOf(by),
      make,
    );
    if (way === 'nowhere') return { nowhere: place };
    return way === 'direct' ? replyTexts(localeOf(by))[told]() : undefined;
  }

  /**
   * The answer for a person without a chat of their own: in the dialog, or in the card as they alone see it. Without
   * either, the place gets once the public version of the answer, else how to open a chat.
   */
  async function unreached(
    deed: Deed,
    place: Place,
    message: Message | undefined,
    aloud?: Message<'client'>,
  ): Promise<InvokeBody> {
    const { event, surface } = deed;
    if (message !== undefined && surface === 'execute') return cardStateOf(cardOf(deed, message, true).card);
    if (message !== undefined && (surface === 'dialog' || surface === 'extension')) {
      // Buttons of a message do not work in a dialog.
      const words = { ...message, blocks: message.blocks.filter(({ kind }) => kind !== 'actions') };
      return dialogOf(cardOf(deed, words, true).card);
    }
    await sending.aloud({ ...targetOf(event, place), message: place.message }, personOf(deed), aloud);
    return endOf(surface);
  }

  return { cardOf, plainly, replace, posted, toPerson, unreached };
}
