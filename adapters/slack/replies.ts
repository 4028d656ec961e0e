import type { Reply } from '../../src/core/command.ts';
import type { FormView } from '../../src/core/form.ts';
import { formMessage } from '../../src/core/formMessage.ts';
import { type Message, OPEN_FORM } from '../../src/core/message.ts';
import type { FormPages } from '../../src/core/pages.ts';
import type { InboundEvent, SendResult } from '../../src/core/platform.ts';
import type { Clock } from '../../src/ground/clock.ts';
import { RapportError } from '../../src/ground/errors.ts';
import type { Logger } from '../../src/ground/log.ts';
import type { SlackApi } from './api.ts';
import { answeredView, renderForm, savingView } from './form.ts';
import { encodeMetadata } from './formState.ts';
import { renderHome } from './home.ts';
import type { KeptTexts } from './keptTexts.ts';
import { carryOf, type ViewIn } from './payload.ts';
import { within } from './people.ts';
import { localeOf, placeIn, type ReplySender, type Route, readerOf, SENT } from './replySender.ts';
import { slackTexts } from './texts.ts';

export interface RepliesOptions {
  readonly api: Pick<SlackApi, 'call'>;
  readonly replySender: ReplySender;
  readonly kept: Pick<KeptTexts, 'keep'>;
  readonly pages: FormPages;
  /** Real time. */
  readonly clock: Clock;
  readonly log: Logger;
}

/** The answer to a submit: the acknowledgement, and the work that goes on after it. */
export interface SubmitAnswer {
  readonly ack: Readonly<Record<string, unknown>> | undefined;
  readonly behind: Promise<void>;
}

export interface Replies {
  /** Shows the result of the work. Opens a loading window when a form takes longer than Slack waits. Never rejects. */
  answer(event: InboundEvent, work: Promise<Reply>, route: Route): Promise<void>;
  /**
   * Shows the result of a submitted form in its window: at once when the work is quick, else behind a window that says
   * "saving". Never rejects.
   */
  submitted(event: InboundEvent, work: Promise<Reply>, route: Route & { readonly view: ViewIn }): Promise<SubmitAnswer>;
  /** Sends a reply long after its event. @throws RapportError `unavailable` when it could not be delivered now. */
  late(event: InboundEvent, reply: Reply): Promise<void>;
}

/**
 * A trigger lives three seconds from the press (docs.slack.dev/interactivity). A form that takes longer is announced by
 * a loading window.
 */
const TRIGGER_MS = 3_000;
const LOADING_AFTER_MS = 1_200;
/** Slack waits three seconds for the answer to a submit. The rest is left for the network. */
const SAVING_AFTER_MS = 1_500;
/** An update of a window that arrives before the answer to its submit would be overwritten by it. */
const SETTLED_MS = 300;
const VIEW_TIMEOUT_MS = 5_000;

/**
 * A window as the press saw it. It may hold something else by now, such as a form with typed values, which must not be
 * lost.
 */
const asPressed = ({ id, hash, isForm }: ViewIn) => ({
  view_id: id,
  ...(isForm || hash === undefined ? {} : { hash }),
});

type View = Readonly<Record<string, unknown>>;
const plain = (text: string): Message => ({ audience: 'client', fallbackText: text, blocks: [{ kind: 'text', text }] });

