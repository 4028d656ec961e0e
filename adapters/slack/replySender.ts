import { preceded } from '../../src/core/answers.ts';
import type { Message } from '../../src/core/message.ts';
import type { InboundEvent, Place, SendOptions, SendResult, UserRef } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import { nearestLocale } from '../../src/ground/i18n.ts';
import type { Logger } from '../../src/ground/log.ts';
import { adviceOn } from './errors.ts';
import { hasFiles } from './files.ts';
import { isSlackResponseUrl } from './guard.ts';
import type { KeptTexts } from './keptTexts.ts';
import type { ReplyRoute } from './payload.ts';
import { renderMessage } from './render.ts';
import type { SlackPlatform } from './send.ts';
import { slackTexts } from './texts.ts';

/** A reply route with its age: the ways that Slack gives expire. */
export interface Route extends ReplyRoute {
  /** When the payload arrived, in real time. */
  readonly since: Date;
}

export interface ReplySenderOptions {
  readonly platform: Pick<SlackPlatform, 'send' | 'find' | 'update' | 'whisper' | 'openDirect'>;
  readonly kept: Pick<KeptTexts, 'keep'>;
  readonly apiUrl: string;
  /** Real time. */
  readonly clock: Clock;
  readonly log: Logger;
}

/** Delivers message replies to their readers. */
export interface ReplySender {
  /** Sends to the person alone: in place where possible, else in their direct conversation. */
  tellCaller(event: InboundEvent, message: Message, route: Route): Promise<SendResult>;
  /**
   * Uploads the files of a message for one person into their direct conversation; the message then says where they are.
   * Returns the message unchanged when it has no files or they could not be uploaded. `again`: they may be there
   * already, from before a crash.
   * @throws RapportError `unavailable` when Slack does not tell now whether they are.
   */
  filesBrought(event: InboundEvent, message: Message, options?: { readonly again?: boolean }): Promise<Message>;
  /**
   * Posts to all readers of the place, below the original message and once per person: the stand-in for an answer that
   * could not be sent privately.
   */
  tellAloud(event: InboundEvent, message: Message<'client'>): Promise<SendResult>;
  /** Posts to all readers of the place. Where we may not write, the person gets the answer alone, with the reason. */
  tellAll(event: InboundEvent, message: Message, route: Route): Promise<SendResult>;
  /** Replaces the pressed message. `dead` when there is none that can be changed. */
  replace(event: InboundEvent, message: Message, route: Route): Promise<SendResult>;
  /** Whether an answer to all was posted already: checked before it is posted again after a crash. */
  wasToldToAll(event: InboundEvent): Promise<boolean>;
  /** Logs a result when a person may have received nothing. */
  report(event: InboundEvent, result: SendResult): void;
}

/** A response_url lives for half an hour and five uses. */
const RESPONSE_URL_MS = 29 * 60_000;
const RESPOND_TIMEOUT_MS = 10_000;
const TRIES = 3;
const MOST_PATIENCE_MS = 5_000;
export const SENT: SendResult = { outcome: 'sent', message: '' };

type Shown = Readonly<Record<string, unknown>>;
export const localeOf = ({ from }: InboundEvent) => nearestLocale(from.locale);
/** The reader's language, and the zone for places where Slack shows no dates of its own. */
export const readerOf = (event: InboundEvent) => ({ locale: localeOf(event), zone: event.from.zone ?? 'UTC' });
export const placeIn = (event: InboundEvent): Place | undefined => ('place' in event ? event.place : undefined);
/** The reader of a private answer: the person who acted; when the bot itself was added, the person who added it. */
const callerOf = (event: InboundEvent): string =>
  event.kind === 'memberJoined' && event.bot && event.by !== undefined ? event.by : event.from.user;
const userOf = (event: InboundEvent): UserRef => ({
  platform: 'slack',
  tenant: event.from.tenant,
  user: callerOf(event),
});
const optionsOf = (event: InboundEvent): SendOptions => ({
  key: `reply:${event.installation.tenant}:${event.id}`,
  ...readerOf(event),
});
const refOf = (event: InboundEvent, { conversation, thread }: Place) => ({
  ...event.installation,
  conversation,
  thread,
  audience: 'client' as const,
});
/** An answer to a mention goes into its thread: the channel stays quiet. */
const threadOf = (event: InboundEvent, place: Place) =>
  place.thread ?? (event.kind === 'mention' ? place.message : undefined);

