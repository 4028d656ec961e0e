import { preceded } from '../../src/core/answers.ts';
import type { Reply } from '../../src/core/command.ts';
import type { Message } from '../../src/core/message.ts';
import type { ChatPlatform, InboundEvent } from '../../src/core/platform.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Outgoing } from './connector.ts';
import { type Deed, localeOf, placeIn, targetOf } from './deed.ts';
import { cardStateOf, dialogOf, endOf, type InvokeBody, noteFor } from './invokes.ts';
import type { References } from './references.ts';
import { aboutText, replyTexts } from './replyTexts.ts';
import type { Sending } from './send.ts';
import { createShowForm } from './showForm.ts';
import { createToPerson, isNowhere } from './toPerson.ts';

export interface RepliesOptions {
  readonly sending: Sending;
  readonly references: References;
  readonly members: ChatPlatform['members'];
  readonly log: Logger;
}

export type Replies = ReturnType<typeof createReplies>;

/**
 * The message that replaces a card. Where the card stands outside its place, the message names that place as the card
 * did.
 */
function whereItStands(deed: Deed, message: Message): Message {
  const place = placeIn(deed.event);
  const isElsewhere =
    place !== undefined &&
    place.kind !== 'direct' &&
    deed.card !== undefined &&
    place.conversation !== deed.card.conversation;
  return isElsewhere ? preceded(message, aboutText(place, localeOf(deed))) : message;
}

/** Shows the bot's replies. */
export function createReplies({ sending, references, members, log }: RepliesOptions) {
  const answers = createToPerson({ sending, log });
  const { cardOf, plainly, replace, posted, toPerson, unreached } = answers;
  const showForm = createShowForm({ members, toPerson: answers });

  /** A submitted or closed form in the conversation is replaced by its result, so that it is not filled in twice. */
  async function settleForm({ surface, card, isOwn }: Deed, outcome: Outgoing): Promise<InvokeBody> {
    if (isOwn && card !== undefined) await replace(card, outcome);
    return surface === 'execute' ? cardStateOf(outcome.card) : undefined;
  }

  async function showMessage(
    deed: Deed,
    message: Message,
    to: 'caller' | 'conversation',
    aloud?: Message<'client'>,
  ): Promise<InvokeBody> {
    const { event, surface, card, isOwn } = deed;
    const place = placeIn(event);
    const texts = replyTexts(localeOf(deed));
    const isInlineForm =
      (event.kind === 'formSubmit' || event.kind === 'formClosed') &&
      card !== undefined &&
      surface !== 'dialog' &&
      surface !== 'extension';
    const isDirect = place === undefined || place.kind === 'direct';

    if (to === 'conversation' && !isDirect) {
      const arrived = await posted(targetOf(event, place), cardOf(deed, message, false));
      if (arrived) return isInlineForm ? settleForm(deed, plainly(deed, texts.done())) : endOf(surface);
      // Rapport cannot write there: at least the acting person is told.
    }
    if (isInlineForm && (isOwn || surface === 'execute'))
      return settleForm(deed, cardOf(deed, whereItStands(deed, message), true));
    // A dialog is private, and has room for an answer without buttons.
    const asks = message.blocks.some(({ kind }) => kind === 'actions');
    if ((surface === 'dialog' || surface === 'extension') && !isDirect && !asks) {
      return dialogOf(cardOf(deed, message, true).card);
    }
    const said = await toPerson(
      deed,
      (about) => cardOf(deed, about === undefined ? message : preceded(message, about), true),
      'answeredInChat',
    );
    if (isNowhere(said)) return unreached(deed, said.nowhere, message, aloud);
    if (surface === 'late') return undefined;
    if (said !== undefined) return noteFor(surface, said);
    // A requested dialog must be answered with a dialog.
    return surface === 'dialog' && event.kind === 'action' ? noteFor(surface, texts.done()) : endOf(surface);
  }

  async function showUpdate(deed: Deed, message: Message): Promise<InvokeBody> {
    const { event, surface, card, isOwn } = deed;
    if (card === undefined) return showMessage(deed, message, 'caller');
    const outgoing = cardOf(deed, whereItStands(deed, message), isOwn);
    const result = await sending.update(card, card.message, outgoing);
    if (result.outcome !== 'sent') return showMessage(deed, message, 'caller');
    if (surface === 'execute') return cardStateOf(outgoing.card);
    return surface === 'dialog' && event.kind === 'action'
      ? noteFor(surface, replyTexts(localeOf(deed)).done())
      : endOf(surface);
  }

  return {
    /** Tells the acting person a text of the adapter's own. */
    async say(deed: Pick<Deed, 'event' | 'surface'>, text: string): Promise<InvokeBody> {
      const { surface } = deed;
      if (surface !== 'message' && surface !== 'submit' && surface !== 'late') return noteFor(surface, text);
      const said = await toPerson(deed, () => plainly(deed, text), 'answeredInChat');
      return isNowhere(said)
        ? unreached({ ...deed, card: undefined, isOwn: false }, said.nowhere, undefined)
        : undefined;
    },
    /** Delivers a reply to its place, and returns the answer for the surface. */
    async show(deed: Deed, reply: Reply): Promise<InvokeBody> {
      switch (reply.kind) {
        case 'message':
          // A private answer is posted in the person's own chat, not where the command was sent.
          return reply.instead === true && deed.isOwn
            ? showUpdate(deed, reply.message)
            : showMessage(deed, reply.message, reply.to, reply.aloud);
        case 'update':
          return showUpdate(deed, reply.message);
        case 'form':
        case 'invalid':
          return showForm(deed, reply.form);
        case 'nothing':
          if (deed.event.kind === 'formClosed')
            return settleForm(deed, plainly(deed, replyTexts(localeOf(deed)).closed()));
          return endOf(deed.surface);
      }
    },
    /** An act without a waiting surface: after a crash, or when the answer took too long. */
    async lateDeed(event: InboundEvent): Promise<Deed> {
      const place = placeIn(event);
      const { tenant } = event.installation;
      if (place?.message === undefined || event.kind === 'mention' || event.kind === 'directMessage') {
        return { event, surface: 'late', card: undefined, isOwn: place?.kind === 'direct' };
      }
      const own = await references.movedTo(tenant, place.message, place.conversation);
      if (own !== undefined)
        return { event, surface: 'late', card: { tenant, conversation: own, message: place.message }, isOwn: true };
      return {
        event,
        surface: 'late',
        card: { ...targetOf(event, place), message: place.message },
        isOwn: place.kind === 'direct',
      };
    },
  };
}
