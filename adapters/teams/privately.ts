import type { Message } from '../../src/core/message.ts';
import type { SendResult } from '../../src/core/platform.ts';
import type { Locale } from '../../src/ground/i18n.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Connector, Outgoing } from './connector.ts';
import type { InKnown, Target } from './knownCalls.ts';
import { addressOf, type References } from './references.ts';
import { aboutText, replyTexts } from './replyTexts.ts';

/** How a private answer reached its person: in place, in their own chat, or not at all. */
export interface Told {
  readonly way: 'here' | 'direct' | 'nowhere';
  readonly result: SendResult;
}

/** The reader of a private answer. */
interface Person {
  readonly user: string;
  readonly name: string;
  readonly locale: Locale;
  readonly zone: string;
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

export interface PrivateSendingOptions {
  readonly connector: Pick<Connector, 'post'>;
  readonly references: Pick<References, 'move' | 'saysFirst' | 'unsaid'>;
  readonly log: Logger;
  /** Whether the tenants have targeted messages. */
  readonly targeted: boolean;
  readonly inKnown: InKnown;
  readonly openDirect: (tenant: string, user: string) => Promise<{ conversation: string } | { unreachable: string }>;
  readonly render: (message: Message, reader: Person, ownZone: boolean) => Outgoing;
}

/** Delivers a message to one person privately, and a public placeholder if that is impossible. */
export function createPrivateSending({
  connector,
  references,
  log,
  targeted,
  inKnown,
  openDirect,
  render,
}: PrivateSendingOptions) {
  return {
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
                'teams: a targeted answer could not be recorded; updates are posted as new answers',
              ),
            );
        }
        // A message that may have arrived is not sent again.
        if (result.outcome === 'sent' || result.outcome === 'unknown') return { way: 'here', result };
        log.warn({ result, tenant }, 'teams: a targeted message was refused; the answer goes to the person’s own chat');
      }
      const direct = await openDirect(tenant, person.user).catch((error: unknown) => ({ unreachable: String(error) }));
      if ('conversation' in direct) {
        const result = await inKnown({ tenant, conversation: direct.conversation, thread: undefined }, (known) =>
          connector.post(addressOf(known, undefined), make(aboutText(place, person.locale))),
        );
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
                'teams: the origin of a private answer could not be stored; its buttons act in the direct chat',
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