export function createReplySender({ platform, kept, apiUrl, clock, log }: ReplySenderOptions): ReplySender {
  /** Retries a post that certainly did not happen, while the person may still be waiting. */
  async function patiently(post: () => Promise<SendResult>): Promise<SendResult> {
    let result = await post();
    for (let turn = 1; turn < TRIES && result.outcome === 'retry'; turn += 1) {
      const pause = Math.min(result.afterMs ?? 500 * turn, MOST_PATIENCE_MS);
      await new Promise((resolve) => setTimeout(resolve, pause));
      result = await post();
    }
    return result;
  }

  /**
   * Answers through the payload's response_url, which also works where we are not a member. False when that is not
   * possible.
   */
  async function respond(route: Route, body: Shown): Promise<boolean> {
    const { responseUrl } = route;
    if (responseUrl === undefined || clock.now().getTime() - route.since.getTime() > RESPONSE_URL_MS) return false;
    if (!isSlackResponseUrl(responseUrl, apiUrl)) {
      log.warn('slack: a payload names a response_url that is not Slack’s; it is not followed');
      return false;
    }
    try {
      const response = await fetch(responseUrl, {
        method: 'POST',
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify({ unfurl_links: false, unfurl_media: false, ...body }),
        redirect: 'error',
        signal: AbortSignal.timeout(RESPOND_TIMEOUT_MS),
      });
      await response.body?.cancel();
      return response.ok;
    } catch (error) {
      log.debug({ err: error }, 'slack: a response_url could not be used');
      return false;
    }
  }

  async function rendered(event: InboundEvent, message: Message): Promise<Shown> {
    const { text, blocks, kept: aside } = renderMessage(message, { ...readerOf(event), now: clock.now() });
    await kept.keep(aside);
    return { text, blocks };
  }

  async function tellCaller(event: InboundEvent, message: Message, route: Route): Promise<SendResult> {
    const place = placeIn(event);
    const options = optionsOf(event);
    if (place?.kind === 'direct') return patiently(() => platform.send(refOf(event, place), message, options));
    if (route.responseUrl !== undefined) {
      const thread = place?.thread === undefined ? {} : { thread_ts: place.thread };
      const body = {
        response_type: 'ephemeral',
        replace_original: false,
        ...thread,
        ...(await rendered(event, message)),
      };
      if (await respond(route, body)) return SENT;
    }
    const whispered =
      place === undefined
        ? undefined
        : await patiently(() => platform.whisper(refOf(event, place), userOf(event), message, options));
    if (whispered !== undefined && whispered.outcome !== 'dead') return whispered;
    const opened = await platform.openDirect(event.installation, userOf(event));
    if ('unreachable' in opened) return { outcome: 'dead', reason: 'blocked', detail: opened.unreachable };
    const direct = refOf(event, { conversation: opened.conversation, kind: 'direct' });
    return patiently(() => platform.send(direct, message, options));
  }

  async function filesBrought(
    event: InboundEvent,
    message: Message,
    { again = false }: { readonly again?: boolean } = {},
  ): Promise<Message> {
    if (!hasFiles(message)) return message;
    const opened = await platform.openDirect(event.installation, userOf(event)).catch(() => undefined);
    if (opened === undefined || 'unreachable' in opened) return message;
    const direct = refOf(event, { conversation: opened.conversation, kind: 'direct' });
    const options = optionsOf(event);
    const before = again ? await platform.find(direct, options.key) : 'absent';
    if (before === 'later') throw new RapportError('unavailable', 'slack: whether a file was uploaded is unknown now');
    // Whether the file arrived with its message is unknown, so the link to it is shown in any case.
    const bring = () =>
      typeof before === 'object'
        ? platform.update(direct, before.found, message, options)
        : platform.send(direct, message, options);
    const sent = await patiently(bring);
    if (sent.outcome !== 'sent') return message;
    const text = slackTexts(localeOf(event)).inDirect();
    return { audience: message.audience, fallbackText: text, blocks: [{ kind: 'text', text }] };
  }

  async function tellAloud(event: InboundEvent, message: Message<'client'>): Promise<SendResult> {
    const place = placeIn(event);
    if (place === undefined || place.kind === 'direct')
      return { outcome: 'dead', reason: 'blocked', detail: 'slack: there is nobody else to be told' };
    const there = refOf(event, { ...place, thread: threadOf(event, place) });
    const key = `aloud:${JSON.stringify([event.installation.tenant, there.conversation, there.thread ?? '', callerOf(event)])}`;
    if (typeof (await platform.find(there, key)) === 'object') return SENT;
    return patiently(() => platform.send(there, message, { ...optionsOf(event), key }));
  }

  async function tellAll(event: InboundEvent, message: Message, route: Route): Promise<SendResult> {
    const place = placeIn(event);
    if (place === undefined) return tellCaller(event, message, route);
    const there = refOf(event, { ...place, thread: threadOf(event, place) });
    const posted = await patiently(() => platform.send(there, message, optionsOf(event)));
    if (posted.outcome !== 'dead') return posted;
    const body = { response_type: 'in_channel', replace_original: false, ...(await rendered(event, message)) };
    if (event.kind === 'command' && (await respond(route, body))) return SENT;
    const why = `${slackTexts(localeOf(event)).onlyYou()} ${adviceOn(posted.reason, localeOf(event))}`;
    return tellCaller(event, preceded(message, why), route);
  }

  async function replace(event: InboundEvent, message: Message, route: Route): Promise<SendResult> {
    const place = placeIn(event);
    if (route.isEphemeral !== true && place?.message !== undefined) {
      const posted = place.message;
      const changed = await patiently(() => platform.update(refOf(event, place), posted, message, optionsOf(event)));
      if (changed.outcome === 'sent') return changed;
    }
    if (
      place?.message !== undefined &&
      (await respond(route, { replace_original: true, ...(await rendered(event, message)) }))
    )
      return SENT;
    return { outcome: 'dead', reason: 'rejected', detail: 'slack: there is no message that can be changed' };
  }

  return {
    tellCaller,
    filesBrought,
    tellAloud,
    tellAll,
    replace,
    async wasToldToAll(event) {
      const place = placeIn(event);
      if (place === undefined) return false;
      const found = await platform.find(
        refOf(event, { ...place, thread: threadOf(event, place) }),
        optionsOf(event).key,
      );
      return typeof found === 'object';
    },
    report(event, result) {
      if (result.outcome === 'sent') return;
      const why = result.outcome === 'dead' ? result.detail : result.reason;
      log.error(
        { kind: event.kind, request: event.id, outcome: result.outcome, why },
        'slack: an answer may not have arrived',
      );
    },
  };
}
