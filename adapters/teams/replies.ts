import { preceded } from '../../src/core/answers.ts';
import type { Reply } from '../../src/core/command.ts';
import type { FormView } from '../../src/core/form.ts';
import type { Message } from '../../src/core/message.ts';
import type { ChatPlatform, InboundEvent, Place } from '../../src/core/platform.ts';
import type { ReplyLocale } from '../../src/core/replyLocales.ts';
import { isZone } from '../../src/core/schedule/zone.ts';
import { type Locale, nearestLocale } from '../../src/ground/i18n.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { Outgoing } from './connector.ts';
import { renderDialog, renderForm, type Suggestions } from './form.ts';
import type { Surface } from './inbound.ts';
import type { References } from './references.ts';
import { aboutText, replyTexts } from './replyTexts.ts';
import type { Sending, Target } from './send.ts';

/** A card in a conversation. */
export interface CardAt extends Target {
  readonly message: string;
}

/** A person's act, and where it can be answered. */
export interface Deed {
  readonly event: InboundEvent;
  /** `late`: the request is over, so no answer can be returned in it. */
  readonly surface: Surface | 'late';
  /** The pressed or sent card, where it really is; a private answer stands elsewhere than its event says. */
  readonly card: CardAt | undefined;
  /** Whether that card is in the person's own chat, visible to them alone. */
  readonly isOwn: boolean;
  /** The acting person's language and zone from the record; undefined: from their device. */
  readonly reader?: ReplyLocale | undefined;
}

/**
 * The rest to say after a private answer: text for the surface, or that the person cannot be reached from this place.
 */
type Left = string | undefined | { readonly nowhere: Place };
const isNowhere = (left: Left): left is { readonly nowhere: Place } => typeof left === 'object';

/** The acting person. */
type By = Pick<Deed, 'event' | 'reader'>;

/** The answer to an invoke; undefined: an empty 200, which ends a dialog. */
export type InvokeBody = Readonly<Record<string, unknown>> | undefined;

const ADAPTIVE_CARD = 'application/vnd.microsoft.card.adaptive';
const PEOPLE_SUGGESTED = 100;

export interface RepliesOptions {
  readonly sending: Sending;
  readonly references: References;
  readonly members: ChatPlatform['members'];
  readonly log: Logger;
}

/** An invoke's text answer: only the acting person sees it, for a moment. */
export function noteFor(surface: Surface, text: string): InvokeBody {
  if (surface === 'execute')
    return { statusCode: 200, type: 'application/vnd.microsoft.activity.message', value: text };
  if (surface === 'dialog' || surface === 'extension') return { task: { type: 'message', value: text } };
  return undefined;
}

/**
 * A visible failure of an invoke: Teams shows the text, and typed values stay. HTTP 200, since Teams shows no text of
 * ours for another status.
 */
export function failureFor(surface: Surface, text: string): InvokeBody {
  if (surface === 'execute')
    return { statusCode: 500, type: 'application/vnd.microsoft.error', value: { code: 'Unavailable', message: text } };
  return noteFor(surface, text);
}

export type Replies = ReturnType<typeof createReplies>;

