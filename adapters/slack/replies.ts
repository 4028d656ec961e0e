import { preceded } from '../../src/core/answers.ts';
import type { Clock } from '../../src/core/clock.ts';
import type { Reply } from '../../src/core/command.ts';
import { RapportError } from '../../src/core/errors.ts';
import type { FormView } from '../../src/core/form.ts';
import { formMessage } from '../../src/core/formMessage.ts';
import { nearestLocale } from '../../src/core/i18n.ts';
import type { Logger } from '../../src/core/log.ts';
import { type Message, OPEN_FORM } from '../../src/core/message.ts';
import type { InboundEvent, Place, SendOptions, SendResult, UserRef } from '../../src/core/platform.ts';
import type { SlackApi } from './api.ts';
import { answeredView, renderForm, savingView } from './form.ts';
import { encodeMetadata } from './formState.ts';
import { isSlackResponseUrl } from './guard.ts';
import { renderHome } from './home.ts';
import type { KeptTexts } from './keptTexts.ts';
import { within } from './people.ts';
import { carryOf, type ViewIn, type Way } from './reading.ts';
import { renderMessage } from './render.ts';
import type { SlackPlatform } from './send.ts';
import { slackTexts } from './texts.ts';

export interface RepliesOptions {
  readonly api: Pick<SlackApi, 'call'>;
  readonly platform: Pick<SlackPlatform, 'send' | 'find' | 'update' | 'whisper' | 'openDirect'>;
  readonly kept: Pick<KeptTexts, 'keep'>;
  readonly apiUrl: string;
  /** The real time. */
  readonly clock: Clock;
  readonly log: Logger;
}

/** How an answer gets back, and since when: what Slack hands out does not last. */
export interface Route extends Way {
  /** When the payload came, by the real time. */
  readonly since: Date;
  /** The window says that something is being done, so that it must be told what came of it. */
  readonly isWaiting?: boolean;
}

export interface Replies {
  /** Shows what comes of the work; opens a window that says so when a form takes longer than Slack lets us wait. Never rejects. */
  answer(event: InboundEvent, work: Promise<Reply>, route: Route): Promise<void>;
  /** Brings a reply long after its event. @throws RapportError `unavailable` when nobody could be told now. */
  late(event: InboundEvent, reply: Reply): Promise<void>;
  /** The window while a submit is worked on. */
  saving(event: InboundEvent): Readonly<Record<string, unknown>>;
}

/** A trigger lives for three seconds from the press (docs.slack.dev/interactivity): a form that is not there by then is announced by a window of its own. */
const TRIGGER_MS = 3_000;
const LOADING_AFTER_MS = 1_200;
/** A response_url lives for half an hour, for five uses. */
const RESPONSE_URL_MS = 29 * 60_000;
const RESPOND_TIMEOUT_MS = 10_000;
const VIEW_TIMEOUT_MS = 5_000;
const TRIES = 3;
const MOST_PATIENCE_MS = 5_000;

type Shown = Readonly<Record<string, unknown>>;
const localeOf = ({ from }: InboundEvent) => nearestLocale(from.locale);
const placeIn = (event: InboundEvent): Place | undefined => ('place' in event ? event.place : undefined);
const plain = (text: string): Message => ({ audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }] });
/** Who a private answer is for: whoever acted; when the bot itself was added, whoever added it. */
const callerOf = (event: InboundEvent): string => (event.kind === 'memberJoined' && event.bot && event.by !== undefined ? event.by : event.from.user);

