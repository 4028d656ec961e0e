import type { Message } from '../../src/core/message.ts';
import type { ConversationRef, SendOptions, SendResult } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Connector, Outgoing } from './connector.ts';
import { ConnectorFault, closedBy, resultOf } from './errors.ts';
import type { KnownConversation } from './referenceRows.ts';
import { addressOf, type References } from './references.ts';
import { renderMessage } from './render.ts';
import { aboutText, replyTexts } from './replyTexts.ts';

/** A conversation as a target. */
export type Target = Pick<ConversationRef, 'tenant' | 'conversation' | 'thread'>;

/** How a private answer reached its person: in place, in their own chat, or not at all. */
export interface Told {
  readonly way: 'here' | 'direct' | 'nowhere';
  readonly result: SendResult;
}

export interface SendingOptions {
  readonly connector: Connector;
  readonly references: References;
  readonly clock: Clock;
  readonly log: Logger;
  /** Whether the tenants have targeted messages. */
  readonly targeted: boolean;
  /** Whether buttons can open dialogs: everywhere but in the Agents Playground. */
  readonly dialogs: boolean;
}

export type Sending = ReturnType<typeof createSending>;

export const noReference: SendResult = {
  outcome: 'dead',
  reason: 'notInChannel',
  detail: 'teams: Rapport was never seen in that conversation',
};
const noInstallation: SendResult = {
  outcome: 'dead',
  reason: 'disconnected',
  detail: 'teams: Rapport is nowhere in that tenant',
};