/** Shows the bot's replies. */
export function createReplies({ sending, references, members, log }: RepliesOptions) {
  const localeOf = ({ event, reader }: By): Locale => reader?.locale ?? nearestLocale(event.from.locale);
  /** The person's own zone, where it is known. */
  const ownZoneOf = ({ event, reader }: By): string | undefined =>
    reader?.zone ?? (event.from.zone !== undefined && isZone(event.from.zone) ? event.from.zone : undefined);
  const personOf = (by: By) => ({
    user: by.event.from.user,
    name: by.event.from.name,
    locale: localeOf(by),
    zone: ownZoneOf(by) ?? 'UTC',
  });
  const placeIn = (event: InboundEvent): Place | undefined => ('place' in event ? event.place : undefined);
  const targetOf = (event: InboundEvent, { conversation, thread }: Place): Target => ({
    tenant: event.installation.tenant,
    conversation,
    thread,
  });
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

  const dialogOf = (content: unknown): InvokeBody => ({
    task: {
      type: 'continue',
      value: { title: 'Rapport', height: 'small', width: 'medium', card: { contentType: ADAPTIVE_CARD, content } },
    },
  });

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
    if (message !== undefined && surface === 'execute')
      return { statusCode: 200, type: ADAPTIVE_CARD, value: cardOf(deed, message, true).card };
    if (message !== undefined && (surface === 'dialog' || surface === 'extension')) {
      // Buttons of a message do not work in a dialog.
      const words = { ...message, blocks: message.blocks.filter(({ kind }) => kind !== 'actions') };
      return dialogOf(cardOf(deed, words, true).card);
    }
    await sending.aloud({ ...targetOf(event, place), message: place.message }, personOf(deed), aloud);
    return endOf(surface);
  }

  /** The people to choose from in a form: the members of its place. Without them names can be typed. */
  async function suggestionsFor(event: InboundEvent, form: FormView): Promise<Suggestions> {
    const place = placeIn(event);
    if (place === undefined || place.kind === 'direct' || !form.fields.some(({ kind }) => kind === 'person')) return {};
    const roster = await members({
      platform: 'teams',
      tenant: event.installation.tenant,
      conversation: place.conversation,
    });
    if ('unknown' in roster || roster.members.length > PEOPLE_SUGGESTED) return {};
    const person = roster.members.map(({ user, name }) => ({
      title: name,
      value: `<@${user.user}|${name.replace(/[<>|]/g, '')}>`,
    }));
    return { person: person.sort((one, other) => one.title.localeCompare(other.title)) };
  }

  /** A form as a card. `about`: the original place, when the form is shown elsewhere. */
  function formCard(event: InboundEvent, form: FormView, suggestions: Suggestions, about?: string): Outgoing {
    const place = placeIn(event) ?? { conversation: event.from.user, kind: 'direct' as const };
    const stop = form.locale === 'zh-CN' ? '。' : '. ';
    const notice =
      about === undefined ? form.notice : form.notice === undefined ? about : `${about}${stop}${form.notice}`;
    return {
      card: renderForm(
        { ...form, ...(notice === undefined ? {} : { notice }) },
        { place },
        { surface: 'message', suggestions },
      ),
      summary: form.title,
    };
  }

  async function showForm(deed: Deed, form: FormView): Promise<InvokeBody> {
    const { event, surface, card, isOwn } = deed;
    const suggestions = await suggestionsFor(event, form);
    if (surface === 'dialog' || surface === 'extension') {
      const place = placeIn(event) ?? { conversation: event.from.user, kind: 'direct' as const };
      const { card: content, ...look } = renderDialog(form, { place }, suggestions);
      return { task: { type: 'continue', value: { ...look, card: { contentType: ADAPTIVE_CARD, content } } } };
    }
    const isAgain = event.kind === 'formSubmit' && card !== undefined;
    // A pressed card becomes the form for that person alone: its values may not be for all readers.
    if (surface === 'execute' && (!isOwn || isAgain)) {
      const outgoing = formCard(event, form, suggestions);
      // Only this person sees a card in their own chat, so the posted card is replaced as well.
      if (isOwn && card !== undefined) await replace(card, outgoing);
      return { statusCode: 200, type: ADAPTIVE_CARD, value: outgoing.card };
    }
    if (isAgain && isOwn) {
      await replace(card, formCard(event, form, suggestions));
      return undefined;
    }
    const said = await toPerson(deed, (about) => formCard(event, form, suggestions, about), 'formInChat');
    if (isNowhere(said)) return unreached(deed, said.nowhere, undefined);
    return surface === 'execute' && said !== undefined ? noteFor(surface, said) : endOf(surface);
  }

  /** Nothing more to say. An Execute still needs a text, or Teams reports a failure. */
  const endOf = (surface: Deed['surface']): InvokeBody => (surface === 'execute' ? noteFor('execute', '') : undefined);

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

  /** A submitted or closed form in the conversation is replaced by its result, so that it is not filled in twice. */
  async function settleForm({ surface, card, isOwn }: Deed, outcome: Outgoing): Promise<InvokeBody> {
    if (isOwn && card !== undefined) await replace(card, outcome);
    return surface === 'execute' ? { statusCode: 200, type: ADAPTIVE_CARD, value: outcome.card } : undefined;
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
    if (surface === 'execute') return { statusCode: 200, type: ADAPTIVE_CARD, value: outgoing.card };
    return surface === 'dialog' && event.kind === 'action'
      ? noteFor(surface, replyTexts(localeOf(deed)).done())
      : endOf(surface);
  }

  return {
    localeOf,
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