export function createReplies({ api, platform, kept, apiUrl, clock, log }: RepliesOptions): Replies {
  const readerOf = (event: InboundEvent) => ({ locale: localeOf(event), zone: event.from.zone ?? 'UTC' });
  const optionsOf = (event: InboundEvent): SendOptions => ({ key: `reply:${event.installation.tenant}:${event.id}`, ...readerOf(event) });
  const age = ({ since }: Route) => clock.now().getTime() - since.getTime();
  const userOf = (event: InboundEvent): UserRef => ({ platform: 'slack', tenant: event.from.tenant, user: callerOf(event) });
  const refOf = (event: InboundEvent, { conversation, thread }: Place) => ({ ...event.installation, conversation, thread, audience: 'client' as const });

  /** What certainly was not posted is tried again, for as long as somebody may wait for it. */
  async function patiently(post: () => Promise<SendResult>): Promise<SendResult> {
    let result = await post();
    for (let turn = 1; turn < TRIES && result.outcome === 'retry'; turn += 1) {
      const pause = Math.min(result.afterMs ?? 500 * turn, MOST_PATIENCE_MS);
      await new Promise((resolve) => setTimeout(resolve, pause));
      result = await post();
    }
    return result;
  }

  /** Answers through the payload's own address, which also reaches where we are no member. False when it does not go that way. */
  async function respond(route: Route, body: Shown): Promise<boolean> {
    const { responseUrl } = route;
    if (responseUrl === undefined || age(route) > RESPONSE_URL_MS) return false;
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

  /** To the person alone: in place where that can be, in their direct conversation where not. */
  async function tellCaller(event: InboundEvent, message: Message, route: Route): Promise<SendResult> {
    const place = placeIn(event);
    const options = optionsOf(event);
    if (place?.kind === 'direct') return patiently(() => platform.send(refOf(event, place), message, options));
    if (route.responseUrl !== undefined) {
      const thread = place?.thread === undefined ? {} : { thread_ts: place.thread };
      const body = { response_type: 'ephemeral', replace_original: false, ...thread, ...(await rendered(event, message)) };
      if (await respond(route, body)) return { outcome: 'sent', message: '' };
    }
    const whispered = place === undefined ? undefined : await patiently(() => platform.whisper(refOf(event, place), userOf(event), message, options));
    if (whispered !== undefined && whispered.outcome !== 'dead') return whispered;
    const opened = await platform.openDirect(event.installation, userOf(event));
    if ('unreachable' in opened) return { outcome: 'dead', reason: 'blocked', detail: opened.unreachable };
    const direct = refOf(event, { conversation: opened.conversation, kind: 'direct' });
    return patiently(() => platform.send(direct, message, options));
  }

  /** To all who are there. Where we may not write, the person is told alone, and that it is so. */
  async function tellAll(event: InboundEvent, message: Message, route: Route): Promise<SendResult> {
    const place = placeIn(event);
    if (place === undefined) return tellCaller(event, message, route);
    // What a mention asks is answered below it: the channel stays quiet.
    const thread = place.thread ?? (event.kind === 'mention' ? place.message : undefined);
    const posted = await patiently(() => platform.send(refOf(event, { ...place, thread }), message, optionsOf(event)));
    if (posted.outcome !== 'dead') return posted;
    const body = { response_type: 'in_channel', replace_original: false, ...(await rendered(event, message)) };
    if (event.kind === 'command' && (await respond(route, body))) return { outcome: 'sent', message: '' };
    return tellCaller(event, preceded(message, slackTexts(localeOf(event)).onlyYou()), route);
  }

  /** In place of the message that was pressed; where that cannot be changed, the person is told. */
  async function replace(event: InboundEvent, message: Message, route: Route): Promise<SendResult> {
    const place = placeIn(event);
    if (route.isEphemeral !== true && place?.message !== undefined) {
      const posted = place.message;
      const changed = await patiently(() => platform.update(refOf(event, place), posted, message, optionsOf(event)));
      if (changed.outcome === 'sent') return changed;
    }
    if (place?.message !== undefined && (await respond(route, { replace_original: true, ...(await rendered(event, message)) })))
      return { outcome: 'sent', message: '' };
    return route.isWaiting === true ? { outcome: 'sent', message: '' } : tellCaller(event, message, route);
  }

  async function callView(event: InboundEvent, method: string, more: Shown, view: Shown): Promise<boolean> {
    const answer = await api.call(event.installation.tenant, method, { ...more, view }, { timeoutMs: VIEW_TIMEOUT_MS });
    if (!answer.ok) log.debug({ method, error: answer.error }, 'slack: a window could not be shown');
    return answer.ok;
  }

  const carry = (event: InboundEvent, route: Route) => carryOf(placeIn(event), route, event.from.user);

  /** The message in the window that waits for it, or that only showed something. False when it is closed by now. */
  async function showIn(view: ViewIn, event: InboundEvent, message: Message, route: Route): Promise<boolean> {
    const made = answeredView(message, { ...readerOf(event), now: clock.now() });
    const metadata = encodeMetadata({ command: '', hidden: {}, carry: carry(event, route) });
    await kept.keep([...made.kept, ...metadata.kept]);
    return callView(event, 'views.update', { view_id: view.id }, { ...made.view, private_metadata: metadata.text });
  }

  /** A form as a window; where none can be opened, as a message that opens it later. Nothing typed is lost. */
  async function openForm(event: InboundEvent, form: FormView, route: Route): Promise<void> {
    const made = renderForm(form, carry(event, route));
    await kept.keep(made.kept);
    const view = { ...made.view };
    if (route.view?.kind === 'modal' && (route.isWaiting === true || !route.view.isForm)) {
      if (await callView(event, 'views.update', { view_id: route.view.id }, view)) return;
    } else if (route.trigger !== undefined && age(route) < TRIGGER_MS) {
      // Over a form that is not sent yet another one is laid: what was typed there stays.
      const method = route.view?.kind === 'modal' ? 'views.push' : 'views.open';
      if (await callView(event, method, { trigger_id: route.trigger }, view)) return;
    }
    report(event, await tellCaller(event, formMessage(form), route));
  }

  function report(event: InboundEvent, result: SendResult): void {
    if (result.outcome === 'sent') return;
    const why = result.outcome === 'dead' ? result.detail : result.reason;
    log.error({ kind: event.kind, request: event.id, outcome: result.outcome, why }, 'slack: an answer may have reached nobody');
  }

  /** The window that shows the answer itself: it waits for it, or showed an answer before. */
  const windowOf = ({ view, isWaiting }: Route) => (view?.kind === 'modal' && (isWaiting === true || !view.isForm) ? view : undefined);

  async function show(event: InboundEvent, reply: Reply, route: Route): Promise<SendResult> {
    const window = windowOf(route);
    const texts = slackTexts(localeOf(event));
    const sent: SendResult = { outcome: 'sent', message: '' };
    switch (reply.kind) {
      case 'message': {
        if (event.kind === 'homeOpened') {
          const home = renderHome(reply.message, { ...readerOf(event), now: clock.now() });
          await kept.keep(home.kept);
          await callView(event, 'views.publish', { user_id: event.from.user }, { ...home.view });
          return sent;
        }
        if (reply.to === 'conversation') {
          const told = await tellAll(event, reply.message, route);
          if (window !== undefined) await showIn(window, event, told.outcome === 'sent' ? plain(texts.posted()) : reply.message, route);
          return told;
        }
        if (window !== undefined && (await showIn(window, event, reply.message, route))) return sent;
        return tellCaller(event, reply.message, route);
      }
      case 'update': {
        // The Home tab is drawn anew as a whole.
        const changed = route.isHome === true && placeIn(event)?.message === undefined ? sent : await replace(event, reply.message, route);
        if (window !== undefined) await showIn(window, event, reply.message, route);
        return changed;
      }
      case 'form':
      case 'invalid':
        await openForm(event, reply.form, route);
        return sent;
      case 'nothing':
        if (window !== undefined && route.isWaiting === true) await showIn(window, event, plain(texts.done()), route);
        return sent;
    }
  }

  /** Opens the window that says that a form is on its way; undefined when it is not needed or cannot be. */
  async function loading(event: InboundEvent, work: Promise<Reply>, route: Route): Promise<ViewIn | undefined> {
    if (!expectsForm(event) || route.trigger === undefined || route.view?.kind === 'modal') return undefined;
    if ((await within(work, Math.max(0, LOADING_AFTER_MS - age(route)))) !== undefined) return undefined;
    const view = { ...savingView({ locale: localeOf(event) }) };
    const answer = await api.call(event.installation.tenant, 'views.open', { trigger_id: route.trigger, view }, { timeoutMs: VIEW_TIMEOUT_MS });
    const id = answer.ok ? (answer.body.view as { id?: unknown } | undefined)?.id : undefined;
    return typeof id === 'string' ? { id, kind: 'modal', isForm: false, blocks: [] } : undefined;
  }

  return {
    async answer(event, work, route) {
      try {
        const view = await loading(event, work, route);
        const reply = await work;
        report(event, await show(event, reply, view === undefined ? route : { ...route, view, isWaiting: true }));
      } catch (error) {
        log.error({ err: error, kind: event.kind, request: event.id }, 'slack: an answer could not be shown');
      }
    },
    async late(event, reply) {
      // The window that was left behind says "saving" until somebody tells it otherwise; its id is part of the submit's.
      const viewId = event.kind === 'formSubmit' ? /^submit:([^:]+):/.exec(event.id)?.[1] : undefined;
      const view: ViewIn | undefined = viewId === undefined ? undefined : { id: viewId, kind: 'modal', isForm: true, blocks: [] };
      const route: Route = { since: clock.now(), ...(view === undefined ? {} : { view, isWaiting: true }) };
      const place = placeIn(event);
      if (reply.kind === 'message' && reply.to === 'conversation' && place !== undefined) {
        const thread = place.thread ?? (event.kind === 'mention' ? place.message : undefined);
        const before = await platform.find(refOf(event, { ...place, thread }), optionsOf(event).key);
        if (typeof before === 'object') return;
      }
      const result = await show(event, reply, route);
      if (result.outcome === 'retry') throw new RapportError('unavailable', `a late answer waits for Slack: ${result.reason}`);
      report(event, result);
    },
    saving: (event) => ({ response_action: 'update', view: savingView({ locale: localeOf(event) }) }),
  };
}

/** Whoever opens a form means to see one. */
function expectsForm(event: InboundEvent): boolean {
  return event.kind === 'globalShortcut' || event.kind === 'messageShortcut' || (event.kind === 'action' && event.payload.input[OPEN_FORM] !== undefined);
}