export function createReplies({ api, replySender, kept, pages, clock, log }: RepliesOptions): Replies {
  const { report } = replySender;
  const age = ({ since }: Route) => clock.now().getTime() - since.getTime();
  const optionsOf = (event: InboundEvent) => ({ ...readerOf(event), now: clock.now() });
  const carry = (event: InboundEvent, route: Route) => carryOf(placeIn(event), route, event.from.user);

  async function callView(event: InboundEvent, method: string, more: View, view: View): Promise<boolean> {
    const answer = await api.call(event.installation.tenant, method, { ...more, view }, { timeoutMs: VIEW_TIMEOUT_MS });
    if (!answer.ok) log.debug({ method, error: answer.error }, 'slack: a window could not be shown');
    return answer.ok;
  }

  async function messageView(event: InboundEvent, message: Message, route: Route): Promise<View> {
    const made = answeredView(message, optionsOf(event));
    const metadata = encodeMetadata({ command: '', hidden: {}, carry: carry(event, route) });
    await kept.keep([...made.kept, ...metadata.kept]);
    return { ...made.view, private_metadata: metadata.text };
  }

  async function formView(event: InboundEvent, form: FormView, route: Route): Promise<View> {
    const made = renderForm(form, carry(event, route));
    await kept.keep(made.kept);
    return { ...made.view };
  }

  /** A form as a message. For people from outside no modal can open: they also get a link to it in a browser. */
  async function formWaiting(event: InboundEvent, form: FormView): Promise<Message> {
    const link = event.from.outsider ? await pages.link(event, form).catch(() => undefined) : undefined;
    return formMessage(form, link);
  }

  /** A form as a modal; where none can be opened, as a message that opens it later. Nothing typed is lost. */
  async function openForm(event: InboundEvent, form: FormView, route: Route): Promise<SendResult> {
    const view = await formView(event, form, route);
    if (route.trigger !== undefined && age(route) < TRIGGER_MS) {
      // Pushed over a form that is not sent yet: its typed values stay.
      const method = route.view?.kind === 'modal' ? 'views.push' : 'views.open';
      if (await callView(event, method, { trigger_id: route.trigger }, view)) return SENT;
    }
    return replySender.tellCaller(event, await formWaiting(event, form), route);
  }

  async function publishHome(event: InboundEvent, message: Message): Promise<void> {
    const home = renderHome(message, optionsOf(event));
    await kept.keep(home.kept);
    await callView(event, 'views.publish', { user_id: event.from.user }, { ...home.view });
  }

  /** Shows the result everywhere but in a window, and returns what the window then shows; undefined for nothing. */
  async function besides(
    event: InboundEvent,
    reply: Reply,
    route: Route,
  ): Promise<{ readonly told: SendResult; readonly view: View | undefined }> {
    switch (reply.kind) {
      case 'message': {
        const told = reply.to === 'conversation' ? await replySender.tellAll(event, reply.message, route) : SENT;
        const isPosted = reply.to === 'conversation' && told.outcome === 'sent';
        return {
          told,
          view: await messageView(event, isPosted ? plain(slackTexts(localeOf(event)).posted()) : reply.message, route),
        };
      }
      case 'update': {
        await replySender.replace(event, reply.message, route);
        return { told: SENT, view: await messageView(event, reply.message, route) };
      }
      case 'form':
      case 'invalid':
        return { told: SENT, view: await formView(event, reply.form, route) };
      case 'nothing':
        return { told: SENT, view: undefined };
    }
  }

  type Made = Awaited<ReturnType<typeof besides>>;

  /** Updates a waiting window. If it is closed by now, the person is told in their place. */
  async function into(
    window: ViewIn,
    event: InboundEvent,
    reply: Reply,
    { told, view }: Made,
    route: Route,
  ): Promise<SendResult> {
    const shown = view ?? (await messageView(event, plain(slackTexts(localeOf(event)).done()), route));
    if (await callView(event, 'views.update', asPressed(window), shown)) return told;
    if (reply.kind === 'form' || reply.kind === 'invalid') {
      // The window holds something else by now. Pushing over it loses nothing of either.
      const isTaken =
        !window.isForm && window.hash !== undefined && route.trigger !== undefined && age(route) < TRIGGER_MS;
      if (isTaken && (await callView(event, 'views.push', { trigger_id: route.trigger }, shown))) return SENT;
      return replySender.tellCaller(event, await formWaiting(event, reply.form), route);
    }
    return reply.kind === 'nothing' || (reply.kind === 'message' && reply.to === 'conversation')
      ? told
      : replySender.tellCaller(event, reply.message, route);
  }

  const showIn = async (window: ViewIn, event: InboundEvent, reply: Reply, route: Route) =>
    into(window, event, reply, await besides(event, reply, route), route);

  /** Replies in private. If that fails, posts the reply's public version, if it has one. */
  async function tellCaller(
    event: InboundEvent,
    { message, aloud }: Extract<Reply, { kind: 'message' }>,
    route: Route,
  ): Promise<SendResult> {
    const told = await replySender.tellCaller(event, message, route);
    return told.outcome === 'dead' && aloud !== undefined ? replySender.tellAloud(event, aloud) : told;
  }

  async function show(event: InboundEvent, reply: Reply, route: Route): Promise<SendResult> {
    // A window that only shows something is updated with the next answer.
    const window = route.view?.kind === 'modal' && !route.view.isForm ? route.view : undefined;
    if (window !== undefined && reply.kind !== 'nothing') return showIn(window, event, reply, route);
    switch (reply.kind) {
      case 'message':
        if (event.kind === 'homeOpened') {
          await publishHome(event, reply.message);
          return SENT;
        }
        if (reply.to === 'conversation') return replySender.tellAll(event, reply.message, route);
        // Only this person sees the pressed message, so the answer replaces it.
        if (reply.instead === true && route.isEphemeral === true) {
          const changed = await replySender.replace(event, reply.message, route);
          if (changed.outcome === 'sent') return changed;
        }
        // In the Home tab a message elsewhere would go unseen.
        if (route.view?.kind === 'home' && route.trigger !== undefined && age(route) < TRIGGER_MS) {
          if (
            await callView(
              event,
              'views.open',
              { trigger_id: route.trigger },
              await messageView(event, reply.message, route),
            )
          )
            return SENT;
        }
        return tellCaller(event, reply, route);
      case 'update': {
        // The Home tab is redrawn as a whole: from the answer itself, where that is the whole tab.
        if (route.view?.kind === 'home') {
          if (reply.isWhole === true) await publishHome(event, reply.message);
          return SENT;
        }
        const changed = await replySender.replace(event, reply.message, route);
        return changed.outcome === 'sent' ? changed : replySender.tellCaller(event, reply.message, route);
      }
      case 'form':
      case 'invalid':
        return openForm(event, reply.form, route);
      case 'nothing':
        return SENT;
    }
  }

  /** Opens the loading window of a form; undefined when it is not needed or cannot be opened. */
  async function loading(event: InboundEvent, work: Promise<Reply>, route: Route): Promise<ViewIn | undefined> {
    if (!expectsForm(event) || route.trigger === undefined || route.view?.kind === 'modal') return undefined;
    if ((await within(work, Math.max(0, LOADING_AFTER_MS - age(route)))) !== undefined) return undefined;
    const view = savingView({ locale: localeOf(event) });
    const answer = await api.call(
      event.installation.tenant,
      'views.open',
      { trigger_id: route.trigger, view },
      { timeoutMs: VIEW_TIMEOUT_MS },
    );
    const id = answer.ok ? (answer.body.view as { id?: unknown } | undefined)?.id : undefined;
    return typeof id === 'string' ? { id, kind: 'modal', isForm: false, blocks: [] } : undefined;
  }

  /** Updates the window that says "saving" with the result, in every case. */
  async function settle(
    event: InboundEvent,
    work: Promise<Reply>,
    made: Promise<Made>,
    route: Route & { readonly view: ViewIn },
  ): Promise<void> {
    try {
      const [reply, done] = await Promise.all([work, made, new Promise((resolve) => setTimeout(resolve, SETTLED_MS))]);
      report(event, await into(route.view, event, reply, done, route));
    } catch (error) {
      log.error({ err: error, kind: event.kind, request: event.id }, 'slack: the result of a form could not be shown');
      const { view } = answeredView(plain(slackTexts(localeOf(event)).notShown()), optionsOf(event));
      await callView(event, 'views.update', { view_id: route.view.id }, { ...view });
    }
  }

  /** A file for one person goes to their direct conversation, from any place. */
  async function brought(
    event: InboundEvent,
    reply: Reply,
    route: Route,
    options?: { readonly again: boolean },
  ): Promise<Reply> {
    if (reply.kind !== 'message' || reply.to !== 'caller') return reply;
    if (placeIn(event)?.kind === 'direct' && route.view === undefined) return reply;
    return { ...reply, message: await replySender.filesBrought(event, reply.message, options) };
  }

  return {
    async answer(event, work, route) {
      try {
        const view = await loading(event, work, route);
        const reply = await brought(event, await work, route);
        report(
          event,
          await (view === undefined ? show(event, reply, route) : showIn(view, event, reply, { ...route, view })),
        );
      } catch (error) {
        log.error({ err: error, kind: event.kind, request: event.id }, 'slack: an answer could not be shown');
      }
    },
    async submitted(event, worked, route) {
      const work = worked.then((reply) => brought(event, reply, route));
      const made = work.then((reply) => besides(event, reply, route));
      const quick = await within(
        made.catch(() => undefined),
        Math.max(0, SAVING_AFTER_MS - age(route)),
      );
      if (quick === undefined) {
        const saving = { response_action: 'update', view: savingView({ locale: localeOf(event) }) };
        return { ack: saving, behind: settle(event, work, made, route) };
      }
      report(event, quick.told);
      return {
        ack: quick.view === undefined ? undefined : { response_action: 'update', view: quick.view },
        behind: Promise.resolve(),
      };
    },
    async late(event, given) {
      if (given.kind === 'message' && given.to === 'conversation' && (await replySender.wasToldToAll(event))) return;
      // A window that was left behind says "saving" until it is updated. Its id is part of the submit's id.
      const viewId = event.kind === 'formSubmit' ? /^submit:([^:]+):/.exec(event.id)?.[1] : undefined;
      const route: Route = { since: clock.now() };
      const reply = await brought(event, given, route, { again: true });
      const result =
        viewId === undefined
          ? await show(event, reply, route)
          : await showIn({ id: viewId, kind: 'modal', isForm: true, blocks: [] }, event, reply, route);
      if (result.outcome === 'retry')
        throw new RapportError('unavailable', `a late answer waits for Slack: ${result.reason}`);
      report(event, result);
    },
  };
}

/** Whether the event asks for a form. */
function expectsForm(event: InboundEvent): boolean {
  return (
    event.kind === 'globalShortcut' ||
    event.kind === 'messageShortcut' ||
    (event.kind === 'action' && event.payload.input[OPEN_FORM] !== undefined)
  );
}