/** All outbound messages to Teams. Nothing here throws; failures are in the result. */
export function createSending({ connector, references, clock, log, targeted, dialogs }: SendingOptions) {
  /** Makes one call in a stored conversation, and marks it as dead when it is closed to us. */
  async function inKnown(to: Target, call: (known: KnownConversation) => Promise<string>): Promise<SendResult> {
    try {
      const known = await references.find(to.tenant, to.conversation);
      if (known === undefined)
        return (await references.anyLive(to.tenant)) === undefined ? noInstallation : noReference;
      if (known.state === 'dead')
        return {
          outcome: 'dead',
          reason: known.why ?? 'notInChannel',
          detail: `teams: ${known.reason ?? 'Rapport was taken out'}`,
        };
      try {
        return { outcome: 'sent', message: await call(known) };
      } catch (error) {
        const result = resultOf(error);
        const why = closedBy(result);
        if (why !== undefined)
          await references.bury(to.tenant, to.conversation, { why, reason: (error as ConnectorFault).message });
        return result;
      }
    } catch (error) {
      // The database failed: nothing was posted, unless it failed after Teams had refused.
      log.warn({ err: error }, 'teams: a conversation could not be looked up');
      return { outcome: 'retry', reason: 'teams: the conversation could not be looked up' };
    }
  }

  const post = (to: Target, outgoing: Outgoing) =>
    inKnown(to, (known) => connector.post(addressOf(known, to.thread), outgoing));
  const update = (to: Target, message: string, outgoing: Outgoing) =>
    inKnown(to, async (known) => {
      const only = targeted
        ? await references.targetedAt({ tenant: to.tenant, conversation: to.conversation, message })
        : undefined;
      await connector.update(addressOf(known, to.thread), message, outgoing, only);
      return message;
    });

  const render = (
    message: Message,
    { locale, zone }: Pick<SendOptions, 'locale' | 'zone'>,
    ownZone: boolean,
  ): Outgoing => {
    const { card, fallback } = renderMessage(message, { locale, zone, now: clock.now(), ownZone, dialogs });
    return { card, summary: fallback };
  };

  /** A person's own chat with Rapport. @throws RapportError `unavailable` when it cannot be looked up now. */
  async function openDirect(tenant: string, user: string): Promise<{ conversation: string } | { unreachable: string }> {
    const known = await references.direct(tenant, user);
    if (known !== undefined)
      return known.state === 'live'
        ? { conversation: known.conversation }
        : { unreachable: known.reason ?? 'taken out' };
    const from = await references.anyLive(tenant);
    if (from === undefined) return { unreachable: 'Rapport is nowhere in that tenant' };
    try {
      const conversation = await connector.openDirect(addressOf(from), user);
      const spot = {
        tenant,
        conversation,
        kind: 'direct' as const,
        name: undefined,
        team: undefined,
        thread: undefined,
      };
      await references.see(spot, { serviceUrl: from.serviceUrl, bot: from.bot, user });
      return { conversation };
    } catch (error) {
      if (!(error instanceof ConnectorFault)) throw error;
      const result = resultOf(error);
      // Refused for good: Rapport is not installed for that person, and may not install itself.
      if (result.outcome === 'dead') return { unreachable: result.detail };
      throw new RapportError('unavailable', `teams: a direct conversation could not be opened: ${error.message}`, {
        cause: error,
      });
    }
  }

  /** Tells all readers, without the answer, that a person has one waiting. */
  function pointer(name: string, bot: string, locale: Locale): Message {
    const texts = replyTexts(locale);
    const text = texts.openChat({ name });
    const url = `https://teams.microsoft.com/l/chat/0/0?users=${encodeURIComponent(bot)}`;
    return {
      audience: 'client',
      fallbackText: text,
      blocks: [{ kind: 'text', text: [text, ' ', { kind: 'link', url, text: texts.openChatButton() }] }],
    };
  }

  return {
    post,
    update,
    render,
    openDirect,
    /**
     * Delivers a card to one person: as a targeted message where tenants have them, else in their own chat, marked with
     * its place, so that its presses count there. Where that is closed too, the card is not delivered.
     * @param make the card; `about` names the original place, where it is shown elsewhere
     */
    async privately(
      place: Target & { readonly kind: 'channel' | 'group'; readonly name?: string | undefined },
      person: { readonly user: string; readonly name: string; readonly locale: Locale; readonly zone: string },
      make: (about: string | undefined) => Outgoing,
    ): Promise<Told> {
      const { tenant, conversation, kind, name, thread } = place;
      const belongs = {
        conversation,
        kind,
        ...(name === undefined ? {} : { name }),
        ...(thread === undefined ? {} : { thread }),
      };
      if (targeted) {
        const result = await inKnown(place, (known) =>
          connector.post(addressOf(known, thread), make(undefined), person.user),
        );
        if (result.outcome === 'sent') {
          await references
            .move({ tenant, conversation, message: result.message, user: person.user, place: belongs })
            .catch((error: unknown) =>
              log.warn(
                { err: error },
                'teams: that an answer is targeted was not kept; it is not changed but told anew',
              ),
            );
        }
        // A message that may have arrived is not sent again.
        if (result.outcome === 'sent' || result.outcome === 'unknown') return { way: 'here', result };
        log.warn({ result, tenant }, 'teams: a targeted message was refused; the answer goes to the person’s own chat');
      }
      const direct = await openDirect(tenant, person.user).catch((error: unknown) => ({ unreachable: String(error) }));
      if ('conversation' in direct) {
        const result = await post({ tenant, conversation: direct.conversation }, make(aboutText(place, person.locale)));
        if (result.outcome === 'sent') {
          await references
            .move({
              tenant,
              conversation: direct.conversation,
              message: result.message,
              user: person.user,
              place: belongs,
            })
            .catch((error: unknown) =>
              log.warn(
                { err: error },
                'teams: where a private answer belongs was not kept; its buttons count in the chat itself',
              ),
            );
        }
        if (result.outcome === 'sent' || result.outcome === 'unknown') return { way: 'direct', result };
      }
      const nowhere: SendResult = {
        outcome: 'dead',
        reason: 'blocked',
        detail: 'teams: that person has no chat with Rapport',
      };
      log.info(
        { tenant, user: person.user, why: 'unreachable' in direct ? direct.unreachable : 'the post failed' },
        'teams: a private answer has no possible place',
      );
      return { way: 'nowhere', result: nowhere };
    },
    /**
     * Posts the public stand-in for a private answer: once in a thread per person, with the given text or how to open a
     * chat. Posts nothing without the person's name: the readers could not tell whom it is for.
     */
    async aloud(
      place: Target & { readonly message?: string | undefined },
      person: { readonly user: string; readonly name: string; readonly locale: Locale; readonly zone: string },
      message: Message<'client'> | undefined,
    ): Promise<void> {
      const { tenant, conversation, thread } = place;
      if (message === undefined && person.name === '') return;
      // In a chat without threads each message is answered separately.
      const spot = message === undefined ? thread : (thread ?? place.message);
      const said = {
        tenant,
        conversation,
        thread: spot,
        user: person.user,
        what: message === undefined ? 'pointer' : message.fallbackText,
      };
      if (!(await references.saysFirst(said))) return;
      const result = await inKnown(place, (known) =>
        connector.post(
          addressOf(known, thread),
          render(message ?? pointer(person.name, known.bot, person.locale), person, false),
        ),
      );
      if (result.outcome === 'sent' || result.outcome === 'unknown') return;
      log.error({ tenant, conversation, result }, 'teams: an answer could be shown neither privately nor publicly');
      await references.unsaid(said);
    },
  };
}
